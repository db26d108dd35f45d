import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startHttpSimulator } from '../../../../test/support/simulators/http-simulator.js';
import { MTN_SIMULATOR_KEYS, type MtnSimulator, type MtnSimulatorOptions, startMtnSimulator } from '../../../../test/support/simulators/mtn-simulator.js';
import { loadConfig } from '../../../config/index.js';
import { Money } from '../../../kernel/money.js';
import { mtnFrom, MtnProvider } from './mtn-provider.js';
import type { MtnOptions } from './mtn-requests.js';
import { BadSignature, type Collection, type Reimbursement } from './payment-provider.js';

/** Milliseconds: soon over where nobody answers, long enough for a busy machine. */
const IMPATIENT = 500;
const SECRET = 'a-secret-that-nobody-can-guess';
let mtn: MtnSimulator;
let kept: string[] = [];
const keep = (id: string): Promise<void> => Promise.resolve(void kept.push(id));

beforeEach(async () => {
  kept = [];
  mtn = await startMtnSimulator();
});
afterEach(() => mtn.stop());

function provider(options: Partial<MtnOptions> = {}): MtnProvider {
  const callback_url = `https://api.example.com/api/v1/payments/webhook/mtn/${SECRET}`;
  return new MtnProvider({ ...MTN_SIMULATOR_KEYS, base_url: mtn.url, callback_url, callback_secret: SECRET, phone_plan: 'new', ...options });
}

/** A simulator of another kind in the place of the usual one. */
async function instead(options: MtnSimulatorOptions): Promise<void> {
  await mtn.stop();
  mtn = await startMtnSimulator(options);
}

function collection(phone: string | null = '+2290197808080', changes: Partial<Collection> = {}): Collection {
  return {
    payment_id: randomUUID(),
    reference: randomUUID(),
    transaction_id: null,
    method: 'mtn_momo',
    amount: Money.of(150_000, 'XOF'),
    description: 'Loyer de février : l’appartement « Cœur de Cotonou »',
    payer: { first_name: 'Awa', last_name: 'Dossou', email: 'awa@example.com', phone, locale: 'fr' },
    return_url: 'https://app.example.com/payments/1',
    ...changes,
  };
}

async function paid(client: MtnProvider): Promise<Collection> {
  const one = collection();
  await client.start(one, keep);
  mtn.approve(one.reference);
  return one;
}

function reimbursement(of: Collection, changes: Partial<Reimbursement> = {}): Reimbursement {
  const reason = 'Réservation annulée';
  return { refund_id: randomUUID(), reference: randomUUID(), transaction_id: null, amount: of.amount, reason, collection: of, ...changes };
}

const sent = (path: string) => mtn.http.requests.items.filter((request) => request.path === path);
const bodyOf = (path: string) => JSON.parse(sent(path)[0].body.toString()) as Record<string, unknown>;

