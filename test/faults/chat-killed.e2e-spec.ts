import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestActor } from '../support/actors.js';
import { Device, type Ack } from '../support/chat.js';
import { until } from '../support/wait.js';
import { Balancer } from './support/balancer.js';
import type { HouseProcess } from './support/house-process.js';
import { Stack } from './support/stack.js';

const PEOPLE = 100;
const MESSAGES_EACH = 100;
/** Of a hundred sends, so many are followed by a cut of the line. */
const CUTS_OF_A_HUNDRED = 2;

interface Row {
  readonly content: string;
  readonly sender_id: string;
  readonly receiver_id: string;
  readonly sender_seq: number;
  readonly receiver_seq: number;
}

describe('ten thousand messages between a hundred people, with lines that break and an instance that dies', () => {
  let stack: Stack;
  let balancer: Balancer;
  let people: readonly TestActor[];
  const apis: HouseProcess[] = [];
  const devices: Device[] = [];

  beforeAll(async () => {
    stack = await Stack.start({ RATE_LIMIT_SOCKET: '1000000' });
    people = (await stack.settle({ tenants: PEOPLE, homes: 0 })).tenants;
    apis.push(await stack.api({ worker: true }), await stack.api());
    balancer = await Balancer.start(() => apis.filter(({ ending }) => !ending).map(({ url }) => url));
    devices.push(...people.map(({ token }) => new Device(balancer.url, token)));
    await Promise.all(devices.map((device) => device.ready(1, 100_000)));
  }, 180_000);
  afterAll(async () => {
    for (const device of devices) device.close();
    await balancer.stop();
    await stack.close();
  }, 30_000);

  /** Sent until it is acknowledged, under one id; on which attempt does not matter. */
  async function deliver(device: Device, receiver_id: string, content: string): Promise<void> {
    await until(async () => {
      await until(() => Promise.resolve(device.socket.connected), 'the line to be back', 60_000);
      const answer = (await device.socket.timeout(3000).emitWithAck('message:send', { receiver_id, content, client_id: content }).catch(() => null)) as Ack | null;
      if (answer?.ok === false) throw new Error(`${answer.error.code}: ${answer.error.detail}`);
      return answer !== null;
    }, `${content} to be acknowledged`, 120_000);
  }

  it('each one that was acknowledged is stored once, and arrives everywhere once and in order', async () => {
    let acknowledged = 0;
    const talk = people.map(async (person, n) => {
      for (let k = 0; k < MESSAGES_EACH; k += 1) {
        // Everyone to everyone else in turn, often the same few.
        const partner = people[(n + 1 + (k % 7) * 13) % PEOPLE];
        await deliver(devices[n], partner.id, `${String(n)}-${String(k)}`);
        acknowledged += 1;
        if ((n * 31 + k * 17) % 100 < CUTS_OF_A_HUNDRED) devices[n].cut();
      }
      return person;
    });
    await until(() => Promise.resolve(acknowledged > (PEOPLE * MESSAGES_EACH) / 3), 'a third to be sent', 120_000);
    await apis[1].kill('SIGKILL');
    await until(() => Promise.resolve(acknowledged > (PEOPLE * MESSAGES_EACH) / 2), 'half to be sent', 120_000);
    apis.push(await stack.api());
    await Promise.all(talk);

    const rows = await stack.sql<Row>('SELECT content, sender_id, receiver_id, sender_seq::int, receiver_seq::int FROM messages ORDER BY created_at, id');
    expect(rows).toHaveLength(PEOPLE * MESSAGES_EACH);
    expect(new Set(rows.map(({ content }) => content)).size).toBe(PEOPLE * MESSAGES_EACH);

    for (const [n, person] of people.entries()) {
      const feed = rows
        .flatMap(({ content, sender_id, receiver_id, sender_seq, receiver_seq }) => [
          ...(sender_id === person.id ? [{ seq: sender_seq, content, own: true }] : []), ...(receiver_id === person.id ? [{ seq: receiver_seq, content, own: false }] : []),
        ])
        .sort((a, b) => a.seq - b.seq);
      expect(feed.filter(({ own }) => own).map(({ content }) => content)).toEqual(Array.from({ length: MESSAGES_EACH }, (_, k) => `${String(n)}-${String(k)}`));
      const device = devices[n];
      await until(() => Promise.resolve(device.texts.length >= feed.length), `person ${String(n)} to get ${String(feed.length)}, not ${String(device.texts.length)}`, 30_000);
      expect(device.texts).toEqual(feed.map(({ content }) => content));
    }
    const sides = await stack.sql<{ unread: number; told: number }>(`SELECT (SELECT sum(unread_count)::int FROM conversations) AS unread, (SELECT count(*)::int FROM messages m
      JOIN conversations c ON c.user_id = m.receiver_id AND c.partner_id = m.sender_id WHERE m.receiver_seq > c.read_seq) AS told`);
    expect(sides).toEqual([{ unread: PEOPLE * MESSAGES_EACH, told: PEOPLE * MESSAGES_EACH }]);
  }, 300_000);
});
