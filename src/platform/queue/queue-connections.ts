import { Injectable, Module } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';
import { logger } from '../observability/logger.js';

/** The connections that Bull asks for: they wait for a Redis that is away, and whoever made them closes them. */
@Injectable()
export class QueueConnections {
  readonly all: Redis[] = [];

  open(url: string, type: string, options: RedisOptions = {}): Redis {
    const redis = new Redis(url, {
      ...options,
      maxRetriesPerRequest: null,
      enableReadyCheck: false,
      retryStrategy: (times) => Math.min(100 * 2 ** Math.min(times, 5), 2000),
      connectionName: `lokahome-bull-${type}`,
    });
    redis.on('error', (error: Error) => {
      logger.debug({ err: error }, 'bull has lost redis');
    });
    this.all.push(redis);
    return redis;
  }
}

@Module({ providers: [QueueConnections], exports: [QueueConnections] })
export class QueueConnectionsModule {}
