import { newId } from '../../src/kernel/id.js';
import { TestWork, type Tradesman } from '../support/work.js';
import type { Call, Scene } from './route-calls.js';

/** A job of the tenant's, and the provider whom it fits or who was chosen. */
interface Work {
  readonly service: string;
  readonly request: string;
  readonly quote: string;
  readonly profile: string;
}

type Stage = 'open' | 'quoted' | 'assigned' | 'in_progress' | 'completed';
const STAGES: readonly Stage[] = ['open', 'quoted', 'assigned', 'in_progress', 'completed'];

async function work(scene: Scene, stage: Stage): Promise<Work> {
  const { house, tenant, provider } = scene;
  const made = new TestWork(house);
  const reached = (one: Stage): boolean => STAGES.indexOf(stage) >= STAGES.indexOf(one);
  const service = await made.service();
  const { profile } = await profileOf(scene, service);
  const { id } = await made.request(tenant, service);
  const quote = reached('quoted') ? (await made.quote(provider, id)).id : '';
  if (reached('assigned')) await house.api.put(`/service-quotes/${quote}/accept`, undefined, { as: tenant });
  if (reached('in_progress')) await house.api.put(`/service-requests/${id}/start`, undefined, { as: provider });
  if (reached('completed')) await house.api.put(`/service-requests/${id}/complete`, undefined, { as: tenant });
  return { service, request: id, quote, profile };
}

async function profileOf({ house, provider }: Scene, service: string): Promise<Tradesman> {
  const profile = newId();
  await house.build.insert('service_providers', { id: profile, user_id: provider.id, services: JSON.stringify([service]), service_areas: JSON.stringify(['Cotonou']) });
  return { ...provider, profile };
}

const service = ({ house }: Scene): Promise<string> => new TestWork(house).service();
const onRequest = (stage: Stage): Call => async (scene) => ({ ids: [(await work(scene, stage)).request] });
const onQuote = (stage: Stage): Call => async (scene) => ({ ids: [(await work(scene, stage)).quote] });
const quoteFor = (stage: Stage): Call => async (scene) => ({
  json: { service_request_id: (await work(scene, stage)).request, amount: 35000, description: 'Pièces comprises.', estimated_duration: 3 },
});
const ask = (id: string): object => ({ service_id: id, title: 'Fuite sous l’évier', description: 'L’eau coule.' });

const stay = async ({ house, tenant, landlord }: Scene, status: string): Promise<{ property_id: string; booking_id: string }> => {
  const home = await house.build.property(landlord);
  const { id } = await house.build.booking(home, tenant, { status, expires_at: null });
  return { property_id: home.id, booking_id: id };
};
const reviewOfJob = (stage: Stage): Call => async (scene) => {
  const { request, profile } = await work(scene, stage);
  return { json: { rating: 4, provider_id: profile, service_request_id: request } };
};
/** The tenant's, of a stay with the landlord. */
const review = async (scene: Scene, facts: object = {}): Promise<{ id: string; property_id: string; booking_id: string }> => {
  const id = newId();
  const about = await stay(scene, 'completed');
  await scene.house.build.insert('reviews', { id, reviewer_id: scene.tenant.id, rating: 4, ...about, ...facts });
  return { id, ...about };
};
const onReview = (facts: object = {}, json?: object): Call => async (scene) => ({ ids: [(await review(scene, facts)).id], ...(json ? { json } : {}) });

/** How the rows about work in homes and reviews are called. */
export const WORK_CALLS: Readonly<Record<string, Call>> = {
  'DELETE /api/v1/users/me (with work agreed on)': async (scene) => { await work(scene, 'assigned'); return {}; },
  'POST /api/v1/payments/initialize (of a job)': async (scene) => ({ json: { service_request_id: (await work(scene, 'assigned')).request, payment_method: 'mtn_momo' } }),

  'POST /api/v1/services': () => ({ json: { name: `Service ${newId()}`, category: 'other' } }),
  'PUT /api/v1/services/:id': async (scene) => ({ ids: [await service(scene)], json: { description: 'Autrement.' } }),
  'DELETE /api/v1/services/:id': async (scene) => ({ ids: [await service(scene)] }),
  'GET /api/v1/service-providers/:id': async (scene) => ({ ids: [(await profileOf(scene, await service(scene))).profile] }),
  'PUT /api/v1/service-providers/me': () => ({ json: { bio: 'Depuis quinze ans.' } }),
  'POST /api/v1/service-requests': async (scene) => ({ json: ask(await service(scene)) }),
  'GET /api/v1/service-requests/:id': onRequest('open'),
  'GET /api/v1/service-requests/:id (assigned)': onRequest('assigned'),
  'GET /api/v1/service-requests/:id/quotes': onRequest('quoted'),
  'PUT /api/v1/service-requests/:id/cancel': onRequest('open'),
  'PUT /api/v1/service-requests/:id/cancel (assigned)': onRequest('assigned'),
  'PUT /api/v1/service-requests/:id/cancel (under way)': onRequest('in_progress'),
  'PUT /api/v1/service-requests/:id/start': onRequest('assigned'),
  'PUT /api/v1/service-requests/:id/start (a second time)': onRequest('in_progress'),
  'PUT /api/v1/service-requests/:id/start (still open)': onRequest('open'),
  'PUT /api/v1/service-requests/:id/complete': onRequest('in_progress'),
  'PUT /api/v1/service-requests/:id/complete (not started)': onRequest('assigned'),
  'PUT /api/v1/service-requests/:id/complete (a second time)': onRequest('completed'),
  'POST /api/v1/service-quotes': quoteFor('open'),
  'POST /api/v1/service-quotes (a second time)': quoteFor('quoted'),
  'PUT /api/v1/service-quotes/:id/accept': onQuote('quoted'),
  'PUT /api/v1/service-quotes/:id/accept (a second time)': onQuote('assigned'),
  'PUT /api/v1/service-quotes/:id/reject': onQuote('quoted'),
  'PUT /api/v1/service-quotes/:id/withdraw': onQuote('quoted'),

  'POST /api/v1/reviews': async (scene) => ({ json: { rating: 5, ...(await stay(scene, 'completed')) } }),
  'POST /api/v1/reviews (of a stay to come)': async (scene) => ({ json: { rating: 5, ...(await stay(scene, 'confirmed')) } }),
  'POST /api/v1/reviews (a second time)': async (scene) => {
    const { id: _id, ...about } = await review(scene);
    return { json: { rating: 5, ...about } };
  },
  'POST /api/v1/reviews (of a job)': reviewOfJob('completed'),
  'POST /api/v1/reviews (of a job under way)': reviewOfJob('in_progress'),
  'POST /api/v1/reviews (of nothing)': () => ({ json: { rating: 5 } }),
  'GET /api/v1/reviews/property/:id': async (scene) => ({ ids: [(await review(scene)).property_id] }),
  'GET /api/v1/reviews/provider/:id': async (scene) => ({ ids: [(await profileOf(scene, await service(scene))).profile] }),
  'PUT /api/v1/reviews/:id': onReview({}, { rating: 2 }),
  'PUT /api/v1/reviews/:id (after 15 days)': onReview({ created_at: new Date(Date.now() - 15 * 86_400_000) }, { rating: 2 }),
  'DELETE /api/v1/reviews/:id': onReview(),
};
