import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { type FedapaySimulator, startFedapaySimulator } from '../../../../test/support/simulators/fedapay-simulator.js';
import { loadUnconnectedConfig } from '../../../config/index.js';
import { Money } from '../../../kernel/money.js';
import { type FedapayOptions, fedapayFrom, FedapayProvider } from './fedapay-provider.js';
import type { Collection, Keep, Reimbursement } from './payment-provider.js';

const secrets = { secret_key: 'sk_sandbox_1', webhook_secret: 'wh_sandbox_1' };
const payer = { first_name: 'Awa', last_name: 'Dossou', email: 'awa@example.com', phone: '+2290197808080', locale: 'fr' } as const;

let fedapay: FedapaySimulator;
beforeEach(async () => {
  fedapay = await startFedapaySimulator(secrets);
});
afterEach(() => fedapay.stop());

function client(options: Partial<FedapayOptions> = {}): FedapayProvider {
  return new FedapayProvider({
    ...secrets,
    base_url: fedapay.url,
    push_path: '/v1/{mode}',
    phone_plan: 'new',
    environment: 'sandbox',
    timeout_ms: 300,
    ...options,
  });
}

function collection(changes: Partial<Collection> = {}): Collection {
  return {
    payment_id: randomUUID(),
    reference: randomUUID(),
    transaction_id: null,
    method: 'fedapay',
    amount: Money.of(150_000, 'XOF'),
    description: 'Loyer de mars 2026',
    payer,
    return_url: 'https://lokahome.bj/retour?payment=1',
    ...changes,
  };
}

/** Like the row of the database: remembers the id between attempts. */
function row(changes: Partial<Collection> = {}) {
  let now = collection(changes);
  const keep: Keep = (transaction_id) => {
    now = { ...now, transaction_id };
    return Promise.resolve();
  };
  return {
    get now() {
      return now;
    },
    start: (by = client()) => by.start(now, keep),
    ask: (by = client()) => by.ask(now),
  };
}

function refundRow(changes: Partial<Collection> = {}) {
  let now: Reimbursement = {
    refund_id: randomUUID(),
    reference: randomUUID(),
    transaction_id: null,
    amount: Money.of(40_000, 'XOF'),
    reason: 'Remboursement de la caution',
    collection: collection(changes),
  };
  const keep: Keep = (transaction_id) => {
    now = { ...now, transaction_id };
    return Promise.resolve();
  };
  return {
    get now() {
      return now;
    },
    refund: (by = client()) => by.refund(now, keep),
    ask: (by = client()) => by.askRefund(now),
  };
}

const called = () => fedapay.http.requests.items.map(({ method, path }) => `${method} ${path.replace(/\d{6,}/, 'ID')}`);

