import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { HouseProcess } from './support/house-process.js';
import { failuresAmong, isGood, isHonest503, type Outcome } from './support/load.js';
import { Stack, type Town } from './support/stack.js';

/** Connections to the database, each busy for so long with one booking: what it can take. */
const POOL = 5;
const THINKING_SECONDS = 0.25;
const RAMP_MS = 2000;
/** The promise is 0.8, and alone on two cores it is 0.95; here it shares them with other tests, and a flood needs more of them than a peak. */
const KEPT = 0.7;

describe('too many requests, and too slow ones', () => {
  let stack: Stack;
  let town: Town;
  let api: HouseProcess;
  let slow: Promise<Cut>[];

  beforeAll(async () => {
    stack = await Stack.start({ DATABASE_POOL_SIZE: String(POOL) });
    town = await stack.settle();
    // What it can take is set by the database here, not by how busy this machine is with other tests.
    await stack.sql(`CREATE FUNCTION think() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(${String(THINKING_SECONDS)}); RETURN NEW; END'`);
    await stack.sql('CREATE TRIGGER think BEFORE INSERT ON bookings FOR EACH ROW EXECUTE FUNCTION think()');
    const [busy, quiet] = await Promise.all([stack.api(), stack.api()]);
    api = busy;
    slow = [
      drip(quiet, '', ''),
      drip(quiet, 'GET /health HTTP/1.1\r\nhost: a\r\nx-long: ', 'a'),
      drip(quiet, 'GET /health HTTP/1.1\r\nhost: a\r\n', 'x-more: a\r\n'),
      drip(quiet, 'POST /api/v1/bookings HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{', ' '),
    ];
  }, 60_000);
  afterAll(() => stack.close(), 30_000);

  /** Everything that people were told who ask again the moment they may, and how many booked a second once all were at it. */
  async function fire(users: number, seconds: number): Promise<{ goodput: number; outcomes: readonly Outcome[] }> {
    const load = stack.load(town, { urls: () => [api.url], users, pause_ms: 0, only: 'book', patient: true });
    await pause(RAMP_MS);
    const [started, before] = [Date.now(), load.booked.length];
    await pause(seconds * 1000);
    const goodput = (load.booked.length - before) / ((Date.now() - started) / 1000);
    return { goodput, outcomes: await load.stop() };
  }

  it('ten times more bookings than it can take: it goes on at its pace, refuses the rest honestly, and is well again at once', async () => {
    const peak = await fire(4 * POOL, 3);
    let over = false;
    const flooding = fire(500, 10).finally(() => { over = true; });
    const ready: boolean[] = [];
    while (!over) {
      ready.push(await api.isReady());
      await pause(200);
    }
    const flood = await flooding;
    const after = await fire(4 * POOL, 3);
    expect(failuresAmong(flood.outcomes, isGood, isHonest503)).toEqual({});
    expect(flood.goodput).toBeGreaterThan(KEPT * peak.goodput);
    expect(after.goodput).toBeGreaterThan(KEPT * peak.goodput);
    expect(ready).toEqual(ready.map(() => true));
    expect(api.ending).toBeUndefined();
  }, 90_000);

  it('whoever sends a request in drops is cut off within 15 s', async () => {
    const cuts = await Promise.all(slow);
    for (const { after_ms } of cuts) expect(after_ms).toBeLessThan(15_000);
    // Who was cut among the headers is told; a body that never ends has nobody to answer for it.
    expect(cuts.map(({ answer }) => answer.split('\r\n')[0])).toEqual([...cuts.slice(1).map(() => 'HTTP/1.1 408 Request Timeout'), '']);
  }, 30_000);
});

interface Cut {
  readonly after_ms: number;
  readonly answer: string;
}

/** Sends the head, then a drop twice a second until the other side has had enough. */
function drip(api: HouseProcess, head: string, drop: string): Promise<Cut> {
  const started = Date.now();
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (part: Buffer) => (answer += part.toString()));
  // A drop that meets the closed door.
  socket.on('error', () => undefined);
  socket.write(head);
  const dripping = setInterval(() => socket.write(drop), 500);
  return new Promise((resolve) => {
    socket.once('close', () => {
      clearInterval(dripping);
      resolve({ after_ms: Date.now() - started, answer });
    });
  });
}
