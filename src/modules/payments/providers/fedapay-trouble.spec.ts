import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FedapayBench } from '../../../../test/support/money/fedapay-bench.js';

const bench = new FedapayBench();
const { client, collection, refundRow, row } = bench;

beforeEach(() => bench.start());
afterEach(() => bench.stop());

describe('what is broken off', () => {
  const troubles = [
    ['a line cut before the work', () => bench.fedapay.http.cutNext()],
    ['a line cut after the work', () => bench.fedapay.http.cutNext(1, 'after')],
    ['no answer', () => bench.fedapay.http.hangNext()],
    ['no answer after the work', () => bench.fedapay.http.hangNext(1, 'after')],
    ['500', () => bench.fedapay.http.failNext(1, 500)],
    ['503', () => bench.fedapay.http.failNext(1, 503)],
    ['429', () => bench.fedapay.http.failNext(1, 429)],
    ['408', () => bench.fedapay.http.failNext(1, 408)],
    ['an answer that is not FedaPay’s', () => bench.fedapay.http.failNext(1, 200, '<html>')],
    ['an answer that never ends', () => bench.fedapay.http.fault({ kind: 'trickle' })],
  ] as const;
  const onCall = (n: number, trouble: () => void) => {
    bench.fedapay.http.passNext(n - 1);
    trouble();
  };

  describe.each(troubles)('%s', (_, trouble) => {
    it.each([1, 2, 3])('on call %i of a collection: unknown, and gone on with it asks once and collects once', async (n) => {
      const payment = row({ method: 'mtn_momo' });
      onCall(n, trouble);
      expect(await payment.start()).toMatchObject({ kind: 'unknown' });
      bench.fedapay.http.heal();
      expect(await payment.start()).toEqual({ kind: 'waiting', payment_url: null });
      expect(bench.fedapay.prompts).toHaveLength(1);
      bench.fedapay.approve(bench.fedapay.prompts[0].transaction_id);
      expect(await payment.ask()).toMatchObject({ kind: 'paid' });
      expect(await payment.start()).toMatchObject({ kind: 'unknown' });
      expect(bench.fedapay.collected()).toBe(150_000);
      expect(bench.fedapay.prompts).toHaveLength(1);
    });

    it.each([1, 2])('on call %i of a payout: unknown, and gone on with it pays once', async (n) => {
      const refund = refundRow();
      onCall(n, trouble);
      expect(await refund.refund()).toMatchObject({ kind: 'unknown' });
      bench.fedapay.http.heal();
      await refund.refund();
      expect(await refund.ask()).toEqual({ kind: 'done' });
      expect(await refund.refund()).toEqual({ kind: 'done' });
      expect(bench.fedapay.paidOut()).toBe(40_000);
    });

    it('on asking: unknown', async () => {
      const [payment, refund] = [row(), refundRow()];
      await payment.start();
      await refund.refund();
      trouble();
      expect(await payment.ask()).toMatchObject({ kind: 'unknown' });
      bench.fedapay.http.heal();
      trouble();
      expect(await refund.ask()).toMatchObject({ kind: 'unknown' });
    });
  });

  it('a service that is not there at all is unknown as well', async () => {
    const [payment, refund, by] = [row({ transaction_id: '1' }), refundRow(), client()];
    await bench.fedapay.stop();
    expect(await row().start(by)).toMatchObject({ kind: 'unknown', detail: expect.stringContaining('ECONNREFUSED') });
    expect([await payment.start(by), await payment.ask(by), await refund.refund(by)]).toMatchObject([
      { kind: 'unknown' },
      { kind: 'unknown' },
      { kind: 'unknown' },
    ]);
  });

  it('a reference whose transaction we never learnt of is tried again with a number, and not for ever', async () => {
    const payment = row();
    bench.fedapay.http.cutNext(1, 'after');
    await payment.start();
    expect(await payment.start()).toMatchObject({ kind: 'waiting' });
    expect(bench.fedapay.transactions.map((it) => it.merchant_reference)).toEqual([payment.now.reference, `${payment.now.reference}-2`]);
    const again = collection({ reference: payment.now.reference });
    for (let n = 3; n <= 9; n += 1) expect(await client().start(again, () => Promise.resolve())).toMatchObject({ kind: 'waiting' });
    expect(await client().start(again, () => Promise.resolve())).toMatchObject({ kind: 'refused', code: 'provider_refused' });
    expect(bench.fedapay.transactions).toHaveLength(9);
  });

  it('the page of a transaction that is known is asked for again', async () => {
    const payment = row();
    await payment.start();
    expect(await payment.start()).toMatchObject({ kind: 'waiting', payment_url: expect.stringContaining('/pay/') });
    expect(bench.fedapay.transactions).toHaveLength(1);
  });

  it('what an earlier attempt has set off is never called refused', async () => {
    const payment = row({ method: 'mtn_momo' });
    bench.fedapay.http.passNext();
    bench.fedapay.http.failNext(1, 500);
    await payment.start();
    bench.fedapay.http.passNext();
    bench.fedapay.http.failNext(1, 403, {});
    expect(await payment.start()).toMatchObject({ kind: 'unknown', detail: 'FedaPay answered 403' });
    expect(await row({ transaction_id: '7' }).start()).toMatchObject({ kind: 'unknown', detail: 'FedaPay answered 404' });
    expect(bench.fedapay.transactions).toHaveLength(1);
  });
});
