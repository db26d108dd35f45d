import { definePolicy, ME } from '../../platform/authz/policy.js';

const looks = ['read', 'list_stays', 'list_hostings'];

/**
 * Tenants ask for stays and see and cancel their own. Landlords see, accept, reject and cancel those
 * of their own homes. Admins see all and may cancel. Providers have no part in it.
 */
export const bookingPolicy = definePolicy('Booking', {
  tenant: [{ action: 'create' }, { action: ['read', 'cancel', 'list_stays'], where: { tenant_id: ME } }],
  landlord: [{ action: ['read', 'accept', 'reject', 'cancel', 'list_hostings'], where: { owner_id: ME } }],
  admin: [{ action: ['read', 'cancel'] }],
}, { 'bookings:read': looks, 'bookings:write': [...looks, 'create', 'accept', 'reject', 'cancel'] });

/** The rent schedule and the contract: for the two parties to read, and for admins. */
export const installmentPolicy = definePolicy('Installment', {
  tenant: [{ action: 'read', where: { tenant_id: ME } }],
  landlord: [{ action: 'read', where: { owner_id: ME } }],
  admin: [{ action: 'read' }],
}, { 'bookings:read': ['read'], 'bookings:write': ['read'] });
