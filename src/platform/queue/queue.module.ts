import { BullModule } from '@nestjs/bull';
import { Module, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';
import { Config } from '../../config/index.js';
import { logger } from '../observability/logger.js';
import { Deliverer } from '../outbox/deliverer.js';
import { QUEUES } from '../outbox/events.js';
import { Relay } from '../outbox/relay.js';
import { processors } from './queue.processors.js';
import { Queues } from './queues.js';

/** The queues, the relay that fills them and the processors that empty them: only where a worker runs. */
@Module({
  imports: [
    BullModule.forRootAsync({
      inject: [Config],
      useFactory: (config: Config) => ({
        prefix: 'bull',
        // Bull requires connections that wait; the relay looks whether they stand before it hands over.
        createClient: (type: 'client' | 'subscriber' | 'bclient', options?: RedisOptions) => connect(config.REDIS_URL, type, options),
        // A killed worker's job runs again after at most 10 s, and as often as needed.
        settings: { lockDuration: 15_000, stalledInterval: 5000, maxStalledCount: 10, drainDelay: 1 },
        defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
      }),
    }),
    BullModule.registerQueue(...QUEUES.map((name) => ({ name }))),
  ],
  providers: [Queues, Relay, Deliverer, ...processors],
})
export class QueueModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly relay: Relay,
    private readonly queues: Queues,
  ) {}

  onApplicationBootstrap(): void {
    this.relay.start();
  }

  /** Work in hand ends before anything it needs is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.relay.stop();
    await this.queues.pause();
  }
}

function connect(url: string, type: string, options: RedisOptions = {}): Redis {
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
  return redis;
}
