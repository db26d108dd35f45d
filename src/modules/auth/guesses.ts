import { Injectable } from '@nestjs/common';
import { Database, query, type Tx } from '../../platform/database/database.js';

/** How often something may be guessed: in a stretch of time, and in a row however long that takes. */
export interface GuessLimit {
  readonly max: number;
  readonly seconds: number;
  readonly in_a_row: number;
}

/** NIST SP 800-63B-4 §3.2.2: at most 100 failures in a row for one account. */
export const PASSWORD_GUESSES: GuessLimit = { max: 10, seconds: 15 * 60, in_a_row: 100 };
export const CODE_GUESSES: GuessLimit = { max: 100, seconds: 15 * 60, in_a_row: 100 };

export type Guess = { readonly allowed: true } | { readonly allowed: false; readonly locked: boolean; readonly seconds: number };

/**
 * Counts guesses in PostgreSQL, for all instances together. A guess is counted before it is looked at, so
 * however many come at once, no more than the limit are ever looked at; what proves right is taken back.
 */
@Injectable()
export class Guesses {
  constructor(private readonly database: Database) {}

  /**
   * Takes one guess at `key`. The count starts afresh after a pause of `seconds`, so that no stretch of
   * that length, wherever it begins, ever holds more than `max`.
   */
  async take(key: string, { max, seconds, in_a_row }: GuessLimit): Promise<Guess> {
    const taken = await this.database.write(
      {
        name: 'auth.take_guess',
        text: `
          INSERT INTO guess_counters AS c (key, window_started_at, window_count, failures_in_a_row) VALUES ($1, now(), 1, 1)
          ON CONFLICT (key) DO UPDATE SET
            window_started_at = CASE WHEN c.updated_at <= now() - make_interval(secs => $3) THEN now() ELSE c.window_started_at END,
            window_count = CASE WHEN c.updated_at <= now() - make_interval(secs => $3) THEN 1 ELSE c.window_count + 1 END,
            failures_in_a_row = c.failures_in_a_row + 1,
            updated_at = now()
          WHERE c.failures_in_a_row < $4 AND (c.window_count < $2 OR c.updated_at <= now() - make_interval(secs => $3))
          RETURNING key`,
      },
      [key, max, seconds, in_a_row],
    );
    return taken.length === 1 ? { allowed: true } : this.refusal(key, seconds, in_a_row);
  }

  /** The guess was right: it does not count, and the row of failures is over. */
  async succeed(key: string): Promise<void> {
    await this.database.write(
      {
        name: 'auth.guessed_right',
        text: 'UPDATE guess_counters SET window_count = greatest(window_count - 1, 0), failures_in_a_row = 0 WHERE key = $1',
      },
      [key],
    );
  }

  /** The guess was never looked at. */
  async giveBack(key: string): Promise<void> {
    await this.database.write(
      `UPDATE guess_counters SET window_count = greatest(window_count - 1, 0), failures_in_a_row = greatest(failures_in_a_row - 1, 0)
       WHERE key = $1`,
      [key],
    );
  }

  async forget(tx: Tx, keys: readonly string[]): Promise<void> {
    await query(tx, 'DELETE FROM guess_counters WHERE key = ANY ($1)', [keys]);
  }

  private async refusal(key: string, seconds: number, in_a_row: number): Promise<Guess> {
    const rows = await this.database.write<{ locked: boolean; seconds: number }>(
      `SELECT failures_in_a_row >= $3 AS locked,
         greatest(1, ceil(extract(epoch FROM updated_at + make_interval(secs => $2) - now())))::int AS seconds
       FROM guess_counters WHERE key = $1`,
      [key, seconds, in_a_row],
    );
    return { allowed: false, locked: rows[0]?.locked ?? false, seconds: rows[0]?.seconds ?? 1 };
  }
}
