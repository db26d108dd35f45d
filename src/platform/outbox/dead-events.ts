import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

/** Events of one kind that were given up by one consumer, and what the latest of them failed with. */
export interface GivenUp {
  readonly type: string;
  readonly consumer: string;
  readonly count: number;
  readonly since: Date;
  readonly last_error: string | null;
}

/** What was given up waits here for people. */
@Injectable()
export class DeadEvents {
  constructor(private readonly database: Database) {}

  list(): Promise<GivenUp[]> {
    return this.database.write<GivenUp>(
      `SELECT type, consumer, count(*) AS count, min(dead_at) AS since, (array_agg(last_error ORDER BY dead_at DESC))[1] AS last_error
       FROM outbox WHERE dead_at IS NOT NULL GROUP BY type, consumer ORDER BY since`,
    );
  }

  /** Delivers them once more, from the first attempt on. Handlers are idempotent, so nothing happens twice. @returns how many */
  async retry({ type = null, consumer = null }: { type?: string | null; consumer?: string | null }): Promise<number> {
    const rows = await this.database.write(
      `UPDATE outbox SET dead_at = NULL, attempts = 0, available_at = now(), due_at = now()
       WHERE dead_at IS NOT NULL AND ($1::text IS NULL OR type = $1) AND ($2::text IS NULL OR consumer = $2) RETURNING id`,
      [type, consumer],
    );
    return rows.length;
  }

  /** For what must not happen any more: the row counts as done, and forgets what it carried. @returns how many */
  async drop(type: string, consumer: string): Promise<number> {
    const rows = await this.database.write(
      `UPDATE outbox SET dead_at = NULL, done_at = now(), payload = '{}' WHERE dead_at IS NOT NULL AND type = $1 AND consumer = $2 RETURNING id`,
      [type, consumer],
    );
    return rows.length;
  }
}
