import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/id.js';
import { startApp, type TestApp } from '../support/app.js';
import type { TestActor } from '../support/actors.js';
import { TestMoney } from '../support/money.js';
import { TestWork } from '../support/work.js';
import { everything } from './everything.js';
import { readDocument, type Document, type Operation } from './malformed/document.js';
import { Members, toText, type Json } from './malformed/json-text.js';

/** What only the server decides, with the value that somebody would like it to have. */
const WISHES: Readonly<Record<string, unknown>> = {
  id: newId(), owner_id: newId(), tenant_id: newId(), user_id: newId(), sub: newId(), session_id: newId(), user_type: 'admin', role: 'admin', roles: ['admin'], is_admin: true,
  is_verified: true, is_phone_verified: true, is_active: true, is_featured: true, is_read: true, is_favorite: true, status: 'confirmed', total_amount: 1, deposit_paid: 1, refund_amount: 1_000_000, price_breakdown: {},
  nights: 1, cancelled_by: 'owner', expires_at: '2099-01-01T00:00:00Z', created_at: '2020-01-01T00:00:00Z', updated_at: '2020-01-01T00:00:00Z', deleted_at: null, erased_at: null, published_at: '2020-01-01T00:00:00Z',
  rating: 5, reviews_count: 1000, views_count: 1_000_000, password_hash: '$argon2id$', referred_by: newId(), owner: {}, tenant: {}, primary_image_url: 'https://evil.example/a.jpg', avatar_url: 'https://evil.example/a.jpg',
  payer_id: newId(), payee_id: newId(), currency: 'EUR', reference: newId(), transaction_id: '1', payment_provider: 'sandbox', payment_url: 'https://evil.example/pay', description: 'gratuit', refunded_amount: 0, refunding_amount: 0,
  collected_amount: 1_000_000, credit_account: 'platform', review_reason: null, failure_code: null, receipt_number: '2026-000001', completed_at: '2026-01-01T00:00:00Z', fee: 0, cause: 'late', requested_by: newId(), metadata: {}, return_url: 'https://evil.example', code: 'X',
  requester_id: newId(), provider_user_id: newId(), reviewer_id: newId(), price: 1, is_paid: true, paid_at: '2026-01-01T00:00:00Z', total_jobs: 99, assigned_at: '2026-01-01T00:00:00Z', started_at: '2026-01-01T00:00:00Z',
  key: 'lkh_', key_hash: 'x', start: 'lkh_', last_used_at: '2026-01-01T00:00:00Z', secret: 'whsec_', secret_generation: 1, disabled_reason: null, failing_since: null, leased_until: null,
  done_at: '2026-01-01T00:00:00Z', quotes_count: 9,
  'owner.id': newId(), Owner_Id: newId(), ownerId: newId(),
};

