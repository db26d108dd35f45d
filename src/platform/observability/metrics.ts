import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { Database } from '../database/database.js';
import { FastRedis } from '../redis/redis.module.js';
import { logger } from './logger.js';

const JOBS_KEY = 'metrics:jobs';
const FIGURES_FOR_MS = 15_000;

/** What `/metrics` shows. `endpoint` is the route's pattern, never the raw path. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  private figuresAt = 0;

  private readonly requests = new Counter({
    name: 'lokahome_requests_total', help: 'Answered requests', labelNames: ['method', 'endpoint', 'status'], registers: [this.registry],
  });
  private readonly latency = new Histogram({
    name: 'lokahome_request_latency_seconds', help: 'Time from request to answer', labelNames: ['method', 'endpoint'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5], registers: [this.registry],
  });
  private readonly activeUsers = this.gauge('lokahome_active_users', 'Accounts with a session used in the last 15 minutes');
  private readonly properties = this.gauge('lokahome_properties_total', 'Properties by status', ['status']);
  private readonly bookings = this.gauge('lokahome_bookings_total', 'Bookings by status', ['status']);
  private readonly payments = this.gauge('lokahome_payments_total', 'Payments by method and status', ['method', 'status']);
  private readonly jobs = this.gauge('lokahome_jobs_total', 'Jobs that ended, by queue and status', ['queue', 'status']);
  private readonly pool = this.gauge('lokahome_database_pool_connections', 'Connections of the pool', ['state']);
  private readonly replicaLag = this.gauge('lokahome_replica_lag_seconds', 'How far a replica is behind the primary', ['replica']);
  private readonly replicaUsed = this.gauge('lokahome_replica_used', '1 where a replica is read from, 0 where it is left out', ['replica']);
  private readonly replicaReads = new Counter({
    name: 'lokahome_replica_reads_total', help: 'Statements that a replica has answered', labelNames: ['replica'], registers: [this.registry],
  });
  private readonly backlog = this.gauge('lokahome_outbox_waiting', 'Outbox rows not yet done');
  private readonly webhooks = this.gauge('lokahome_webhook_deliveries_total', 'Deliveries to partners’ endpoints of the last 30 days, by status', ['status']);
  private readonly dead = this.gauge('lokahome_outbox_dead', 'Outbox rows that were given up and wait for an admin');

  constructor(
    private readonly database: Database,
    private readonly redis: FastRedis,
  ) {
    // Event loop lag, heap, garbage collection and file handles, under our own prefix.
    collectDefaultMetrics({ register: this.registry, prefix: 'lokahome_' });
  }

  observe(request: { method: string; endpoint: string; status: number; seconds: number }): void {
    const { method, endpoint } = request;
    this.requests.inc({ method, endpoint, status: String(request.status) });
    this.latency.observe({ method, endpoint }, request.seconds);
  }

  /** Counted in Redis, because workers are other processes. A count lost with Redis is only a count. */
  jobEnded(queue: string, status: 'completed' | 'failed' | 'dead'): void {
    this.redis.hincrby(JOBS_KEY, `${queue} ${status}`, 1).catch(() => undefined);
  }

  async render(): Promise<string> {
    const { total, idle, waiting } = this.database.poolFigures();
    this.pool.set({ state: 'total' }, total);
    this.pool.set({ state: 'idle' }, idle);
    this.pool.set({ state: 'waiting' }, waiting);
    this.replicaReads.reset();
    for (const { name: replica, lag_seconds, used, reads } of this.database.replicaFigures()) {
      this.replicaLag.set({ replica }, lag_seconds);
      this.replicaUsed.set({ replica }, used ? 1 : 0);
      this.replicaReads.inc({ replica }, reads);
    }
    await this.refreshFigures();
    return this.registry.metrics();
  }

  /** Counting tables costs: at most every 15 s, and without a database the last figures stay. */
  private async refreshFigures(): Promise<void> {
    if (Date.now() - this.figuresAt < FIGURES_FOR_MS) return;
    this.figuresAt = Date.now();
    try {
      await Promise.all([this.readTables(), this.readJobs()]);
    } catch (error) {
      logger.warn({ err: error }, 'figures for the metrics could not be read');
    }
  }

  private async readTables(): Promise<void> {
    const rows = await this.database.write<{ figure: string; status: string; method: string | null; count: number }>(`
      SELECT 'properties' AS figure, status, NULL AS method, count(*) FROM properties WHERE deleted_at IS NULL GROUP BY status
      UNION ALL SELECT 'bookings', status, NULL, count(*) FROM bookings GROUP BY status
      UNION ALL SELECT 'payments', status, payment_method, count(*) FROM payments GROUP BY status, payment_method
      UNION ALL SELECT 'users', '', NULL, count(DISTINCT user_id) FROM auth_sessions
        WHERE ended_at IS NULL AND last_used_at > now() - interval '15 minutes'
      UNION ALL SELECT 'outbox', '', NULL, count(*) FROM outbox WHERE done_at IS NULL AND dead_at IS NULL
      UNION ALL SELECT 'webhooks', status, NULL, count(*) FROM webhook_deliveries GROUP BY status
      UNION ALL SELECT 'dead', '', NULL, count(*) FROM outbox WHERE dead_at IS NOT NULL`);
    for (const gauge of [this.properties, this.bookings, this.payments, this.webhooks]) gauge.reset();
    for (const { figure, status, method, count } of rows) {
      if (figure === 'properties') this.properties.set({ status }, count);
      else if (figure === 'bookings') this.bookings.set({ status }, count);
      else if (figure === 'payments') this.payments.set({ method: method ?? '', status }, count);
      else if (figure === 'webhooks') this.webhooks.set({ status }, count);
      else if (figure === 'users') this.activeUsers.set(count);
      else if (figure === 'dead') this.dead.set(count);
      else this.backlog.set(count);
    }
  }

  private async readJobs(): Promise<void> {
    for (const [key, count] of Object.entries(await this.redis.hgetall(JOBS_KEY))) {
      const [queue = '', status = ''] = key.split(' ');
      this.jobs.set({ queue, status }, Number(count));
    }
  }

  private gauge<L extends string>(name: string, help: string, labelNames: L[] = []): Gauge<L> {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }
}
