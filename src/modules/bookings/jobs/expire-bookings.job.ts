import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';
import { Outbox } from '../../../platform/outbox/outbox.js';
import { Scheduled, type JobCounts, type ScheduledJob } from '../../../platform/schedule/scheduled-job.js';
import { BookingsRepository } from '../bookings.repository.js';

const BATCH = 200;

@Injectable()
@Scheduled({ name: 'expire-bookings', cron: '*/5 * * * *', description: 'Ends the holds that the owner left unanswered.' })
export class ExpireBookings implements ScheduledJob {
  constructor(
    private readonly database: Database,
    private readonly bookings: BookingsRepository,
    private readonly outbox: Outbox,
  ) {}

  /** Goes by the clock, whatever the day: a hold ends at an instant. */
  async run(): Promise<JobCounts> {
    let expired = 0;
    for (;;) {
      const ids = await this.database.transaction(async (tx) => {
        const batch = await this.bookings.releaseAnyExpired(tx, BATCH);
        await this.bookings.record(tx, batch, { transition: 'expire', from: 'pending', to: 'cancelled', actor_id: null, party: 'system', reason: null });
        for (const booking_id of batch) await this.outbox.publish(tx, 'booking.expired', { booking_id });
        return batch;
      });
      expired += ids.length;
      if (ids.length < BATCH) return { expired };
    }
  }
}