describe('MtnProvider, collections', () => {
  it('takes mtn_momo in XOF and nothing else', () => {
    const client = provider();
    expect([client.takes('mtn_momo', 'XOF'), client.takes('mtn_momo', 'EUR'), client.takes('card', 'XOF')]).toEqual([true, false, false]);
  });

  it('asks the handset, and says how it went', async () => {
    const [client, one] = [provider(), collection()];
    expect(await client.ask(one)).toEqual({ kind: 'absent' });
    expect(await client.start(one, keep)).toEqual({ kind: 'waiting', payment_url: null });
    expect(kept).toEqual([one.reference]);
    expect(await client.ask(one)).toEqual({ kind: 'open' });
    mtn.approve(one.reference);
    expect(await client.ask(one)).toEqual({ kind: 'paid', collected: Money.of(150_000, 'XOF'), fee: null });
    expect(mtn.collected(one.reference)).toBe(150_000);
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
    expect(headers['x-callback-url']).toBe(`https://api.example.com/api/v1/payments/webhook/mtn/${SECRET}`);
    expect(bodyOf('/collection/v1_0/requesttopay')).toMatchObject({ currency: 'XOF', payer: { partyId: '22997808080' } });
    mtn.callbacks.withhold();
    mtn.approve(one.reference);
    expect(await client.ask(one)).toMatchObject({ kind: 'paid', collected: one.amount });
  });

  it('never sends an empty note, nor one that is too long', async () => {
    const client = provider();
    await client.start(collection(undefined, { description: '… !' }), keep);
    await client.start(collection(undefined, { description: 'é!'.repeat(200) }), keep);
    const notes = sent('/collection/v1_0/requesttopay').map((request) => (JSON.parse(request.body.toString()) as { payerMessage: string }).payerMessage);
    expect(notes[0]).toBe('LokaHome');
    expect(notes[1]).toMatch(/^[e ]{150,160}$/);
    expect(mtn.count('requesttopay')).toBe(2);
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
    expect(mtn.collected()).toBe(0);
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
    expect(mtn.count('requesttopay')).toBe(0);
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
    mtn.decline(one.reference, reason);
    const state = await client.ask(one);
    expect(state).toMatchObject({ kind: 'failed', code });
    expect(JSON.stringify(state)).not.toContain('awa@');
  });

  it('refuses without a call what MTN cannot take', async () => {
    expect(await provider().start(collection(null), keep)).toMatchObject({ kind: 'refused', code: 'payer_not_found' });
    expect(await provider().start(collection(undefined, { amount: Money.of(10, 'EUR') }), keep)).toMatchObject({ kind: 'refused' });
    expect(mtn.http.requests.items).toHaveLength(0);
  });

  it('a reference that is known already is waiting, and collected once', async () => {
    const [client, one] = [provider(), collection()];
    await client.start(one, keep);
    expect(await client.start({ ...one, transaction_id: one.reference }, keep)).toEqual({ kind: 'waiting', payment_url: null });
    expect(mtn.count('requesttopay')).toBe(1);
  });

  it('a status that nobody has heard of is open', async () => {
    const [client, one] = [provider(), collection()];
    await client.start(one, keep);
    mtn.http.failNext(1, 200, { status: 'CREATED' });
    expect(await client.ask(one)).toEqual({ kind: 'open' });
  });

  it.each([{}, { amount: '150000' }, { amount: 'much', currency: 'XOF' }, { amount: '1e3', currency: 'XOF' }, { amount: '1', currency: 'GHS' }])(
    'paid without a readable amount (%j) is unknown',
    async (said) => {
      const [client, one] = [provider(), collection()];
      await client.start(one, keep);
      mtn.http.failNext(1, 200, { status: 'SUCCESSFUL', ...said });
      expect((await client.ask(one)).kind).toBe('unknown');
    },
  );

  it('says so when less was paid', async () => {
    const [client, one] = [provider(), collection()];
    await client.start(one, keep);
    mtn.http.failNext(1, 200, { status: 'SUCCESSFUL', amount: '100.00', currency: 'EUR' });
    expect(await client.ask(one)).toMatchObject({ kind: 'paid', collected: Money.of(100, 'XOF') });
  });

  it('does not call before the reference is kept', async () => {
    await expect(provider().start(collection(), () => Promise.reject(new Error('no database')))).rejects.toThrow('no database');
    expect(mtn.http.requests.items).toHaveLength(0);
  });
});

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
    trouble(mtn);
    expect((await client.start(one, keep)).kind).toBe('unknown');
    expect(await client.ask(one)).toEqual({ kind: 'absent' });
    expect((await client.start({ ...one, transaction_id: one.reference }, keep)).kind).toBe('waiting');
    mtn.approve(one.reference);
    expect(mtn.collected()).toBe(150_000);
  });

  it.each(after)('%s: unknown, there, and the next attempt does not collect again', async (_, trouble) => {
    const [client, one] = [await ready(), collection()];
    trouble(mtn);
    expect((await client.start(one, keep)).kind).toBe('unknown');
    expect(await client.ask(one)).toEqual({ kind: 'open' });
    expect((await client.start({ ...one, transaction_id: one.reference }, keep)).kind).toBe('waiting');
    mtn.approve(one.reference);
    expect([mtn.count('requesttopay'), mtn.collected()]).toEqual([1, 150_000]);
  });

  it.each(before)('a question that meets %s is unknown', async (_, trouble) => {
    const client = await ready();
    const one = await paid(client);
    const back = reimbursement(one);
    await client.refund(back, keep);
    trouble(mtn);
    expect((await client.ask(one)).kind).toBe('unknown');
    trouble(mtn);
    expect((await client.askRefund(back)).kind).toBe('unknown');
    expect(await client.askRefund(back)).toEqual({ kind: 'done' });
  });

  it.each([...before, ...after])('a refund that meets %s is made once', async (_, trouble) => {
    const client = await ready();
    const back = reimbursement(await paid(client));
    trouble(mtn);
    expect((await client.refund(back, keep)).kind).toBe('unknown');
    expect(await client.refund({ ...back, transaction_id: back.reference }, keep)).toEqual({ kind: 'open' });
    expect(await client.askRefund(back)).toEqual({ kind: 'done' });
    expect([mtn.count('refund'), mtn.refunded()]).toEqual([1, 150_000]);
  });

  it.each(before.filter(([name]) => !name.startsWith('409')))('a token that meets %s: unknown, and nothing was asked for', async (_, trouble) => {
    const [client, one] = [provider({ timeout_ms: IMPATIENT }), collection()];
    trouble(mtn);
    expect((await client.start(one, keep)).kind).toBe('unknown');
    expect(mtn.count('requesttopay')).toBe(0);
    expect((await client.start(one, keep)).kind).toBe('waiting');
  });

  it.each([{}, { access_token: 1, expires_in: 3600 }, { access_token: 'x' }, 'no JSON'])('a token that is none (%j) is unknown', async (body) => {
    mtn.http.failNext(1, 200, body);
    expect((await provider().start(collection(), keep)).kind).toBe('unknown');
  });

  it('nobody at the address is unknown', async () => {
    const client = provider();
    await mtn.http.stop();
    expect((await client.start(collection(), keep)).kind).toBe('unknown');
  });

  it.each([{ api_key: 'wrong' }, { subscription_key: 'wrong' }])('a wrong key (%j) refuses the first attempt, and no secret is told', async (wrong) => {
    const started = await provider(wrong).start(collection(), keep);
    expect(started).toEqual({ kind: 'refused', code: 'provider_refused', detail: 'MTN answered 401' });
  });

  it('a refusal after an attempt that may have got through decides nothing', async () => {
    const [client, one] = [await ready(), collection()];
    mtn.http.cutNext(1, 'after');
    await client.start(one, keep);
    expect((await provider({ api_key: 'wrong' }).start({ ...one, transaction_id: one.reference }, keep)).kind).toBe('unknown');
    const back = reimbursement(one, { transaction_id: randomUUID() });
    mtn.http.failNext(1, 400, { code: 'BAD_REQUEST' });
    expect((await client.refund(back, keep)).kind).toBe('unknown');
  });
});

