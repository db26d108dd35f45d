import { newId } from '../../src/kernel/id.js';
import { PASSWORD } from '../support/actors.js';
import type { CallOptions } from '../support/api.js';
import { newPhone, type World } from './route-world.js';

/** The eight who call: strangers, the party to a record, somebody else of the same role, admins. */
export const ACTORS = ['anonymous', 'tenant', 'other tenant', 'landlord', 'other landlord', 'provider', 'other provider', 'admin'] as const;

export type Statuses = readonly [number, number, number, number, number, number, number, number];

export interface Expectation {
  /** In the order of ACTORS: the tenant is the record's party, the landlord the home's owner. */
  readonly statuses: Statuses;
  /** What fills the path, and what is sent. Made anew for every call. */
  readonly call?: (world: World) => Promise<{ path?: Record<string, string>; options?: CallOptions }> | { path?: Record<string, string>; options?: CallOptions };
}

const ALL_200: Statuses = [200, 200, 200, 200, 200, 200, 200, 200];
const everyone = (status: number): Statuses => [status, status, status, status, status, status, status, status];
const signedIn = (status: number): Statuses => [401, status, status, status, status, status, status, status];
/** The tenant's own; nobody else knows that it exists. */
const own = (status: number): Statuses => [401, status, 404, 404, 404, 404, 404, 404];
/** The owner and admins; other landlords see the home and may not. */
const keepers = (status: number): Statuses => [401, 403, 403, status, 403, 403, 403, status];
const admins = (status: number): Statuses => [401, 403, 403, 403, 403, 403, 403, status];

const json = (body: object) => () => ({ options: { json: body } });
const ofHome = (options?: CallOptions) => async (world: World) => ({ path: { id: (await world.home()).id }, ...(options ? { options } : {}) });
const ofBooking = async (world: World) => ({ path: { id: (await world.booking()).id } });

const HOME = { title: 'Chambre-salon', property_type: 'room', rental_type: 'long_term', price: 25000, address: 'Rue 4', city: 'Parakou', latitude: 9.34, longitude: 2.63 };
const AMENITY = { name_fr: 'Hamac', name_en: 'Hammock', icon: 'palmtree' };

