/**
 * Two people who write to each other over socket.io. Each comes back by itself when its connection is lost, and says
 * again, under the same `client_id`, what was not acknowledged: what any client of the chat does (docs/chat.md).
 */
import { io } from 'socket.io-client';

const ACKNOWLEDGED_WITHIN_MS = 5000;

class Chatter {
  /** What has arrived, by `content`. */
  heard = [];
  connections = 0;
  ready;

  constructor(url, { id, token }) {
    this.id = id;
    this.socket = io(`${url}/ws/messages`, { transports: ['websocket'], auth: { token }, reconnectionDelay: 100, reconnectionDelayMax: 1000, forceNew: true });
    this.ready = new Promise((resolve) => this.socket.once('ready', resolve));
    // Lost connections come back by themselves; only a refusal ends it.
    this.refusal = new Promise((resolve) => this.socket.on('connect_error', (error) => this.socket.active || resolve(error)));
    this.socket.on('ready', () => (this.connections += 1));
    this.socket.on('message:new', ({ sender_id, content }) => sender_id !== id && this.heard.push(content));
  }

  /** @returns the acknowledgement, and how often it had to be said */
  async say(receiver_id, content, client_id) {
    for (let times = 1; ; times += 1) {
      const answer = await this.socket.timeout(ACKNOWLEDGED_WITHIN_MS).emitWithAck('message:send', { receiver_id, content, client_id }).catch(() => null);
      if (answer || times === 8) return { answer, times };
    }
  }
}

/** A kind of the crowd: each person is a pair. */
export async function chatter(person, context, turn) {
  person.pair ??= await meet(person, context);
  const [one, other] = turn % 2 === 0 ? person.pair : person.pair.toReversed();
  const content = `${person.pair.indexOf(one)} ${turn}`;
  const { answer, times } = await one.say(other.id, content, `${person.address}-${turn}`);
  person.asked += 1;
  person.again = (person.again ?? 0) + times - 1;
  if (answer?.ok !== true) person.complain('message:send', { error: JSON.stringify(answer) });
  else (other.expected ??= []).push(content);
}

async function meet(person, { url, nextPair }) {
  const pair = nextPair().map((actor) => new Chatter(url, actor));
  person.atTheEnd.push(() => pair.forEach(({ socket }) => socket.disconnect()));
  const refused = await Promise.race([Promise.all(pair.map(({ ready }) => ready)).then(() => null), ...pair.map(({ refusal }) => refusal)]);
  if (refused) throw refused;
  return pair;
}

/** Everything that was acknowledged has arrived at the other one: in order, once. */
export function conversationOf({ pair = [], again = 0 }) {
  const sides = pair.map(({ heard, expected = [], connections }) => ({ heard, expected, connections }));
  return {
    whole: sides.every(({ heard, expected }) => heard.length >= expected.length),
    right: sides.length === 2 && sides.every(({ heard, expected }) => heard.join() === expected.join()),
    messages: sides.reduce((sum, { heard }) => sum + heard.length, 0),
    connections: sides.reduce((sum, { connections }) => sum + connections, 0),
    again,
  };
}
