import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../support/wait.js';
import type { HouseProcess } from './support/house-process.js';
import { failuresAmong, isGood, slowest, type Load } from './support/load.js';
import { Stack, type Town } from './support/stack.js';

const DEAD_MS = 30_000;
const CALLS_A_MINUTE = 5;

describe('Redis is killed and stays away for half a minute', () => {
  let stack: Stack;
  let town: Town;
  let api: HouseProcess;
  let worker: HouseProcess;
  let load: Load;
  let back: number;

  beforeAll(async () => {
    stack = await Stack.start();
    town = await stack.settle();
    [api, worker] = await Promise.all([stack.api(), stack.worker(), stack.worker()]);
    load = stack.load(town, { urls: () => [api.url], pause_ms: 150 });
    await until(() => Promise.resolve(stack.mail.mails.length >= 20), 'mails about the first bookings');
    await stack.redis.kill();
    back = Date.now() + DEAD_MS;
  }, 90_000);
  afterAll(() => stack.close(), 30_000);

  it('the process says what is wrong, and that it can be asked all the same', async () => {
    const health = (await (await fetch(`${api.url}/health/detailed`)).json()) as object;
    expect(health).toMatchObject({
      status: 'degraded',
      checks: { database: { status: 'healthy' }, redis: { status: 'unhealthy' }, storage: { status: 'healthy' }, queue: { status: 'unhealthy' } },
    });
    expect(await api.isReady()).toBe(true);
  });

  it('a worker that is told to stop does so in order', async () => {
    const told = Date.now();
    const ending = await worker.kill('SIGTERM');
    expect(ending).toMatchObject({ code: 0 });
    expect(ending.at - told).toBeLessThan(15_000);
  }, 40_000);

  it('processes that are started meanwhile come up, and each counts calls for itself', async () => {
    const [newcomer] = await Promise.all([stack.api({ env: { RATE_LIMIT_DEFAULT: String(CALLS_A_MINUTE) } }), stack.worker()]);
    const look = () => fetch(`${newcomer.url}/api/v1/properties/${town.homes[0].id}/availability`);
    for (let n = 0; n < CALLS_A_MINUTE; n += 1) expect((await look()).status).toBe(200);
    const refused = await look();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  }, 40_000);

  it('no booking and no read fails, and none takes long', async () => {
    await pause(back - Date.now());
    await stack.redis.restart();
    const known = load.outcomes.length;
    await until(() => Promise.resolve(load.outcomes.length >= known + 30), 'calls with Redis back');
    const outcomes = await load.stop();
    expect(failuresAmong(outcomes, isGood)).toEqual({});
    expect(slowest(outcomes)).toBeLessThan(3000);
    expect(outcomes.filter((one) => one.what === 'book').length).toBeGreaterThan(100);
  }, 60_000);

  it('once it is back everyone is told, and nobody twice', async () => {
    const left = () => stack.count('outbox WHERE done_at IS NULL');
    await until(async () => (await left()) === 0, 'the backlog to be drained', 60_000);
    const booked = load.booked.length;
    expect(stack.mail.mails.length).toBe(booked);
    expect(new Set(stack.mail.mails.map((mail) => mail.message_id)).size).toBe(booked);
    expect(await stack.count('notifications')).toBe(booked);
    await until(async () => ((await (await fetch(`${api.url}/health/detailed`)).json()) as { status: string }).status === 'healthy', 'health');
  }, 70_000);
});
