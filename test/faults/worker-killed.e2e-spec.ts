import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../support/wait.js';
import type { HouseProcess } from './support/house-process.js';
import { askFor, type Load } from './support/load.js';
import { Stack, type Town } from './support/stack.js';

/** Mails that a worker works on at once. */
const IN_HAND = 20;
const RUSH = 100;

describe('a worker ends in the middle of its work', () => {
  let stack: Stack;
  let town: Town;
  let api: HouseProcess;
  let load: Load;

  beforeAll(async () => {
    stack = await Stack.start();
    town = await stack.settle();
    api = await stack.api();
    load = stack.load(town, { urls: () => [api.url], users: 0 });
  }, 60_000);
  afterAll(() => stack.close(), 30_000);

  /** Each writes a note and a mail to the landlord. */
  async function book(count: number): Promise<void> {
    const outcomes = await Promise.all(Array.from({ length: count }, () => load.book(api.url, askFor(town, town.tenants[0].token))));
    expect(outcomes.map((one) => one.status)).toEqual(outcomes.map(() => 201));
  }

  /** Once it works on as many mails as it can, and the mail server, which is paused, has been spoken to. */
  async function workerWithMailsInHand(): Promise<HouseProcess> {
    const worker = await stack.worker();
    await until(() => Promise.resolve(stack.mail.connections > 0), 'a mail to be in hand', 60_000);
    await until(async () => (await stack.jobsInHand('mail')) === IN_HAND, 'as many as it can hold');
    return worker;
  }

  const nothingWaits = (): Promise<unknown> =>
    until(async () => (await stack.count('outbox WHERE done_at IS NULL')) === 0, 'everyone to be told', 60_000);
  const differentMails = (): number => new Set(stack.mail.mails.map((mail) => mail.message_id)).size;

  it('killed twice over the same mails: nobody is left untold', async () => {
    stack.mail.pause();
    await book(IN_HAND);
    for (let n = 0; n < 2; n += 1) {
      await (await workerWithMailsInHand()).kill('SIGKILL');
      await until(() => Promise.resolve(stack.mail.connections === 0), 'the mail server to notice');
    }
    stack.mail.resume();
    await stack.worker();
    await nothingWaits();
    expect(differentMails()).toBe(IN_HAND);
    expect(stack.mail.mails.length).toBeLessThanOrEqual(3 * IN_HAND);
    expect(await stack.count('notifications')).toBe(IN_HAND);
    expect(await stack.count('outbox WHERE dead_at IS NOT NULL')).toBe(0);
  }, 180_000);

  it('told to stop, it ends what it has in hand and leaves the rest to the next one', async () => {
    await Promise.all(stack.workers.filter((one) => !one.ending).map((one) => one.kill('SIGTERM')));
    stack.mail.clear();
    stack.mail.pause();
    await book(2 * IN_HAND);
    const worker = await workerWithMailsInHand();
    const told = Date.now();
    worker.signal('SIGTERM');
    await pause(1500);
    expect(worker.ending).toBeUndefined();
    stack.mail.resume();
    const ending = await worker.ended;
    expect(ending).toMatchObject({ code: 0 });
    expect(ending.at - told).toBeLessThan(15_000);
    expect(stack.mail.mails.length).toBeGreaterThan(0);
    await stack.worker();
    await nothingWaits();
    expect(stack.mail.mails.length).toBe(2 * IN_HAND);
    expect(differentMails()).toBe(2 * IN_HAND);
    expect(await stack.count('notifications')).toBe(3 * IN_HAND);
  }, 120_000);

  it('killed in a rush: no note is written twice, and only what it had in hand may be mailed twice', async () => {
    await Promise.all(stack.workers.filter((one) => !one.ending).map((one) => one.kill('SIGTERM')));
    stack.mail.clear();
    await stack.sql('TRUNCATE notifications');
    await book(RUSH);
    const worker = await stack.worker();
    await until(() => Promise.resolve(stack.mail.mails.length >= IN_HAND), 'the first mails');
    await worker.kill('SIGKILL');
    expect(stack.mail.mails.length).toBeLessThan(RUSH);
    await stack.worker();
    await nothingWaits();
    expect(await stack.count('notifications')).toBe(RUSH);
    expect(differentMails()).toBe(RUSH);
    expect(stack.mail.mails.length).toBeLessThanOrEqual(RUSH + IN_HAND);
  }, 120_000);
});
