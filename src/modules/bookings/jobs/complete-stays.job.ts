import { Injectable } from '@nestjs/common';
import type { CalendarDate } from '../../../kernel/calendar-date.js';
import { Database } from '../../../platform/database/database.js';
import { Scheduled, type JobCounts, type ScheduledJob } from '../../../platform/schedule/scheduled-job.js';
import { Outbox } from '../../../platform/outbox/outbox.js';
import { BookingsRepository } from '../bookings.repository.js';

const BATCH = 500;

@Injectable()
@Scheduled({ name: 'complete-stays', cron: '0 2 * * *', description: 'Completes the stays that ended before this day.' })
export class CompleteStays implements ScheduledJob {
  constructor(
    private readonly database: Database,
    private readonly bookings: BookingsRepository,
    private readonly outbox: Outbox,
  ) {}

  async run(day: CalendarDate): Promise<JobCounts> {
    let completed = 0;
    for (;;) {
      const ids = await this.database.transaction(async (tx) => {
        const batch = await this.bookings.completeStays(tx, day, BATCH);
        await this.bookings.record(tx, batch, { transition: 'complete', from: 'confirmed', to: 'completed', actor_id: null, party: 'system', reason: null });
        await this.outbox.publishAll(tx, 'booking.completed', batch.map((booking_id) => ({ payload: { booking_id } })));
        return batch;
      });
      completed += ids.length;
      if (ids.length < BATCH) return { completed };
    }
  }
}
