import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { SENDS_COUNT_FOR_HOURS } from './send-limits.js';

/** Rows at a time: no statement of the nightly cleaning holds anybody up. */
const BATCH = 5000;

/** What is past all use, and when. Counts of accounts stay while they hold failures: waiting must not forgive them. */
const EXPIRED: Readonly<Record<'auth_sessions' | 'auth_links' | 'auth_codes' | 'auth_sends' | 'guess_counters', string>> = {
  auth_sessions: `expires_at < now() - interval '7 days'`,
  auth_links: `expires_at < now() - interval '1 day'`,
  auth_codes: `expires_at < now() - interval '1 day'`,
  auth_sends: `sent_at < now() - interval '${SENDS_COUNT_FOR_HOURS} hours'`,
  guess_counters: `updated_at < now() - interval '1 day' AND (failures_in_a_row = 0 OR key LIKE 'unknown %' AND updated_at < now() - interval '90 days')`,
};

/** Removes dead sessions, links, codes and counts; the nightly `cleanup` job calls it. */
@Injectable()
export class AuthCleanup {
  constructor(private readonly database: Database) {}

  /** Answers how many rows went, by table. */
  async removeExpired(): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const [table, expired] of Object.entries(EXPIRED)) counts[table] = await this.remove(table, expired);
    return counts;
  }

  private async remove(table: string, expired: string): Promise<number> {
    let removed = 0;
    for (;;) {
      const rows = await this.database.write(
        `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table} WHERE ${expired} LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)) RETURNING 1`,
      );
      removed += rows.length;
      if (rows.length < BATCH) return removed;
    }
  }
}
