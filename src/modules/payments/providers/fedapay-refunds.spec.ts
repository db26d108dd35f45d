import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FEDAPAY_SECRETS, FedapayBench, PAYER } from '../../../../test/support/money/fedapay-bench.js';
import { startFedapaySimulator } from '../../../../test/support/simulators/fedapay-simulator.js';

const bench = new FedapayBench();
const { called, client, refundRow } = bench;

beforeEach(() => bench.start());
afterEach(() => bench.stop());

describe('giving back', () => {
  it('is a payout to the payer’s phone: kept, then started', async () => {
    const refund = refundRow();
    expect(await refund.ask()).toEqual({ kind: 'absent' });
    expect(await refund.refund()).toEqual({ kind: 'open' });
    expect(await refund.ask()).toEqual({ kind: 'done' });
    expect(bench.fedapay.payouts).toMatchObject([
      {
        id: Number(refund.now.transaction_id),
        amount: 40_000,
        mode: 'momo_test',
        customer: { phone_number: { number: '0197808080', country: 'bj' } },
      },
    ]);
    expect([bench.fedapay.paidOut(), bench.fedapay.paidOut(refund.now.transaction_id ?? '')]).toEqual([40_000, 40_000]);
    expect(called().slice(0, 2)).toEqual(['POST /v1/payouts', 'PUT /v1/payouts/start']);
  });

  it.each([
    ['mtn_momo', '+2290197808080', 'mtn_open'],
    ['moov_money', '+2290197808080', 'moov'],
    ['card', '+2290197808080', 'mtn_open'],
    ['fedapay', '+2250504030201', 'mtn_ci'],
    ['fedapay', '+22890112233', 'moov_tg'],
  ] as const)('what %s paid goes to %s by %s', async (method, phone, mode) => {
    await bench.fedapay.stop();
    bench.fedapay = await startFedapaySimulator({ ...FEDAPAY_SECRETS, environment: 'live' });
    expect(await refundRow({ method, payer: { ...PAYER, phone } }).refund(client({ environment: 'live' }))).toEqual({ kind: 'open' });
    expect(bench.fedapay.payouts).toMatchObject([{ mode }]);
  });

  it.each([null, '+33612345678'])('to nobody (%p) fails without a call', async (phone) => {
    expect(await refundRow({ payer: { ...PAYER, phone } }).refund()).toMatchObject({ kind: 'failed', code: 'payer_not_found' });
    expect(called()).toEqual([]);
  });

  it('a payout that is created and not started is absent, until it is gone on with', async () => {
    const refund = refundRow();
    bench.fedapay.http.passNext();
    bench.fedapay.http.cutNext();
    expect(await refund.refund()).toMatchObject({ kind: 'unknown' });
    expect(await refund.ask()).toEqual({ kind: 'absent' });
    bench.fedapay.hold_payouts = true;
    expect([await refund.refund(), await refund.refund(), await refund.ask()]).toEqual([
      { kind: 'open' },
      { kind: 'open' },
      { kind: 'open' },
    ]);
    expect([bench.fedapay.payouts.length, bench.fedapay.paidOut()]).toEqual([1, 40_000]);
  });

  it('one that FedaPay refuses, or that fails on its way, has failed', async () => {
    bench.fedapay.balance = 10;
    expect(await refundRow().refund()).toEqual({ kind: 'failed', code: 'provider_refused', detail: 'FedaPay answered 422 (balance)' });
    bench.fedapay.balance = 40_000;
    bench.fedapay.hold_payouts = true;
    const refund = refundRow();
    expect(await refund.refund()).toEqual({ kind: 'open' });
    bench.fedapay.failPayout(refund.now.transaction_id ?? '');
    expect([await refund.ask(), await refund.refund()]).toMatchObject([{ kind: 'failed' }, { kind: 'failed' }]);
    expect(bench.fedapay.paidOut()).toBe(0);
  });
});
