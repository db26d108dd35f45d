import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../support/wait.js';
import type { HouseProcess } from './support/house-process.js';
import { MoneyBooks } from './support/money-books.js';
import { EVERY_WAY, Payers, type Reply, type Stay } from './support/payers.js';
import { PaymentProviders } from './support/payment-providers.js';
import { Stack } from './support/stack.js';

const SETTLED_WITHIN_MS = 60_000;
const REDIS_DEAD_MS = 10_000;
const REDIS_HUNG_MS = 5000;
/** Whoever started these was killed before there was a page: nobody can pay them until the worker has gone on. */
const BROKEN_OFF = `payments WHERE status = 'pending' AND payment_url IS NULL AND payment_method IN ('fedapay', 'card')`;

describe('whoever is killed while money moves', () => {
  let stack: Stack;
  let api: HouseProcess;
  let worker: HouseProcess;
  let providers: PaymentProviders;
  let payers: Payers;
  let books: MoneyBooks;

  beforeAll(async () => {
    providers = await PaymentProviders.start();
    stack = await Stack.start(providers.env);
    const town = await stack.settle();
    [api, worker] = await Promise.all([stack.api(), stack.worker()]);
    providers.announce(api.url);
    payers = new Payers(stack, town, providers, () => api.url);
    books = new MoneyBooks(stack, providers);
  }, 90_000);
  afterAll(async () => {
    await payers.stop();
    await providers.stop();
    await stack.close();
  }, 30_000);

  const wayOf = (n: number) => EVERY_WAY[n % EVERY_WAY.length];
  const startAll = (stays: readonly Stay[]): Promise<Reply[]> => Promise.all(stays.map((stay, n) => payers.initialize(stay, wayOf(n))));
  const settledOf = (count: number): Promise<unknown> =>
    until(async () => (await stack.count(`payments WHERE status NOT IN ('pending', 'processing')`)) >= count, `${String(count)} payments to be settled`, 60_000);
  const killWorker = async (): Promise<void> => {
    await worker.kill('SIGKILL');
    worker = await stack.worker();
  };

  it('the API amid starts and webhooks: whoever asks again under the same key gets the same payment', async () => {
    for (const { callbacks } of providers.all) callbacks.copies = 3;
    // Some starts are certain to be under way.
    for (const { http } of [providers.fedapay, providers.stripe]) http.hangNext(3);
    const stays = await payers.stays(40);
    const replies = stays.map((stay, n) => payers.insist(stay, wayOf(n)));
    await until(async () => (await stack.count('payments')) >= 15, 'some to be started');
    // Held until it is looked at what the API has left: it would go on with it within seconds.
    worker.signal('SIGSTOP');
    await api.kill('SIGKILL');
    providers.heal();
    expect(await stack.count('payments')).toBeLessThan(stays.length);
    api = await stack.api();
    providers.announce(api.url);
    const ids = (await Promise.all(replies)).map((reply) => reply.body.id);
    expect(new Set(ids).size).toBe(stays.length);
    expect(await stack.count('payments')).toBe(stays.length);
  }, 100_000);

  it('the worker while it starts, asks and gives back: one charge each, and it goes back once', async () => {
    const left = await stack.count(BROKEN_OFF);
    expect(left).toBeGreaterThan(0);
    worker.signal('SIGCONT');
    await settledOf(20);
    for (const { callbacks } of providers.all) callbacks.copies = 1;
    providers.withholdWebhooks();
    const [completed, stays] = await Promise.all([books.completed(), payers.stays(16)]);
    const refunds = completed.map(({ id }, n) => payers.refund(id, n % 2 === 0 ? 1000 : undefined));
    await startAll(stays);
    await until(async () => (await stack.count(`refunds WHERE status <> 'pending'`)) >= 5, 'some to be sent');
    await killWorker();
    await until(async () => (await stack.count(BROKEN_OFF)) < left, 'the worker to start what the API has left', 60_000);
    await killWorker();
    expect((await Promise.all(refunds)).map((reply) => reply.status)).toEqual(refunds.map(() => 200));
    const healed = Date.now();
    await providers.releaseWebhooks('drop');
    expect(await books.settled(healed)).toBeLessThan(SETTLED_WITHIN_MS);
    expect(await books.deviations()).toEqual([]);
  }, 200_000);

  it('Redis for a while: payments are started all the same, and settle once it is back', async () => {
    const stays = await payers.stays(24);
    const before = await stack.count('payments');
    const [first] = await Promise.all([startAll(stays.slice(0, 12)), ...(await books.completed()).slice(0, 8).map(({ id }) => payers.refund(id, 1000))]);
    await settledOf(before + 3);
    await stack.redis.kill();
    const killed = Date.now();
    const replies = [...first, ...(await startAll(stays.slice(12)))];
    expect(replies.map((reply) => reply.status)).toEqual(replies.map(() => 201));
    expect(Math.max(...replies.map((reply) => reply.ms))).toBeLessThan(3000);
    await pause(killed + REDIS_DEAD_MS - Date.now());
    await stack.redis.restart();
    const healed = Date.now();
    expect(await books.settled(healed)).toBeLessThan(SETTLED_WITHIN_MS);
    expect(await books.deviations()).toEqual([]);
  }, 200_000);

  it('Redis that takes connections and answers nothing: no request waits for it', async () => {
    const stays = await payers.stays(12);
    process.kill(stack.redis.pid, 'SIGSTOP');
    const hung = Date.now();
    const replies = await startAll(stays);
    await pause(hung + REDIS_HUNG_MS - Date.now());
    process.kill(stack.redis.pid, 'SIGCONT');
    const healed = Date.now();
    expect(replies.map((reply) => reply.status)).toEqual(replies.map(() => 201));
    expect(Math.max(...replies.map((reply) => reply.ms))).toBeLessThan(3000);
    expect(await books.settled(healed)).toBeLessThan(SETTLED_WITHIN_MS);
    expect(await books.deviations()).toEqual([]);
  }, 200_000);
});
