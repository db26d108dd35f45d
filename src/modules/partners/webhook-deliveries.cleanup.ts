import { Injectable } from '@nestjs/common';
import { Cleans, type CleanupTask } from '../../platform/cleanup/cleanup-task.js';
import { WebhookDeliveries } from './webhook-deliveries.repository.js';

const KEPT_DAYS = 30;
const BATCH = 5000;

/** What was sent, or could not be, is kept for a month. */
@Injectable()
@Cleans()
export class WebhookDeliveriesCleanup implements CleanupTask {
  constructor(private readonly deliveries: WebhookDeliveries) {}

  async clean(): Promise<Record<string, number>> {
    let webhook_deliveries = 0;
    for (;;) {
      const gone = await this.deliveries.forgetOlder(KEPT_DAYS, BATCH);
      webhook_deliveries += gone;
      if (gone < BATCH) return { webhook_deliveries };
    }
  }
}
