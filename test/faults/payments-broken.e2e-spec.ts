import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { HttpSimulator } from '../support/simulators/http-simulator.js';
import { until } from '../support/wait.js';
import type { HouseProcess } from './support/house-process.js';
import { MoneyBooks } from './support/money-books.js';
import { EVERY_WAY, Payers, WAYS, type Reply, type Way } from './support/payers.js';
import { PaymentProviders } from './support/payment-providers.js';
import { Stack } from './support/stack.js';

const SETTLED_WITHIN_MS = 60_000;
/** Longer than a call may take. */
const HANG_MS = 4000;

type Trouble = (http: HttpSimulator) => void;

/** What befalls one call, each at a time. */
const QUICK: readonly Trouble[] = [(http) => http.cutNext(1, 'before'), (http) => http.cutNext(1, 'after'), (http) => http.failNext(1, 500)];
/** The last call is the one that moves the money. */
const AT_LAST: readonly Trouble[] = [...QUICK, (http) => http.hangNext(1, 'after')];

describe('a payment provider that breaks off', () => {
  let stack: Stack;
  let api: HouseProcess;
  let providers: PaymentProviders;
  let payers: Payers;
  let books: MoneyBooks;

  beforeAll(async () => {
    providers = await PaymentProviders.start();
    stack = await Stack.start(providers.env);
    const town = await stack.settle();
    [api] = await Promise.all([stack.api(), stack.worker()]);
    providers.announce(api.url);
    payers = new Payers(stack, town, providers, () => api.url);
    books = new MoneyBooks(stack, providers);
  }, 90_000);
  afterAll(async () => {
    await payers.stop();
    await providers.stop();
    await stack.close();
  }, 30_000);

  /** Lets every trouble befall every call of `calls` that the n-th act makes at a provider. */
  async function befall(http: HttpSimulator, calls: number, act: (n: number) => Promise<unknown>): Promise<void> {
    const cases = Array.from({ length: calls }, (_, call) => (call < calls - 1 ? QUICK : AT_LAST).map((trouble) => ({ call, trouble }))).flat();
    for (const [n, { call, trouble }] of cases.entries()) {
      http.heal();
      http.passNext(call);
      trouble(http);
      let over = false;
      void act(n).finally(() => (over = true));
      await until(() => Promise.resolve(over || http.healthy), 'the trouble to be met', 60_000);
    }
    http.heal();
  }

  it('at any call of a start: one charge at most, found out by asking', async () => {
    const replies: Promise<Reply>[] = [];
    const start = (way: Way) => async (): Promise<void> => {
      const [stay] = await payers.stays(1);
      const reply = payers.initialize(stay, way);
      replies.push(reply);
      await reply;
    };
    const { fedapay, mtn, stripe } = providers;
    providers.withholdWebhooks();
    await Promise.all([
      befall(fedapay.http, 2, start(WAYS.page)).then(() => befall(fedapay.http, 3, start(WAYS.push))),
      befall(mtn.http, 3, (n) => {
        if (n > 0) mtn.dropTokens();
        return start(WAYS.mtn)();
      }),
      befall(stripe.http, 1, start(WAYS.card)),
    ]);
    const healed = Date.now();
    const answered = await Promise.all(replies);
    expect(answered.map((reply) => reply.status)).toEqual(answered.map(() => 201));
    expect(Math.max(...answered.map((reply) => reply.ms))).toBeLessThan(12_000);
    expect(await books.settled(healed)).toBeLessThan(SETTLED_WITHIN_MS);
    await providers.releaseWebhooks('reverse');
    await books.settled(healed);
    expect(await books.deviations()).toEqual([]);
    expect((await books.completed()).length).toBeGreaterThan(0.8 * replies.length);
  }, 200_000);

  it('at any call of a refund: it goes back once', async () => {
    const completed = await books.completed();
    const back = (provider: string) => {
      const payments = completed.filter((one) => one.payment_provider === provider);
      return async (n: number): Promise<void> => {
        const { body } = await payers.refund(payments[n % payments.length].id, 1000);
        await until(async () => (await stack.count(`refunds WHERE id = $1 AND status <> 'completed'`, [body.id])) === 0, 'the refund', 90_000);
      };
    };
    const { fedapay, mtn, stripe } = providers;
    providers.withholdWebhooks();
    await Promise.all([befall(fedapay.http, 2, back('fedapay')), befall(mtn.http, 2, back('mtn')), befall(stripe.http, 3, back('stripe'))]);
    const healed = Date.now();
    expect(await books.settled(healed)).toBeLessThan(SETTLED_WITHIN_MS);
    await providers.releaseWebhooks('drop');
    expect(await books.deviations()).toEqual([]);
    expect(await stack.count(`refunds WHERE status = 'completed'`)).toBe(7 + 7 + 10);
  }, 200_000);

  it('without an answer to anything for a while: payers are told to wait, and it settles afterwards', async () => {
    const stays = await payers.stays(3 * EVERY_WAY.length);
    const [one, ...others] = await books.completed();
    const hung = Date.now();
    providers.hang();
    const refunds = Promise.all([one, ...others.slice(-3)].map(({ id }) => payers.refund(id)));
    const replies = await Promise.all(stays.map((stay, n) => payers.initialize(stay, EVERY_WAY[n % EVERY_WAY.length])));
    expect(replies.map((reply) => reply.status)).toEqual(replies.map(() => 201));
    expect(replies.filter((reply) => !['pending', 'processing'].includes(reply.body.status))).toEqual([]);
    expect(Math.max(...replies.map((reply) => reply.ms))).toBeLessThan(12_000);
    expect((await refunds).map((reply) => reply.status)).toEqual([200, 200, 200, 200]);
    await pause(hung + HANG_MS - Date.now());
    providers.heal();
    const healed = Date.now();
    expect(await books.settled(healed)).toBeLessThan(SETTLED_WITHIN_MS);
    expect(await books.deviations()).toEqual([]);
  }, 200_000);
});
