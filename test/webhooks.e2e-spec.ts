import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { addDays, todayIn } from '../src/kernel/calendar-date.js';
import { newId } from '../src/kernel/id.js';
import { CompleteStays } from '../src/modules/bookings/jobs/complete-stays.job.js';
import { SendWebhooks } from '../src/modules/partners/jobs/send-webhooks.job.js';
import { WebhookDeliveriesCleanup } from '../src/modules/partners/webhook-deliveries.cleanup.js';
import { WebhookTeller } from '../src/modules/partners/webhook-teller.js';
import type { Scope } from '../src/platform/authz/scopes.js';
import { Database } from '../src/platform/database/database.js';
import { Outbox } from '../src/platform/outbox/outbox.js';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';
import { TestMoney } from './support/money.js';
import { startWebhookReceiver, type WebhookReceiver } from './support/simulators/webhook-receiver.js';
import { until } from './support/wait.js';
import { TestWork } from './support/work.js';

interface Hook { id: string; url: string; events: string[]; secret: string; active: boolean; disabled_reason: string | null; failing_since: string | null; previous_secret_until: string | null }
interface Delivery { id: string; event_id: string; type: string; status: string; attempts: number; response_status: number | null; response_excerpt: string | null; error: string | null; duration_ms: number | null; next_attempt_at: string | null; delivered_at: string | null }
interface Refusal { code: string; errors: { field: string; code: string }[] }

const today = todayIn('Africa/Porto-Novo', new Date());
const BOOKINGS = ['booking.requested', 'booking.confirmed', 'booking.rejected', 'booking.cancelled', 'booking.expired', 'booking.completed'];
const PAYMENTS = ['payment.completed', 'payment.failed', 'payment.refunded', 'payment.arrived_late'];
const EVERYTHING = [...BOOKINGS, ...PAYMENTS];

