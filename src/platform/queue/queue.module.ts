import { BullModule } from '@nestjs/bull';
import { Module, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { RedisOptions } from 'ioredis';
import { Config } from '../../config/index.js';
import { Deliverer } from '../outbox/deliverer.js';
import { QUEUES } from '../outbox/events.js';
import { Relay } from '../outbox/relay.js';
import { QueueConnections, QueueConnectionsModule } from './queue-connections.js';
import { processors } from './queue.processors.js';
import { Queues } from './queues.js';

/** The queues, the relay that fills them and the processors that empty them: only where a worker runs. */
@Module({
  imports: [
    BullModule.forRootAsync({
      imports: [QueueConnectionsModule],
      inject: [Config, QueueConnections],
      useFactory: (config: Config, connections: QueueConnections) => ({
        prefix: 'bull',
        // Bull requires connections that wait; the relay looks whether they stand before it hands over.
        createClient: (type: 'client' | 'subscriber' | 'bclient', options?: RedisOptions) => connections.open(config.REDIS_URL, type, options),
        // A killed worker's job runs again after at most 15 s (its lock's rest and one look), and as often as needed.
        settings: { lockDuration: 10_000, stalledInterval: 5000, maxStalledCount: 10, drainDelay: 1 },
        defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
      }),
    }),
    QueueConnectionsModule,
    BullModule.registerQueue(...QUEUES.map((name) => ({ name }))),
  ],
  providers: [Queues, Relay, Deliverer, ...processors],
})
export class QueueModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly relay: Relay,
    private readonly queues: Queues,
    private readonly connections: QueueConnections,
  ) {}

  onApplicationBootstrap(): void {
    this.relay.start();
  }

  /** Work in hand ends before anything it needs is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.relay.stop();
    await this.queues.close();
    // Bull does not close connections that were made for it.
    for (const redis of this.connections.all) redis.disconnect();
  }
}
