import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MTN_SECRET, MtnBench } from '../../../../test/support/money/mtn-bench.js';
import { loadConfig } from '../../../config/index.js';
import { Money } from '../../../kernel/money.js';
import { mtnFrom } from './mtn-provider.js';
import type { MtnOptions } from './mtn-requests.js';

const bench = new MtnBench();
const { bodyOf, collection, instead, keep, provider, sent } = bench;

beforeEach(() => bench.start());
afterEach(() => bench.stop());

describe('MtnProvider, collections', () => {
  it('takes mtn_momo in XOF and nothing else', () => {
    const client = provider();
    expect([client.takes('mtn_momo', 'XOF'), client.takes('mtn_momo', 'EUR'), client.takes('card', 'XOF')]).toEqual([true, false, false]);
  });

  it('asks the handset, and says how it went', async () => {
    const [client, one] = [provider(), collection()];
    expect(await client.ask(one)).toEqual({ kind: 'absent' });
    expect(await client.start(one, keep)).toEqual({ kind: 'waiting', payment_url: null });
    expect(bench.kept).toEqual([one.reference]);
    expect(await client.ask(one)).toEqual({ kind: 'open' });
    bench.mtn.approve(one.reference);
    expect(await client.ask(one)).toEqual({ kind: 'paid', collected: Money.of(150_000, 'XOF'), fee: null });
    expect(bench.mtn.collected(one.reference)).toBe(150_000);
  });

  it('speaks EUR in the sandbox, in plain words, and names no callback there', async () => {
    const one = collection();
    await provider().start(one, keep);
    expect(bodyOf('/collection/v1_0/requesttopay')).toEqual({
      amount: '150000',
      currency: 'EUR',
      externalId: one.reference,
      payer: { partyIdType: 'MSISDN', partyId: '2290197808080' },
      payerMessage: 'Loyer de fevrier l appartement Coeur de Cotonou',
      payeeNote: 'Loyer de fevrier l appartement Coeur de Cotonou',
    });
    expect(sent('/collection/v1_0/requesttopay')[0].headers['x-callback-url']).toBeUndefined();
  });

  it('speaks XOF elsewhere, and says where to call', async () => {
    await instead({ environment: 'mtnbenin' });
    const [client, one] = [provider({ environment: 'mtnbenin', phone_plan: 'legacy' }), collection()];
    await client.start(one, keep);
    const { headers } = sent('/collection/v1_0/requesttopay')[0];
    expect(headers['x-callback-url']).toBe(`https://api.example.com/api/v1/payments/webhook/mtn/${MTN_SECRET}`);
    expect(bodyOf('/collection/v1_0/requesttopay')).toMatchObject({ currency: 'XOF', payer: { partyId: '22997808080' } });
    bench.mtn.callbacks.withhold();
    bench.mtn.approve(one.reference);
    expect(await client.ask(one)).toMatchObject({ kind: 'paid', collected: one.amount });
  });

  it('never sends an empty note, nor one that is too long', async () => {
    const client = provider();
    await client.start(collection(undefined, { description: '… !' }), keep);
    await client.start(collection(undefined, { description: 'é!'.repeat(200) }), keep);
    const notes = sent('/collection/v1_0/requesttopay').map((request) => (JSON.parse(request.body.toString()) as { payerMessage: string }).payerMessage);
    expect(notes[0]).toBe('LokaHome');
    expect(notes[1]).toMatch(/^[e ]{150,160}$/);
    expect(bench.mtn.count('requesttopay')).toBe(2);
  });

  it.each([
    ['46733123450', 'other'],
    ['46733123451', 'declined'],
    ['46733123452', 'expired'],
    ['46733123455', 'payer_not_found'],
    ['46733123456', 'provider_refused'],
    ['46733123461', 'other'],
    ['46733123462', 'other'],
  ])('the sandbox’s payer %s fails as %s', async (phone, code) => {
    const [client, one] = [provider(), collection(`+${phone}`)];
    expect((await client.start(one, keep)).kind).toBe('waiting');
    expect(await client.ask(one)).toMatchObject({ kind: 'failed', code });
    expect(bench.mtn.collected()).toBe(0);
  });

  it('the sandbox’s payer who takes long is open, then paid', async () => {
    const [client, one] = [provider(), collection('+46733123454')];
    await client.start(one, keep);
    const kinds = [await client.ask(one), await client.ask(one), await client.ask(one)].map((state) => state.kind);
    expect(kinds).toEqual(['open', 'open', 'paid']);
  });

  it('HTTP 500 with a documented no is a refusal', async () => {
    expect(await provider().start(collection('+46733123460'), keep)).toMatchObject({ kind: 'refused', code: 'provider_refused' });
    expect(await provider({ environment: 'mtnbenin' }).start(collection(), keep)).toMatchObject({ kind: 'refused', detail: 'MTN answered 500, NOT_ALLOWED_TARGET_ENVIRONMENT' });
    expect(bench.mtn.count('requesttopay')).toBe(0);
  });

  it.each([
    ['NOT_ENOUGH_FUNDS', 'insufficient_funds'],
    ['PAYER_LIMIT_REACHED', 'limit_reached'],
    ['TRANSACTION_CANCELED', 'cancelled'],
    ['COULD_NOT_PERFORM_TRANSACTION', 'expired'],
    ['A_NEW_ONE', 'other'],
    ['awa@example.com is poor', 'other'],
  ])('%s means %s, and nobody is named', async (reason, code) => {
    const [client, one] = [provider(), collection()];
    await client.start(one, keep);
    bench.mtn.decline(one.reference, reason);
    const state = await client.ask(one);
    expect(state).toMatchObject({ kind: 'failed', code });
    expect(JSON.stringify(state)).not.toContain('awa@');
  });

  it('refuses without a call what MTN cannot take', async () => {
    expect(await provider().start(collection(null), keep)).toMatchObject({ kind: 'refused', code: 'payer_not_found' });
    expect(await provider().start(collection(undefined, { amount: Money.of(10, 'EUR') }), keep)).toMatchObject({ kind: 'refused' });
    expect(bench.mtn.http.requests.items).toHaveLength(0);
  });

  it('a reference that is known already is waiting, and collected once', async () => {
    const [client, one] = [provider(), collection()];
    await client.start(one, keep);
    expect(await client.start({ ...one, transaction_id: one.reference }, keep)).toEqual({ kind: 'waiting', payment_url: null });
    expect(bench.mtn.count('requesttopay')).toBe(1);
  });

  it('a status that nobody has heard of is open', async () => {
    const [client, one] = [provider(), collection()];
    await client.start(one, keep);
    bench.mtn.http.failNext(1, 200, { status: 'CREATED' });
    expect(await client.ask(one)).toEqual({ kind: 'open' });
  });

  it.each([{}, { amount: '150000' }, { amount: 'much', currency: 'XOF' }, { amount: '1e3', currency: 'XOF' }, { amount: '1', currency: 'GHS' }])(
    'paid without a readable amount (%j) is unknown',
    async (said) => {
      const [client, one] = [provider(), collection()];
      await client.start(one, keep);
      bench.mtn.http.failNext(1, 200, { status: 'SUCCESSFUL', ...said });
      expect((await client.ask(one)).kind).toBe('unknown');
    },
  );

  it('says so when less was paid', async () => {
    const [client, one] = [provider(), collection()];
    await client.start(one, keep);
    bench.mtn.http.failNext(1, 200, { status: 'SUCCESSFUL', amount: '100.00', currency: 'EUR' });
    expect(await client.ask(one)).toMatchObject({ kind: 'paid', collected: Money.of(100, 'XOF') });
  });

  it('does not call before the reference is kept', async () => {
    await expect(provider().start(collection(), () => Promise.reject(new Error('no database')))).rejects.toThrow('no database');
    expect(bench.mtn.http.requests.items).toHaveLength(0);
  });
});

describe('mtnFrom', () => {
  const env = { DATABASE_URL: 'postgres://x', REDIS_URL: 'redis://x', API_URL: 'https://api.example.com', MTN_API_USER: 'u', MTN_API_KEY: 'k', MTN_SUBSCRIPTION_KEY: 's', MTN_DISBURSEMENT_SUBSCRIPTION_KEY: 'd', MTN_CALLBACK_SECRET: MTN_SECRET };
  const optionsOf = (more: Record<string, string> = {}) => (mtnFrom(loadConfig({ ...env, ...more })) as unknown as { options: MtnOptions }).options;

  it('knows MTN’s addresses and ours', () => {
    const callback_url = `https://api.example.com/api/v1/payments/webhook/mtn/${MTN_SECRET}`;
    expect(optionsOf()).toMatchObject({ base_url: 'https://sandbox.momodeveloper.mtn.com', callback_url, callback_secret: MTN_SECRET });
    expect(optionsOf({ MTN_ENVIRONMENT: 'mtnbenin' }).base_url).toBe('https://proxy.momoapi.mtn.com');
    expect(optionsOf({ MTN_API_URL: 'http://127.0.0.1:9' }).base_url).toMatch(/^http:\/\/127\.0\.0\.1:9/);
  });
});