describe('MtnProvider, tokens', () => {
  const asked = () => sent('/collection/token/').length;

  it('one for many calls, also when they come at once', async () => {
    const client = provider();
    await Promise.all(Array.from({ length: 8 }, () => client.start(collection(), keep)));
    await client.ask(collection());
    expect([asked(), mtn.count('requesttopay')]).toEqual([1, 8]);
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
    mtn.dropTokens();
    expect((await client.start(one, keep)).kind).toBe('waiting');
    expect([asked(), sent('/collection/v1_0/requesttopay').length, mtn.count('requesttopay')]).toEqual([2, 2, 1]);
  });

  it('gives up after the second 401', async () => {
    const client = provider();
    await client.ask(collection());
    mtn.http.fault({ kind: 'answer', answer: { status: 401, body: { code: 'INVALID_TOKEN' } } }, 2);
    expect((await client.ask(collection())).kind).toBe('unknown');
    expect(asked()).toBe(2);
  });
});

describe('MtnProvider, refunds', () => {
  it('gives back through Disbursement, in parts', async () => {
    const client = provider();
    const one = await paid(client);
    const [first, second] = [50_000, 100_000].map((francs) => reimbursement(one, { amount: Money.of(francs, 'XOF') }));
    expect(await client.askRefund(first)).toEqual({ kind: 'absent' });
    expect(await client.refund(first, keep)).toEqual({ kind: 'open' });
    expect(kept).toContain(first.reference);
    await client.refund(second, keep);
    expect([await client.askRefund(first), await client.askRefund(second)]).toEqual([{ kind: 'done' }, { kind: 'done' }]);
    expect([mtn.refunded(first.reference), mtn.refunded()]).toEqual([50_000, 150_000]);
    const more = reimbursement(one, { amount: Money.of(1, 'XOF') });
    expect(await client.refund(more, keep)).toMatchObject({ kind: 'failed', code: 'provider_refused' });
  });

  it('is open until MTN decides, and fails with its reason', async () => {
    const client = provider();
    mtn.refunds_end = 'open';
    const back = reimbursement(await paid(client));
    await client.refund(back, keep);
    expect(await client.askRefund(back)).toEqual({ kind: 'open' });
    mtn.decline(back.reference, 'NOT_ENOUGH_FUNDS');
    expect(await client.askRefund(back)).toEqual({ kind: 'failed', code: 'insufficient_funds', detail: 'MTN: NOT_ENOUGH_FUNDS' });
    expect(mtn.refunded()).toBe(0);
  });

  it('of what was not paid is refused', async () => {
    const client = provider();
    const one = collection();
    await client.start(one, keep);
    expect((await client.refund(reimbursement(one), keep)).kind).toBe('failed');
  });
});

