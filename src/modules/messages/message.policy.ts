import { definePolicy, ME, type Rule } from '../../platform/authz/policy.js';

const own: readonly Rule[] = [{ action: 'create' }, { action: 'read', where: { sender_id: ME } }, { action: ['read', 'update'], where: { receiver_id: ME } }];

/**
 * Whoever is signed in writes to whom they like, unless one of the two has blocked the other. A message is for the two of
 * them alone, admins included; marking it as read is for who got it. A reported one is shown to admins with the report.
 */
export const messagePolicy = definePolicy('Message', { tenant: own, landlord: own, provider: own, admin: own }, {
  'messages:read': ['read'],
  'messages:write': ['read', 'create', 'update'],
});

const mine: readonly Rule[] = [{ action: 'create' }, { action: ['read', 'delete'], where: { blocker_id: ME } }];

/** Everyone decides for themselves whom they want to hear nothing of; whom it hits is not told. */
export const blockPolicy = definePolicy('UserBlock', { tenant: mine, landlord: mine, provider: mine, admin: mine });
