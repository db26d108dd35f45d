import { Injectable } from '@nestjs/common';
import { Cleans, type CleanupTask } from '../../platform/cleanup/cleanup-task.js';
import { Database } from '../../platform/database/database.js';

/** Long past any dispute about a delivery; what it was about stays, its words name people. */
const KEPT_DAYS = 90;

@Injectable()
@Cleans()
export class PaymentEventsCleanup implements CleanupTask {
  constructor(private readonly database: Database) {}

  async clean(): Promise<Record<string, number>> {
    const rows = await this.database.write<{ count: number }>(
      `WITH emptied AS (UPDATE payment_events SET body = NULL WHERE body IS NOT NULL AND received_at < now() - make_interval(days => $1) RETURNING 1)
       SELECT count(*) FROM emptied`,
      [KEPT_DAYS],
    );
    return { payment_event_bodies: rows[0]?.count ?? 0 };
  }
}
