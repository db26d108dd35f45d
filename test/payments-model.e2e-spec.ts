import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Reimbursements } from '../src/modules/payments/reimbursements.js';
import { Dice } from './support/money/dice.js';
import { credibleLie, forgery, send } from './support/money/forgeries.js';
import { planOf } from './support/money/money-plan.js';
import { MoneyPlay } from './support/money/money-play.js';
import { MoneySteps, steps } from './support/money/money-steps.js';
import { faultsIn, fingerprint, truthOf } from './support/money/money-truth.js';
import { MoneyWorld, type StartedPayment } from './support/money/money-world.js';
import { until } from './support/wait.js';

const SEED = Number(process.env['MONEY_SEED'] ?? 20_261_121);
const [PAYMENTS, CALLS] = [300, 1000];

describe(`the books, with three providers at once (seed ${String(SEED)})`, () => {
  let world: MoneyWorld;

  beforeAll(async () => {
    world = await MoneyWorld.start();
  });
  afterAll(() => world.close());

  /** So that nobody asks about them while the next test has the line cut. */
  async function end(open: readonly StartedPayment[]): Promise<void> {
    for (const payment of open) world.tellers.decline(payment);
    await world.settled(open.map(({ id }) => id), 'failed');
  }

  it('1 000 shuffled, repeated, early, late and forged events over 300 payments: every balance equals the model', async () => {
    const dice = new Dice(SEED);
    const play = new MoneyPlay(world, dice);
    await play.book(planOf(dice, PAYMENTS));
    await play.start();
    await play.decide();
    await play.payAgain();
    await play.giveBack();
    const settled = await fingerprint(world);
    expect(await truthOf(world)).toEqual(play.model.truth());

    await play.tellAgain(CALLS);
    expect(await fingerprint(world)).toBe(settled);
    expect(await truthOf(world)).toEqual({ ...play.model.truth(), books: world.tellers.books() });
    expect(await faultsIn(world)).toEqual([]);
    expect(play.payments.length).toBe(PAYMENTS);
    expect(play.told).toBeGreaterThanOrEqual(CALLS);
    expect(play.forged.length).toBeGreaterThan(100);
    expect(new Set(play.forged)).toEqual(new Set([400]));
  }, 300_000);

  it('forged calls change nothing, and neither do lies from somebody who knows the secrets', async () => {
    const dice = new Dice(SEED + 1);
    const booked = await world.bookOne({ deposit: 5001, rents: [40_001, 40_002, 40_003] });
    const [deposit, first, second, third] = [null, ...booked.installment_ids];
    const open = [await world.pay(booked, deposit ?? null, 'fedapay'), await world.pay(booked, first ?? null, 'mtn_momo'), await world.pay(booked, second ?? null, 'card')];
    const paid = await world.pay(booked, third ?? null, 'card');
    world.tellers.approve(paid);
    await world.tell(world.tellers.take());
    await world.settled([paid.id], 'completed');
    const before = await fingerprint(world);

    const forged = Array.from({ length: 100 }, () => forgery(dice, dice.one([...open, paid])));
    const answers = await Promise.all(forged.map((one) => send(world, one)));
    expect(answers).toEqual(forged.map(() => 400));
    const lies = Array.from({ length: 40 }, () => credibleLie(dice, dice.one([...open, paid])));
    expect(new Set(await Promise.all(lies.map((one) => send(world, one))))).toEqual(new Set([200]));
    await world.heard();
    expect(await fingerprint(world)).toBe(before);
    expect(await faultsIn(world)).toEqual([]);
    await end(open);
  });

  it('takes another amount, paid after a refusal, into its books while another payment is open for the same thing', async () => {
    const booked = await world.bookOne({ deposit: 5001, rents: [] });
    const refused = await world.pay(booked, null, 'fedapay');
    world.tellers.decline(refused);
    await world.tell(world.tellers.take());
    await world.settled([refused.id], 'failed');
    const open = await world.pay(booked, null, 'card');
    world.tellers.approve(refused, { amount: 4000 });
    await world.tell(world.tellers.take());
    await world.settled([refused.id], 'review');
    expect((await world.pay(booked, null, 'mtn_momo')).id).toBe(open.id);
    world.tellers.approve(open);
    await world.tell(world.tellers.take());
    await world.settled([open.id], 'completed');
    expect(await faultsIn(world)).toEqual([]);
  });

  it('finds the page again whose address was lost on its way to us', async () => {
    const booked = await world.bookOne({ deposit: 5001, rents: [] });
    // The transaction is created; of its token the answer is lost.
    world.tellers.fedapay.http.passNext(1);
    world.tellers.cutNext('fedapay');
    const payment = await world.pay(booked, null, 'fedapay');
    const page = async (): Promise<string | null> => (await world.house.api.get<{ payment_url: string | null }>(`/payments/${payment.id}`, { as: booked.tenant })).body.payment_url;
    expect(await page()).toBeNull();
    await world.reconcile([payment.id]);
    expect(await page()).toContain('/pay/');
    expect(world.tellers.fedapay.transactions.filter((one) => one.merchant_reference?.startsWith(payment.reference))).toHaveLength(1);
    await end([payment]);
  });

  it('starts a payout once, whose start was lost, though two look after it at the same moment', async () => {
    const booked = await world.bookOne({ deposit: 5001, rents: [] });
    const payment = await world.pay(booked, null, 'fedapay');
    world.tellers.approve(payment);
    await world.tell(world.tellers.take());
    await world.settled([payment.id], 'completed');
    const starts = (): number => world.tellers.fedapay.http.requests.items.filter(({ path }) => path === '/v1/payouts/start').length;
    const before = starts();
    // The payout is created; its start never arrives.
    world.tellers.fedapay.http.passNext(1);
    world.tellers.fedapay.http.cutNext(1, 'before');
    await world.refund(payment.id, undefined, world.admin);
    const refund = await until(async () => (await world.refundsOpen()).find((one) => one.payment_id === payment.id && one.transaction_id), 'the payout to be created');
    await until(() => Promise.resolve(starts() > before), 'the start that is lost');
    const [row] = await world.query<{ id: string }>(`UPDATE refunds SET updated_at = now() - interval '1 minute' WHERE transaction_id = $1 RETURNING id`, [refund.transaction_id]);
    const desk = world.house.app.get(Reimbursements);
    await Promise.all([1, 2, 3].map(() => desk.checkByClock(row?.id ?? '')));
    expect(world.tellers.fedapay.paidOut(refund.transaction_id)).toBe(5001);
    world.tellers.endRefund(refund);
    await world.refundsEnded();
    expect(await faultsIn(world)).toEqual([]);
  });

  it('in any order of payments, repeats, refunds and cancellations the books balance and agree with the providers’ own', async () => {
    const property = fc.asyncProperty(steps, async (taken) => {
      const played = await MoneySteps.begin(world);
      await played.run(taken);
      await played.settle();
      expect(await faultsIn(world)).toEqual([]);
    });
    await fc.assert(property, { seed: SEED, numRuns: 25, endOnFailure: true, includeErrorInReport: true });
  }, 300_000);
});
