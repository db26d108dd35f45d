import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FEDAPAY_SECRETS, FedapayBench, PAYER } from '../../../../test/support/money/fedapay-bench.js';
import { startFedapaySimulator } from '../../../../test/support/simulators/fedapay-simulator.js';
import { loadUnconnectedConfig } from '../../../config/index.js';
import { Money } from '../../../kernel/money.js';
import { fedapayFrom, FedapayProvider } from './fedapay-provider.js';

const bench = new FedapayBench();
const { called, client, collection, row } = bench;

beforeEach(() => bench.start());
afterEach(() => bench.stop());

describe('collecting', () => {
  it('takes francs only', () => {
    expect([client().takes('card', 'XOF'), client().takes('mtn_momo', 'EUR')]).toEqual([true, false]);
  });

  it('on the hosted page: the transaction is kept before the page is asked for', async () => {
    const payment = collection({ method: 'card' });
    let paths_when_kept: string[] = [];
    const started = await client().start(payment, (id) => {
      paths_when_kept = called();
      expect(bench.fedapay.find(id).merchant_reference).toBe(payment.reference);
      return Promise.resolve();
    });
    expect(paths_when_kept).toEqual(['POST /v1/transactions']);
    expect(started).toEqual({ kind: 'waiting', payment_url: expect.stringMatching(/\/pay\/[\w.-]+$/) });
    expect(bench.fedapay.find(payment.reference)).toMatchObject({
      amount: 150_000,
      description: 'Loyer de mars 2026',
      callback_url: payment.return_url,
      custom_metadata: { payment_id: payment.payment_id },
      customer: { firstname: 'Awa', lastname: 'Dossou', email: 'awa@example.com', phone_number: { number: '0197808080', country: 'bj' } },
    });
  });

  it('the page works in a browser and comes back to us', async () => {
    const payment = row();
    const started = await payment.start();
    const page = started.kind === 'waiting' ? (started.payment_url ?? '') : '';
    expect(await (await fetch(page)).text()).toContain('150\u00a0000\u00a0FCFA');
    const back = await fetch(`${page}/approve`, { method: 'POST', redirect: 'manual' });
    expect(back.headers.get('location')).toBe(
      `https://lokahome.bj/retour?payment=1&id=${payment.now.transaction_id ?? ''}&status=approved`,
    );
    expect(await payment.ask()).toMatchObject({ kind: 'paid' });
  });

  it('does not start when the id cannot be kept', async () => {
    await expect(client().start(collection({ method: 'mtn_momo' }), () => Promise.reject(new Error('no database')))).rejects.toThrow(
      'no database',
    );
    expect(called()).toEqual(['POST /v1/transactions']);
  });

  it.each([
    ['mtn_momo', '+2290197808080', 'mtn_open', '0197808080'],
    ['moov_money', '+2290195808080', 'moov', '0195808080'],
    ['mtn_momo', '+2250504030201', 'mtn_ci', '0504030201'],
    ['moov_money', '+22890112233', 'moov_tg', '90112233'],
  ] as const)('%s of %s is asked on the handset by %s', async (method, phone, mode, number) => {
    await bench.fedapay.stop();
    bench.fedapay = await startFedapaySimulator({ ...FEDAPAY_SECRETS, environment: 'live', phone_plan: 'new' });
    expect(await row({ method, payer: { ...PAYER, phone } }).start(client({ environment: 'live' }))).toEqual({
      kind: 'waiting',
      payment_url: null,
    });
    expect(bench.fedapay.prompts).toEqual([{ transaction_id: expect.any(Number), mode, number }]);
  });

  it('in the sandbox one mode is all operators, and its numbers decide', async () => {
    await bench.fedapay.stop();
    bench.fedapay = await startFedapaySimulator({ ...FEDAPAY_SECRETS, sandbox_numbers: true });
    const [good, bad] = [row({ method: 'mtn_momo', payer: { ...PAYER, phone: '+2290164000001' } }), row({ method: 'moov_money' })];
    await good.start();
    await bad.start();
    expect(bench.fedapay.prompts.map(({ mode }) => mode)).toEqual(['momo_test', 'momo_test']);
    expect([(await good.ask()).kind, (await bad.ask()).kind]).toEqual(['paid', 'failed']);
  });

  it('writes the old numbers of Benin where it is told to, and asks at another path', async () => {
    await bench.fedapay.stop();
    bench.fedapay = await startFedapaySimulator({ ...FEDAPAY_SECRETS, phone_plan: 'legacy', push_path: '/v1/transactions/{mode}' });
    await row({ method: 'mtn_momo' }).start(client({ phone_plan: 'legacy', push_path: '/v1/transactions/{mode}' }));
    expect(bench.fedapay.prompts).toMatchObject([{ number: '97808080' }]);
  });

  it.each([
    ['mtn_momo', null],
    ['mtn_momo', '+33612345678'],
    ['mtn_momo', '+22890112233'],
    ['moov_money', '+221771234567'],
  ] as const)('%s of %p is refused without a call', async (method, phone) => {
    expect(await row({ method, payer: { ...PAYER, phone } }).start()).toMatchObject({ kind: 'refused', code: 'payer_not_found' });
    expect(called()).toEqual([]);
  });

  it('what FedaPay refuses is refused, by field, and names nobody', async () => {
    const wrong_plan = await row({ method: 'mtn_momo' }).start(client({ phone_plan: 'legacy', environment: 'live' }));
    expect(wrong_plan).toMatchObject({ kind: 'refused', code: 'provider_refused' }); // a mode that the sandbox does not know
    expect(await row({ description: '' }).start()).toEqual({
      kind: 'refused',
      code: 'provider_refused',
      detail: 'FedaPay answered 422 (description)',
    });
    expect(await row().start(client({ secret_key: 'sk_sandbox_2' }))).toMatchObject({ kind: 'refused', detail: 'FedaPay answered 401' });
    await bench.fedapay.stop();
    bench.fedapay = await startFedapaySimulator({ ...FEDAPAY_SECRETS, phone_plan: 'legacy' });
    expect(await row({ method: 'mtn_momo' }).start()).toEqual({
      kind: 'refused',
      code: 'payer_not_found',
      detail: 'FedaPay answered 422 (phone_number)',
    });
  });
});

