import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { ConfigModule, type Environment } from './config/index.js';
import { AdminModule } from './modules/admin/index.js';
import { AuthModule } from './modules/auth/index.js';
import { BookingsModule } from './modules/bookings/index.js';
import { IdentityModule } from './modules/identity/index.js';
import { UploadsModule } from './modules/uploads/index.js';
import { HealthModule } from './modules/health/index.js';
import { MessagesModule } from './modules/messages/index.js';
import { NotificationsModule } from './modules/notifications/index.js';
import { PartnersModule } from './modules/partners/index.js';
import { PaymentsModule } from './modules/payments/index.js';
import { ReviewsModule } from './modules/reviews/index.js';
import { ServicesModule } from './modules/services/index.js';
import { PropertiesModule } from './modules/properties/index.js';
import { UsersModule } from './modules/users/index.js';
import { AccessGuard } from './platform/authz/access.guard.js';
import { ReplicaInterceptor } from './platform/database/replica.interceptor.js';
import { BackupModule } from './platform/backup/backup.module.js';
import { BodyTypeGuard } from './platform/http/body-type.guard.js';
import { PlatformModule } from './platform/platform.module.js';
import { QueueModule } from './platform/queue/queue.module.js';
import { POLICIES } from './policies.js';
import { ClockModule } from './platform/schedule/schedule.module.js';

const features = [
  UsersModule, AuthModule, PaymentsModule, BookingsModule, ServicesModule, ReviewsModule, MessagesModule, HealthModule, PropertiesModule, NotificationsModule,
  UploadsModule, IdentityModule, AdminModule, PartnersModule,
];

/** What a process does: answer requests, work the queues and run the clock, or both. */
export interface Duties {
  readonly worker: boolean;
}

@Module({})
export class AppModule {
  static for({ worker }: Duties, config: Environment): DynamicModule {
    return {
      module: AppModule,
      imports: [ConfigModule.of(config), PlatformModule.with(POLICIES), BackupModule.for(config), ...features, ...(worker ? [QueueModule, ClockModule] : [])],
      providers: [
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_GUARD, useClass: BodyTypeGuard },
        // Only where there are any: an interceptor of all routes costs each of them.
        ...(config.DATABASE_REPLICA_URLS.length > 0 ? [{ provide: APP_INTERCEPTOR, useClass: ReplicaInterceptor }] : []),
      ],
    };
  }
}
