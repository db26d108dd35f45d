import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { Gauge, type Registry } from 'prom-client';
import { Database } from '../database/database.js';
import { Consumers } from '../outbox/consumers.js';
import { FastRedis } from '../redis/redis.module.js';
import { JobRunner } from '../schedule/job-runner.js';
import { lateSeconds } from '../schedule/late-seconds.js';
import { FIGURES, type FigureGroup, type Reading } from './figures.js';
import { logger } from './logger.js';

type Row = Readonly<Record<string, string | number>>;

/** The rows of a group's readings, in their order, and when they were read. */
interface Read {
  readonly at: number;
  readonly rows: readonly (readonly Row[])[];
}

/**
 * Figures of the whole house. Counting costs, and every instance is asked every few seconds: so one reads for all of them, and leaves what it
 * read in Redis. Where the database is away the last figures stay; their age is a figure too.
 */
@Injectable()
export class HouseFigures {
  private readonly gauges = new Map<string, Gauge>();
  private readonly readAt = new Map<string, number>();
  private readonly startedAt = Date.now();
  private runs: readonly Row[] = [];

  constructor(
    private readonly database: Database,
    private readonly redis: FastRedis,
    private readonly consumers: Consumers,
    private readonly jobs: JobRunner,
  ) {}

  /** Processes that ask for something else read for themselves: another version, or one that has jobs that others lack. */
  private get shape(): string {
    return createHash('sha256').update(JSON.stringify([FIGURES, this.jobs.list().map(({ name }) => name), this.consumers.all()])).digest('hex').slice(0, 8);
  }

  register(registry: Registry): void {
    const gauge = (name: string, help: string, labelNames: readonly string[] = []): void => {
      this.gauges.set(name, new Gauge({ name, help, labelNames: [...labelNames], registers: [registry] }));
    };
    for (const { readings } of FIGURES) {
      for (const { gauges, labels } of readings) for (const [name, help] of Object.values(gauges)) gauge(name, help, labels);
    }
    gauge('lokahome_schedule_late_seconds', 'For how long a scheduled job is overdue to succeed; 0 while it is on time', ['name']);
    gauge('lokahome_figures_read_timestamp_seconds', 'When a group of these figures was last read', ['group']);
  }

  /** Reads what is old. Never throws. */
  async refresh(): Promise<void> {
    for (const group of FIGURES) {
      try {
        await this.refreshGroup(group);
      } catch (error) {
        logger.warn({ err: error, group: group.name }, 'figures for the metrics could not be read');
      }
    }
    for (const { name, cron } of this.jobs.list()) {
      const run = this.runs.find((one) => one['name'] === name);
      // One that has succeeded is late since then, one that only failed since its first run, one that is new since this process is.
      const since = Number(run?.['success'] ?? 0) || Number(run?.['first'] ?? 0) || this.startedAt / 1000;
      this.set('lokahome_schedule_late_seconds', { name }, lateSeconds({ cron, time_zone: this.jobs.timeZone }, new Date(since * 1000), new Date()));
    }
  }

  private async refreshGroup(group: FigureGroup): Promise<void> {
    const patience = group.every_seconds * 1000;
    if (Date.now() - (this.readAt.get(group.name) ?? -Infinity) < patience) return;
    const key = `metrics:figures:${group.name}:${this.shape}`;
    const shared = await this.redis.get(key).catch(() => null);
    const read = shared === null ? await this.read(group) : (JSON.parse(shared) as Read);
    if (shared === null) await this.redis.set(key, JSON.stringify(read), 'PX', patience).catch(() => undefined);
    group.readings.forEach((reading, index) => { this.show(reading, read.rows[index] ?? []); });
    this.readAt.set(group.name, read.at);
    this.set('lokahome_figures_read_timestamp_seconds', { group: group.name }, read.at / 1000);
  }

  /** One after the other: figures take one connection of the pool, however many they are. */
  private async read({ readings }: FigureGroup): Promise<Read> {
    const at = Date.now();
    const rows: Row[][] = [];
    for (const { sql, given, from } of readings) {
      const values = given === undefined ? [] : [JSON.stringify(given === 'jobs' ? this.jobs.list().map(({ name }) => name) : this.consumers.all())];
      rows.push(await (from === 'replica' ? this.database.read<Row>(sql, values) : this.database.write<Row>(sql, values)));
    }
    return { at, rows };
  }

  private show({ gauges, labels = [] }: Reading, rows: readonly Row[]): void {
    if ('success' in gauges) this.runs = rows;
    for (const [column, [name]] of Object.entries(gauges)) {
      this.gauges.get(name)?.reset();
      for (const row of rows) this.set(name, Object.fromEntries(labels.map((label) => [label, String(row[label])])), Number(row[column]));
    }
  }

  private set(name: string, labels: Record<string, string>, value: number): void {
    this.gauges.get(name)?.set(labels, value);
  }
}