describe('fields that only the server decides', () => {
  let house: TestApp;
  let document: Document;
  let actors: (TestActor | undefined)[];
  /** Who was let as far as the body of an operation. */
  const admitted = new Map<string, readonly (TestActor | undefined)[]>();

  beforeAll(async () => {
    house = await startApp();
    document = await readDocument(house.url);
    actors = [undefined, await house.actors.asLandlord(), await house.actors.asTenant(), await house.actors.asProvider(), await house.actors.asAdmin()];
    const home = await house.build.property(actors[1]!);
    await house.build.booking(home, actors[2]!);
  });
  afterAll(() => house.close());

  async function send(operation: Operation, body: string | FormData, type: string | undefined): Promise<{ status: number; errors: string[] }> {
    const path = operation.path.replace(/\{\w+\}/g, newId());
    const known = admitted.get(operation.id);
    for (const actor of known ?? actors) {
      const headers = { ...(type === undefined ? {} : { 'content-type': type }), ...(actor ? { authorization: `Bearer ${actor.token}` } : {}) };
      const reply = await fetch(house.url + path, { method: operation.method, headers, body });
      const answer = (await reply.json().catch(() => ({}))) as { errors?: { field: string; code: string }[] };
      // Somebody whose role lets them get as far as the body.
      if (reply.status === 401 || reply.status === 403) continue;
      admitted.set(operation.id, [actor]);
      return { status: reply.status, errors: (answer.errors ?? []).map(({ field, code }) => `${field} ${code}`) };
    }
    throw new Error(`nobody may ${operation.id}`);
  }

  it('are refused by every operation that takes a body, one by one, and change nothing', async () => {
    const before = await everything(house.database.client);
    const bodies = document.operations.filter(({ types }) => types.includes('application/json'));
    expect(bodies.length).toBeGreaterThan(15);
    const taken: string[] = [];
    for (const operation of bodies) {
      const sound = operation.schema ? document.sampleOf(operation.schema) : new Members([]);
      const known = document.propertiesOf(operation.schema?.items ?? operation.schema);
      for (const [name, wish] of Object.entries(WISHES).filter(([field]) => !(field in known))) {
        const body = Array.isArray(sound) ? [(sound[0] as Members).with(name, wish as Json)] : (sound as Members).with(name, wish as Json);
        const { status, errors } = await send(operation, toText(body), 'application/json');
        if (status !== 422 || !errors.some((error) => error.endsWith(`${name} unknown_field`))) taken.push(`${operation.id} ${name}: ${String(status)} ${errors.join()}`);
      }
    }
    expect(taken).toEqual([]);
    expect(await everything(house.database.client)).toEqual(before);
  }, 300_000);

  it('are refused of money as well, where everything else is as it should be', async () => {
    const [landlord, tenant] = [await house.actors.asLandlord(), await house.actors.asTenant()];
    const money = new TestMoney(house);
    const { id: booking_id } = await money.acceptedStay({ tenant, landlord });
    const { id: payment_id } = await money.paid({ tenant, landlord }, { start_date: '2027-04-01', end_date: '2027-04-05' });
    const calls = [['/payments/initialize', { booking_id, payment_method: 'card' }, tenant], ['/payments/refund', { payment_id, reason: 'Une nuit de moins', amount: 100 }, landlord]] as const;
    const before = await everything(house.database.client);
    for (const [path, body, as] of calls) {
      for (const [name, wish] of Object.entries(WISHES)) {
        const reply = await house.api.post<{ errors: unknown }>(path, { ...body, [name]: wish }, { as });
        expect([path, name, reply.status, reply.body.errors]).toEqual([path, name, 422, [expect.objectContaining({ field: name, code: 'unknown_field' })]]);
      }
    }
    expect(await everything(house.database.client)).toEqual(before);
    for (const [path, body, as] of calls) expect((await house.api.post(path, body, { as })).status).toBeLessThan(300);
  });

  it('are refused of work and reviews as well, where everything else is as it should be', async () => {
    const [landlord, work] = [await house.actors.asLandlord(), new TestWork(house)];
    const [service, done] = [await work.service(), await work.completed(landlord)];
    const provider = await work.provider(service);
    const { id: service_request_id } = await work.request(landlord, service);
    const calls = [
      ['POST', '/service-requests', { service_id: service, title: 'Fuite', description: 'Sous l’évier.' }, landlord],
      ['POST', '/service-quotes', { service_request_id, amount: 1000, description: 'Joint neuf.', estimated_duration: 1 }, provider],
      ['PUT', '/service-providers/me', { company_name: 'Hounsa', services: [service] }, provider],
      ['POST', '/reviews', { rating: 4, provider_id: done.provider.profile, service_request_id: done.id }, landlord],
    ] as const;
    const before = await everything(house.database.client);
    for (const [method, path, body, as] of calls) {
      for (const [name, wish] of Object.entries(WISHES).filter(([one]) => !(one in body))) {
        const reply = await house.api.call<{ errors: unknown }>(method, path, { json: { ...body, [name]: wish }, as });
        expect([path, name, reply.status, reply.body.errors]).toEqual([path, name, 422, [expect.objectContaining({ field: name, code: 'unknown_field' })]]);
      }
    }
    expect(await everything(house.database.client)).toEqual(before);
    for (const [method, path, json, as] of calls) expect((await house.api.call(method, path, { json, as })).status).toBeLessThan(300);
  });

  it('are refused in forms as well', async () => {
    const before = await everything(house.database.client);
    for (const operation of document.operations.filter(({ types }) => types.includes('application/x-www-form-urlencoded'))) {
      const sound = (document.sampleOf(operation.schema ?? {}) as Members).entries.map(([name, value]): [string, string] => [name, typeof value === 'string' ? value : toText(value)]);
      for (const name of ['user_type', 'is_active', 'id']) {
        expect(await send(operation, new URLSearchParams([...sound, [name, 'admin']]).toString(), 'application/x-www-form-urlencoded')).toEqual({ status: 422, errors: [`${name} unknown_field`] });
      }
    }
    for (const operation of document.operations.filter(({ types }) => types.includes('multipart/form-data'))) {
      for (const name of ['owner_id', 'is_verified']) {
        const form = new FormData();
        form.append(name, 'true');
        expect([operation.id, await send(operation, form, undefined)]).toEqual([operation.id, { status: 422, errors: [`${name} unknown_field`] }]);
      }
    }
    expect(await everything(house.database.client)).toEqual(before);
  });

  it('are refused inside of nested objects', async () => {
    const nested = document.operations.flatMap((operation) =>
      Object.entries(document.propertiesOf(operation.schema)).filter(([, schema]) => Object.keys(document.propertiesOf(schema.items ?? schema)).length > 0).map(([field, schema]) => ({ operation, field, schema })),
    );
    for (const { operation, field, schema } of nested.filter((one) => one.operation.types.includes('application/json'))) {
      const inner = (document.sampleOf(schema.items ?? schema) as Members).with('user_id', newId());
      const body = (document.sampleOf(operation.schema ?? {}) as Members).with(field, schema.items ? [inner] : inner);
      const { status, errors } = await send(operation, toText(body), 'application/json');
      expect([operation.id, status, errors.some((error) => error.endsWith('user_id unknown_field'))]).toEqual([operation.id, 422, true]);
    }
  });
});
