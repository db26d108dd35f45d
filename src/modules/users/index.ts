import './user.events.js';

export { User } from './user.entity.js';
export { userPolicy, userThingPolicies } from './user.policy.js';
export { PublicProfileView, publicProfileSql } from './user.views.js';
export { UsersModule } from './users.module.js';
export { UsersRepository, type UserContact } from './users.repository.js';
