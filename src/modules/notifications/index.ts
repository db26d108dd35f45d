import './notification.events.js';

export { notificationPolicy } from './notification.policy.js';
export { NotificationsModule } from './notifications.module.js';
