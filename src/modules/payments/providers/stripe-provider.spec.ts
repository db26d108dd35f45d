import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { startHttpSimulator } from '../../../../test/support/simulators/http-simulator.js';
import { startStripeSimulator, STRIPE_SIMULATOR_KEYS, type StripeSimulator } from '../../../../test/support/simulators/stripe-simulator.js';
import { loadConfig } from '../../../config/index.js';
import { Money } from '../../../kernel/money.js';
import { BadSignature, type Collection, type Reimbursement } from './payment-provider.js';
import type { StripeOptions } from './stripe-client.js';
import { stripeFrom, StripeProvider } from './stripe-provider.js';

/** Milliseconds: soon over where nobody answers, long enough for a busy machine. */
const IMPATIENT = 500;
let stripe: StripeSimulator;
let kept: string[] = [];
const keep = (id: string): Promise<void> => Promise.resolve(void kept.push(id));

beforeEach(async () => {
  kept = [];
  stripe = await startStripeSimulator();
});
afterEach(() => stripe.stop());

const provider = (options: Partial<StripeOptions> = {}): StripeProvider =>
  new StripeProvider({ ...STRIPE_SIMULATOR_KEYS, base_url: stripe.url, ...options });

function collection(changes: Partial<Collection> = {}): Collection {
  return {
    payment_id: randomUUID(),
    reference: randomUUID(),
    transaction_id: null,
    method: 'card',
    amount: Money.of(150_000, 'XOF'),
    description: 'Loyer de février : l’appartement',
    payer: { first_name: 'Awa', last_name: 'Dossou', email: 'awa@example.com', phone: null, locale: 'fr' },
    return_url: 'https://app.example.com/payments?id=1',
    ...changes,
  };
}

/** The collection as it is known once its session is kept. */
async function started(client: StripeProvider, changes: Partial<Collection> = {}): Promise<Collection> {
  const one = collection(changes);
  expect((await client.start(one, keep)).kind).toBe('waiting');
  return { ...one, transaction_id: kept.at(-1)! };
}

async function paid(client: StripeProvider, changes: Partial<Collection> = {}): Promise<Collection> {
  const one = await started(client, changes);
  stripe.approve(one.reference);
  return one;
}

function reimbursement(of: Collection, changes: Partial<Reimbursement> = {}): Reimbursement {
  const reason = 'Réservation annulée';
  return { refund_id: randomUUID(), reference: randomUUID(), transaction_id: null, amount: of.amount, reason, collection: of, ...changes };
}

type Trouble = (simulator: StripeSimulator) => void;
const error = (type: string, code?: string) => ({ error: { type, code, message: 'about awa@example.com' } });
const before: [string, Trouble][] = [
  ['cut before the work', ({ http }) => http.cutNext()],
  ['no answer', ({ http }) => http.hangNext()],
  ['an answer without end', ({ http }) => http.fault({ kind: 'trickle' })],
  ['500', ({ http }) => http.failNext(1, 500)],
  ['500 as Stripe says it', ({ http }) => http.failNext(1, 500, error('api_error'), { 'stripe-should-retry': 'true' })],
  ['502 of a proxy', ({ http }) => http.failNext(1, 502, { message: 'Bad Gateway' })],
  ['429', ({ http }) => http.failNext(1, 429, error('invalid_request_error', 'rate_limit'))],
  ['the same call still under way', ({ http }) => http.failNext(1, 409, error('idempotency_error', 'idempotency_key_in_use'))],
  ['200 that says nothing', ({ http }) => http.failNext(1, 200, '{}')],
  ['200 that is null', ({ http }) => http.failNext(1, 200, 'null')],
  ['a redirect', ({ http }) => http.failNext(1, 302, '', { location: 'https://example.com' })],
];
const after: [string, Trouble][] = [
  ['cut after the work', ({ http }) => http.cutNext(1, 'after')],
  ['an answer that is lost', ({ http }) => http.hangNext(1, 'after')],
  ['an answer that stalls', ({ http }) => http.fault({ kind: 'stall', when: 'after' })],
];

