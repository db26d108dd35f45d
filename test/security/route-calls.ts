import { randomInt } from 'node:crypto';
import sharp from 'sharp';
import { addDays, todayIn } from '../../src/kernel/calendar-date.js';
import { newId } from '../../src/kernel/id.js';
import { AuthSecrets } from '../../src/modules/auth/index.js';
import { PASSWORD, type TestActor } from '../support/actors.js';
import type { CallOptions } from '../support/api.js';
import type { TestApp } from '../support/app.js';
import { DOCUMENT_CALLS } from './document-calls.js';
import { ADMIN_CALLS } from './admin-calls.js';
import { CALENDAR_CALLS } from './calendar-calls.js';
import { MONEY_CALLS } from './money-calls.js';
import { MESSAGE_CALLS } from './message-calls.js';
import { PARTNER_CALLS } from './partner-calls.js';
import { WORK_CALLS } from './work-calls.js';

/** The people of one call. The records that it is about are theirs, and made for it alone. */
export interface Scene {
  readonly house: TestApp;
  readonly tenant: TestActor;
  readonly landlord: TestActor;
  /** Has a profile only where the call is about work. */
  readonly provider: TestActor;
}

/** What to send: the ids of the path in their order, and the rest. */
export interface Sent extends CallOptions {
  readonly ids?: readonly string[];
}

export type Call = (scene: Scene) => Promise<Sent> | Sent;

const today = todayIn('Africa/Porto-Novo', new Date());
const period = { start_date: addDays(today, 20), end_date: addDays(today, 24) };
const picture = await sharp({ create: { width: 64, height: 48, channels: 3, background: 'olive' } }).jpeg().toBuffer();
const anyPhone = (): string => `+229019${String(randomInt(5_000_000, 9_999_999))}`;

const home = ({ house, landlord }: Scene, facts: object = {}): Promise<{ id: string; owner_id: string }> => house.build.property(landlord, { ...facts });
const onHome = (facts: object = {}, rest: CallOptions = {}): Call => async (scene) => ({ ids: [(await home(scene, facts)).id], ...rest });
const draft = { status: 'draft' };
const deleted = { status: 'inactive', deleted_at: new Date() };
const json = (body: unknown): Call => () => ({ json: body });

const stay = async (scene: Scene, facts: object = {}): Promise<{ id: string }> => scene.house.build.booking(await home(scene), scene.tenant, { ...period, ...facts });
const onStay = (facts: object = {}, rest: CallOptions = { json: {} }): Call => async (scene) => ({ ids: [(await stay(scene, facts)).id], ...rest });
const over = { status: 'cancelled', cancelled_by: 'tenant', expires_at: null };

/** A row of some table that is the tenant's; answers its id. */
const tenants = (table: string, facts: () => object, rest: CallOptions = {}): Call => async ({ house, tenant }) => {
  const id = newId();
  await house.build.insert(table, { id, user_id: tenant.id, ...facts() });
  return { ids: [id], ...rest };
};

const image = async ({ house }: Scene, property_id: string): Promise<string> => {
  const id = newId();
  await house.build.insert('property_images', { id, property_id, image_url: `http://api.lokahome.test/media/properties/${property_id}/second.jpg`, is_primary: false, order_index: 1 });
  return id;
};
const block = async ({ house }: Scene, property_id: string): Promise<string> => {
  const id = newId();
  await house.build.insert('property_blocks', { id, property_id, ...period });
  return id;
};

const amenity = async ({ house }: Scene): Promise<string> => {
  const code = `thing_${newId().slice(-8)}`.replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '');
  const { rows } = await house.database.client.query<{ bit: number }>('SELECT bit FROM generate_series(0, 62) AS bit WHERE bit NOT IN (SELECT bit FROM amenities) LIMIT 1');
  await house.build.insert('amenities', { code, bit: rows[0]?.bit, name_fr: 'Chose', name_en: 'Thing', icon: 'box' });
  return code;
};

