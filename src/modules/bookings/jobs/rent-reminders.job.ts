import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/index.js';
import type { CalendarDate } from '../../../kernel/calendar-date.js';
import { Database } from '../../../platform/database/database.js';
import { Outbox } from '../../../platform/outbox/outbox.js';
import { Scheduled, type JobCounts, type ScheduledJob } from '../../../platform/schedule/scheduled-job.js';
import { InstallmentsRepository } from '../schedule/installments.repository.js';

const BATCH = 1000;

@Injectable()
@Scheduled({ name: 'rent-reminders', cron: '0 8 * * *', description: 'Reminds of the rent around its due date, and says on the first day that it is late.' })
export class RentReminders implements ScheduledJob {
  constructor(
    private readonly database: Database,
    private readonly installments: InstallmentsRepository,
    private readonly outbox: Outbox,
    private readonly config: Config,
  ) {}

  async run(day: CalendarDate): Promise<JobCounts> {
    const late = await this.age(day);
    const reminded = await this.remind(day);
    return { late, reminded };
  }

  /** What is due becomes due, what is late overdue; the landlord is told of it on the first day. */
  private async age(day: CalendarDate): Promise<number> {
    let count = 0;
    for (;;) {
      const { changed, late } = await this.database.transaction(async (tx) => {
        const aged = await this.installments.age(tx, day, BATCH);
        await this.outbox.publishAll(tx, 'rent.overdue', aged.late.map(({ id, booking_id }) => ({ payload: { installment_id: id, booking_id } })));
        return aged;
      });
      count += late.length;
      if (changed < BATCH) return count;
    }
  }

  private async remind(day: CalendarDate): Promise<number> {
    let count = 0;
    for (;;) {
      const reminded = await this.database.transaction(async (tx) => {
        const batch = await this.installments.noteReminders(tx, day, this.config.RENT_REMINDER_DAYS, BATCH);
        await this.outbox.publishAll(tx, 'rent.reminder', batch.map((payload) => ({ payload })));
        return batch.length;
      });
      count += reminded;
      if (reminded < BATCH) return count;
    }
  }
}
