import { definePolicy, ME } from '../../platform/authz/policy.js';

const own = [{ action: 'create' }, { action: 'read', where: { owner_id: ME } }];

/** A document is its owner's alone; those of identity checks are there for admins to look at as well. */
export const documentPolicy = definePolicy('Document', {
  tenant: own,
  landlord: own,
  provider: own,
  admin: [...own, { action: 'read', where: { purpose: 'identity' } }],
});
