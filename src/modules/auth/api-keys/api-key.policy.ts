import { definePolicy, ME } from '../../../platform/authz/policy.js';

const own = [{ action: ['create', 'read', 'delete'], where: { user_id: ME } }];

/**
 * People who let, rent or work make keys for the programs that act in their place, and take them back; no key makes or takes
 * keys. Admins have none: what a leaked one of theirs could reach would be everybody's.
 */
export const apiKeyPolicy = definePolicy('ApiKey', { tenant: own, landlord: own, provider: own });
