import { definePolicy } from '../../platform/authz/policy.js';

/** What the staff sees and decides beyond the records themselves: lists of everything, figures, the log, the queues. */
export const administrationPolicy = definePolicy('Administration', { admin: [{ action: 'manage' }] });

const reports = [{ action: 'create' }];

/** Everybody who is signed in may report what should not stand; admins read and decide. */
export const reportPolicy = definePolicy('Report', {
  tenant: reports,
  landlord: reports,
  provider: reports,
  admin: [{ action: ['create', 'read', 'decide'] }],
});
