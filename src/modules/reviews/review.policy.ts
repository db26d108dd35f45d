import { definePolicy, ME } from '../../platform/authz/policy.js';

const writes = [{ action: ['read', 'create'] }, { action: ['update', 'delete'], where: { reviewer_id: ME } }];

/**
 * Anyone reads. Tenants write about stays and jobs of theirs that really happened, landlords about jobs; what they wrote
 * is theirs to change and take back. Admins take back what must not stand.
 */
export const reviewPolicy = definePolicy('Review', {
  anonymous: [{ action: 'read' }],
  tenant: writes,
  landlord: writes,
  provider: [{ action: 'read' }],
  admin: [{ action: ['read', 'delete'] }],
});