/** Every route of the application. One without a row here fails the suite, and so does a row without a route. */
export const EXPECTATIONS: Readonly<Record<string, Expectation>> = {
  'GET /': { statuses: ALL_200 },
  'GET /health': { statuses: ALL_200 },
  'GET /health/detailed': { statuses: ALL_200 },
  'GET /ready': { statuses: ALL_200 },
  'GET /metrics': { statuses: ALL_200 },
  'GET /.well-known/jwks.json': { statuses: ALL_200 },
  'GET /api/v1/health': { statuses: ALL_200 },
  'GET /api/v1/health/detailed': { statuses: ALL_200 },
  'GET /api/v1/ready': { statuses: ALL_200 },

  'POST /api/v1/auth/register': {
    statuses: everyone(201),
    call: () => ({ options: { json: { email: `${newId()}@example.com`, phone: newPhone(), password: PASSWORD, first_name: 'Sika', last_name: 'Houngbo', user_type: 'tenant' } } }),
  },
  'POST /api/v1/auth/login': { statuses: ALL_200, call: async (world) => ({ options: { json: { username: (await world.tenant()).email, password: PASSWORD } } }) },
  'POST /api/v1/auth/refresh': { statuses: ALL_200, call: async (world) => ({ options: { json: { refresh_token: (await world.tenant()).refresh_token } } }) },
  'POST /api/v1/auth/logout': { statuses: signedIn(204) },
  'POST /api/v1/auth/forgot-password': { statuses: everyone(202), call: json({ email: 'nobody@example.com' }) },
  'POST /api/v1/auth/reset-password': { statuses: everyone(422), call: json({ token: 'bm9wZQ.bm9wZQ', new_password: PASSWORD }) },
  'POST /api/v1/auth/verify-email': { statuses: everyone(422), call: json({ token: 'bm9wZQ.bm9wZQ' }) },
  'POST /api/v1/auth/verify-phone': { statuses: everyone(422), call: async (world) => ({ options: { json: { phone: (await world.tenant()).phone, code: '000000' } } }) },
  'POST /api/v1/auth/send-otp': { statuses: everyone(202), call: json({ phone: '+2290197999999' }) },
  'POST /api/v1/auth/verify-otp': { statuses: everyone(401), call: async (world) => ({ options: { json: { phone: (await world.tenant()).phone, code: '000000' } } }) },
  'POST /api/v1/auth/change-password': { statuses: signedIn(204), call: json({ current_password: PASSWORD, new_password: 'Un tout autre secret 7' }) },
  'GET /api/v1/auth/sessions': { statuses: signedIn(200) },
  'DELETE /api/v1/auth/sessions/:id': { statuses: own(204), call: async (world) => ({ path: { id: await world.session() } }) },

  'GET /api/v1/users/me': { statuses: signedIn(200) },
  'PUT /api/v1/users/me': { statuses: signedIn(200), call: json({ first_name: 'Sènan' }) },
  'DELETE /api/v1/users/me': { statuses: signedIn(204) },
  'GET /api/v1/users/me/export': { statuses: signedIn(200) },
  'POST /api/v1/users/me/avatar': { statuses: signedIn(200), call: (world) => ({ options: { files: { file: [world.picture] } } }) },
  'POST /api/v1/uploads/avatar': { statuses: signedIn(200), call: (world) => ({ options: { files: { file: [world.picture] } } }) },
  'GET /api/v1/users/:user_id': { statuses: ALL_200, call: async (world) => ({ path: { user_id: (await world.landlord()).id } }) },
  'GET /api/v1/users/me/addresses': { statuses: signedIn(200) },
  'POST /api/v1/users/me/addresses': { statuses: signedIn(201), call: json({ address: 'Carré 118', city: 'Cotonou' }) },
  'PUT /api/v1/users/me/addresses/:id': { statuses: own(200), call: async (world) => ({ path: { id: await world.address() }, options: { json: { city: 'Ouidah' } } }) },
  'DELETE /api/v1/users/me/addresses/:id': { statuses: own(204), call: async (world) => ({ path: { id: await world.address() } }) },
  'POST /api/v1/users/me/devices': { statuses: signedIn(201), call: () => ({ options: { json: { token: newId(), platform: 'android' } } }) },
  'DELETE /api/v1/users/me/devices/:id': { statuses: own(204), call: async (world) => ({ path: { id: await world.device() } }) },
  'GET /api/v1/users/me/notification-preferences': { statuses: signedIn(200) },
  'PUT /api/v1/users/me/notification-preferences': { statuses: signedIn(200), call: json([{ type: 'booking', sms: false }]) },
  'GET /api/v1/users/me/favorites': { statuses: [401, 200, 200, 200, 200, 403, 403, 200] },

  'GET /api/v1/properties': { statuses: ALL_200 },
  'GET /api/v1/properties/search': { statuses: ALL_200 },
  'GET /api/v1/properties/nearby': { statuses: ALL_200, call: () => ({ options: { query: { latitude: 6.36, longitude: 2.42 } } }) },
  'GET /api/v1/properties/:id': { statuses: ALL_200, call: ofHome() },
  'POST /api/v1/properties': { statuses: [401, 403, 403, 201, 201, 403, 403, 201], call: json(HOME) },
  'PUT /api/v1/properties/:id': { statuses: keepers(200), call: ofHome({ json: { price: 12000 } }) },
  'DELETE /api/v1/properties/:id': { statuses: keepers(204), call: ofHome() },
  'POST /api/v1/properties/:id/images': { statuses: keepers(201), call: async (world) => ({ path: { id: (await world.home()).id }, options: { files: { files: [world.picture] } } }) },
  'POST /api/v1/uploads/images/property/:id': { statuses: keepers(201), call: async (world) => ({ path: { id: (await world.home()).id }, options: { files: { files: [world.picture] } } }) },
  'PUT /api/v1/properties/:id/images/order': {
    statuses: keepers(200),
    call: async (world) => {
      const { id, images } = await world.homeWithImages();
      return { path: { id }, options: { json: { image_ids: images.toReversed() } } };
    },
  },
  'DELETE /api/v1/properties/:id/images/:image_id': {
    statuses: keepers(204),
    call: async (world) => {
      const { id, images } = await world.homeWithImages();
      return { path: { id, image_id: images[0] ?? '' } };
    },
  },
  'POST /api/v1/properties/:id/favorite': { statuses: [401, 200, 200, 200, 200, 403, 403, 200], call: ofHome() },
  'DELETE /api/v1/properties/:id/favorite': { statuses: [401, 200, 200, 200, 200, 403, 403, 200], call: ofHome() },
  'GET /api/v1/properties/:id/availability': { statuses: ALL_200, call: ofHome() },
  'GET /api/v1/properties/:id/blocks': { statuses: keepers(200), call: ofHome() },
  'POST /api/v1/properties/:id/blocks': { statuses: keepers(201), call: ofHome({ json: { start_date: '2027-05-01', end_date: '2027-05-03' } }) },
  'DELETE /api/v1/properties/:id/blocks/:block_id': { statuses: keepers(204), call: async (world) => ({ path: await world.block() }) },
  'GET /api/v1/amenities': { statuses: ALL_200 },
  'POST /api/v1/amenities': { statuses: admins(201), call: json({ ...AMENITY, code: 'hammock' }) },
  'PUT /api/v1/amenities/:code': { statuses: admins(200), call: () => ({ path: { code: 'wifi' }, options: { json: AMENITY } }) },
  'DELETE /api/v1/amenities/:code': { statuses: admins(204), call: () => ({ path: { code: 'canal_plus' } }) },

  'POST /api/v1/bookings': {
    statuses: [401, 201, 201, 403, 403, 403, 403, 403],
    call: async (world) => ({ options: { json: { property_id: (await world.home()).id, start_date: '2027-03-01', end_date: '2027-03-05' } } }),
  },
  'GET /api/v1/bookings/my-bookings': { statuses: [401, 200, 200, 403, 403, 403, 403, 403] },
  'GET /api/v1/bookings/my-properties': { statuses: [401, 403, 403, 200, 200, 403, 403, 403] },
  'GET /api/v1/bookings/:id': { statuses: [401, 200, 404, 200, 404, 403, 403, 200], call: ofBooking },
  'PUT /api/v1/bookings/:id/accept': { statuses: [401, 403, 403, 200, 404, 403, 403, 403], call: ofBooking },
  'PUT /api/v1/bookings/:id/reject': { statuses: [401, 403, 403, 200, 404, 403, 403, 403], call: ofBooking },
  'PUT /api/v1/bookings/:id/cancel': { statuses: [401, 200, 404, 200, 404, 403, 403, 200], call: ofBooking },

  'GET /api/v1/notifications': { statuses: signedIn(200) },
  'GET /api/v1/notifications/unread-count': { statuses: signedIn(200) },
  'PUT /api/v1/notifications/read-all': { statuses: signedIn(200) },
  'PUT /api/v1/notifications/:id/read': { statuses: own(200), call: async (world) => ({ path: { id: await world.notification() } }) },
};
