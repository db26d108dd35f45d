import { Injectable } from '@nestjs/common';
import type { Namespace, Socket } from 'socket.io';
import type { SignedIn } from '../../platform/authz/actor.js';
import { SessionKeeper } from '../../platform/authz/session-keeper.js';
import { logger } from '../../platform/observability/logger.js';
import { Presence, type Connection } from '../../platform/realtime/presence.js';
import { Realtime, roomOf } from '../../platform/realtime/realtime.js';
import type { FeedSocket } from './feed-socket.js';
import { Feeds } from './feeds.js';
import { MessagesRepository } from './messages.repository.js';
import { Notices } from './notices.js';
import { Positions } from './positions.js';

/** Of those one has talked with, so many of the latest are told that one is there. */
const MOST_PARTNERS = 500;
/** On one instance; the oldest one makes room. */
const MOST_SOCKETS = 10;
const AWAY_SECONDS = 180;
const SECOND_MS = 1000;
const POSITION = /^\d{1,15}$/;

interface Life {
  readonly socket: Socket;
  readonly connection: Connection;
  feed: FeedSocket | null;
  arrival: Promise<void>;
}

/** From the moment somebody's client connects until it is gone: who they are, what they missed, who sees them, when they are cut. */
@Injectable()
export class Connections {
  private readonly lives = new Map<string, Life>();
  private readonly timers: NodeJS.Timeout[] = [];
  private stopped = false;

  constructor(
    private readonly keeper: SessionKeeper,
    private readonly feeds: Feeds,
    private readonly messages: MessagesRepository,
    private readonly presence: Presence,
    private readonly realtime: Realtime,
    private readonly notices: Notices,
    private readonly positions: Positions,
  ) {}

  start(namespace: Namespace): void {
    this.realtime.attach(namespace);
    this.feeds.attach(namespace);
    this.every(2, () => this.presence.signal(false));
    this.every(2, () => this.cutEnded());
    this.every(5, () => this.feeds.compare());
    this.every(5, () => this.buryDead());
    this.every(20, () => this.remember());
    this.every(30, () => this.presence.signal(true));
    void this.presence.signal(false);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.timers.forEach(clearInterval);
    // Its sign of life is the last: another instance soon says who did not come back.
    await this.remember();
  }

  /** Whose token the handshake carries. @throws Unauthenticated */
  async admit(socket: Socket): Promise<SignedIn> {
    const token: unknown = socket.handshake.auth['token'];
    return this.keeper.admit(typeof token === 'string' ? token : '');
  }

  arrive(socket: Socket, actor: SignedIn): void {
    const connection = { user_id: actor.id, session_id: actor.session_id, socket_id: socket.id };
    const life: Life = { socket, connection, feed: null, arrival: Promise.resolve() };
    this.lives.set(socket.id, life);
    life.arrival = this.welcome(life).catch((error: unknown) => {
      logger.warn({ err: error }, 'a client cannot be let in now, it will try again');
      socket.conn.close();
    });
  }

  /** @param in_order the client said good-bye itself: everything sent before has arrived */
  async leave(socket_id: string, in_order: boolean): Promise<void> {
    const life = this.lives.get(socket_id);
    if (!life) return;
    await life.arrival;
    this.lives.delete(socket_id);
    const { connection, feed } = life;
    if (feed) this.feeds.close(connection.user_id, feed);
    if (this.stopped) return;
    const last = await this.presence.leave(connection);
    if (feed) {
      const position = feed.position(in_order);
      if (!(await this.presence.holds(connection))) await this.positions.keep([[connection.session_id, position]]);
      if (last && !in_order) await this.notices.raiseUnseen(connection.user_id, position);
    }
    if (last) await this.announce(connection.user_id, false);
  }

  private async welcome(life: Life): Promise<void> {
    const { socket, connection } = life;
    const { user_id } = connection;
    await socket.join(roomOf(user_id));
    this.makeRoom(socket, user_id);
    const said = this.positionSaid(socket);
    const after = said ?? ((await this.presence.holds(connection)) ? null : await this.positions.find(connection.session_id));
    const { feed, begin, at } = await this.feeds.open(user_id, socket, after);
    life.feed = feed;
    // Even where nothing ever comes, the client knows from here on where it is.
    socket.emit('ready', { user_id, recovered: after !== null }, String(at));
    if (after !== null) for (const receipt of await this.messages.recentReceipts(user_id, AWAY_SECONDS)) socket.emit('message:read', receipt);
    await begin();
    await this.introduce(socket, connection);
  }

  /** socket.io's own client says by itself what the last text behind an event was; others put it into `auth` as well. */
  private positionSaid(socket: Socket): number | null {
    const offset: unknown = socket.handshake.auth['offset'];
    return typeof offset === 'string' && POSITION.test(offset) ? Number(offset) : null;
  }

  /** Partners see that somebody is there, and they see which of them are. */
  private async introduce(socket: Socket, connection: Connection): Promise<void> {
    const first = await this.presence.arrive(connection);
    const partners = await this.messages.partners(connection.user_id, MOST_PARTNERS);
    if (first) this.realtime.toUsers(partners, 'presence', { user_id: connection.user_id, online: true });
    for (const user_id of await this.presence.connected(partners)) socket.emit('presence', { user_id, online: true });
  }

  private async announce(user_id: string, online: boolean): Promise<void> {
    this.realtime.toUsers(await this.messages.partners(user_id, MOST_PARTNERS), 'presence', { user_id, online });
  }

  private makeRoom(socket: Socket, user_id: string): void {
    const own = [...(socket.nsp.adapter.rooms.get(roomOf(user_id)) ?? [])];
    for (const id of own.slice(0, Math.max(0, own.length - MOST_SOCKETS))) this.lives.get(id)?.socket.disconnect(true);
  }

  /** A session that has ended ends its sockets, on whichever instance they are. */
  private async cutEnded(): Promise<void> {
    // Those who arrive while the sessions are looked up are not asked about: their turn is the next.
    const lives = [...this.lives.values()];
    if (lives.length === 0) return;
    const living = await this.keeper.living([...new Set(lives.map(({ connection }) => connection.session_id))]);
    for (const { socket, connection } of lives) if (!living.has(connection.session_id)) socket.disconnect(true);
  }

  private async buryDead(): Promise<void> {
    const held = await this.presence.bury();
    const gone = new Set(held.map(({ user_id }) => user_id));
    for (const user_id of await this.presence.connected([...gone])) gone.delete(user_id);
    for (const user_id of gone) {
      await this.notices.raiseUnseen(user_id, 0);
      await this.announce(user_id, false);
    }
  }

  private async remember(): Promise<void> {
    await this.positions.keep([...this.lives.values()].flatMap(({ connection, feed }) => (feed ? [[connection.session_id, feed.position(false)] as const] : [])));
  }

  /** One run at a time; what fails is tried again at the next. */
  private every(seconds: number, work: () => Promise<void>): void {
    let running = false;
    const timer = setInterval(() => {
      if (running) return;
      running = true;
      work()
        .catch((error: unknown) => { logger.warn({ err: error }, 'the chat cannot look after its connections now'); })
        .finally(() => { running = false; });
    }, seconds * SECOND_MS);
    timer.unref();
    this.timers.push(timer);
  }
}
