import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Cleans, type CleanupTask } from './cleanup-task.js';

const BATCH = 5000;

/** `[what, table, which rows]`; events that were given up stay until an admin has seen to them. */
const DEAD: readonly [string, string, string][] = [
  ['idempotency_keys', 'idempotency_keys', `created_at < now() - interval '24 hours'`],
  ['outbox_rows', 'outbox', `done_at < now() - interval '7 days'`],
  ['guess_counters', 'guess_counters', `updated_at < now() - interval '30 days' AND failures_in_a_row = 0`],
  ['job_runs', 'job_runs', `started_at < now() - interval '90 days'`],
];

@Injectable()
@Cleans()
export class PlatformCleanup implements CleanupTask {
  constructor(private readonly database: Database) {}

  /** In batches: one huge delete would hold its locks, and its transaction, for minutes. */
  async clean(): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const [what, table, condition] of DEAD) {
      let gone = 0;
      for (;;) {
        const rows = await this.database.write<{ count: number }>(
          `WITH dead AS (DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table} WHERE ${condition} LIMIT $1)) RETURNING 1)
           SELECT count(*) FROM dead`,
          [BATCH],
        );
        const count = rows[0]?.count ?? 0;
        gone += count;
        if (count < BATCH) break;
      }
      counts[what] = gone;
    }
    return counts;
  }
}
