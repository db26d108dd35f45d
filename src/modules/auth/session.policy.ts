import { definePolicy, ME } from '../../platform/authz/policy.js';

const own = [{ action: ['read', 'end'], where: { user_id: ME } }];

/** Everybody sees and ends their own sessions, and nobody else's; deactivating an account ends them too. */
export const sessionPolicy = definePolicy('Session', { tenant: own, landlord: own, provider: own, admin: own });
