import { definePolicy, ME } from '../../platform/authz/policy.js';

const published = { action: 'read', where: { status: 'published' } };
/** A deleted home is gone for everyone, its owner included. */
const own = { action: ['read', 'update', 'delete', 'block'], where: { owner_id: ME, deleted_at: null } };

/**
 * Published homes are there for everyone. Landlords make homes and keep their own: change, publish, delete them, close
 * dates. Favourites are for those who look for a home or let one. Admins may do everything to every home there is.
 */
export const propertyPolicy = definePolicy('Property', {
  anonymous: [published],
  tenant: [published, { action: 'favorite', where: { status: 'published' } }],
  landlord: [published, { action: 'favorite', where: { status: 'published' } }, { action: 'create' }, own],
  provider: [published],
  admin: [{ action: 'create' }, { action: ['read', 'update', 'delete', 'block', 'favorite'], where: { deleted_at: null } }],
});

/** The catalogue is everyone's to read; admins edit it. */
export const amenityPolicy = definePolicy('Amenity', { admin: [{ action: 'manage' }] });
