import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Config } from '../../config/index.js';
import { todayIn, type CalendarDate } from '../../kernel/calendar-date.js';
import { newId } from '../../kernel/id.js';
import { Database } from '../database/database.js';
import { logger } from '../observability/logger.js';
import { inSpan } from '../observability/tracing.js';
import { jobSpecOf, type JobCounts, type JobSpec, type ScheduledJob } from './scheduled-job.js';

const LEASE_MS = 60_000;
/** Clocks of machines that are kept by NTP differ by less. */
const CLOCKS_DIFFER_SECONDS = 5;

export interface JobRun {
  readonly name: string;
  readonly outcome: 'done' | 'failed' | 'running elsewhere' | 'done elsewhere';
  readonly counts: JobCounts;
  readonly error?: string;
}

/** Runs scheduled work on one instance at a time and writes down what it did. */
@Injectable()
export class JobRunner implements OnModuleInit {
  private readonly jobs = new Map<string, { spec: JobSpec; job: ScheduledJob }>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    for (const { metatype, instance } of this.discovery.getProviders()) {
      const spec = metatype ? jobSpecOf(metatype) : undefined;
      if (!spec) continue;
      if (this.jobs.has(spec.name)) throw new Error(`two scheduled jobs are called ${spec.name}`);
      this.jobs.set(spec.name, { spec, job: instance as ScheduledJob });
    }
  }

  /** Where the clock of the jobs goes. */
  get timeZone(): string {
    return this.config.TZ_BUSINESS;
  }

  list(): JobSpec[] {
    return [...this.jobs.values()].map(({ spec }) => spec).sort((a, b) => a.name.localeCompare(b.name));
  }

  /** Runs a job that is due now, unless another instance has done so for the same time already: all clocks strike at once. */
  runDue(name: string, due: Date): Promise<JobRun> {
    return this.run(name, todayIn(this.config.TZ_BUSINESS, due), due);
  }

  /** Runs the job as on `day` (today by default), unless another instance is at it. */
  async run(name: string, day: CalendarDate = todayIn(this.config.TZ_BUSINESS, new Date()), due?: Date): Promise<JobRun> {
    const known = this.jobs.get(name);
    if (!known) throw new Error(`there is no job ${name}; known: ${[...this.jobs.keys()].sort().join(', ')}`);
    const holder = newId();
    if (!(await this.lock(name, holder))) return { name, outcome: 'running elsewhere', counts: {} };
    const renewal = setInterval(() => void this.lock(name, holder).catch(() => undefined), LEASE_MS / 3);
    try {
      // Looked at under the lock: whoever held it before has written their run down by now.
      if (due && (await this.hasRunSince(name, day, due))) return { name, outcome: 'done elsewhere', counts: {} };
      return await inSpan({ name: `job ${name}`, kind: 'internal', parent: null }, () => this.record(name, day, known.job), ({ outcome }) => ({ 'lokahome.outcome': outcome }));
    } finally {
      clearInterval(renewal);
      await this.database.write('DELETE FROM job_locks WHERE name = $1 AND holder = $2', [name, holder]);
    }
  }

  private async record(name: string, day: CalendarDate, job: ScheduledJob): Promise<JobRun> {
    const id = newId();
    await this.database.write('INSERT INTO job_runs (id, name, day) VALUES ($1, $2, $3)', [id, name, day]);
    try {
      const counts = await job.run(day);
      await this.database.write('UPDATE job_runs SET finished_at = now(), counts = $2 WHERE id = $1', [id, counts]);
      logger.info({ job: name, day, ...counts }, 'scheduled job done');
      return { name, outcome: 'done', counts };
    } catch (error) {
      const message = error instanceof Error ? error.message : 'unknown';
      logger.error({ err: error, job: name, day }, 'scheduled job failed');
      await this.database.write('UPDATE job_runs SET finished_at = now(), error = $2 WHERE id = $1', [id, message.slice(0, 500)]);
      return { name, outcome: 'failed', counts: {}, error: message };
    }
  }

  private async hasRunSince(name: string, day: CalendarDate, due: Date): Promise<boolean> {
    const rows = await this.database.write(
      'SELECT 1 FROM job_runs WHERE name = $1 AND day = $2 AND started_at >= $3::timestamptz - make_interval(secs => $4) LIMIT 1',
      [name, day, due, CLOCKS_DIFFER_SECONDS],
    );
    return rows.length > 0;
  }

  /** A lease on a row: no session state, so it works through PgBouncer, and a dead holder frees it. */
  private async lock(name: string, holder: string): Promise<boolean> {
    const rows = await this.database.write(
      `INSERT INTO job_locks (name, holder, leased_until) VALUES ($1, $2, now() + make_interval(secs => $3))
       ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, leased_until = excluded.leased_until
       WHERE job_locks.holder = excluded.holder OR job_locks.leased_until < now() RETURNING name`,
      [name, holder, LEASE_MS / 1000],
    );
    return rows.length === 1;
  }
}
