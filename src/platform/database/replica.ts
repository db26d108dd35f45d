import pg, { type Pool, type QueryResultRow } from 'pg';
import { logger } from '../observability/logger.js';
import { connectionLimits, type DatabaseSettings } from './data-source-options.js';
import { databaseFault, isConnectionLost } from './database-errors.js';
import { ReplicaLag } from './replica-lag.js';

const LOOK_WITHIN_MS = 2000;
/** Cancelled because replay needed the rows (40001), or a schema that replay has not brought here yet (42…). */
const PRIMARY_WOULD_ANSWER = /^(40001|42\w{3})$/;

export interface ReplicaFigures {
  readonly name: string;
  readonly used: boolean;
  readonly lag_seconds: number;
  readonly reads: number;
}

/** One streaming replica: how far it is, and whether it may be asked. */
export class Replica {
  /** For logs and metrics: without user and password. */
  readonly name: string;
  private readonly pool: Pool;
  private readonly lag = new ReplicaLag();
  /** Unknown until it was looked at: nobody is sent to it before. */
  private answers: boolean | undefined;
  private replayed = -1;
  private behind_ms = Infinity;
  private inUse = false;
  private closed = false;
  private reads = 0;

  constructor(url: string, settings: DatabaseSettings, private readonly maxLagMs: number) {
    const { host, pathname } = new URL(url);
    this.name = `${host}${pathname}`;
    this.pool = new pg.Pool({
      connectionString: url, max: settings.poolSize, application_name: 'lokahome-reads', ...connectionLimits(settings),
    });
    // An idle connection that breaks is none of anybody's requests.
    this.pool.on('error', () => undefined);
  }

  /** Whether it may be asked by someone who must see the log up to `lsn`. */
  has(lsn: number): boolean {
    return this.inUse && this.replayed >= lsn;
  }

  async query<R extends QueryResultRow>(statement: { text: string; name?: string; values: unknown[] }): Promise<R[]> {
    const { rows } = await this.pool.query<R>(statement);
    this.reads += 1;
    return rows;
  }

  /** Whether the primary should be asked instead; a replica that is lost is not asked again until it is seen. */
  failedBy(error: unknown): boolean {
    if (isConnectionLost(error)) {
      this.standing(false, error);
      return true;
    }
    return PRIMARY_WOULD_ANSWER.test(databaseFault(error)?.code ?? '');
  }

  primaryIsAt(lsn: number, at: number): void {
    this.lag.primaryIsAt(lsn, at);
  }

  /** Asks it how far it is. */
  async look(): Promise<void> {
    try {
      const { rows } = await this.pool.query<{ replayed: number | null }>({
        text: `SELECT pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::float8 AS replayed WHERE pg_is_in_recovery()`,
        query_timeout: LOOK_WITHIN_MS,
      } as pg.QueryConfig);
      const replayed = rows[0]?.replayed ?? null;
      if (replayed === null) throw new Error('it is no replica');
      this.replayed = replayed;
      this.behind_ms = this.lag.behind(replayed, performance.now());
      this.standing(true);
    } catch (error) {
      this.standing(false, error);
    }
  }

  figures(): ReplicaFigures {
    return { name: this.name, used: this.inUse, lag_seconds: this.answers === true ? this.behind_ms / 1000 : NaN, reads: this.reads };
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.pool.end();
  }

  /** Takes it in or leaves it out, and says so once. */
  private standing(answers: boolean, reason?: unknown): void {
    const inUse = answers && this.behind_ms <= this.maxLagMs;
    const changed = this.answers === undefined || inUse !== this.inUse;
    this.answers = answers;
    this.inUse = inUse;
    if (!changed || this.closed) return;
    const facts = { replica: this.name, behind_ms: Math.round(this.behind_ms) };
    if (inUse) logger.info(facts, 'a replica is read from');
    else if (answers) logger.warn(facts, 'a replica lags too much: it is left out');
    else logger.warn({ replica: this.name, err: reason }, 'a replica does not answer: it is left out');
  }
}
