import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MailModule } from '../../platform/mail/mail.module.js';
import { PushModule } from '../../platform/push/push.module.js';
import { SmsModule } from '../../platform/sms/sms.module.js';
import { AuthModule } from '../auth/index.js';
import { BookingsModule } from '../bookings/index.js';
import { MessagesModule } from '../messages/index.js';
import { IdentityModule } from '../identity/index.js';
import { PartnersModule } from '../partners/index.js';
import { PaymentsModule } from '../payments/index.js';
import { PropertiesModule } from '../properties/index.js';
import { ReviewsModule } from '../reviews/index.js';
import { ServicesModule } from '../services/index.js';
import { UsersModule } from '../users/index.js';
import { Announcer } from './announcer.js';
import { DeliveriesCleanup } from './deliveries.cleanup.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { Delivery } from './delivery.entity.js';
import { DeliveryValues } from './delivery.values.js';
import { Notification } from './notification.entity.js';
import { NotificationsController } from './notifications.controller.js';
import { NotificationsRepository } from './notifications.repository.js';
import { NotificationsService } from './notifications.service.js';
import { Sender } from './sender.js';
import { Subjects } from './subjects.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Notification, Delivery]), MailModule, SmsModule, PushModule, UsersModule, AuthModule, BookingsModule, PaymentsModule, ServicesModule, ReviewsModule, MessagesModule, IdentityModule, PropertiesModule, PartnersModule,
  ],
  controllers: [NotificationsController],
  providers: [
    NotificationsService, NotificationsRepository, DeliveriesRepository, Subjects, DeliveryValues, DeliveriesCleanup, Announcer, Sender,
  ],
})
export class NotificationsModule {}