describe('asking', () => {
  it('without an id, or with one that FedaPay does not know, it is absent', async () => {
    expect([await row().ask(), await row({ transaction_id: '7' }).ask()]).toEqual([{ kind: 'absent' }, { kind: 'absent' }]);
  });

  it('with a wrong key it is unknown, not failed', async () => {
    const payment = row();
    await payment.start();
    expect(await payment.ask(client({ secret_key: 'sk_sandbox_2' }))).toEqual({ kind: 'unknown', detail: 'FedaPay answered 401' });
  });

  it.each(['approved', 'transferred', 'refunded', 'approved_partially_refunded', 'transferred_partially_refunded'])(
    '%s is paid',
    async (status) => {
      const payment = row();
      await payment.start();
      expect(await payment.ask()).toEqual({ kind: 'open' });
      bench.fedapay.approve(payment.now.reference);
      bench.fedapay.mark(payment.now.reference, status);
      expect(await payment.ask()).toEqual({ kind: 'paid', collected: Money.of(150_000, 'XOF'), fee: null });
    },
  );

  it.each([
    ['what was paid, not what was asked', { amount: 149_000 }, 149_000, null],
    ['the fee where we bear it', { fees: 2_700 }, 150_000, 2_700],
    ['no fee where the payer bore it', { payer_fee: 2_700 }, 150_000, null],
  ])('tells %s', async (_, paid, collected, fee) => {
    const payment = row();
    await payment.start();
    bench.fedapay.approve(payment.now.reference, paid);
    expect(await payment.ask()).toEqual({
      kind: 'paid',
      collected: Money.of(collected, 'XOF'),
      fee: fee === null ? null : Money.of(fee, 'XOF'),
    });
  });

  it('an amount that cannot be read is not taken for one', async () => {
    const payment = row();
    await payment.start();
    bench.fedapay.approve(payment.now.reference, { amount: 0.5 });
    expect(await payment.ask()).toMatchObject({ kind: 'unknown' });
  });

  it('declined, canceled and expired are not paid, and a declined one may be paid later', async () => {
    const [declined, canceled, expired] = [row(), row(), row()];
    for (const payment of [declined, canceled, expired]) await payment.start();
    bench.fedapay.decline(declined.now.reference, 'INSUFFICIENT_FUND');
    bench.fedapay.cancel(canceled.now.reference);
    bench.fedapay.expire(expired.now.reference);
    expect(await declined.ask()).toEqual({ kind: 'failed', code: 'declined', detail: 'FedaPay says declined, INSUFFICIENT_FUND' });
    expect(await canceled.ask()).toMatchObject({ kind: 'failed', code: 'cancelled' });
    expect(await expired.ask()).toMatchObject({ kind: 'failed', code: 'expired' });
    bench.fedapay.approve(declined.now.reference);
    expect(await declined.ask()).toMatchObject({ kind: 'paid' });
  });

  it.each(['being_checked', 'constructor'])('a status nobody has told us of (%s) is open', async (status) => {
    const payment = row();
    await payment.start();
    bench.fedapay.mark(payment.now.reference, status);
    expect(await payment.ask()).toEqual({ kind: 'open' });
  });
});

describe('from the environment', () => {
  const named = { FEDAPAY_SECRET_KEY: 'sk_live_1', FEDAPAY_WEBHOOK_SECRET: 'wh_live_1' };

  it('there is none without keys', () => {
    expect(fedapayFrom(loadUnconnectedConfig({}))).toBeNull();
  });

  it('the address is that of the environment unless one is named', async () => {
    const provider = fedapayFrom(loadUnconnectedConfig({ ...named, FEDAPAY_API_URL: bench.fedapay.url }));
    expect(provider).toBeInstanceOf(FedapayProvider);
    expect(await provider?.ask(collection({ transaction_id: '7' }))).toEqual({ kind: 'unknown', detail: 'FedaPay answered 401' });
    expect(bench.fedapay.http.requests.items[0].headers.authorization).toBe('Bearer sk_live_1');
  });
});
