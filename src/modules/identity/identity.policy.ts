import { definePolicy, ME } from '../../platform/authz/policy.js';

const own = [{ action: 'create' }, { action: 'read', where: { user_id: ME } }];

/** Everybody proves who they are, but admins, who look and decide. */
export const identityPolicy = definePolicy('IdentityVerification', {
  tenant: own,
  landlord: own,
  provider: own,
  admin: [{ action: ['read', 'list', 'decide'] }],
});
