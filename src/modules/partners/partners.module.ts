import { Module } from '@nestjs/common';
import { BookingsModule } from '../bookings/index.js';
import { PaymentsModule } from '../payments/index.js';
import { UsersModule } from '../users/index.js';
import { SendWebhooks } from './jobs/send-webhooks.job.js';
import { WebhookDeliveriesCleanup } from './webhook-deliveries.cleanup.js';
import { WebhookDeliveries } from './webhook-deliveries.repository.js';
import { WebhookFacts } from './webhook-facts.js';
import { WebhookSecrets } from './webhook-secrets.js';
import { WebhookSender } from './webhook-sender.js';
import { WebhookTeller } from './webhook-teller.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksRepository } from './webhooks.repository.js';
import { WebhooksService } from './webhooks.service.js';

@Module({
  imports: [UsersModule, BookingsModule, PaymentsModule],
  controllers: [WebhooksController],
  providers: [WebhooksService, WebhooksRepository, WebhookDeliveries, WebhookSecrets, WebhookTeller, WebhookSender, SendWebhooks, WebhookDeliveriesCleanup, WebhookFacts],
  exports: [WebhookFacts],
})
export class PartnersModule {}
