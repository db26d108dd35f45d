import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type HttpSimulator, startHttpSimulator } from './http-simulator.js';
import { startStripeSimulator, STRIPE_SIMULATOR_KEYS as keys, type StripeSimulator } from './stripe-simulator.js';

let stripe: StripeSimulator;
let app: HttpSimulator;
beforeEach(async () => {
  app = await startHttpSimulator(() => ({ status: 200 }));
  stripe = await startStripeSimulator({ webhook_url: app.url });
});
afterEach(async () => {
  await stripe.stop();
  await app.stop();
});

interface Said extends Record<string, unknown> {
  id: string;
  url: string;
  error: { type: string; code?: string; param?: string };
}

async function call(path: string, form: Record<string, string> | null = {}, headers: Record<string, string> = {}) {
  const body = form === null ? undefined : new URLSearchParams(form);
  const answer = await fetch(`${stripe.url}${path}`, {
    method: form === null ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${keys.secret_key}`, ...headers },
    body,
    redirect: 'manual',
  });
  const said = await answer.text();
  return { status: answer.status, headers: answer.headers, text: said, body: (said.startsWith('{') ? JSON.parse(said) : {}) as Said };
}

const form = {
  mode: 'payment',
  'line_items[0][quantity]': '1',
  'line_items[0][price_data][currency]': 'xof',
  'line_items[0][price_data][unit_amount]': '25000',
  'line_items[0][price_data][product_data][name]': 'Loyer <script>',
  client_reference_id: 'ours',
  'payment_intent_data[metadata][reference]': 'ours',
  success_url: 'https://app.example.com/back?session={CHECKOUT_SESSION_ID}',
  cancel_url: 'https://app.example.com/back?cancelled=1',
};
const sessions = '/v1/checkout/sessions';

describe('StripeSimulator', () => {
  it.each(['', 'Bearer sk_test_other', keys.secret_key, `Basic ${keys.secret_key}`])('refuses the key in %j', async (authorization) => {
    expect(await call(sessions, form, { authorization })).toMatchObject({ status: 401, body: { error: { type: 'invalid_request_error' } } });
  });

  it.each([
    [{ color: 'red' }, 'color', 'parameter_unknown'],
    [{ 'line_items[0][price_data][unit_amount]': '' }, 'line_items[0][price_data][unit_amount]', 'parameter_missing'],
    [{ 'line_items[0][price_data][unit_amount]': '250.00' }, 'line_items[0][price_data][unit_amount]', 'parameter_invalid_integer'],
    [{ 'line_items[0][price_data][unit_amount]': '10' }, 'line_items[0][price_data][unit_amount]', 'amount_too_small'],
    [{ success_url: '/back' }, 'success_url', 'url_invalid'],
  ])('refuses %j', async (changes, param, code) => {
    expect(await call(sessions, { ...form, ...changes })).toMatchObject({ status: 400, body: { error: { param, code } } });
    expect(stripe.count('sessions')).toBe(0);
  });

  it('refuses JSON', async () => {
    const headers = { authorization: `Bearer ${keys.secret_key}`, 'content-type': 'application/json' };
    const answer = await fetch(`${stripe.url}${sessions}`, { method: 'POST', headers, body: JSON.stringify({ mode: 'payment' }) });
    expect(answer.status).toBe(400);
  });

  it('answers the same under one key, also when it was no, and nothing else under it', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const first = await call(sessions, form, key);
    stripe.approve('ours');
    const again = await call(sessions, form, key);
    expect([again.body, again.headers.get('idempotent-replayed')]).toEqual([first.body, 'true']);
    expect(await call(sessions, { ...form, client_reference_id: 'other' }, key)).toMatchObject({ status: 400, body: { error: { type: 'idempotency_error' } } });
    const other = { 'idempotency-key': randomUUID() };
    expect((await call('/v1/refunds', { payment_intent: 'pi_none' }, other)).status).toBe(404);
    expect((await call('/v1/refunds', { payment_intent: 'pi_none' }, other)).headers.get('idempotent-replayed')).toBe('true');
    expect(stripe.count('sessions')).toBe(1);
  });

  it('shows a page with which a payer pays at the second card', async () => {
    const { body } = await call(sessions, form);
    const page = new URL(body.url).pathname;
    const shown = await call(page, null);
    expect(shown.headers.get('content-type')).toContain('text/html');
    expect(shown.text).toContain('25000 XOF');
    expect(shown.text).not.toContain('<script>');
    expect(shown.text).toContain(`action="${page}/approve"`);
    expect((await call(`${page}/decline`)).text).toContain('declined');
    const paid = await call(`${page}/approve`);
    expect([paid.status, paid.headers.get('location')]).toEqual([303, `https://app.example.com/back?session=${body.id}`]);
    await stripe.callbacks.idle();
    const types = app.requests.items.map((request) => (JSON.parse(request.body.toString()) as { type: string }).type);
    expect(types.sort()).toEqual(['checkout.session.completed', 'payment_intent.payment_failed', 'payment_intent.succeeded']);
    expect((await call(`/v1/payment_intents/${String((await call(`${sessions}/${body.id}`, null)).body.payment_intent)}`, null)).body).toMatchObject({
      status: 'succeeded', amount: 25000, metadata: { reference: 'ours' },
    });
  });

  it('people decide by hand, and read the books', async () => {
    const { body } = await call(sessions, form);
    expect((await call(`/__sim/approve/${body.id}`)).status).toBe(204);
    expect((await call(`/__sim/expire/${body.id}`)).status).toBe(400);
    const { payment_intent } = (await call(`${sessions}/${body.id}`, null)).body;
    stripe.refunds_are = 'pending';
    const refund = await call('/v1/refunds', { payment_intent: String(payment_intent), amount: '5000' });
    expect(stripe.refunded()).toBe(0);
    expect((await call(`/__sim/end-refund/${refund.body.id}`)).status).toBe(204);
    expect((await call('/__sim', null)).body).toMatchObject({ collected: 25_000, refunded: 5_000 });
    expect(await call('/v1/refunds', { payment_intent: String(payment_intent), amount: '20001' })).toMatchObject({ status: 400, body: { error: { param: 'amount' } } });
    const second = await call('/v1/refunds', { payment_intent: String(payment_intent) });
    expect(second.body.amount).toBe(20_000);
    const page = (await call(`/v1/refunds?payment_intent=${String(payment_intent)}&limit=1`, null)).body;
    expect(page).toMatchObject({ object: 'list', has_more: true, data: [{ id: second.body.id }] });
    const rest = (await call(`/v1/refunds?payment_intent=${String(payment_intent)}&starting_after=${second.body.id}`, null)).body;
    expect(rest).toMatchObject({ has_more: false, data: [{ id: refund.body.id }] });
  });

  it('people forge an event by hand, and nothing is paid', async () => {
    await call(sessions, form);
    expect((await call('/__sim/forge/ours')).status).toBe(204);
    await stripe.callbacks.idle();
    expect([app.requests.items.length, stripe.collected()]).toEqual([1, 0]);
    expect((await call('/__sim/teleport/1')).status).toBe(404);
  });

  it('an expired page cannot be paid', async () => {
    const { body } = await call(sessions, form);
    stripe.expire('ours');
    const page = new URL(body.url).pathname;
    expect([(await call(page, null)).status, (await call(`${page}/approve`)).status, stripe.collected()]).toEqual([410, 400, 0]);
  });

  it('tells again until it is heard', async () => {
    await call(sessions, form);
    app.failNext(2, 500);
    stripe.expire('ours');
    await stripe.callbacks.idle();
    expect(stripe.callbacks.attempts.items.map(({ attempt, status }) => [attempt, status])).toEqual([[1, 500], [2, 500], [3, 200]]);
  });
});
