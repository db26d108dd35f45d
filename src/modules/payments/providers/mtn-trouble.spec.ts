import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { IMPATIENT, MtnBench } from '../../../../test/support/money/mtn-bench.js';
import type { MtnSimulator } from '../../../../test/support/simulators/mtn-simulator.js';
import type { MtnProvider } from './mtn-provider.js';

const bench = new MtnBench();
const { collection, instead, keep, paid, provider, reimbursement, sent } = bench;

beforeEach(() => bench.start());
afterEach(() => bench.stop());

describe('MtnProvider, what goes wrong', () => {
  type Trouble = (simulator: MtnSimulator) => void;
  const before: [string, Trouble][] = [
    ['cut before the work', ({ http }) => http.cutNext()],
    ['no answer', ({ http }) => http.hangNext()],
    ['an answer without end', ({ http }) => http.fault({ kind: 'trickle' })],
    ['500', ({ http }) => http.failNext(1, 500)],
    ['500 that says nothing', ({ http }) => http.failNext(1, 500, { code: 'INTERNAL_PROCESSING_ERROR', message: 'm' })],
    ['503', ({ http }) => http.failNext(1, 503)],
    ['408', ({ http }) => http.failNext(1, 408)],
    ['429', ({ http }) => http.failNext(1, 429)],
    ['409 for another reason', ({ http }) => http.failNext(1, 409, { code: 'BUSY' })],
    ['a redirect', ({ http }) => http.failNext(1, 302, '', { location: 'https://example.com' })],
  ];
  const after: [string, Trouble][] = [
    ['cut after the work', ({ http }) => http.cutNext(1, 'after')],
    ['an answer that is lost', ({ http }) => http.hangNext(1, 'after')],
    ['an answer that stalls', ({ http }) => http.fault({ kind: 'stall', when: 'after' })],
  ];

  /** Has its tokens, so that the trouble meets the call that is meant. */
  async function ready(): Promise<MtnProvider> {
    const client = provider({ timeout_ms: IMPATIENT });
    await client.ask(collection());
    await client.askRefund(reimbursement(collection()));
    return client;
  }

  it.each(before)('%s: unknown, absent, and the next attempt collects once', async (_, trouble) => {
    const [client, one] = [await ready(), collection()];
    trouble(bench.mtn);
    expect((await client.start(one, keep)).kind).toBe('unknown');
    expect(await client.ask(one)).toEqual({ kind: 'absent' });
    expect((await client.start({ ...one, transaction_id: one.reference }, keep)).kind).toBe('waiting');
    bench.mtn.approve(one.reference);
    expect(bench.mtn.collected()).toBe(150_000);
  });

  it.each(after)('%s: unknown, there, and the next attempt does not collect again', async (_, trouble) => {
    const [client, one] = [await ready(), collection()];
    trouble(bench.mtn);
    expect((await client.start(one, keep)).kind).toBe('unknown');
    expect(await client.ask(one)).toEqual({ kind: 'open' });
    expect((await client.start({ ...one, transaction_id: one.reference }, keep)).kind).toBe('waiting');
    bench.mtn.approve(one.reference);
    expect([bench.mtn.count('requesttopay'), bench.mtn.collected()]).toEqual([1, 150_000]);
  });

  it.each(before)('a question that meets %s is unknown', async (_, trouble) => {
    const client = await ready();
    const one = await paid(client);
    const back = reimbursement(one);
    await client.refund(back, keep);
    trouble(bench.mtn);
    expect((await client.ask(one)).kind).toBe('unknown');
    trouble(bench.mtn);
    expect((await client.askRefund(back)).kind).toBe('unknown');
    expect(await client.askRefund(back)).toEqual({ kind: 'done' });
  });

  it.each([...before, ...after])('a refund that meets %s is made once', async (_, trouble) => {
    const client = await ready();
    const back = reimbursement(await paid(client));
    trouble(bench.mtn);
    expect((await client.refund(back, keep)).kind).toBe('unknown');
    expect(await client.refund({ ...back, transaction_id: back.reference }, keep)).toEqual({ kind: 'open' });
    expect(await client.askRefund(back)).toEqual({ kind: 'done' });
    expect([bench.mtn.count('refund'), bench.mtn.refunded()]).toEqual([1, 150_000]);
  });

  it.each(before.filter(([name]) => !name.startsWith('409')))('a token that meets %s: unknown, and nothing was asked for', async (_, trouble) => {
    const [client, one] = [provider({ timeout_ms: IMPATIENT }), collection()];
    trouble(bench.mtn);
    expect((await client.start(one, keep)).kind).toBe('unknown');
    expect(bench.mtn.count('requesttopay')).toBe(0);
    expect((await client.start(one, keep)).kind).toBe('waiting');
  });

  it.each([{}, { access_token: 1, expires_in: 3600 }, { access_token: 'x' }, 'no JSON'])('a token that is none (%j) is unknown', async (body) => {
    bench.mtn.http.failNext(1, 200, body);
    expect((await provider().start(collection(), keep)).kind).toBe('unknown');
  });

  it('nobody at the address is unknown', async () => {
    const client = provider();
    await bench.mtn.http.stop();
    expect((await client.start(collection(), keep)).kind).toBe('unknown');
  });

  it.each([{ api_key: 'wrong' }, { subscription_key: 'wrong' }])('a wrong key (%j) refuses the first attempt, and no secret is told', async (wrong) => {
    const started = await provider(wrong).start(collection(), keep);
    expect(started).toEqual({ kind: 'refused', code: 'provider_refused', detail: 'MTN answered 401' });
  });

  it('a refusal after an attempt that may have got through decides nothing', async () => {
    const [client, one] = [await ready(), collection()];
    bench.mtn.http.cutNext(1, 'after');
    await client.start(one, keep);
    expect((await provider({ api_key: 'wrong' }).start({ ...one, transaction_id: one.reference }, keep)).kind).toBe('unknown');
    const back = reimbursement(one, { transaction_id: randomUUID() });
    bench.mtn.http.failNext(1, 400, { code: 'BAD_REQUEST' });
    expect((await client.refund(back, keep)).kind).toBe('unknown');
  });
});

describe('MtnProvider, tokens', () => {
  const asked = () => sent('/collection/token/').length;

  it('one for many calls, also when they come at once', async () => {
    const client = provider();
    await Promise.all(Array.from({ length: 8 }, () => client.start(collection(), keep)));
    await client.ask(collection());
    expect([asked(), bench.mtn.count('requesttopay')]).toEqual([1, 8]);
  });

  it('a new one a minute before the old one ends', async () => {
    await instead({ token_seconds: 60 });
    const client = provider();
    await client.ask(collection());
    await client.ask(collection());
    expect(asked()).toBe(2);
  });

  it('a new one, and the call once more, when MTN has dropped it', async () => {
    const [client, one] = [provider(), collection()];
    await client.ask(one);
    bench.mtn.dropTokens();
    expect((await client.start(one, keep)).kind).toBe('waiting');
    expect([asked(), sent('/collection/v1_0/requesttopay').length, bench.mtn.count('requesttopay')]).toEqual([2, 2, 1]);
  });

  it('gives up after the second 401', async () => {
    const client = provider();
    await client.ask(collection());
    bench.mtn.http.fault({ kind: 'answer', answer: { status: 401, body: { code: 'INVALID_TOKEN' } } }, 2);
    expect((await client.ask(collection())).kind).toBe('unknown');
    expect(asked()).toBe(2);
  });
});
