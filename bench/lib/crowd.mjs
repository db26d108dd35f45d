/** People on sockets, in pairs over two instances, who write to each other. */
import { setTimeout as pause } from 'node:timers/promises';

import { io } from 'socket.io-client';

import { spread } from './statements.mjs';

/** @param {{ id: string, token?: string }[]} people the even ones connect to the first url, their partners to the second */
export async function gather(urls, people) {
  const members = await Promise.all(people.map((person, nth) => connect(urls[nth % 2], person)));
  return new Crowd(members);
}

async function connect(url, { id, token }) {
  const socket = io(`${url}/ws/messages`, { auth: { token, id }, transports: ['websocket'], forceNew: true, reconnection: false });
  await new Promise((resolve, reject) => {
    socket.once('ready', resolve);
    socket.once('connect_error', reject);
  });
  return { id, socket };
}

class Crowd {
  delivered = 0;

  constructor(members) {
    this.members = members;
    members.forEach(({ id, socket }) => socket.on('message:new', ({ sender_id }) => (this.delivered += sender_id === id ? 0 : 1)));
  }

  /** As fast as acknowledgements come, so many at a time: messages a second that arrived, and how long acknowledgements took. */
  async flat(seconds, atOnce) {
    const times = [];
    const begun = performance.now();
    const before = this.delivered;
    await Promise.all(
      Array.from({ length: atOnce }, async (_, nth) => {
        for (let turn = nth; performance.now() - begun < seconds * 1000; turn += atOnce) times.push(await this.send(turn));
      }),
    );
    const took = (performance.now() - begun) / 1000;
    await this.settled(before + times.length);
    return { rps: times.length / took, ...spread(times) };
  }

  /** At a steady pace. */
  async paced(seconds, perSecond) {
    const sent = [];
    const begun = performance.now();
    const before = this.delivered;
    while (performance.now() - begun < seconds * 1000) {
      const due = Math.floor(((performance.now() - begun) / 1000) * perSecond);
      while (sent.length < due) sent.push(this.send(sent.length));
      await pause(5);
    }
    const times = await Promise.all(sent);
    await this.settled(before + times.length);
    return { rps: times.length / seconds, ...spread(times) };
  }

  close() {
    for (const { socket } of this.members) socket.disconnect();
  }

  /** Milliseconds until it is acknowledged. @throws when it is refused */
  async send(turn) {
    const nth = turn % this.members.length;
    const begun = performance.now();
    const answer = await this.members[nth].socket.timeout(20_000).emitWithAck('message:send', { receiver_id: this.members[nth ^ 1].id, content: `Bonjour, nº ${turn}` });
    if (!answer.ok) throw new Error(`a message was refused: ${JSON.stringify(answer.error)}`);
    return performance.now() - begun;
  }

  /** Every message that was acknowledged arrives. */
  async settled(expected) {
    for (let tries = 0; this.delivered < expected; tries += 1) {
      if (tries === 200) throw new Error(`${this.delivered} of ${expected} messages arrived`);
      await pause(50);
    }
  }
}
