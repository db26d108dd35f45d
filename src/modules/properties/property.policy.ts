import { definePolicy, ME } from '../../platform/authz/policy.js';

/** Lists show published homes; whoever has the address of one that is rented out still sees it. */
const shown = { action: 'read', where: { status: ['published', 'rented'] } };
/** A deleted home is gone for everyone, its owner included. */
const own = { action: ['read', 'update', 'delete', 'block'], where: { owner_id: ME, deleted_at: null } };

/**
 * Published and rented homes are there for everyone. Landlords make homes and keep their own: change, publish, delete them, close
 * dates. Favourites are for those who look for a home or let one. Admins may do everything to every home there is.
 */
export const propertyPolicy = definePolicy('Property', {
  anonymous: [shown],
  tenant: [shown, { action: 'favorite', where: { status: 'published' } }],
  landlord: [shown, { action: 'favorite', where: { status: 'published' } }, { action: 'create' }, own],
  provider: [shown],
  admin: [{ action: 'create' }, { action: ['read', 'update', 'delete', 'block', 'favorite'], where: { deleted_at: null } }],
}, { 'properties:read': ['read'], 'properties:write': ['read', 'create', 'update', 'delete', 'block'] });

/** The catalogue is everyone's to read; admins edit it. */
export const amenityPolicy = definePolicy('Amenity', { admin: [{ action: 'manage' }] });