describe('StripeProvider, collections', () => {
  it('takes cards in our currencies and nothing else', () => {
    const client = provider();
    expect(['XOF', 'EUR', 'USD', 'GHS'].map((currency) => client.takes('card', currency))).toEqual([true, true, true, false]);
    expect(client.takes('mtn_momo', 'XOF')).toBe(false);
  });

  it('gives the address of a page, and says how it went', async () => {
    const [client, one] = [provider(), collection()];
    expect(await client.ask(one)).toEqual({ kind: 'absent' });
    expect(await client.start(one, keep)).toEqual({ kind: 'waiting', payment_url: expect.stringContaining(`${stripe.url}/c/pay/cs_`) });
    const known = { ...one, transaction_id: kept[0] };
    expect(await client.ask(known)).toEqual({ kind: 'open' });
    stripe.decline(one.reference);
    expect(await client.ask(known)).toEqual({ kind: 'open' });
    stripe.approve(one.reference);
    expect(await client.ask(known)).toEqual({ kind: 'paid', collected: Money.of(150_000, 'XOF'), fee: null });
    expect(stripe.collected(one.reference)).toBe(150_000);
  });

  it.each([Money.of('12.50', 'EUR'), Money.of('0.99', 'USD'), Money.of(300, 'XOF')])('counts %j in its smallest unit', async (amount) => {
    const client = provider();
    const one = await paid(client, { amount });
    expect(stripe.collected()).toBe(Number(amount.minor));
    expect(await client.ask(one)).toMatchObject({ collected: amount });
  });

  it('says the same at each attempt, under our reference', async () => {
    const [client, one] = [provider(), collection()];
    const first = await client.start(one, keep);
    expect(await client.start(one, keep)).toEqual(first);
    const [a, b] = stripe.http.requests.items;
    expect(a.body).toEqual(b.body);
    expect([a, b].map(({ headers }) => headers['idempotency-key'])).toEqual([one.reference, one.reference]);
    expect(Object.fromEntries(a.form()!)).toEqual({
      mode: 'payment',
      'allowed_payment_method_types[0]': 'card',
      'line_items[0][quantity]': '1',
      'line_items[0][price_data][currency]': 'xof',
      'line_items[0][price_data][unit_amount]': '150000',
      'line_items[0][price_data][product_data][name]': 'Loyer de février : l’appartement',
      client_reference_id: one.reference,
      'metadata[reference]': one.reference,
      'metadata[payment_id]': one.payment_id,
      'payment_intent_data[metadata][reference]': one.reference,
      'payment_intent_data[metadata][payment_id]': one.payment_id,
      customer_email: 'awa@example.com',
      success_url: 'https://app.example.com/payments?id=1&outcome=success',
      cancel_url: 'https://app.example.com/payments?id=1&outcome=cancelled',
    });
    expect([stripe.count('sessions'), a.headers['x-stripe-client-telemetry']]).toEqual([1, undefined]);
  });

  it('goes on with a session that it knows', async () => {
    const client = provider();
    const one = await started(client);
    expect(await client.start(one, keep)).toEqual({ kind: 'waiting', payment_url: expect.stringContaining(one.transaction_id!) });
    stripe.approve(one.reference);
    expect(await client.start(one, keep)).toEqual({ kind: 'waiting', payment_url: null });
    expect(stripe.count('sessions')).toBe(1);
  });

  it('a session that has expired is failed, and does not start again', async () => {
    const client = provider();
    const one = await started(client);
    stripe.expire(one.reference);
    expect(await client.ask(one)).toMatchObject({ kind: 'failed', code: 'expired' });
    expect(await client.start(one, keep)).toMatchObject({ kind: 'refused', code: 'expired' });
  });

  it('what Stripe does not take is refused, and nobody is named', async () => {
    expect(await provider().start(collection({ amount: Money.of(1, 'XOF') }), keep)).toEqual({
      kind: 'refused', code: 'provider_refused', detail: 'StripeInvalidRequestError: amount_too_small',
    });
    const refused = await provider({ secret_key: 'sk_test_wr0ng' }).start(collection(), keep);
    expect(refused).toEqual({ kind: 'refused', code: 'provider_refused', detail: 'StripeAuthenticationError: HTTP 401' });
    expect((await provider().start(collection({ method: 'mtn_momo' }), keep)).kind).toBe('refused');
    expect(kept).toEqual([]);
  });

  it.each([
    ['insufficient_funds', 'insufficient_funds'],
    ['lost_card', 'declined'],
  ])('a card error, %s, is %s', async (decline_code, code) => {
    stripe.http.failNext(1, 402, { error: { type: 'card_error', code: 'card_declined', decline_code, message: 'm' } });
    expect(await provider().start(collection(), keep)).toEqual({ kind: 'refused', code, detail: 'StripeCardError: card_declined' });
  });

  it('another request under the same reference may have been taken', async () => {
    const [client, one] = [provider(), collection()];
    await client.start(one, keep);
    const other = { ...one, amount: Money.of(200_000, 'XOF') };
    expect((await client.start(other, keep)).kind).toBe('unknown');
    expect(stripe.count('sessions')).toBe(1);
  });

  it.each([null, undefined, 1.5, '150000'])('paid without a readable amount (%j) is unknown', async (amount_total) => {
    const client = provider();
    const one = await started(client);
    stripe.http.failNext(1, 200, { object: 'checkout.session', payment_status: 'paid', amount_total, currency: 'xof' });
    expect((await client.ask(one)).kind).toBe('unknown');
  });

  it('a session that Stripe does not know is absent', async () => {
    expect(await provider().ask(collection({ transaction_id: 'cs_test_none' }))).toEqual({ kind: 'absent' });
  });

  it('passes on what the database has against keeping', async () => {
    await expect(provider().start(collection(), () => Promise.reject(new Error('no database')))).rejects.toThrow('no database');
  });
});

