import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { until } from '../support/wait.js';
import type { HouseProcess } from './support/house-process.js';
import { askFor, failuresAmong, isGood, isRefused, type Ask, type Load, type LoadOptions } from './support/load.js';
import { Stack, type Town } from './support/stack.js';

describe('a process that answers requests ends under load', () => {
  let stack: Stack;
  let town: Town;

  beforeAll(async () => {
    stack = await Stack.start();
    town = await stack.settle();
  }, 60_000);
  afterAll(() => stack.close(), 30_000);

  async function loadOf(urls: LoadOptions['urls'], more: Partial<LoadOptions> = {}): Promise<Load> {
    const load = stack.load(town, { urls, users: 10, pause_ms: 30, ...more });
    await until(() => Promise.resolve(load.booked.length >= 40), 'bookings');
    return load;
  }

  describe('told to stop', () => {
    it('it sends the balancer away, answers whoever has reached it, and ends with status 0', async () => {
      const api = await stack.api({ worker: true });
      const load = await loadOf(() => [api.url]);
      const slow = await SlowBooking.begin(api, askFor(town, town.tenants[0].token));
      // Browsers open connections that they may need; so does who means ill.
      const silent = connect(Number(new URL(api.url).port), '127.0.0.1');
      await new Promise((resolve) => silent.once('connect', resolve));
      const told = Date.now();
      api.signal('SIGTERM');
      await until(async () => (await fetch(`${api.url}/ready`)).status === 503, 'readiness to be withdrawn', 3000);
      await until(() => Promise.resolve(load.outcomes.some(isRefused)), 'the door to be closed');
      expect(api.ending).toBeUndefined();
      const answer = await slow.finish();
      const ending = await api.ended;

      expect(answer).toMatch(/^HTTP\/1\.1 201 /);
      expect(answer).toMatch(/^connection: close\r$/im);
      expect(ending).toMatchObject({ code: 0 });
      expect(ending.at - told).toBeLessThan(15_000);
      expect(failuresAmong(await load.stop(), isGood, isRefused)).toEqual({});
    }, 60_000);

    it('one instance after the other: nobody who asks the other one where one refuses sees an error', async () => {
      let running: HouseProcess[] = await Promise.all([stack.api(), stack.api()]);
      let turn = 0;
      const load = await loadOf(() => {
        turn += 1;
        return running.map((_, n) => running[(turn + n) % running.length].url);
      });
      for (const old of [...running]) {
        const fresh = await stack.api();
        running = [...running, fresh];
        expect(await old.kill('SIGTERM')).toMatchObject({ code: 0 });
        running = running.filter((one) => one !== old);
      }
      const booked = load.booked.length;
      await until(() => Promise.resolve(load.booked.length >= booked + 20), 'bookings at the new instances');
      expect(failuresAmong(await load.stop(), isGood)).toEqual({});
    }, 90_000);
  });

  it('killed, it leaves nothing acknowledged undone and nothing half done; a retry under the same key books once', async () => {
    await stack.sql('TRUNCATE outbox, idempotency_keys, booking_transitions'); // not CASCADE: the ledger lets nobody empty it
    await stack.sql('DELETE FROM bookings');
    const loads: Load[] = [];
    for (let n = 0; n < 2; n += 1) {
      const api = await stack.api();
      const load = await loadOf(() => [api.url], { users: 30, only: 'book', pause_ms: 0 });
      await api.kill('SIGKILL');
      await until(() => Promise.resolve(load.outcomes.some(isRefused)), 'it to be missed');
      await load.stop();
      loads.push(load);
    }
    const acknowledged = loads.flatMap((load) => load.booked);
    const ids = acknowledged.map(idOf);
    expect(await stack.count('bookings WHERE id = ANY ($1)', [ids])).toBe(ids.length);
    expect(await halfMade()).toEqual({ unannounced: 0, unkeyed: 0, made_up: 0 });

    const api = await stack.api();
    const unanswered = loads.flatMap((load) => load.outcomes).filter((one) => one.what === 'book' && one.status === 0 && !isRefused(one));
    expect(unanswered.length).toBeGreaterThan(0);
    for (const one of unanswered) expect((await loads[0].book(api.url, one.ask!)).status).toBe(201);
    const again = await loads[0].book(api.url, acknowledged[0].ask!);
    expect(idOf(again)).toBe(ids[0]);
    expect(again.headers).toMatchObject({ 'idempotency-replayed': 'true' });

    const asked = new Set([...acknowledged, ...unanswered].map((one) => one.ask!.key));
    expect(await stack.count('bookings')).toBe(asked.size);
    expect(await halfMade()).toEqual({ unannounced: 0, unkeyed: 0, made_up: 0 });
  }, 90_000);

  /** No worker runs: the outbox holds every event still. */
  async function halfMade(): Promise<Record<string, number>> {
    const [unannounced, unkeyed, made_up] = await Promise.all([
      stack.count(`bookings b WHERE NOT EXISTS (SELECT 1 FROM outbox o WHERE o.type = 'booking.requested' AND o.payload ->> 'booking_id' = b.id::text)`),
      stack.count(`bookings b WHERE NOT EXISTS (SELECT 1 FROM idempotency_keys k WHERE k.status = 201 AND k.body ->> 'id' = b.id::text)`),
      stack.count(`outbox o WHERE NOT EXISTS (SELECT 1 FROM bookings b WHERE o.payload ->> 'booking_id' = b.id::text)`),
    ]);
    return { unannounced, unkeyed, made_up };
  }
});

function idOf({ text }: { readonly text: string }): string {
  return (JSON.parse(text) as { id: string }).id;
}

/** A booking whose second half arrives when the test says so. */
class SlowBooking {
  private constructor(
    private readonly socket: ReturnType<typeof connect>,
    private readonly rest: string,
  ) {}

  static async begin(api: HouseProcess, { token, body }: Ask): Promise<SlowBooking> {
    const text = JSON.stringify(body);
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    const head = [
      'POST /api/v1/bookings HTTP/1.1', 'host: 127.0.0.1', `authorization: Bearer ${token}`, 'content-type: application/json',
      `content-length: ${String(text.length)}`, '', '',
    ];
    socket.write(head.join('\r\n') + text.slice(0, 20));
    return new SlowBooking(socket, text.slice(20));
  }

  /** Everything that is answered, until the other side ends the connection. */
  async finish(): Promise<string> {
    let answer = '';
    this.socket.on('data', (part: Buffer) => (answer += part.toString()));
    this.socket.write(this.rest);
    await new Promise((resolve) => this.socket.once('close', resolve));
    return answer;
  }
}