describe('webhooks', () => {
  let house: TestApp;
  let landlord: TestActor;
  let tenant: TestActor;
  let home: { id: string; owner_id: string };
  let receiver: WebhookReceiver;
  const receivers: WebhookReceiver[] = [];

  beforeAll(async () => {
    house = await startApp({ worker: true, env: { WEBHOOKS_ALLOW_PRIVATE: 'true', WEBHOOK_TIMEOUT_SECONDS: '1' } });
    tenant = await house.actors.asTenant();
  }, 60_000);
  afterAll(async () => {
    await house.close();
    await Promise.all(receivers.map(({ http }) => http.stop()));
  });
  beforeEach(async () => {
    landlord = await house.actors.asLandlord();
    home = await house.build.property(landlord);
    receiver = await another();
  });

  const another = async (): Promise<WebhookReceiver> => {
    const one = await startWebhookReceiver();
    receivers.push(one);
    return one;
  };
  const sql = async <T>(text: string, values: unknown[] = []): Promise<T[]> => (await house.database.client.query(text, values)).rows as T[];
  const create = (as: TestActor | string, body: object) => house.api.post<Hook & Refusal>('/webhooks', body, { as });
  /** A webhook to the receiver, who knows its secret. */
  const hook = async (as = landlord, to = receiver, events = EVERYTHING): Promise<Hook> => {
    const { status, body, text } = await create(as, { url: to.url, events });
    if (status !== 201) throw new Error(text);
    to.knows(body.secret);
    return body;
  };
  const change = (id: string, body: object, as = landlord) => house.api.put<Hook & Refusal>(`/webhooks/${id}`, body, { as });
  const look = async (id: string, as = landlord): Promise<Hook> => (await house.api.get<Hook>(`/webhooks/${id}`, { as })).body;
  const log = async (id: string, query = {}, as = landlord): Promise<Delivery[]> => (await house.api.get<Delivery[]>(`/webhooks/${id}/deliveries`, { as, query: { per_page: 100, ...query } })).body;
  let next = 5;
  const stay = async (guest = tenant): Promise<string> => {
    next += 4;
    const reply = await house.api.post<{ id: string }>('/bookings', { property_id: home.id, start_date: addDays(today, next), end_date: addDays(today, next + 2), message: 'Je m’appelle Afi' }, { as: guest });
    if (reply.status !== 201) throw new Error(reply.text);
    return reply.body.id;
  };
  const put = async (path: string, as = landlord): Promise<void> => { expect((await house.api.put(path, {}, { as })).status).toBe(200); };
  /** The endpoint's deliveries, once they are all as they should be. */
  const settled = (id: string, wanted: (all: Delivery[]) => boolean, what: string, as = landlord): Promise<Delivery[]> =>
    until(async () => {
      const all = await log(id, {}, as);
      return wanted(all) && all;
    }, `${what} (${id})`, 25_000);
  const allAre = (status: string, count: number) => (all: Delivery[]): boolean => all.length === count && all.every((one) => one.status === status);
  /** Time goes by: whatever waits for its next attempt has waited so long, and the clock ticks. */
  const letPass = async (id: string, time: string): Promise<void> => {
    await until(async () => (await sql('SELECT 1 FROM webhook_endpoints WHERE id = $1 AND leased_until > now()', [id])).length === 0, 'the run in hand to end');
    await sql(`UPDATE webhook_deliveries SET next_attempt_at = next_attempt_at - $2::interval, last_attempt_at = last_attempt_at - $2::interval WHERE endpoint_id = $1`, [id, time]);
    await sql(`UPDATE webhook_endpoints SET failing_since = failing_since - $2::interval WHERE id = $1`, [id, time]);
    await house.app.get(SendWebhooks).run();
  };
  const ping = async (id: string, as = landlord): Promise<Delivery> => (await house.api.post<Delivery>(`/webhooks/${id}/ping`, undefined, { as })).body;

  describe('keeping them', () => {
    it('shows the secret once, in the form of Standard Webhooks', async () => {
      const reply = await create(landlord, { url: receiver.url, events: ['booking.requested'], description: 'Channel manager' });
      expect([reply.status, reply.headers.get('cache-control')]).toEqual([201, 'no-store']);
      expect(reply.body).toMatchObject({ url: receiver.url, events: ['booking.requested'], description: 'Channel manager', active: true, disabled_reason: null, failing_since: null });
      expect(reply.body.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
      const seen = [await house.api.get(`/webhooks/${reply.body.id}`, { as: landlord }), await house.api.get('/webhooks', { as: landlord }), await change(reply.body.id, { description: null })];
      for (const { status, text } of seen) expect([status, text.includes('whsec_')]).toEqual([200, false]);
      const kept = await sql<{ text: string }>(`SELECT e::text AS text FROM webhook_endpoints e UNION ALL SELECT k::text FROM idempotency_keys k`);
      expect(kept.some(({ text }) => text.includes(reply.body.secret.slice(6, 40)))).toBe(false);
      expect((await house.api.delete(`/webhooks/${reply.body.id}`, { as: landlord })).status).toBe(204);
      expect((await house.api.delete(`/webhooks/${reply.body.id}`, { as: landlord })).status).toBe(404);
    });

    it.each([
      ['no event', { events: [] }, 'events too_few_items'], ['an event that there is not', { events: ['booking.dreamt'] }, 'events not_one_of'], ['an event twice', { events: ['booking.expired', 'booking.expired'] }, 'events repeated_item'],
      ['a secret of one’s own', { secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }, 'secret unknown_field'],
    ])('takes no webhook with %s', async (_, more, error) => {
      const reply = await create(landlord, { url: 'https://hooks.example.com/', events: ['booking.expired'], ...more });
      expect([reply.status, reply.body.errors.map(({ field, code }) => `${field} ${code}`)]).toEqual([422, [error]]);
    });

    it('refuses one address twice, and more than ten', async () => {
      const body = { url: 'https://hooks.example.com/', events: ['booking.expired'] };
      expect([(await create(landlord, body)).status, (await create(landlord, { ...body, url: 'https://hooks.example.com' })).body.code]).toEqual([201, 'webhook.url_taken']);
      const replies = await Promise.all(Array.from({ length: 12 }, (_, n) => create(landlord, { ...body, url: `https://hooks.example.com/${String(n)}` })));
      expect(replies.map(({ status, body: { code } }) => (status === 201 ? 201 : code)).sort()).toEqual([...Array.from({ length: 9 }, () => 201), ...Array.from({ length: 3 }, () => 'webhook.too_many')]);
    });

    it('lets a key ask only for what it may read itself', async () => {
      const key = async (...scopes: Scope[]): Promise<string> => (await house.api.post<{ key: string }>('/users/me/api-keys', { name: newId(), scopes }, { as: landlord })).body.key;
      const [blind, half, sees] = [await key('webhooks:write'), await key('webhooks:write', 'bookings:read'), await key('webhooks:write', 'bookings:read', 'payments:read')];
      const ask = async (as: string, events: string[]): Promise<string> => {
        const { status, body } = await create(as, { url: `https://hooks.example.com/${newId()}`, events });
        return `${String(status)} ${status === 201 ? '' : body.code}`.trim();
      };
      expect([await ask(blind, BOOKINGS), await ask(half, EVERYTHING), await ask(half, BOOKINGS), await ask(sees, EVERYTHING)]).toEqual(['403 auth.scope_missing', '403 auth.scope_missing', '201', '201']);
      const { id } = await hook();
      const moved = await house.api.put<Refusal>(`/webhooks/${id}`, { url: 'https://evil.example/' }, { as: half });
      expect([moved.status, moved.body.code, (await look(id)).url]).toEqual([403, 'auth.scope_missing', receiver.url]);
    });
  });

  describe('what is told', () => {
    it('is what happens to the bookings of one’s homes, signed, as GET shows it but for names and texts', async () => {
      const { id } = await hook();
      const [kept, refused] = [await stay(), await stay()];
      await put(`/bookings/${kept}/accept`);
      await put(`/bookings/${refused}/reject`);
      await put(`/bookings/${kept}/cancel`, tenant);
      await settled(id, allAre('delivered', 5), 'five events');
      const told = receiver.messages();
      expect(told.map(({ type, data }) => `${type} ${data['booking']?.['id'] === kept ? 'kept' : 'refused'}`).sort()).toEqual([
        'booking.cancelled kept', 'booking.confirmed kept', 'booking.rejected refused', 'booking.requested kept', 'booking.requested refused',
      ]);
      const { body } = await house.api.get<Record<string, unknown>>(`/bookings/${kept}`, { as: landlord });
      const { message: _m, cancellation_reason: _r, refund_preview: _p, property: _h, tenant: _t, ...facts } = body;
      const last = told.find(({ type }) => type === 'booking.cancelled');
      expect(last).toMatchObject({ version: 1, data: { booking: facts } });
      expect(Object.keys(last?.data['booking'] ?? {}).sort()).toEqual(Object.keys(facts).sort());
      expect(Date.parse(last?.timestamp ?? '')).toBeGreaterThan(Date.now() - 60_000);
      for (const { body: sent } of receiver.http.requests.items) expect(sent.toString()).not.toMatch(/Afi|Adjovi|@example|\+229/);
      const [request] = receiver.http.requests.items;
      expect([request?.method, request?.headers['content-type'], request?.headers['user-agent']]).toEqual(['POST', 'application/json', 'LOKAHOME/1.0.0 webhooks']);
    });

    it('is the end of stays, and payments with their refunds, to payer and payee', async () => {
      const theirs = await another();
      const [mine, payers] = [await hook(), await hook(tenant, theirs, PAYMENTS)];
      const over = await house.build.booking(home, tenant, { status: 'confirmed', expires_at: null, start_date: addDays(today, -9), end_date: addDays(today, -7) });
      await house.app.get(CompleteStays).run(today);
      const payment = await new TestMoney(house).started({ tenant, landlord }, { start_date: addDays(today, 40), end_date: addDays(today, 44) });
      await house.api.post(`/sandbox/pay/${payment.payment_url.split('/').pop() ?? ''}`, { decision: 'approve' });
      await settled(payers.id, allAre('delivered', 1), 'the payment to come', tenant);
      await house.api.post('/payments/refund', { payment_id: payment.id, reason: 'Une nuit de moins', amount: 15000 }, { as: landlord });
      await settled(mine.id, (all) => ['booking.completed', 'payment.completed', 'payment.refunded'].every((type) => all.some((one) => one.type === type && one.status === 'delivered')), 'the landlord’s events');
      await settled(payers.id, allAre('delivered', 2), 'the tenant’s events', tenant);
      const completed = receiver.messages().find(({ type }) => type === 'booking.completed');
      expect(completed?.data['booking']).toMatchObject({ id: over.id, status: 'completed' });
      const refunded = receiver.messages().find(({ type }) => type === 'payment.refunded');
      expect(refunded?.data).toMatchObject({ payment: { id: payment.id, refunded_amount: 15000, payee_id: landlord.id }, refund_id: expect.any(String) });
      // One event has one id, wherever it is told: a program with two endpoints takes it once.
      expect(theirs.messages().find(({ type }) => type === 'payment.refunded')?.id).toBe(refunded?.id);
    });

    it('is the money for their work to providers', async () => {
      const job = await new TestWork(house).completed(landlord);
      const { id } = await hook(job.provider);
      const payment = newId();
      await house.build.insert('payments', {
        id: payment, service_request_id: job.id, payer_id: landlord.id, payee_id: job.provider.id, amount: 35000, collected_amount: 35000, currency: 'XOF', payment_type: 'service', payment_method: 'fedapay',
        payment_provider: 'sandbox', reference: newId(), description: 'Fuite', status: 'completed', completed_at: new Date(), credit_account: `provider:${job.provider.id}`,
      });
      await house.app.get(Database).transaction((tx) => house.app.get(Outbox).publish(tx, 'payment.completed', { payment_id: payment }));
      await settled(id, allAre('delivered', 1), 'the provider’s event', job.provider);
      expect(receiver.messages().map(({ type, data }) => [type, data['payment']?.['service_request_id']])).toEqual([['payment.completed', job.id]]);
    });

    it('is nothing of others’, nothing that was not asked for, and nothing to who is off, deactivated or of the staff', async () => {
      const [other, lost, staff] = [await house.actors.asLandlord(), await house.actors.asTenant(), await house.actors.asTenant()];
      const hooks = [await hook(other, await another()), await hook(landlord, await another(), PAYMENTS)];
      const off = await hook(landlord, await another());
      await change(off.id, { active: false });
      const [gone, admins] = [await hook(lost, await another()), await hook(staff, await another())];
      const [theirs, admin] = [await stay(lost), await stay(staff)];
      await sql(`UPDATE users SET is_active = false WHERE id = $1`, [lost.id]);
      await sql(`UPDATE users SET user_type = 'admin' WHERE id = $1`, [staff.id]);
      const { id } = await hook();
      await put(`/bookings/${theirs}/accept`);
      await put(`/bookings/${admin}/accept`);
      await settled(id, (all) => all.filter((one) => one.type === 'booking.confirmed' && one.status === 'delivered').length === 2, 'the landlord’s own');
      const told = await sql<{ endpoint_id: string; type: string }>(`SELECT endpoint_id, type FROM webhook_deliveries WHERE endpoint_id = ANY ($1) AND type <> 'booking.requested'`, [[...hooks, off, gone, admins].map((one) => one.id)]);
      expect(told).toEqual([]);
    });

    it('is told once, however often the house says it', async () => {
      const { id } = await hook();
      const booking_id = await stay();
      const [first] = await settled(id, allAre('delivered', 1), 'the event');
      const again = { event_id: first?.event_id ?? '', type: 'booking.requested', occurred_at: new Date(), payload: { booking_id } } as const;
      await Promise.all(Array.from({ length: 5 }, () => house.app.get(WebhookTeller).tell(again)));
      expect(await log(id)).toEqual([first]);
    });
  });

  describe('an endpoint that is in trouble', () => {
    it('and down for an hour gets every event in the end, signed anew each time', async () => {
      const { id } = await hook();
      const { port } = receiver.http;
      await receiver.http.stop();
      const stays = [await stay(), await stay()];
      for (const booking of stays) await put(`/bookings/${booking}/accept`);
      await settled(id, (all) => all.length === 4 && all.every(({ attempts }) => attempts === 1), 'the first attempts');
      expect((await log(id)).map(({ status, error, response_status, delivered_at }) => [status, error, response_status, delivered_at])).toEqual(Array.from({ length: 4 }, () => ['waiting', 'unreachable', null, null]));
      expect((await look(id)).failing_since).not.toBeNull();
      // The hour, in leaps: the rows’ times are moved back and the clock’s job is run, as often as the pauses say.
      for (const [minutes, attempts] of [[2, 2], [6, 3], [12, 4], [23, 5]] as const) {
        await letPass(id, `${String(minutes)} minutes`);
        await settled(id, (all) => all.every((one) => one.attempts === attempts), `attempt ${String(attempts)}`);
      }
      // Something happens shortly before it is back.
      stays.push(await stay());
      await settled(id, (all) => all.length === 5 && all.every(({ attempts }) => attempts > 0), 'the late event’s attempt');
      await receiver.http.start(port);
      await letPass(id, '34 minutes');
      const all = await settled(id, allAre('delivered', 5), 'everything to arrive');
      expect(all.map(({ type }) => type).sort()).toEqual(['booking.confirmed', 'booking.confirmed', 'booking.requested', 'booking.requested', 'booking.requested']);
      expect(receiver.messages().map((message) => `${message.type} ${String(message.data['booking']?.['id'])}`).sort()).toEqual(
        [...stays.map((booking) => `booking.requested ${booking}`), ...stays.slice(0, 2).map((booking) => `booking.confirmed ${booking}`)].sort(),
      );
      expect([(await look(id)).failing_since, (await look(id)).active]).toEqual([null, true]);
    }, 60_000);

    it('and slow does not keep others waiting, and has five calls in hand at most', async () => {
      const quick = await another();
      const [slow, fine] = [await hook(), await hook(landlord, quick)];
      let open: () => void = () => undefined;
      receiver.gate = new Promise((resolve) => { open = resolve; });
      await Promise.all(Array.from({ length: 30 }, () => ping(slow.id)));
      await until(() => Promise.resolve(receiver.most_at_once > 0), 'the slow one to be called');
      for (let n = 0; n < 5; n += 1) await ping(fine.id);
      await settled(fine.id, allAre('delivered', 5), 'the quick one to be told');
      // By then the slow one has not been told of a quarter of what waits for it.
      expect((await log(slow.id)).filter(({ status }) => status === 'delivered')).toEqual([]);
      expect(receiver.most_at_once).toBeLessThanOrEqual(5);
      const tried = await settled(slow.id, (all) => all.some(({ attempts }) => attempts > 0), 'the slow one’s time to be up');
      expect(tried.find(({ attempts }) => attempts > 0)).toMatchObject({ status: 'waiting', error: 'timeout', response_status: null });
      open();
      receiver.gate = undefined;
      await letPass(slow.id, '10 minutes');
      await settled(slow.id, allAre('delivered', 30), 'the slow one to be told after all');
    }, 60_000);

    it.each([
      ['500', { status: 500, body: 'Internal\r\n\u0000Server Error <b>' }, { error: 'status', response_status: 500, response_excerpt: 'Internal Server Error <b>' }],
      ['a redirect, which is not followed', { status: 307, headers: { location: 'https://evil.example/' } }, { error: 'redirect', response_status: 307, response_excerpt: null }],
      ['more than anybody reads', { status: 404, body: 'x'.repeat(100_000) }, { error: 'status', response_status: 404, response_excerpt: 'x'.repeat(500) }],
    ])('is seen in the log: it answers %s', async (_, answer, seen) => {
      const { id } = await hook();
      receiver.answer = answer;
      await ping(id);
      const [one] = await settled(id, (all) => all[0]?.attempts === 1, 'an attempt');
      expect(one).toMatchObject({ type: 'webhook.ping', status: 'waiting', ...seen, duration_ms: expect.any(Number) });
      expect(Date.parse(one?.next_attempt_at ?? '') - Date.now()).toBeLessThanOrEqual(66_000);
    });

    it('is called again when it asks to be', async () => {
      const { id } = await hook();
      receiver.answer = { status: 429, headers: { 'retry-after': '1800' } };
      await ping(id);
      const [one] = await settled(id, (all) => all[0]?.attempts === 1, 'an attempt');
      expect(Math.abs(Date.parse(one?.next_attempt_at ?? '') - Date.now() - 1_800_000)).toBeLessThan(60_000);
    });

    it('is left to another worker when the one at it has died', async () => {
      const { id } = await hook();
      await sql(`UPDATE webhook_endpoints SET leased_until = now() + interval '1 hour' WHERE id = $1`, [id]);
      await ping(id);
      await until(async () => (await sql(`SELECT 1 FROM outbox WHERE type = 'webhook.due' AND done_at IS NULL`)).length === 0, 'the events to be worked');
      expect((await log(id))[0]).toMatchObject({ status: 'waiting', attempts: 0 });
      await sql(`UPDATE webhook_endpoints SET leased_until = now() WHERE id = $1`, [id]);
      await letPass(id, '0 seconds');
      await settled(id, allAre('delivered', 1), 'it to be taken over');
    });

    it('and answers 410 is switched off at once, its owner told; what waits is sent once it is on again', async () => {
      const { id } = await hook();
      receiver.answer = { status: 500 };
      await ping(id);
      await settled(id, (all) => all[0]?.attempts === 1, 'a failure');
      receiver.answer = { status: 410 };
      const gone = await ping(id);
      await until(async () => !(await look(id)).active, 'it to be switched off');
      expect(await look(id)).toMatchObject({ active: false, disabled_reason: 'gone' });
      expect((await log(id)).map((one) => [one.id === gone.id, one.status, one.next_attempt_at])).toEqual([[true, 'failed', null], [false, 'waiting', null]]);
      const told = await until(async () => {
        const rows = await sql<{ channel: string; facts: { webhook_id: string } }>(`SELECT channel, facts FROM deliveries WHERE user_id = $1 AND template = 'account.webhook_disabled'`, [landlord.id]);
        return rows.length > 0 && rows;
      }, 'the owner to be told');
      expect(told).toEqual([{ channel: 'email', facts: { webhook_id: id } }]);
      const notes = await house.api.get<{ title: string; content: string; related_id: string }[]>('/notifications', { as: landlord });
      expect(notes.body[0]).toMatchObject({ title: 'Webhook désactivé', content: expect.stringContaining('127.0.0.1'), related_id: id });
      expect(notes.text).not.toContain('a-token-in-an-address');
      for (const path of ['ping', `deliveries/${gone.id}/replay`]) expect((await house.api.post<Refusal>(`/webhooks/${id}/${path}`, undefined, { as: landlord })).body.code).toBe('webhook.inactive');
      receiver.answer = { status: 200 };
      expect((await change(id, { active: true })).body).toMatchObject({ active: true, disabled_reason: null, failing_since: null });
      await settled(id, (all) => all.filter(({ status }) => status === 'delivered').length === 1, 'what waited to be sent');
    });

    it('and fails for three days is switched off, its owner told', async () => {
      const { id } = await hook();
      receiver.answer = { status: 503 };
      await ping(id);
      await settled(id, (all) => all[0]?.attempts === 1, 'a failure');
      await letPass(id, '71 hours');
      await settled(id, (all) => all[0]?.attempts === 2, 'a failure after 71 hours');
      expect((await look(id)).active).toBe(true);
      await letPass(id, '2 hours');
      await until(async () => !(await look(id)).active, 'it to be switched off');
      expect(await look(id)).toMatchObject({ disabled_reason: 'failing' });
      await until(async () => (await sql(`SELECT 1 FROM deliveries WHERE user_id = $1 AND template = 'account.webhook_disabled'`, [landlord.id])).length > 0, 'the owner to be told');
    });

    it('is given up after the last pause, delivery by delivery', async () => {
      const [{ id }, fine] = [await hook(), await another()];
      receiver.answer = { status: 500 };
      const { id: delivery } = await ping(id);
      await settled(id, (all) => all[0]?.attempts === 1, 'a failure');
      await sql('UPDATE webhook_deliveries SET attempts = 12 WHERE id = $1', [delivery]);
      await letPass(id, '1 day');
      expect((await settled(id, allAre('failed', 1), 'it to be given up'))[0]).toMatchObject({ attempts: 13, next_attempt_at: null, error: 'status' });
      expect(fine.messages()).toEqual([]);
    });
  });

  describe('what its owner can do', () => {
    it('is send a delivery again: the same under the same id, with a fresh timestamp', async () => {
      const { id } = await hook();
      await stay();
      const [one] = await settled(id, allAre('delivered', 1), 'the event');
      const path = `/webhooks/${id}/deliveries/${one?.id ?? ''}/replay`;
      expect((await house.api.post(path, undefined, { as: landlord })).body).toMatchObject({ id: one?.id, status: 'waiting', attempts: 0 });
      await settled(id, allAre('delivered', 1), 'it to be sent again');
      const [first, second] = receiver.http.requests.items;
      expect([second?.body.toString(), second?.headers['webhook-id']]).toEqual([first?.body.toString(), first?.headers['webhook-id']]);
      expect(receiver.messages()).toHaveLength(2);
      for (const other of [newId(), (await ping((await hook(landlord, await another())).id)).id]) expect((await house.api.post(`/webhooks/${id}/deliveries/${other}/replay`, undefined, { as: landlord })).status).toBe(404);
    });

    it('is exchange the secret: both sign until the old one ends, or the new one alone', async () => {
      const { id, secret: old } = await hook();
      const rotate = async (body: object): Promise<Hook> => (await house.api.post<Hook>(`/webhooks/${id}/rotate-secret`, body, { as: landlord })).body;
      const fresh = await rotate({});
      expect(Date.parse(fresh.previous_secret_until ?? '') - Date.now()).toBeGreaterThan(23.9 * 3_600_000);
      await ping(id);
      await settled(id, allAre('delivered', 1), 'a ping');
      expect([receiver.messages([old]).length, receiver.messages([fresh.secret]).length]).toEqual([1, 1]);
      const last = await rotate({ previous_valid_hours: 0 });
      expect(last.previous_secret_until).toBeNull();
      await ping(id);
      await settled(id, allAre('delivered', 2), 'another ping');
      expect([old, fresh.secret, last.secret].map((secret) => receiver.messages([secret]).length)).toEqual([1, 1, 1]);
    });

    it('is verified by the reference verifier, which refuses what was forged or is played again', async () => {
      const { id, secret } = await hook();
      await ping(id);
      await settled(id, allAre('delivered', 1), 'a ping');
      const [request] = receiver.http.requests.items;
      const [body, headers] = [request?.body.toString() ?? '', request?.headers as Record<string, string>];
      expect(new Webhook(secret).verify(body, headers)).toMatchObject({ type: 'webhook.ping', data: {} });
      expect(() => new Webhook(secret).verify(body.replace('ping', 'pong'), headers)).toThrow('No matching signature found');
      expect(() => new Webhook(`whsec_${Buffer.alloc(32).toString('base64')}`).verify(body, headers)).toThrow('No matching signature found');
      // Six minutes later somebody who has listened in sends it once more.
      const late = { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) - 360) };
      expect(() => new Webhook(secret).verify(body, late)).toThrow('Message timestamp too old');
    });

    it('is leaf through the log by cursor and by state', async () => {
      const { id } = await hook();
      for (let n = 0; n < 5; n += 1) await ping(id);
      const all = await settled(id, allAre('delivered', 5), 'five pings');
      const first = await house.api.get<Delivery[]>(`/webhooks/${id}/deliveries`, { as: landlord, query: { per_page: 3 } });
      const cursor = decodeURIComponent(/cursor=([^&>]+)/.exec(first.headers.get('link') ?? '')?.[1] ?? '');
      const rest = await log(id, { per_page: 3, cursor });
      expect([...first.body, ...rest]).toEqual(all);
      expect([first.headers.get('x-total-count'), (await log(id, { status: 'failed' })).length]).toEqual(['5', 0]);
    });

    it('is take it all along, and away', async () => {
      const { id } = await hook();
      await ping(id);
      await settled(id, allAre('delivered', 1), 'a ping');
      const { body, text } = await house.api.get<{ webhooks: object[]; webhook_deliveries: object[] }>('/users/me/export', { as: landlord });
      expect([body.webhooks, body.webhook_deliveries]).toEqual([[expect.objectContaining({ id, url: receiver.url })], [expect.objectContaining({ webhook_id: id, type: 'webhook.ping' })]]);
      expect(text).not.toMatch(/whsec_|generation/);
      await sql(`UPDATE properties SET deleted_at = now(), status = 'inactive' WHERE owner_id = $1`, [landlord.id]);
      expect((await house.api.delete('/users/me', { as: landlord })).status).toBe(204);
      expect(await sql('SELECT 1 FROM webhook_endpoints e WHERE e.id = $1 UNION ALL SELECT 1 FROM webhook_deliveries d WHERE d.endpoint_id = $1', [id])).toEqual([]);
    });
  });

  it('are forgotten after thirty days, delivery by delivery', async () => {
    const { id } = await hook();
    await ping(id);
    await ping(id);
    const [one] = await settled(id, allAre('delivered', 2), 'two pings');
    await sql(`UPDATE webhook_deliveries SET created_at = now() - interval '31 days' WHERE id = $1`, [one?.id]);
    expect(await house.app.get(WebhookDeliveriesCleanup).clean()).toEqual({ webhook_deliveries: 1 });
    expect(await log(id)).toHaveLength(1);
  });
});
