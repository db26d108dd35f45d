import { randomBytes } from 'node:crypto';
import { newId } from '../../src/kernel/id.js';
import type { CallOptions } from '../support/api.js';
import type { Call, Scene } from './route-calls.js';

/** A key of the tenant's; what it opens nobody knows. */
const key: Call = async ({ house, tenant }) => {
  const id = newId();
  await house.build.insert('api_keys', { id, user_id: tenant.id, name: 'Channel manager', start: 'lkh_aaaa', key_hash: randomBytes(32), scopes: ['bookings:read'] });
  return { ids: [id] };
};

const webhook = async ({ house }: Scene, owner: { id: string }, facts: object = {}): Promise<string> => {
  const id = newId();
  await house.build.insert('webhook_endpoints', { id, user_id: owner.id, url: `https://hooks.example.com/${id}`, events: ['booking.confirmed'], ...facts });
  return id;
};
const delivery = async ({ house }: Scene, endpoint_id: string): Promise<string> => {
  const id = newId();
  await house.build.insert('webhook_deliveries', { id, endpoint_id, event_id: newId(), type: 'booking.confirmed', payload: '{}', status: 'delivered', attempts: 1, delivered_at: new Date() });
  return id;
};
const onWebhook = (rest: CallOptions = {}, facts: object = {}): Call => async (scene) => ({ ids: [await webhook(scene, scene.tenant, facts)], ...rest });

/** How the rows about programs are called. */
export const PARTNER_CALLS: Readonly<Record<string, Call>> = {
  'POST /api/v1/users/me/api-keys': () => ({ json: { name: 'Channel manager', scopes: ['bookings:read'] } }),
  'DELETE /api/v1/users/me/api-keys/:id': key,

  'POST /api/v1/webhooks': () => ({ json: { url: 'https://hooks.example.com/', events: ['booking.confirmed'] } }),
  'GET /api/v1/webhooks/:id': onWebhook(),
  'PUT /api/v1/webhooks/:id': onWebhook({ json: { active: false } }),
  'DELETE /api/v1/webhooks/:id': onWebhook(),
  'POST /api/v1/webhooks/:id/rotate-secret': onWebhook({ json: {} }),
  'POST /api/v1/webhooks/:id/ping': onWebhook(),
  'POST /api/v1/webhooks/:id/ping (switched off)': onWebhook({}, { active: false }),
  'GET /api/v1/webhooks/:id/deliveries': onWebhook(),
  'POST /api/v1/webhooks/:id/deliveries/:delivery_id/replay': async (scene) => {
    const id = await webhook(scene, scene.tenant);
    return { ids: [id, await delivery(scene, id)] };
  },
  'POST /api/v1/webhooks/:id/deliveries/:delivery_id/replay (of another)': async (scene) => ({
    ids: [await webhook(scene, scene.tenant), await delivery(scene, await webhook(scene, scene.landlord))],
  }),
};
