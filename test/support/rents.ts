import { addMonths, type CalendarDate } from '../../src/kernel/calendar-date.js';
import { newId } from '../../src/kernel/id.js';
import { RentReminders } from '../../src/modules/bookings/jobs/rent-reminders.job.js';
import { JobRunner, type JobRun } from '../../src/platform/schedule/job-runner.js';
import type { JobCounts } from '../../src/platform/schedule/scheduled-job.js';
import type { TestApp } from './app.js';
import { until } from './wait.js';

export interface Rent {
  readonly booking: string;
  readonly installment: string;
}

/** Rents that are due on a day of the test's choice, the job that reminds of them, and what came of it. */
export class Rents {
  constructor(private readonly house: TestApp) {}

  /** A month's rent of 150 000 that is due on that day, of a stay that was accepted long ago. */
  async add({ tenant, landlord }: { tenant: { id: string }; landlord: { id: string } }, due: CalendarDate): Promise<Rent> {
    const { build } = this.house;
    const [amount, end] = [150000, addMonths(due, 1)];
    const home = await build.property(landlord, { rental_type: 'long_term', price: amount });
    const booking = await build.booking(home, tenant, { status: 'confirmed', expires_at: null, rental_type: 'long_term', start_date: due, end_date: end, total_amount: amount });
    const installment = newId();
    await build.insert('installments', {
      id: installment, booking_id: booking.id, tenant_id: tenant.id, owner_id: landlord.id, sequence: 1, period_start: due, period_end: end, due_date: due, amount, currency: 'XOF',
    });
    return { booking: booking.id, installment };
  }

  run(day: CalendarDate, at = this.house): Promise<JobRun> {
    return at.app.get(JobRunner).run('rent-reminders', day);
  }

  /** Past the lock that keeps two from running it. */
  runUnlocked(day: CalendarDate, at = this.house): Promise<JobCounts> {
    return at.app.get(RentReminders).run(day);
  }

  /** The offsets that were noted for it, each with the day it was noted on. */
  async noted(installment: string): Promise<[number, CalendarDate][]> {
    const rows = await this.sql<{ offset_days: number; day: string }>(
      'SELECT offset_days, reminded_on::text AS day FROM rent_reminders WHERE installment_id = $1 ORDER BY offset_days', [installment]);
    return rows.map(({ offset_days, day }) => [offset_days, day]);
  }

  async offsets(installment: string): Promise<number[]> {
    return (await this.noted(installment)).map(([offset]) => offset);
  }

  async statusOf(installment: string): Promise<string> {
    return (await this.sql<{ status: string }>('SELECT status FROM installments WHERE id = $1', [installment]))[0]?.status ?? '';
  }

  /** How many mails about it were written by that template, once everything is told. */
  async mailed(template: 'rent.late' | 'rent.overdue', installment: string): Promise<number> {
    await this.told();
    return (await this.sql(`SELECT 1 FROM deliveries WHERE template = $1 AND channel = 'email' AND facts ->> 'installment_id' = $2`, [template, installment])).length;
  }

  /** Whatever was to be told has been told. */
  async told(): Promise<void> {
    await until(async () => (await this.sql('SELECT 1 FROM outbox WHERE done_at IS NULL AND dead_at IS NULL LIMIT 1')).length === 0, 'the outbox to be empty');
  }

  /** What one test leaves unpaid is no affair of the next. */
  async forget(): Promise<void> {
    await this.sql(`UPDATE installments SET status = 'cancelled' WHERE status IN ('scheduled', 'due', 'overdue')`);
  }

  private async sql<T extends object>(text: string, values: unknown[] = []): Promise<T[]> {
    return (await this.house.database.client.query<T>(text, values)).rows;
  }
}
