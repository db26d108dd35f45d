import { Global, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { Config } from '../../config/index.js';
import { logger } from '../observability/logger.js';

/**
 * The connection for caches, limits and counters. It fails fast: while Redis is away a command is
 * refused at once instead of waiting in a queue, and whoever calls degrades as documented.
 */
@Injectable()
export class FastRedis extends Redis implements OnApplicationShutdown {
  constructor(config: Config) {
    super(config.REDIS_URL, {
      enableOfflineQueue: false,
      // Commands of one turn of the event loop leave in one write; under load there are many of them.
      enableAutoPipelining: true,
      maxRetriesPerRequest: 0,
      commandTimeout: 500,
      connectTimeout: 2000,
      retryStrategy: (times) => Math.min(100 * 2 ** Math.min(times, 5), 2000),
      connectionName: 'lokahome-fast',
    });
    let away = false;
    this.on('error', (error: Error) => {
      if (!away) logger.warn({ err: error }, 'redis is away');
      away = true;
    });
    this.on('ready', () => {
      if (away) logger.info('redis is back');
      away = false;
    });
  }

  onApplicationShutdown(): void {
    this.disconnect();
  }
}

@Global()
@Module({ providers: [FastRedis], exports: [FastRedis] })
export class RedisModule {}
