export { administrationPolicy, reportPolicy } from './admin.policy.js';
export { AdminModule } from './admin.module.js';
export { mountQueuesDashboard } from './queues/queues-dashboard.js';
