import { definePolicy, ME } from '../../platform/authz/policy.js';

const everyone = [{ action: 'read' }];

/** Anyone reads the catalogue; admins edit it. */
export const servicePolicy = definePolicy('Service', {
  anonymous: everyone, tenant: everyone, landlord: everyone, provider: everyone,
  admin: [{ action: ['read', 'create', 'update', 'delete'] }],
});

/** Anyone reads profiles; providers keep their own. */
export const providerPolicy = definePolicy('ServiceProvider', {
  anonymous: everyone, tenant: everyone, landlord: everyone,
  provider: [{ action: 'read' }, { action: ['read_own', 'update_own', 'update'], where: { user_id: ME } }],
  admin: [{ action: ['read', 'update'] }],
}, { 'services:read': ['read', 'read_own'], 'services:write': ['read', 'read_own', 'update_own', 'update'] });

const looks = ['read', 'list_own', 'look', 'read_quotes'];
const asked = [{ action: 'create' }, { action: ['read', 'list_own', 'cancel', 'complete', 'read_quotes'], where: { requester_id: ME } }];

/**
 * Tenants and landlords ask for work, see and cancel what they asked for, and complete it. Providers look for what
 * matches them (which rows those are is in the query: it depends on their profile), and see, start and finish what they
 * were chosen for. Admins look at all of them, and cancel.
 */
export const serviceRequestPolicy = definePolicy('ServiceRequest', {
  tenant: asked,
  landlord: asked,
  provider: [{ action: ['look', 'read_quotes'] }, { action: ['read', 'start', 'complete'], where: { provider_user_id: ME } }],
  admin: [{ action: ['read', 'look', 'look_at_all', 'cancel', 'read_quotes'] }],
}, { 'services:read': looks, 'services:write': [...looks, 'create', 'cancel', 'start', 'complete'] });

const decides = [{ action: ['read', 'accept', 'reject'], where: { requester_id: ME } }];

/** Providers quote, see and withdraw their own quotes; who asked decides on them. `requester_id` and `provider_user_id` come with the row. */
export const quotePolicy = definePolicy('ServiceQuote', {
  tenant: decides,
  landlord: decides,
  provider: [{ action: 'create' }, { action: ['read', 'withdraw'], where: { provider_user_id: ME } }],
  admin: [{ action: 'read' }],
}, { 'services:read': ['read'], 'services:write': ['read', 'create', 'accept', 'reject', 'withdraw'] });
