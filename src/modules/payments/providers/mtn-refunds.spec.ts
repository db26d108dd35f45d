import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MTN_SECRET, MtnBench } from '../../../../test/support/money/mtn-bench.js';
import { startHttpSimulator } from '../../../../test/support/simulators/http-simulator.js';
import { Money } from '../../../kernel/money.js';
import { BadSignature } from './payment-provider.js';

const bench = new MtnBench();
const { collection, instead, keep, paid, provider, reimbursement } = bench;

beforeEach(() => bench.start());
afterEach(() => bench.stop());

describe('MtnProvider, refunds', () => {
  it('gives back through Disbursement, in parts', async () => {
    const client = provider();
    const one = await paid(client);
    const [first, second] = [50_000, 100_000].map((francs) => reimbursement(one, { amount: Money.of(francs, 'XOF') }));
    expect(await client.askRefund(first)).toEqual({ kind: 'absent' });
    expect(await client.refund(first, keep)).toEqual({ kind: 'open' });
    expect(bench.kept).toContain(first.reference);
    await client.refund(second, keep);
    expect([await client.askRefund(first), await client.askRefund(second)]).toEqual([{ kind: 'done' }, { kind: 'done' }]);
    expect([bench.mtn.refunded(first.reference), bench.mtn.refunded()]).toEqual([50_000, 150_000]);
    const more = reimbursement(one, { amount: Money.of(1, 'XOF') });
    expect(await client.refund(more, keep)).toMatchObject({ kind: 'failed', code: 'provider_refused' });
  });

  it('is open until MTN decides, and fails with its reason', async () => {
    const client = provider();
    bench.mtn.refunds_end = 'open';
    const back = reimbursement(await paid(client));
    await client.refund(back, keep);
    expect(await client.askRefund(back)).toEqual({ kind: 'open' });
    bench.mtn.decline(back.reference, 'NOT_ENOUGH_FUNDS');
    expect(await client.askRefund(back)).toEqual({ kind: 'failed', code: 'insufficient_funds', detail: 'MTN: NOT_ENOUGH_FUNDS' });
    expect(bench.mtn.refunded()).toBe(0);
  });

  it('of what was not paid is refused', async () => {
    const client = provider();
    const one = collection();
    await client.start(one, keep);
    expect((await client.refund(reimbursement(one), keep)).kind).toBe('failed');
  });
});

describe('MtnProvider, callbacks', () => {
  const incoming = (body: unknown, path_secret: string | null = MTN_SECRET) => ({
    raw: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    headers: {},
    path_secret,
    now: new Date(),
  });

  it.each([null, '', 'wrong', `${MTN_SECRET}x`, MTN_SECRET.slice(1)])('hears nobody who does not know the path (%j)', (secret) => {
    expect(() => provider().readWebhook(incoming({}, secret))).toThrow(BadSignature);
  });

  it('hears nobody where there is no secret', () => {
    expect(() => provider({ callback_secret: '' }).readWebhook(incoming({}, ''))).toThrow(BadSignature);
  });

  it.each(['POST', 'PUT'] as const)('reads what MTN sends by %s, the same when it comes again', async (method) => {
    const app = await startHttpSimulator(() => ({ status: 204 }));
    try {
      await instead({ webhook_url: `${app.url}/webhook` });
      const [client, one] = [provider(), collection()];
      bench.mtn.callbacks.method = method;
      await client.start(one, keep);
      bench.mtn.approve(one.reference);
      bench.mtn.repeatCallback(one.reference);
      await bench.mtn.callbacks.idle();
      const events = app.requests.items.map(({ body, headers }) => client.readWebhook({ raw: body, headers, path_secret: MTN_SECRET, now: new Date() }));
      expect(app.requests.items.map((request) => request.method)).toEqual([method, method]);
      expect(events[0]).toEqual({ event_id: expect.stringMatching(/^[0-9a-f]{64}$/), type: 'successful', about: { reference: one.reference, transaction_id: null } });
      expect(events[1]).toEqual(events[0]);
      const otherwise = { ...(JSON.parse(app.requests.items[0].body.toString()) as object), status: 'FAILED' };
      expect(client.readWebhook(incoming(otherwise)).event_id).not.toBe(events[0].event_id);
    } finally {
      await app.stop();
    }
  });

  it.each(['', 'no JSON', '[]', 'null', '7', { externalId: 'INV-1', status: 'SUCCESSFUL' }, { externalId: { a: 1 } }])('%j is about nothing of ours', (body) => {
    expect(provider().readWebhook(incoming(body))).toMatchObject({ event_id: expect.stringMatching(/^[0-9a-f]{64}$/), about: null });
  });
});
