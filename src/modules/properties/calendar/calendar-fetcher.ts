import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/index.js';
import { todayIn } from '../../../kernel/calendar-date.js';
import { Clock } from '../../../platform/clock.js';
import { Database, query, type Tx } from '../../../platform/database/database.js';
import { AddressRefused, AnswerTooLarge, guardedGet, type GuardedAnswer } from '../../../platform/guarded-fetch.js';
import type { ReadCalendar } from './calendar-reader.js';
import { CalendarTooLarge, CalendarUnreadable } from './calendar-sieve.js';
import type { ImportError } from './calendar.dto.js';
import { ImportedDays } from './imported-days.js';

interface Import extends Record<string, unknown> {
  readonly id: string;
  readonly property_id: string;
  readonly time_zone: string;
  readonly url: string;
  readonly etag: string | null;
  readonly last_modified: string | null;
  readonly is_fresh: boolean;
}

const TIMEOUT_MS = 10_000;
const MOST_BYTES = 1_048_576;

/** Brings in one calendar. Whatever goes wrong is written beside it, and the days that are known stay closed. */
@Injectable()
export class CalendarFetcher {
  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly days: ImportedDays,
    private readonly clock: Clock,
  ) {}

  /** Null when all is well, or there is nothing to fetch any more. */
  async fetch(import_id: string): Promise<ImportError | null> {
    const started = this.clock.now();
    // Once a day all is read again: the horizon of series moves on, and the home's zone may be another.
    const rows = await this.database.write<Import>(
      `SELECT i.id, i.property_id, p.time_zone, i.url, i.etag, i.last_modified, coalesce(i.read_at > now() - interval '1 day', false) AS is_fresh
       FROM calendar_imports i JOIN properties p ON p.id = i.property_id WHERE i.id = $1 AND p.deleted_at IS NULL`,
      [import_id],
    );
    const source = rows[0];
    if (!source) return null;
    const brought = await this.bring(source);
    return this.database.transaction(async (tx) => {
      await query(tx, 'SELECT 1 FROM properties WHERE id = $1 FOR UPDATE', [source.property_id]);
      // Of two answers at a time the later question counts.
      const still = await query(
        tx,
        `UPDATE calendar_imports SET last_fetched_at = $2, last_error = $3 WHERE id = $1 AND (last_fetched_at IS NULL OR last_fetched_at <= $2) RETURNING id`,
        [source.id, started, typeof brought === 'string' ? brought : null],
      );
      if (still.length === 0) return null;
      const error = typeof brought === 'object' && brought !== null ? await this.takeOver(tx, source, brought) : brought;
      await this.days.settle(tx, source.property_id);
      return error;
    });
  }

  /** Null when nothing has changed there. */
  private async bring(source: Import): Promise<{ answer: GuardedAnswer; calendar: ReadCalendar } | ImportError | null> {
    const validators = {
      ...(source.is_fresh && source.etag !== null ? { 'if-none-match': source.etag } : {}),
      ...(source.is_fresh && source.last_modified !== null ? { 'if-modified-since': source.last_modified } : {}),
    };
    try {
      const answer = await guardedGet(source.url, {
        headers: { accept: 'text/calendar, text/plain;q=0.5', 'user-agent': `${this.config.PROJECT_NAME}/${this.config.VERSION} calendar`, ...validators },
        timeout_ms: TIMEOUT_MS, max_bytes: MOST_BYTES, exempt: () => this.config.CALENDAR_ALLOW_PRIVATE,
      });
      if (answer.status === 304 && source.is_fresh) return null;
      if (answer.status !== 200) return 'refused';
      // Loaded with the first calendar: servers that answer requests read none.
      const { readCalendar } = await import('./calendar-reader.js');
      return { answer, calendar: readCalendar(answer.text, { property_id: source.property_id, time_zone: source.time_zone, now: this.clock.now() }) };
    } catch (error) {
      if (error instanceof AddressRefused) return 'address_refused';
      if (error instanceof AnswerTooLarge || error instanceof CalendarTooLarge) return 'too_large';
      return error instanceof CalendarUnreadable ? 'unreadable' : 'unreachable';
    }
  }

  /** Events follow their UID; those that are gone go, unless the calendar is empty or partly unreadable. */
  private async takeOver(tx: Tx, source: Import, { answer, calendar }: { answer: GuardedAnswer; calendar: ReadCalendar }): Promise<ImportError | null> {
    await query(
      tx,
      `INSERT INTO imported_events (import_id, external_uid, start_date, end_date)
       SELECT $1, external_uid, start_date, end_date FROM jsonb_to_recordset($2) AS row (external_uid text, start_date date, end_date date)
       ON CONFLICT (import_id, external_uid) DO UPDATE SET start_date = excluded.start_date, end_date = excluded.end_date
       WHERE (imported_events.start_date, imported_events.end_date) <> (excluded.start_date, excluded.end_date)`,
      [source.id, JSON.stringify(calendar.events)],
    );
    const may_free = calendar.is_complete && !calendar.is_empty;
    const left = await query(
      tx,
      `WITH gone AS (DELETE FROM imported_events WHERE import_id = $1 AND (end_date <= $2 OR ($3 AND external_uid <> ALL ($4))) RETURNING external_uid)
       SELECT 1 FROM imported_events WHERE import_id = $1 AND external_uid NOT IN (SELECT external_uid FROM gone) LIMIT 1`,
      [source.id, todayIn(source.time_zone, this.clock.now()), may_free, calendar.events.map(({ external_uid }) => external_uid)],
    );
    const error = !calendar.is_complete ? 'partly_unreadable' : calendar.is_empty && left.length > 0 ? 'empty' : null;
    // Without its validators an answer that was not taken in full is asked for again.
    const [etag, last_modified] = error === null ? [headerOf(answer, 'etag', 300), headerOf(answer, 'last-modified', 100)] : [null, null];
    await query(tx, 'UPDATE calendar_imports SET last_error = $2, etag = $3, last_modified = $4, read_at = now() WHERE id = $1', [source.id, error, etag, last_modified]);
    return error;
  }
}

function headerOf({ headers }: GuardedAnswer, name: 'etag' | 'last-modified', longest: number): string | null {
  const value = headers[name];
  return value !== undefined && value.length <= longest ? value : null;
}