describe('collecting', () => {
  it('takes francs only', () => {
    expect([client().takes('card', 'XOF'), client().takes('mtn_momo', 'EUR')]).toEqual([true, false]);
  });

  it('on the hosted page: the transaction is kept before the page is asked for', async () => {
    const payment = collection({ method: 'card' });
    let paths_when_kept: string[] = [];
    const started = await client().start(payment, (id) => {
      paths_when_kept = called();
      expect(fedapay.find(id).merchant_reference).toBe(payment.reference);
      return Promise.resolve();
    });
    expect(paths_when_kept).toEqual(['POST /v1/transactions']);
    expect(started).toEqual({ kind: 'waiting', payment_url: expect.stringMatching(/\/pay\/[\w.-]+$/) });
    expect(fedapay.find(payment.reference)).toMatchObject({
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
    await fedapay.stop();
    fedapay = await startFedapaySimulator({ ...secrets, environment: 'live', phone_plan: 'new' });
    expect(await row({ method, payer: { ...payer, phone } }).start(client({ environment: 'live' }))).toEqual({
      kind: 'waiting',
      payment_url: null,
    });
    expect(fedapay.prompts).toEqual([{ transaction_id: expect.any(Number), mode, number }]);
  });

  it('in the sandbox one mode is all operators, and its numbers decide', async () => {
    await fedapay.stop();
    fedapay = await startFedapaySimulator({ ...secrets, sandbox_numbers: true });
    const [good, bad] = [row({ method: 'mtn_momo', payer: { ...payer, phone: '+2290164000001' } }), row({ method: 'moov_money' })];
    await good.start();
    await bad.start();
    expect(fedapay.prompts.map(({ mode }) => mode)).toEqual(['momo_test', 'momo_test']);
    expect([(await good.ask()).kind, (await bad.ask()).kind]).toEqual(['paid', 'failed']);
  });

  it('writes the old numbers of Benin where it is told to, and asks at another path', async () => {
    await fedapay.stop();
    fedapay = await startFedapaySimulator({ ...secrets, phone_plan: 'legacy', push_path: '/v1/transactions/{mode}' });
    await row({ method: 'mtn_momo' }).start(client({ phone_plan: 'legacy', push_path: '/v1/transactions/{mode}' }));
    expect(fedapay.prompts).toMatchObject([{ number: '97808080' }]);
  });

  it.each([
    ['mtn_momo', null],
    ['mtn_momo', '+33612345678'],
    ['mtn_momo', '+22890112233'],
    ['moov_money', '+221771234567'],
  ] as const)('%s of %p is refused without a call', async (method, phone) => {
    expect(await row({ method, payer: { ...payer, phone } }).start()).toMatchObject({ kind: 'refused', code: 'payer_not_found' });
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
    await fedapay.stop();
    fedapay = await startFedapaySimulator({ ...secrets, phone_plan: 'legacy' });
    expect(await row({ method: 'mtn_momo' }).start()).toEqual({
      kind: 'refused',
      code: 'payer_not_found',
      detail: 'FedaPay answered 422 (phone_number)',
    });
  });
});

describe('what is broken off', () => {
  const troubles = [
    ['a line cut before the work', () => fedapay.http.cutNext()],
    ['a line cut after the work', () => fedapay.http.cutNext(1, 'after')],
    ['no answer', () => fedapay.http.hangNext()],
    ['no answer after the work', () => fedapay.http.hangNext(1, 'after')],
    ['500', () => fedapay.http.failNext(1, 500)],
    ['503', () => fedapay.http.failNext(1, 503)],
    ['429', () => fedapay.http.failNext(1, 429)],
    ['408', () => fedapay.http.failNext(1, 408)],
    ['an answer that is not FedaPay’s', () => fedapay.http.failNext(1, 200, '<html>')],
    ['an answer that never ends', () => fedapay.http.fault({ kind: 'trickle' })],
  ] as const;
  const onCall = (n: number, trouble: () => void) => {
    fedapay.http.passNext(n - 1);
    trouble();
  };

  describe.each(troubles)('%s', (_, trouble) => {
    it.each([1, 2, 3])('on call %i of a collection: unknown, and gone on with it asks once and collects once', async (n) => {
      const payment = row({ method: 'mtn_momo' });
      onCall(n, trouble);
      expect(await payment.start()).toMatchObject({ kind: 'unknown' });
      fedapay.http.heal();
      expect(await payment.start()).toEqual({ kind: 'waiting', payment_url: null });
      expect(fedapay.prompts).toHaveLength(1);
      fedapay.approve(fedapay.prompts[0].transaction_id);
      expect(await payment.ask()).toMatchObject({ kind: 'paid' });
      expect(await payment.start()).toMatchObject({ kind: 'unknown' });
      expect(fedapay.collected()).toBe(150_000);
      expect(fedapay.prompts).toHaveLength(1);
    });

    it.each([1, 2])('on call %i of a payout: unknown, and gone on with it pays once', async (n) => {
      const refund = refundRow();
      onCall(n, trouble);
      expect(await refund.refund()).toMatchObject({ kind: 'unknown' });
      fedapay.http.heal();
      await refund.refund();
      expect(await refund.ask()).toEqual({ kind: 'done' });
      expect(await refund.refund()).toEqual({ kind: 'done' });
      expect(fedapay.paidOut()).toBe(40_000);
    });

    it('on asking: unknown', async () => {
      const [payment, refund] = [row(), refundRow()];
      await payment.start();
      await refund.refund();
      trouble();
      expect(await payment.ask()).toMatchObject({ kind: 'unknown' });
      fedapay.http.heal();
      trouble();
      expect(await refund.ask()).toMatchObject({ kind: 'unknown' });
    });
  });

  it('a service that is not there at all is unknown as well', async () => {
    const [payment, refund, by] = [row({ transaction_id: '1' }), refundRow(), client()];
    await fedapay.stop();
    expect(await row().start(by)).toMatchObject({ kind: 'unknown', detail: expect.stringContaining('ECONNREFUSED') });
    expect([await payment.start(by), await payment.ask(by), await refund.refund(by)]).toMatchObject([
      { kind: 'unknown' },
      { kind: 'unknown' },
      { kind: 'unknown' },
    ]);
  });

  it('a reference whose transaction we never learnt of is tried again with a number, and not for ever', async () => {
    const payment = row();
    fedapay.http.cutNext(1, 'after');
    await payment.start();
    expect(await payment.start()).toMatchObject({ kind: 'waiting' });
    expect(fedapay.transactions.map((it) => it.merchant_reference)).toEqual([payment.now.reference, `${payment.now.reference}-2`]);
    const again = collection({ reference: payment.now.reference });
    for (let n = 3; n <= 9; n += 1) expect(await client().start(again, () => Promise.resolve())).toMatchObject({ kind: 'waiting' });
    expect(await client().start(again, () => Promise.resolve())).toMatchObject({ kind: 'refused', code: 'provider_refused' });
    expect(fedapay.transactions).toHaveLength(9);
  });

  it('the page of a transaction that is known is asked for again', async () => {
    const payment = row();
    await payment.start();
    expect(await payment.start()).toMatchObject({ kind: 'waiting', payment_url: expect.stringContaining('/pay/') });
    expect(fedapay.transactions).toHaveLength(1);
  });

  it('what an earlier attempt has set off is never called refused', async () => {
    const payment = row({ method: 'mtn_momo' });
    fedapay.http.passNext();
    fedapay.http.failNext(1, 500);
    await payment.start();
    fedapay.http.passNext();
    fedapay.http.failNext(1, 403, {});
    expect(await payment.start()).toMatchObject({ kind: 'unknown', detail: 'FedaPay answered 403' });
    expect(await row({ transaction_id: '7' }).start()).toMatchObject({ kind: 'unknown', detail: 'FedaPay answered 404' });
    expect(fedapay.transactions).toHaveLength(1);
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
      fedapay.approve(payment.now.reference);
      fedapay.mark(payment.now.reference, status);
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
    fedapay.approve(payment.now.reference, paid);
    expect(await payment.ask()).toEqual({
      kind: 'paid',
      collected: Money.of(collected, 'XOF'),
      fee: fee === null ? null : Money.of(fee, 'XOF'),
    });
  });

  it('an amount that cannot be read is not taken for one', async () => {
    const payment = row();
    await payment.start();
    fedapay.approve(payment.now.reference, { amount: 0.5 });
    expect(await payment.ask()).toMatchObject({ kind: 'unknown' });
  });

  it('declined, canceled and expired are not paid, and a declined one may be paid later', async () => {
    const [declined, canceled, expired] = [row(), row(), row()];
    for (const payment of [declined, canceled, expired]) await payment.start();
    fedapay.decline(declined.now.reference, 'INSUFFICIENT_FUND');
    fedapay.cancel(canceled.now.reference);
    fedapay.expire(expired.now.reference);
    expect(await declined.ask()).toEqual({ kind: 'failed', code: 'declined', detail: 'FedaPay says declined, INSUFFICIENT_FUND' });
    expect(await canceled.ask()).toMatchObject({ kind: 'failed', code: 'cancelled' });
    expect(await expired.ask()).toMatchObject({ kind: 'failed', code: 'expired' });
    fedapay.approve(declined.now.reference);
    expect(await declined.ask()).toMatchObject({ kind: 'paid' });
  });

  it.each(['being_checked', 'constructor'])('a status nobody has told us of (%s) is open', async (status) => {
    const payment = row();
    await payment.start();
    fedapay.mark(payment.now.reference, status);
    expect(await payment.ask()).toEqual({ kind: 'open' });
  });
});

describe('giving back', () => {
  it('is a payout to the payer’s phone: kept, then started', async () => {
    const refund = refundRow();
    expect(await refund.ask()).toEqual({ kind: 'absent' });
    expect(await refund.refund()).toEqual({ kind: 'open' });
    expect(await refund.ask()).toEqual({ kind: 'done' });
    expect(fedapay.payouts).toMatchObject([
      {
        id: Number(refund.now.transaction_id),
        amount: 40_000,
        mode: 'momo_test',
        customer: { phone_number: { number: '0197808080', country: 'bj' } },
      },
    ]);
    expect([fedapay.paidOut(), fedapay.paidOut(refund.now.transaction_id ?? '')]).toEqual([40_000, 40_000]);
    expect(called().slice(0, 2)).toEqual(['POST /v1/payouts', 'PUT /v1/payouts/start']);
  });

  it.each([
    ['mtn_momo', '+2290197808080', 'mtn_open'],
    ['moov_money', '+2290197808080', 'moov'],
    ['card', '+2290197808080', 'mtn_open'],
    ['fedapay', '+2250504030201', 'mtn_ci'],
    ['fedapay', '+22890112233', 'moov_tg'],
  ] as const)('what %s paid goes to %s by %s', async (method, phone, mode) => {
    await fedapay.stop();
    fedapay = await startFedapaySimulator({ ...secrets, environment: 'live' });
    expect(await refundRow({ method, payer: { ...payer, phone } }).refund(client({ environment: 'live' }))).toEqual({ kind: 'open' });
    expect(fedapay.payouts).toMatchObject([{ mode }]);
  });

  it.each([null, '+33612345678'])('to nobody (%p) fails without a call', async (phone) => {
    expect(await refundRow({ payer: { ...payer, phone } }).refund()).toMatchObject({ kind: 'failed', code: 'payer_not_found' });
    expect(called()).toEqual([]);
  });

  it('a payout that is created and not started is absent, until it is gone on with', async () => {
    const refund = refundRow();
    fedapay.http.passNext();
    fedapay.http.cutNext();
    expect(await refund.refund()).toMatchObject({ kind: 'unknown' });
    expect(await refund.ask()).toEqual({ kind: 'absent' });
    fedapay.hold_payouts = true;
    expect([await refund.refund(), await refund.refund(), await refund.ask()]).toEqual([
      { kind: 'open' },
      { kind: 'open' },
      { kind: 'open' },
    ]);
    expect([fedapay.payouts.length, fedapay.paidOut()]).toEqual([1, 40_000]);
  });

  it('one that FedaPay refuses, or that fails on its way, has failed', async () => {
    fedapay.balance = 10;
    expect(await refundRow().refund()).toEqual({ kind: 'failed', code: 'provider_refused', detail: 'FedaPay answered 422 (balance)' });
    fedapay.balance = 40_000;
    fedapay.hold_payouts = true;
    const refund = refundRow();
    expect(await refund.refund()).toEqual({ kind: 'open' });
    fedapay.failPayout(refund.now.transaction_id ?? '');
    expect([await refund.ask(), await refund.refund()]).toMatchObject([{ kind: 'failed' }, { kind: 'failed' }]);
    expect(fedapay.paidOut()).toBe(0);
  });
});

describe('from the environment', () => {
  const named = { FEDAPAY_SECRET_KEY: 'sk_live_1', FEDAPAY_WEBHOOK_SECRET: 'wh_live_1' };

  it('there is none without keys', () => {
    expect(fedapayFrom(loadUnconnectedConfig({}))).toBeNull();
  });

  it('the address is that of the environment unless one is named', async () => {
    const provider = fedapayFrom(loadUnconnectedConfig({ ...named, FEDAPAY_API_URL: fedapay.url }));
    expect(provider).toBeInstanceOf(FedapayProvider);
    expect(await provider?.ask(collection({ transaction_id: '7' }))).toEqual({ kind: 'unknown', detail: 'FedaPay answered 401' });
    expect(fedapay.http.requests.items[0].headers.authorization).toBe('Bearer sk_live_1');
  });
});
