import { definePolicy, ME } from '../../platform/authz/policy.js';

const looks = ['read', 'list'];

/**
 * Tenants and landlords pay what they owe (rent, jobs) and see what they paid. Landlords and providers see what was paid
 * to them, and landlords give it back. Admins see all of it and may give back anything.
 */
export const paymentPolicy = definePolicy('Payment', {
  tenant: [{ action: 'start' }, { action: ['read', 'list'], where: { payer_id: ME } }],
  landlord: [{ action: 'start' }, { action: ['read', 'list'], where: { payer_id: ME } }, { action: ['read', 'list', 'refund'], where: { payee_id: ME } }],
  provider: [{ action: ['read', 'list'], where: { payee_id: ME } }],
  admin: [{ action: ['read', 'list', 'refund'] }],
}, { 'payments:read': looks, 'payments:write': [...looks, 'start'], 'payments:refund': [...looks, 'refund'] });
