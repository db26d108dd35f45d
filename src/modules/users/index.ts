import './user.events.js';

export { AccountSecurity } from './account-security.js';
export { AccountDesk, type AccountChange } from './account-desk.js';
export { UNUSABLE_PASSWORD_HASH, User } from './user.entity.js';
export { EmailTaken, LastAdmin, OwnAccount, PhoneTaken } from './user.errors.js';
export { userPolicy, userThingPolicies } from './user.policy.js';
export { PushDevices } from './push-devices.js';
export { PublicProfileView, publicProfileSql, UserView } from './user.views.js';
export { UsersModule } from './users.module.js';
export { UsersRepository, type UserContact, type UserCredentials } from './users.repository.js';
