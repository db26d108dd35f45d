import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DiscoveryService } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { cloneDatabase, type TestDatabase } from '../../../test/support/database.js';
import { loadConfig } from '../../config/index.js';
import { todayIn, type CalendarDate } from '../../kernel/calendar-date.js';
import { databaseSettings, dataSourceOptions } from '../database/data-source-options.js';
import { Database } from '../database/database.js';
import { configureLogger } from '../observability/logger.js';
import { JobRunner } from './job-runner.js';
import { Scheduled, type JobCounts, type ScheduledJob } from './scheduled-job.js';

/** A job that a test lets go on when it likes. */
@Scheduled({ name: 'count-mangoes', cron: '0 5 * * *', description: 'Counts the mangoes.' })
class CountMangoes implements ScheduledJob {
  readonly days: CalendarDate[] = [];
  gate: Promise<void> = Promise.resolve();

  async run(day: CalendarDate): Promise<JobCounts> {
    this.days.push(day);
    await this.gate;
    return { mangoes: this.days.length };
  }
}

@Scheduled({ name: 'climb-tree', cron: '0 4 * * *', description: 'Falls down.' })
class ClimbTree implements ScheduledJob {
  run(): Promise<JobCounts> {
    return Promise.reject(new Error('fell down'));
  }
}

describe('scheduled jobs', () => {
  let cloned: TestDatabase;
  let source: DataSource;
  let database: Database;
  const config = (): ReturnType<typeof loadConfig> => loadConfig({ NODE_ENV: 'test', DATABASE_URL: cloned.url, REDIS_URL: 'redis://unused' });

  beforeAll(async () => {
    configureLogger({ level: 'silent', format: 'json' });
    cloned = await cloneDatabase();
    source = await new DataSource(dataSourceOptions({ ...databaseSettings(config()), poolSize: 5 })).initialize();
    database = new Database(source);
  });
  afterAll(async () => {
    await source.destroy();
    await cloned.drop();
  });

  function runnerWith(...jobs: ScheduledJob[]): JobRunner {
    const providers = jobs.map((instance) => ({ instance, metatype: instance.constructor }));
    const runner = new JobRunner({ getProviders: () => providers } as unknown as DiscoveryService, database, config());
    runner.onModuleInit();
    return runner;
  }

  const runs = async (name: string): Promise<{ day: string; counts: unknown; error: string | null; ended: boolean }[]> =>
    (await cloned.client.query<{ day: string; counts: unknown; error: string | null; ended: boolean }>(`SELECT day::text, counts, error, finished_at IS NOT NULL AS ended FROM job_runs WHERE name = $1 ORDER BY started_at`, [name])).rows;

  it('are listed by name, and only those that there are can be run', async () => {
    const runner = runnerWith(new CountMangoes(), new ClimbTree());
    expect(runner.list().map(({ name }) => name)).toEqual(['climb-tree', 'count-mangoes']);
    await expect(runner.run('count-stars')).rejects.toThrow('there is no job count-stars; known: climb-tree, count-mangoes');
    expect(() => runnerWith(new CountMangoes(), new CountMangoes())).toThrow('two scheduled jobs are called count-mangoes');
  });

  it('run as on the day that is asked for, today otherwise, and write down what they did', async () => {
    const job = new CountMangoes();
    const runner = runnerWith(job);
    expect(await runner.run('count-mangoes', '2026-12-01')).toEqual({ name: 'count-mangoes', outcome: 'done', counts: { mangoes: 1 } });
    await runner.run('count-mangoes');
    expect(job.days).toEqual(['2026-12-01', todayIn('Africa/Porto-Novo', new Date())]);
    expect((await runs('count-mangoes'))[0]).toEqual({ day: '2026-12-01', counts: { mangoes: 1 }, error: null, ended: true });
  });

  it('that fail say so, and can run again at once', async () => {
    const runner = runnerWith(new ClimbTree());
    for (let time = 0; time < 2; time += 1) expect(await runner.run('climb-tree')).toMatchObject({ outcome: 'failed', error: 'fell down' });
    expect((await runs('climb-tree')).map(({ error, ended }) => `${String(error)} ${String(ended)}`)).toEqual(['fell down true', 'fell down true']);
  });

  it('run in one place at a time, in the next one afterwards', async () => {
    const [one, two] = [new CountMangoes(), new CountMangoes()];
    let open: () => void = () => undefined;
    one.gate = new Promise((resolve) => { open = resolve; });
    const running = runnerWith(one).run('count-mangoes');
    const elsewhere = runnerWith(two);
    while (one.days.length === 0) await new Promise(setImmediate);
    expect(await elsewhere.run('count-mangoes')).toEqual({ name: 'count-mangoes', outcome: 'running elsewhere', counts: {} });
    open();
    expect((await running).outcome).toBe('done');
    expect((await elsewhere.run('count-mangoes')).outcome).toBe('done');
    expect(two.days).toHaveLength(1);
  });

  it('that are due are run once, however many clocks strike, and again when they are due the next time', async () => {
    await cloned.client.query('DELETE FROM job_runs');
    const [one, two] = [new CountMangoes(), new CountMangoes()];
    const clocks = [runnerWith(one), runnerWith(two)];
    const strike = (due: Date): Promise<unknown> => Promise.all([...clocks, ...clocks].map((clock) => clock.runDue('count-mangoes', due)));
    const due = new Date();
    await strike(due);
    expect((await clocks[1].runDue('count-mangoes', due)).outcome).toBe('done elsewhere');
    expect(one.days.length + two.days.length).toBe(1);
    await cloned.client.query(`UPDATE job_runs SET started_at = started_at - interval '1 hour'`);
    await strike(new Date());
    expect(await runs('count-mangoes')).toHaveLength(2);
  });

  it('of an instance that died go on elsewhere once its lease is over', async () => {
    const hold = (until: string): Promise<unknown> => cloned.client.query(
      `INSERT INTO job_locks (name, holder, leased_until) VALUES ('count-mangoes', gen_random_uuid(), now() + $1::interval) ON CONFLICT (name) DO UPDATE SET leased_until = excluded.leased_until`, [until]);
    const runner = runnerWith(new CountMangoes());
    await hold('30 seconds');
    expect((await runner.run('count-mangoes')).outcome).toBe('running elsewhere');
    await hold('-1 second');
    expect((await runner.run('count-mangoes')).outcome).toBe('done');
  });
});