describe('StripeProvider, what goes wrong', () => {
  it.each([...before, ...after])('a start that meets %s: unknown, called once, and the next attempt has one session', async (_, trouble) => {
    const [client, one] = [provider({ timeout_ms: IMPATIENT }), collection()];
    trouble(stripe);
    const outcome = await client.start(one, keep);
    expect(outcome.kind).toBe('unknown');
    expect(JSON.stringify(outcome)).not.toContain('awa@');
    expect(stripe.http.requests.items).toHaveLength(1);
    expect((await client.start(one, keep)).kind).toBe('waiting');
    stripe.approve(one.reference);
    expect([stripe.count('sessions'), stripe.collected()]).toEqual([1, 150_000]);
  });

  it.each(before)('a question that meets %s is unknown', async (_, trouble) => {
    const client = provider({ timeout_ms: IMPATIENT });
    const one = await paid(client);
    const back = reimbursement(one);
    await client.refund(back, keep);
    const known = { ...back, transaction_id: kept.at(-1)! };
    const questions = [() => client.ask(one), () => client.start(one, keep), () => client.askRefund(back), () => client.askRefund(known)];
    for (const question of questions) {
      trouble(stripe);
      expect((await question()).kind).toBe('unknown');
    }
    expect(await client.askRefund(known)).toEqual({ kind: 'done' });
  });

  /** So many calls go well, then the trouble comes. */
  async function afterCalls(calls: number, trouble: Trouble): Promise<void> {
    const so_far = stripe.http.requests.items.length;
    const enough = () => stripe.http.requests.items.length === so_far + calls;
    if (calls > 0) await stripe.http.requests.waitFor(enough);
    trouble(stripe);
  }

  const calls = [0, 1, 2].flatMap((n) => [...before, ...after].map(([name, trouble]) => [name, n, trouble] as const));
  it.each(calls)('a refund that meets %s at call %i is made once', async (_, n, trouble) => {
    const client = provider({ timeout_ms: IMPATIENT });
    const back = reimbursement(await paid(client));
    const armed = afterCalls(n, trouble);
    expect((await client.refund(back, keep)).kind).toBe('unknown');
    await armed;
    // As if a day had passed: nothing but the list of refunds knows what was made.
    stripe.forgetKeys();
    expect(await client.refund(back, keep)).toEqual({ kind: 'done' });
    expect([stripe.count('refunds'), stripe.refunded()]).toEqual([1, 150_000]);
  });

  it('nobody at the address is unknown', async () => {
    const client = provider();
    await stripe.http.stop();
    expect((await client.start(collection(), keep)).kind).toBe('unknown');
  });
});

