import { definePolicy, ME } from '../../platform/authz/policy.js';

const own = [{ action: ['read', 'update'], where: { user_id: ME } }];

/** Notes are their reader's alone, whoever that is; admins have no eye on those of others. */
export const notificationPolicy = definePolicy('Notification', { tenant: own, landlord: own, provider: own, admin: own });