describe('MtnProvider, callbacks', () => {
  const incoming = (body: unknown, path_secret: string | null = SECRET) => ({
    raw: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    headers: {},
    path_secret,
    now: new Date(),
  });

  it.each([null, '', 'wrong', `${SECRET}x`, SECRET.slice(1)])('hears nobody who does not know the path (%j)', (secret) => {
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
      mtn.callbacks.method = method;
      await client.start(one, keep);
      mtn.approve(one.reference);
      mtn.repeatCallback(one.reference);
      await mtn.callbacks.idle();
      const events = app.requests.items.map(({ body, headers }) => client.readWebhook({ raw: body, headers, path_secret: SECRET, now: new Date() }));
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

describe('mtnFrom', () => {
  const env = { DATABASE_URL: 'postgres://x', REDIS_URL: 'redis://x', API_URL: 'https://api.example.com', MTN_API_USER: 'u', MTN_API_KEY: 'k', MTN_SUBSCRIPTION_KEY: 's', MTN_DISBURSEMENT_SUBSCRIPTION_KEY: 'd', MTN_CALLBACK_SECRET: SECRET };
  const optionsOf = (more: Record<string, string> = {}) => (mtnFrom(loadConfig({ ...env, ...more })) as unknown as { options: MtnOptions }).options;

  it('knows MTN’s addresses and ours', () => {
    const callback_url = `https://api.example.com/api/v1/payments/webhook/mtn/${SECRET}`;
    expect(optionsOf()).toMatchObject({ base_url: 'https://sandbox.momodeveloper.mtn.com', callback_url, callback_secret: SECRET });
    expect(optionsOf({ MTN_ENVIRONMENT: 'mtnbenin' }).base_url).toBe('https://proxy.momoapi.mtn.com');
    expect(optionsOf({ MTN_API_URL: 'http://127.0.0.1:9' }).base_url).toMatch(/^http:\/\/127\.0\.0\.1:9/);
  });
});