describe('StripeProvider, refunds', () => {
  it('gives back in parts, each under its own reference', async () => {
    const client = provider();
    const one = await paid(client, { amount: Money.of('100.00', 'EUR') });
    const [first, second] = ['40.25', '59.75'].map((euros) => reimbursement(one, { amount: Money.of(euros, 'EUR') }));
    expect(await client.askRefund(first)).toEqual({ kind: 'absent' });
    expect(await client.refund(first, keep)).toEqual({ kind: 'done' });
    expect(kept.at(-1)).toMatch(/^re_/);
    expect(await client.askRefund(second)).toEqual({ kind: 'absent' });
    expect(await client.refund(second, keep)).toEqual({ kind: 'done' });
    expect([stripe.refunded(first.reference), stripe.refunded()]).toEqual([4025, 10_000]);
    expect(stripe.http.requests.items.at(-1)!.headers['idempotency-key']).toBe(second.reference);
    expect(await client.refund(reimbursement(one, { amount: Money.of(1, 'EUR') }), keep)).toEqual({
      kind: 'failed', code: 'provider_refused', detail: 'StripeInvalidRequestError: charge_already_refunded',
    });
  });

  it('is open while Stripe says so, and can fail after it was done', async () => {
    const client = provider();
    const back = reimbursement(await paid(client));
    stripe.refunds_are = 'pending';
    expect(await client.refund(back, keep)).toEqual({ kind: 'open' });
    const known = { ...back, transaction_id: kept.at(-1)! };
    expect(await client.refund(known, keep)).toEqual({ kind: 'open' });
    stripe.endRefund(back.reference);
    expect(await client.askRefund(known)).toEqual({ kind: 'done' });
    stripe.endRefund(back.reference, 'insufficient_funds');
    expect(await client.askRefund(known)).toEqual({ kind: 'failed', code: 'insufficient_funds', detail: 'Stripe: insufficient_funds' });
    expect([stripe.count('refunds'), stripe.refunded()]).toEqual([1, 0]);
  });

  it('of what was not paid is refused without a call', async () => {
    expect((await provider().refund(reimbursement(collection()), keep)).kind).toBe('failed');
    const client = provider();
    expect((await client.refund(reimbursement(await started(client)), keep)).kind).toBe('failed');
    expect(stripe.count('refunds')).toBe(0);
  });

  it('one that Stripe does not know is absent', async () => {
    const client = provider();
    expect(await client.askRefund(reimbursement(await paid(client), { transaction_id: 're_none' }))).toEqual({ kind: 'absent' });
  });
});

