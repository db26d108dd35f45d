import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Dice } from './support/money/dice.js';
import { credibleLie, forgery, send } from './support/money/forgeries.js';
import { planOf } from './support/money/money-plan.js';
import { MoneyPlay } from './support/money/money-play.js';
import { MoneySteps, steps } from './support/money/money-steps.js';
import { faultsIn, fingerprint, truthOf } from './support/money/money-truth.js';
import { MoneyWorld } from './support/money/money-world.js';

const SEED = Number(process.env['MONEY_SEED'] ?? 20_261_121);
const [PAYMENTS, CALLS] = [300, 1000];

describe(`the books, with three providers at once (seed ${String(SEED)})`, () => {
  let world: MoneyWorld;

  beforeAll(async () => {
    world = await MoneyWorld.start();
  });
  afterAll(() => world.close());

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
  }, 120_000);

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
  });

  it('in any order of payments, repeats, refunds and cancellations the books balance and agree with the providers’ own', async () => {
    const property = fc.asyncProperty(steps, async (taken) => {
      const played = await MoneySteps.begin(world);
      await played.run(taken);
      await played.settle();
      expect(await faultsIn(world)).toEqual([]);
    });
    await fc.assert(property, { seed: SEED, numRuns: 25, endOnFailure: true, includeErrorInReport: true });
  }, 120_000);
});
