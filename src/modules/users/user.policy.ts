import { definePolicy, ME } from '../../platform/authz/policy.js';

const ownAccount = [{ action: ['read', 'update', 'erase', 'export'], where: { id: ME } }];
const ownThings = [{ action: 'manage', where: { user_id: ME } }];

/** An account is its owner's; admins look and act through their own routes. Public profiles are public. */
export const userPolicy = definePolicy('User', {
  tenant: ownAccount,
  landlord: ownAccount,
  provider: ownAccount,
  admin: [...ownAccount, { action: ['read', 'activate', 'verify', 'change_role'] }],
}, { 'profile:read': ['read'] });

/** Addresses, devices, preferences: each person's own, whoever they are. */
export const userThingPolicies = ['Address', 'Device', 'NotificationPreference'].map((subject) =>
  definePolicy(subject, { tenant: ownThings, landlord: ownThings, provider: ownThings, admin: ownThings }),
);
