import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../support/wait.js';
import type { HouseProcess } from './support/house-process.js';
import { failuresAmong, isGood, isHonest503, slowest, type Load } from './support/load.js';
import { Stack, type Town } from './support/stack.js';

/** The longest that a request may take while the database hangs. */
const LONGEST_MS = 8000;

describe('PostgreSQL goes away under load', () => {
  let stack: Stack;
  let town: Town;
  let api: HouseProcess;
  let worker: HouseProcess;
  const loads: Load[] = [];

  beforeAll(async () => {
    stack = await Stack.start();
    town = await stack.settle();
    [api, worker] = await Promise.all([stack.api(), stack.worker()]);
  }, 60_000);
  afterAll(() => stack.close(), 30_000);

  async function loadOf(users: number): Promise<Load> {
    const load = stack.load(town, { urls: () => [api.url], users, pause_ms: 20 });
    loads.push(load);
    await until(() => Promise.resolve(load.booked.length >= 30), 'bookings before the fault');
    return load;
  }

  const refused = (load: Load): Promise<unknown> => until(() => Promise.resolve(load.outcomes.some(isHonest503)), 'the gap to be felt');

  /** Answers when everything that was asked from then on went well. */
  async function wellWithin(load: Load, timeout_ms: number): Promise<number> {
    const back = Date.now();
    await until(() => Promise.resolve(load.outcomes.some((one) => one.started > back && one.what === 'book' && isGood(one))), 'a booking', timeout_ms);
    await until(() => api.isReady(), 'readiness', timeout_ms);
    const well = Date.now();
    await until(() => Promise.resolve(load.outcomes.filter((one) => one.started > well).length >= 50), 'calls after the fault');
    return well;
  }

  it('killed, or restarted in order: the gap is 503s, and it is over at once', async () => {
    const load = await loadOf(10);
    await stack.postgres.kill();
    await refused(load);
    await until(async () => !(await api.isReady()), 'readiness to be withdrawn', 3000);
    await stack.postgres.restart();
    const well = await wellWithin(load, 5000);
    expect(load.outcomes.filter((one) => one.started > well && !isGood(one))).toEqual([]);
    // Running transactions are told to go, and connections are refused for a moment: other errors than those of a dead server.
    await stack.postgres.restart();
    await wellWithin(load, 5000);
    expect(failuresAmong(await load.stop(), isGood, isHonest503)).toEqual({});
  }, 60_000);

  it('hung: every request ends all the same, and its return is enough', async () => {
    const load = await loadOf(30);
    const backends = await stack.sql<{ pid: number }>('SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()');
    const server = [stack.postgres.pid, ...backends.map(({ pid }) => pid)];
    for (const pid of server) process.kill(pid, 'SIGSTOP');
    await pause(LONGEST_MS + 1000);
    expect(await api.isReady()).toBe(false);
    for (const pid of server) process.kill(pid, 'SIGCONT');
    await wellWithin(load, 5000);
    const outcomes = await load.stop();
    expect(failuresAmong(outcomes, isGood, isHonest503)).toEqual({});
    expect(slowest(outcomes)).toBeLessThan(LONGEST_MS);
  }, 60_000);

  it('nothing acknowledged is lost, everyone is told once, and no process had to be started again', async () => {
    const ids = loads.flatMap((load) => load.booked).map((one) => (JSON.parse(one.text) as { id: string }).id);
    expect(await stack.count('bookings WHERE id = ANY ($1)', [ids])).toBe(ids.length);
    await until(async () => (await stack.count('outbox WHERE done_at IS NULL')) === 0, 'everyone to be told', 60_000);
    // Somebody who was answered 503 may have booked all the same.
    const booked = await stack.count('bookings');
    expect(await stack.count('notifications')).toBe(booked);
    expect(stack.mail.mails.length).toBe(booked);
    expect([api.ending, worker.ending]).toEqual([undefined, undefined]);
  }, 70_000);
});