const soon = (): Date => new Date(Date.now() + 300_000);
const link = async ({ house, tenant }: Scene, purpose: 'verify_email' | 'reset_password'): Promise<string> => {
  const id = newId();
  await house.build.insert('auth_links', { id, user_id: tenant.id, purpose, email: tenant.email, expires_at: soon() });
  return house.app.get(AuthSecrets).linkToken({ id, purpose });
};
const code: Call = async ({ house, tenant }) => {
  const id = newId();
  await house.build.insert('auth_codes', { id, user_id: tenant.id, phone: tenant.phone, expires_at: soon() });
  return { json: { phone: tenant.phone, code: house.app.get(AuthSecrets).codeDigits({ id }) } };
};
const registration = (): object => ({ email: `${newId()}@example.com`, phone: anyPhone(), password: 'sept pirogues au lac', first_name: 'Afi', last_name: 'Adjovi', user_type: 'tenant' });
const listing = { title: 'Studio', property_type: 'studio', rental_type: 'short_term', price: 15000, address: 'Rue 12.045', city: 'Cotonou' };
const names = { name_fr: 'Chose', name_en: 'Thing', icon: 'box' };

/** How each row of route-expectations.ts is called; one that is not here is called as it is. */
export const CALLS: Readonly<Record<string, Call>> = {
  'POST /api/v1/auth/register': () => ({ json: registration() }),
  'POST /api/v1/auth/register (as an admin)': () => ({ json: { ...registration(), user_type: 'admin' } }),
  'POST /api/v1/auth/login': ({ tenant }) => ({ json: { username: tenant.email, password: PASSWORD } }),
  'POST /api/v1/auth/refresh': ({ tenant }) => ({ json: { refresh_token: tenant.refresh_token } }),
  'POST /api/v1/auth/forgot-password': ({ tenant }) => ({ json: { email: tenant.email } }),
  'POST /api/v1/auth/reset-password': async (scene) => ({ json: { token: await link(scene, 'reset_password'), new_password: 'huit baobabs en ville' } }),
  'POST /api/v1/auth/verify-email': async (scene) => ({ json: { token: await link(scene, 'verify_email') } }),
  'POST /api/v1/auth/verify-phone': code,
  'POST /api/v1/auth/send-otp': ({ tenant }) => ({ json: { phone: tenant.phone } }),
  'POST /api/v1/auth/verify-otp': code,
  'POST /api/v1/auth/change-password': json({ current_password: PASSWORD, new_password: 'huit baobabs en ville' }),
  'DELETE /api/v1/auth/sessions/:id': tenants('auth_sessions', () => ({ expires_at: soon() })),

  'GET /api/v1/users/:user_id': ({ tenant }) => ({ ids: [tenant.id] }),
  'PUT /api/v1/users/me': json({ first_name: 'Yabo' }),
  'DELETE /api/v1/users/me (with an open stay)': async (scene) => { await stay(scene); return {}; },
  'POST /api/v1/users/me/avatar': () => ({ files: { file: [picture] } }),
  'POST /api/v1/uploads/avatar': () => ({ files: { file: [picture] } }),
  'POST /api/v1/users/me/addresses': json({ address: 'Lot 1204', city: 'Cotonou' }),
  'PUT /api/v1/users/me/addresses/:id': tenants('user_addresses', () => ({ address: 'Lot 1204', city: 'Cotonou' }), { json: { city: 'Ouidah' } }),
  'DELETE /api/v1/users/me/addresses/:id': tenants('user_addresses', () => ({ address: 'Lot 1204', city: 'Cotonou' })),
  'POST /api/v1/users/me/devices': () => ({ json: { token: newId(), platform: 'web' } }),
  'DELETE /api/v1/users/me/devices/:id': tenants('user_devices', () => ({ token: newId(), platform: 'ios' })),
  'PUT /api/v1/users/me/notification-preferences': json([{ type: 'booking', sms: false }]),

  'GET /api/v1/properties/nearby': () => ({ query: { latitude: 6.35, longitude: 2.37 } }),
  'POST /api/v1/amenities': () => ({ json: { code: `extra_${newId().slice(-8)}`.replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? ''), ...names } }),
  'PUT /api/v1/amenities/:code': async (scene) => ({ ids: [await amenity(scene)], json: names }),
  'DELETE /api/v1/amenities/:code': async (scene) => ({ ids: [await amenity(scene)] }),
  'POST /api/v1/properties': json(listing),
  'GET /api/v1/properties/:id': onHome(),
  'GET /api/v1/properties/:id (rented)': onHome({ status: 'rented' }),
  'GET /api/v1/properties/:id (a draft)': onHome(draft),
  'GET /api/v1/properties/:id (inactive)': onHome({ status: 'inactive' }),
  'GET /api/v1/properties/:id (deleted)': onHome(deleted),
  'PUT /api/v1/properties/:id': onHome({}, { json: { price: 1 } }),
  'PUT /api/v1/properties/:id (a draft)': onHome(draft, { json: { price: 1 } }),
  'PUT /api/v1/properties/:id (published by this)': onHome(draft, { json: { status: 'published' } }),
  'PUT /api/v1/properties/:id (deleted)': onHome(deleted, { json: { price: 1 } }),
  'DELETE /api/v1/properties/:id': onHome(),
  'DELETE /api/v1/properties/:id (a draft)': onHome(draft),
  'DELETE /api/v1/properties/:id (with an open stay)': async (scene) => {
    const property = await home(scene);
    await scene.house.build.booking(property, scene.tenant, period);
    return { ids: [property.id] };
  },
  'POST /api/v1/properties/:id/images': onHome({}, { files: { files: [picture] } }),
  'POST /api/v1/uploads/images/property/:id': onHome({}, { files: { files: [picture] } }),
  'PUT /api/v1/properties/:id/images/order': async (scene) => {
    const property = await home(scene);
    const second = await image(scene, property.id);
    const { rows } = await scene.house.database.client.query<{ id: string }>('SELECT id FROM property_images WHERE property_id = $1 AND id <> $2', [property.id, second]);
    return { ids: [property.id], json: { image_ids: [second, rows[0]?.id] } };
  },
  'DELETE /api/v1/properties/:id/images/:image_id': async (scene) => {
    const property = await home(scene);
    return { ids: [property.id, await image(scene, property.id)] };
  },
  'DELETE /api/v1/properties/:id/images/:image_id (of another home)': async (scene) => ({ ids: [(await home(scene)).id, await image(scene, (await scene.house.build.property(await scene.house.actors.asLandlord())).id)] }),
  'POST /api/v1/properties/:id/favorite': onHome(),
  'POST /api/v1/properties/:id/favorite (a draft)': onHome(draft),
  'DELETE /api/v1/properties/:id/favorite': onHome(),
  'GET /api/v1/properties/:id/availability': onHome(),
  'GET /api/v1/properties/:id/availability (a draft)': onHome(draft),
  'GET /api/v1/properties/:id/blocks': onHome(),
  'POST /api/v1/properties/:id/blocks': onHome({}, { json: period }),
  'POST /api/v1/properties/:id/blocks (a draft)': onHome(draft, { json: period }),
  'DELETE /api/v1/properties/:id/blocks/:block_id': async (scene) => {
    const property = await home(scene);
    return { ids: [property.id, await block(scene, property.id)] };
  },
  'DELETE /api/v1/properties/:id/blocks/:block_id (of another home)': async (scene) => ({ ids: [(await home(scene)).id, await block(scene, (await scene.house.build.property(await scene.house.actors.asLandlord())).id)] }),

  'POST /api/v1/bookings': async (scene) => ({ json: { property_id: (await home(scene)).id, ...period } }),
  'GET /api/v1/bookings/:id': onStay({}, {}),
  'PUT /api/v1/bookings/:id/accept': onStay(),
  'PUT /api/v1/bookings/:id/accept (a second time)': onStay({ status: 'confirmed', expires_at: null }),
  'PUT /api/v1/bookings/:id/reject': onStay(),
  'PUT /api/v1/bookings/:id/cancel': onStay(),
  'PUT /api/v1/bookings/:id/cancel (a second time)': onStay(over),

  ...MONEY_CALLS,
  ...WORK_CALLS,
  ...MESSAGE_CALLS,
  ...DOCUMENT_CALLS,
  ...ADMIN_CALLS,
  ...CALENDAR_CALLS,
  ...PARTNER_CALLS,

  'PUT /api/v1/notifications/:id/read': tenants('notifications', () => ({ event_id: newId(), title: 'Bonjour', content: 'Bienvenue', type: 'booking' })),
};
