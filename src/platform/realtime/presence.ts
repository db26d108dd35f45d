import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { logger } from '../observability/logger.js';
import { FastRedis } from '../redis/redis.module.js';

/** How long an instance counts as there after its last sign of life. */
const ALIVE_MS = 6000;
const INSTANCES = 'presence:instances';

/** One open connection of a person. */
export interface Connection {
  readonly user_id: string;
  readonly session_id: string;
  readonly socket_id: string;
}

/**
 * Who is connected to any instance, in Redis. Each instance gives a sign of life every two seconds; whoever was connected
 * to one that gives none any more is not. While Redis is away an instance knows of its own connections only.
 */
@Injectable()
export class Presence {
  /** Names this process. */
  readonly instance = randomBytes(9).toString('base64url');
  /** By person, then by socket. */
  private readonly own = new Map<string, Map<string, Connection>>();

  constructor(private readonly redis: FastRedis) {}

  /** True when it is the person's first one. */
  async arrive(connection: Connection): Promise<boolean> {
    const before = await this.connected([connection.user_id]);
    const sockets = this.own.get(connection.user_id) ?? new Map<string, Connection>();
    this.own.set(connection.user_id, sockets.set(connection.socket_id, connection));
    await this.attempt(() => this.redis.multi().sadd(keyOf(connection.user_id), this.memberOf(connection)).sadd(this.instanceKey(this.instance), entryOf(connection)).exec());
    return !before.has(connection.user_id);
  }

  /** True when the person has no other one. */
  async leave(connection: Connection): Promise<boolean> {
    const sockets = this.own.get(connection.user_id);
    sockets?.delete(connection.socket_id);
    if (sockets?.size === 0) this.own.delete(connection.user_id);
    await this.attempt(() => this.redis.multi().srem(keyOf(connection.user_id), this.memberOf(connection)).srem(this.instanceKey(this.instance), entryOf(connection)).exec());
    return !(await this.connected([connection.user_id])).has(connection.user_id);
  }

  /** Those of them who are connected somewhere. */
  async connected(user_ids: readonly string[]): Promise<ReadonlySet<string>> {
    const connected = new Set(user_ids.filter((id) => this.own.has(id)));
    const unknown = user_ids.filter((id) => !connected.has(id));
    if (unknown.length === 0) return connected;
    const answers = await this.attempt(async () => {
      const pipeline = this.redis.pipeline().zrangebyscore(INSTANCES, Date.now(), '+inf');
      for (const id of unknown) pipeline.smembers(keyOf(id));
      return (await pipeline.exec())?.map(([, values]) => (values ?? []) as string[]);
    });
    const [alive = [], ...members] = answers ?? [];
    members.forEach((list, index) => {
      if (list.some((member) => alive.includes(member.split(' ', 1)[0] ?? ''))) connected.add(unknown[index] ?? '');
    });
    return connected;
  }

  /** Whether a connection of this very session is open somewhere. */
  async holds({ user_id, session_id }: Omit<Connection, 'socket_id'>): Promise<boolean> {
    if ([...(this.own.get(user_id)?.values() ?? [])].some((one) => one.session_id === session_id)) return true;
    const found = await this.attempt(async () => {
      const [alive, members] = await Promise.all([this.redis.zrangebyscore(INSTANCES, Date.now(), '+inf'), this.redis.smembers(keyOf(user_id))]);
      return members.map((member) => member.split(' ')).some(([instance = '', session]) => session === session_id && alive.includes(instance));
    });
    return found ?? false;
  }

  /** A sign of life; with `everything` it also says anew who is connected, in case Redis has forgotten. */
  async signal(everything: boolean): Promise<void> {
    await this.attempt(async () => {
      const pipeline = this.redis.pipeline().zadd(INSTANCES, Date.now() + ALIVE_MS, this.instance);
      if (everything) {
        for (const one of this.all()) pipeline.sadd(keyOf(one.user_id), this.memberOf(one)).sadd(this.instanceKey(this.instance), entryOf(one));
      }
      await pipeline.exec();
    });
  }

  /** Takes away an instance that has died; answers whom it held. Of several who try, one gets an answer. */
  async bury(): Promise<Connection[]> {
    const found = await this.attempt(async () => {
      const [dead] = await this.redis.zrangebyscore(INSTANCES, 0, Date.now(), 'LIMIT', 0, 1);
      if (dead === undefined || dead === this.instance || (await this.redis.zrem(INSTANCES, dead)) === 0) return [];
      const connections = (await this.redis.smembers(this.instanceKey(dead))).map(connectionIn);
      const pipeline = this.redis.pipeline();
      for (const one of connections) pipeline.srem(keyOf(one.user_id), `${dead} ${one.session_id} ${one.socket_id}`);
      await pipeline.del(this.instanceKey(dead)).exec();
      return connections;
    });
    return found ?? [];
  }

  private all(): Connection[] {
    return [...this.own.values()].flatMap((sockets) => [...sockets.values()]);
  }

  private async attempt<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      logger.debug({ err: error }, 'presence is known of this instance only: redis is away');
      return null;
    }
  }

  private memberOf({ session_id, socket_id }: Connection): string {
    return `${this.instance} ${session_id} ${socket_id}`;
  }

  private instanceKey(instance: string): string {
    return `presence:at:${instance}`;
  }
}

function keyOf(user_id: string): string {
  return `presence:of:${user_id}`;
}

function entryOf({ user_id, session_id, socket_id }: Connection): string {
  return `${user_id} ${session_id} ${socket_id}`;
}

function connectionIn(entry: string): Connection {
  const [user_id = '', session_id = '', socket_id = ''] = entry.split(' ');
  return { user_id, session_id, socket_id };
}
