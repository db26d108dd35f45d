import { Injectable } from '@nestjs/common';
import pLimit from 'p-limit';
import { Database } from '../../../platform/database/database.js';
import { logger } from '../../../platform/observability/logger.js';
import { Scheduled, type JobCounts, type ScheduledJob } from '../../../platform/schedule/scheduled-job.js';
import { Collections } from '../collections.js';
import { Reimbursements } from '../reimbursements.js';

const AT_ONCE = 5;
const BATCH = 500;

@Injectable()
@Scheduled({ name: 'reconcile-payments', cron: '*/5 * * * *', description: 'Asks the providers about payments and refunds that are still open.' })
export class ReconcilePayments implements ScheduledJob {
  constructor(
    private readonly database: Database,
    private readonly collections: Collections,
    private readonly reimbursements: Reimbursements,
  ) {}

  /** Goes by the clock, whatever the day. One that cannot be asked now does not keep the others from being asked. */
  async run(): Promise<JobCounts> {
    const counts = { settled: 0, open: 0, failed: 0 };
    const limit = pLimit(AT_ONCE);
    const ask = (ids: string[], check: (id: string) => Promise<'settled' | 'open'>): Promise<unknown> =>
      Promise.all(
        ids.map((id) =>
          limit(async () => {
            try {
              counts[await check(id)] += 1;
            } catch (error) {
              counts.failed += 1;
              logger.error({ err: error, id }, 'a payment could not be reconciled');
            }
          }),
        ),
      );
    await ask(await this.overdue('payments'), (id) => this.collections.checkByClock(id));
    await ask(await this.overdue('refunds'), (id) => this.reimbursements.checkByClock(id));
    return counts;
  }

  /** What is settled has no next check. */
  private async overdue(table: 'payments' | 'refunds'): Promise<string[]> {
    const rows = await this.database.write<{ id: string }>(
      `SELECT id FROM ${table} WHERE next_check_at <= now() ORDER BY next_check_at LIMIT $1`,
      [BATCH],
    );
    return rows.map(({ id }) => id);
  }
}
