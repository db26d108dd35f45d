import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Emitter } from '@socket.io/redis-emitter';
import type { Namespace } from 'socket.io';
import { logger } from '../observability/logger.js';
import { FastRedis } from '../redis/redis.module.js';

/** Where everyone's sockets are. */
export const NAMESPACE = '/ws/messages';

/** The room of all sockets of a person, on every instance. */
export function roomOf(user_id: string): string {
  return `user:${user_id}`;
}

/**
 * Says something to whoever is connected, wherever. It is said once and kept nowhere: what must arrive is in the database
 * before, and is read there by who was away.
 */
@Injectable()
export class Realtime implements OnApplicationShutdown {
  private namespace: Namespace | undefined;
  private readonly emitter: Emitter;

  constructor(redis: FastRedis) {
    this.emitter = new Emitter({ publish: (channel: string, message: string | Buffer) => { sayTo(redis, channel, message); } }, {}, NAMESPACE);
  }

  /** From now on this process speaks to its own sockets directly, and to the others' through its adapter. */
  attach(namespace: Namespace): void {
    this.namespace = namespace;
  }

  toUsers(user_ids: readonly string[], event: string, payload: object): void {
    if (user_ids.length === 0) return;
    const rooms = user_ids.map(roomOf);
    if (this.namespace) this.namespace.to(rooms).emit(event, payload);
    else this.emitter.to(rooms).emit(event, payload);
  }

  /** Sockets of this process. */
  get connected(): number {
    return this.namespace?.sockets.size ?? 0;
  }

  onApplicationShutdown(): void {
    this.namespace = undefined;
  }
}

function sayTo(redis: FastRedis, channel: string, message: string | Buffer): void {
  redis.publish(channel, message).catch((error: unknown) => {
    logger.debug({ err: error }, 'redis is away: only this instance is spoken to');
  });
}
