import { definePolicy, ME } from '../../platform/authz/policy.js';

const own = [{ action: ['create', 'read', 'update', 'delete'], where: { user_id: ME } }];

/**
 * People who let, rent or work have their programs told of what they take part in themselves; webhooks are their owner's alone.
 * Admins have none: they would be told of everybody.
 */
export const webhookPolicy = definePolicy('Webhook', { tenant: own, landlord: own, provider: own }, {
  'webhooks:read': ['read'],
  'webhooks:write': ['read', 'create', 'update', 'delete'],
});
