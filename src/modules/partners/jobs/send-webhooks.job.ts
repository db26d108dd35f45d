import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';
import { Outbox } from '../../../platform/outbox/outbox.js';
import { Scheduled, type JobCounts, type ScheduledJob } from '../../../platform/schedule/scheduled-job.js';
import { WebhookDeliveries } from '../webhook-deliveries.repository.js';
import '../webhook.events.js';

/** Also picks up what a worker that died has left. */
@Injectable()
@Scheduled({ name: 'send-webhooks', cron: '* * * * *', description: 'Wakes the endpoints of programs where an attempt is due again.' })
export class SendWebhooks implements ScheduledJob {
  constructor(
    private readonly database: Database,
    private readonly deliveries: WebhookDeliveries,
    private readonly outbox: Outbox,
  ) {}

  async run(): Promise<JobCounts> {
    const due = await this.deliveries.dueEndpoints();
    if (due.length > 0) await this.database.transaction((tx) => this.outbox.publishAll(tx, 'webhook.due', due.map((endpoint_id) => ({ payload: { endpoint_id } }))));
    return { endpoints: due.length };
  }
}
