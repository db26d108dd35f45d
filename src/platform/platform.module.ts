import { Global, Module, type DynamicModule } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Config } from '../config/index.js';
import { systemClock } from '../kernel/clock.js';
import { Audit } from './audit/audit.js';
import { Abilities, Policies } from './authz/abilities.js';
import { ClosedByDefault } from './authz/closed-by-default.js';
import type { Policy } from './authz/policy.js';
import { CleanupJob } from './cleanup/cleanup.job.js';
import { PlatformCleanup } from './cleanup/platform-cleanup.js';
import { Clock } from './clock.js';
import { databaseSettings, dataSourceOptions } from './database/data-source-options.js';
import { Database } from './database/database.js';
import { OwnWrites } from './database/own-writes.js';
import { Replicas } from './database/replicas.js';
import { RateLimits } from './limits/rate-limits.js';
import { HouseFigures } from './observability/house-figures.js';
import { Metrics } from './observability/metrics.js';
import { Telemetry } from './observability/telemetry.js';
import { Consumers } from './outbox/consumers.js';
import { DeadEvents } from './outbox/dead-events.js';
import { Outbox } from './outbox/outbox.js';
import { RealtimeModule } from './realtime/realtime.module.js';
import { RedisModule } from './redis/redis.module.js';
import { JobRunner } from './schedule/job-runner.js';
import { FileStorage, storageFrom } from './storage/storage.provider.js';
import { Vault } from './vault/vault.js';

const services = [OwnWrites, Replicas, Database, Abilities, ClosedByDefault, RateLimits, Metrics, Consumers, Outbox, JobRunner, Audit];

/** What every feature stands on; it knows none of them. */
@Global()
@Module({
  imports: [
    DiscoveryModule,
    RedisModule,
    RealtimeModule,
    TypeOrmModule.forRootAsync({
      inject: [Config],
      useFactory: (config: Config) => ({
        ...dataSourceOptions(databaseSettings(config)),
        autoLoadEntities: true,
        retryAttempts: 10,
        retryDelay: 1000,
      }),
    }),
  ],
  providers: [
    ...services,
    DeadEvents,
    HouseFigures,
    CleanupJob,
    PlatformCleanup,
    { provide: Telemetry, inject: [Config], useFactory: (config: Config) => Telemetry.start(config) },
    { provide: Clock, useValue: systemClock },
    { provide: FileStorage, inject: [Config], useFactory: storageFrom },
    { provide: Vault, inject: [Config], useFactory: (config: Config) => new Vault(config) },
  ],
  exports: [...services, Clock, FileStorage, Vault],
})
export class PlatformModule {
  /** With the policies of all features: the guard is one for the whole house. */
  static with(policies: readonly Policy[]): DynamicModule {
    return { module: PlatformModule, providers: [{ provide: Policies, useValue: { all: policies } satisfies Policies }], exports: [Policies] };
  }
}