describe('StripeProvider, webhooks', () => {
  // shared/spec/providers.md §13, made with the library.
  const known = { secret: 'whsec_t', t: 1_795_205_784, body: '{"a":1}', v1: 'bb04405f2594ff78b84f43b5ea373452bb81e3fb2d7d9b1308f8d8f36c6560c8' };
  const read = (header: unknown, { body = known.body, now = known.t, secret = known.secret } = {}) =>
    provider({ webhook_secret: secret }).readWebhook({
      raw: Buffer.from(body),
      headers: { 'stripe-signature': header as string },
      path_secret: null,
      now: new Date(now * 1000),
    });
  const right = `t=${known.t},v1=${known.v1}`;

  it('takes the known answer, also among others, until 300 seconds after', () => {
    const digest = '015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862';
    expect(read(right)).toEqual({ event_id: digest, type: 'unreadable', about: null });
    expect(read(`t=${known.t},v1=${'0'.repeat(64)},v1=${known.v1},v0=x`).about).toBeNull();
    expect(read(right, { now: known.t + 300 }).about).toBeNull();
  });

  it.each([
    ['none', undefined, {}],
    ['two', [right, right], {}],
    ['an empty one', '', {}],
    ['another scheme', `t=${known.t},v0=${known.v1}`, {}],
    ['no time', `v1=${known.v1}`, {}],
    ['another time', `t=${known.t + 1},v1=${known.v1}`, {}],
    ['one digit changed', right.replace(/c8$/, 'c9'), {}],
    ['another body', right, { body: '{"a":2}' }],
    ['an empty body', right, { body: '' }],
    ['another secret', right, { secret: 'whsec_u' }],
    ['no secret', right, { secret: '' }],
    ['an old one', right, { now: known.t + 301 }],
  ])('a bad signature: %s', (_, header, changes) => {
    expect(() => read(header, changes)).toThrow(BadSignature);
  });

  /** An event as the simulator would sign it. */
  function event(type: string, object: unknown) {
    const payload = JSON.stringify({ id: 'evt_1', object: 'event', type, data: { object } });
    const header = new Stripe('sk_test_x').webhooks.generateTestHeaderString({ payload, secret: known.secret, timestamp: known.t });
    return read(header, { body: payload });
  }

  const ours = randomUUID();
  it.each([
    ['checkout.session.completed', { id: 'cs_1', client_reference_id: ours }, { reference: ours, transaction_id: 'cs_1' }],
    ['checkout.session.expired', { id: 'cs_1', metadata: { reference: ours } }, { reference: ours, transaction_id: 'cs_1' }],
    ['payment_intent.succeeded', { id: 'pi_1', metadata: { reference: ours } }, { reference: ours, transaction_id: null }],
    ['payment_intent.succeeded', { id: 'pi_1', metadata: {} }, null],
    ['payment_intent.succeeded', { id: 'pi_1', metadata: { reference: 'INV-1' } }, null],
    ['refund.updated', { id: 're_1', metadata: { reference: ours } }, { reference: ours, transaction_id: 're_1' }],
    ['charge.refunded', { id: 'ch_1', metadata: { reference: ours } }, { reference: ours, transaction_id: null }],
    ['charge.refunded', { id: 'ch_1', metadata: {}, refunds: { data: [{ id: 're_1', metadata: { reference: ours } }] } }, { reference: ours, transaction_id: 're_1' }],
    ['charge.refunded', { id: 'ch_1', metadata: { reference: ours }, refunds: { data: [{ id: 're_1', metadata: {} }] } }, { reference: ours, transaction_id: null }],
    ['customer.created', { id: 'cus_1', metadata: { reference: ours } }, null],
    ['charge.refunded', null, null],
  ])('%s about %j', (type, object, about) => {
    expect(event(type, object)).toEqual({ event_id: 'evt_1', type, about });
  });

  it('what is signed and no event is about nothing', () => {
    for (const payload of ['no JSON', 'null', '7', '{"object":"v2.core.event"}']) {
      const header = new Stripe('sk_test_x').webhooks.generateTestHeaderString({ payload, secret: known.secret, timestamp: known.t });
      expect(read(header, { body: payload })).toMatchObject({ event_id: expect.stringMatching(/^[0-9a-f]{64}$/), type: 'unreadable', about: null });
    }
  });

  it('reads what the simulator sends, repeats as one event, and no forgery', async () => {
    const app = await startHttpSimulator(() => ({ status: 200 }));
    try {
      stripe.callbacks.url = app.url;
      const client = provider();
      const one = await started(client);
      stripe.callbacks.copies = 2;
      stripe.approve(one.reference);
      await stripe.callbacks.idle();
      const readings = app.requests.items.map(({ body, headers }) => client.readWebhook({ raw: body, headers, path_secret: null, now: new Date() }));
      expect(readings.map(({ about }) => about?.reference)).toEqual(Array(4).fill(one.reference));
      expect(new Set(readings.map(({ event_id }) => event_id)).size).toBe(2);
      app.requests.clear();
      stripe.callbacks.forge({ id: 'evt_2', type: 'checkout.session.completed', data: { object: { id: one.transaction_id } } });
      await stripe.callbacks.idle();
      const [{ body, headers }] = app.requests.items;
      expect(() => client.readWebhook({ raw: body, headers, path_secret: null, now: new Date() })).toThrow(BadSignature);
    } finally {
      await app.stop();
    }
  });
});

describe('stripeFrom', () => {
  it('takes keys and address from the environment', async () => {
    const env = { DATABASE_URL: 'postgres://x', REDIS_URL: 'redis://x', STRIPE_SECRET_KEY: STRIPE_SIMULATOR_KEYS.secret_key, STRIPE_WEBHOOK_SECRET: 'whsec_x' };
    expect((await stripeFrom(loadConfig({ ...env, STRIPE_API_URL: stripe.url })).start(collection(), keep)).kind).toBe('waiting');
  });
});
