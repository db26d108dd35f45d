import { Injectable } from '@nestjs/common';
import { statfs } from 'node:fs/promises';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { Config } from '../../config/index.js';
import { Database } from '../database/database.js';
import { statementsRegistry } from '../database/statements.js';
import { QUEUES } from '../outbox/events.js';
import { FastRedis } from '../redis/redis.module.js';
import { Realtime } from '../realtime/realtime.js';
import { FileStorage } from '../storage/storage.provider.js';
import { HouseFigures } from './house-figures.js';
import { outsideRegistry } from './outside-calls.js';

const JOBS_KEY = 'metrics:jobs';
/** A command for each event would be one in thirty of a worker's time. */
const GATHER_MS = 250;
/** Asked more often, it answers what it knows. */
const PROBED_FOR_MS = 15_000;
/** What takes longer is shown the next time: a scrape is never kept waiting by what is broken. */
const PATIENCE_MS = 3000;

const JOB_STATES = [['waiting', 'wait'], ['active', 'active'], ['delayed', 'delayed']] as const;

/** What `/metrics` shows, of this process and of the whole house. `endpoint` is the route's pattern, never the raw path. */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  /** Deliveries that ended and are not counted in Redis yet, by queue and status. */
  private readonly ended = new Map<string, number>();
  private probedAt = -Infinity;
  private probing: Promise<unknown> | undefined;

  private readonly requests = new Counter({
    name: 'lokahome_requests_total', help: 'Answered requests', labelNames: ['method', 'endpoint', 'status'], registers: [this.registry],
  });
  private readonly latency = new Histogram({
    name: 'lokahome_request_latency_seconds', help: 'Time from request to answer', labelNames: ['method', 'endpoint'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5], registers: [this.registry],
  });
  private readonly jobs = new Counter({
    name: 'lokahome_jobs_total', help: 'Deliveries that ended, of the whole house, by queue and status', labelNames: ['queue', 'status'], registers: [this.registry],
  });
  private readonly queued = this.gauge('lokahome_queue_jobs', 'Jobs that lie in Redis, by queue and state', ['queue', 'state']);
  private readonly redisMemory = this.gauge('lokahome_redis_memory_bytes', 'Memory that Redis uses, and may use', ['kind']);
  private readonly dependencies = this.gauge('lokahome_dependency_up', 'Whether this process reaches what it depends on', ['dependency']);
  private readonly storageRoom = this.gauge('lokahome_storage_bytes', 'Room on the disk of the local file store', ['kind']);
  private readonly sockets = this.gauge('lokahome_sockets_connected', 'Sockets of this process: clients that are spoken to as things happen');
  private readonly pool = this.gauge('lokahome_database_pool_connections', 'Connections of this process: open, idle, callers that wait for one, and the most there may be', ['state']);
  private readonly replicaLag = this.gauge('lokahome_replica_lag_seconds', 'How far a replica is behind the primary', ['replica']);
  private readonly replicaUsed = this.gauge('lokahome_replica_used', '1 where a replica is read from, 0 where it is left out', ['replica']);
  private readonly replicaReads = new Counter({
    name: 'lokahome_replica_reads_total', help: 'Statements that a replica has answered', labelNames: ['replica'], registers: [this.registry],
  });

  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly redis: FastRedis,
    private readonly storage: FileStorage,
    private readonly realtime: Realtime,
    private readonly figures: HouseFigures,
  ) {
    // Event loop lag, heap, garbage collection and file handles, under our own prefix.
    collectDefaultMetrics({ register: this.registry, prefix: 'lokahome_' });
    this.gauge('lokahome_build_info', 'The version that runs', ['version']).set({ version: config.VERSION }, 1);
    figures.register(this.registry);
  }

  observe(request: { method: string; endpoint: string; status: number; seconds: number }): void {
    const { method, endpoint } = request;
    this.requests.inc({ method, endpoint, status: String(request.status) });
    this.latency.observe({ method, endpoint }, request.seconds);
  }

  /** Counted in Redis, because workers are other processes: a few times a second. A count lost with Redis, or with the process, is only a count. */
  jobEnded(queue: string, status: 'completed' | 'failed' | 'dead'): void {
    if (this.ended.size === 0) setTimeout(() => { this.countEnded(); }, GATHER_MS).unref();
    const kind = `${queue} ${status}`;
    this.ended.set(kind, (this.ended.get(kind) ?? 0) + 1);
  }

  private countEnded(): void {
    for (const [kind, count] of this.ended) this.redis.hincrby(JOBS_KEY, kind, count).catch(() => undefined);
    this.ended.clear();
  }

  async render(): Promise<string> {
    const { total, idle, waiting } = this.database.poolFigures();
    for (const [state, count] of Object.entries({ total, idle, waiting, max: this.config.DATABASE_POOL_SIZE })) this.pool.set({ state }, count);
    this.sockets.set(this.realtime.connected);
    this.lookAtReplicas();
    await this.probe();
    return Registry.merge([this.registry, statementsRegistry, outsideRegistry]).metrics();
  }

  /** One at a time, however many ask. */
  private async probe(): Promise<void> {
    if (this.probing === undefined && Date.now() - this.probedAt >= PROBED_FOR_MS) {
      this.probedAt = Date.now();
      this.probing = Promise.all([this.figures.refresh(), this.lookAtDependencies(), this.lookAtRedis().catch(() => undefined), this.lookAtDisk()])
        .finally(() => { this.probing = undefined; });
    }
    await within(PATIENCE_MS, this.probing ?? Promise.resolve()).catch(() => undefined);
  }

  private async lookAtDependencies(): Promise<void> {
    const checks: [string, Promise<unknown>][] = [['database', this.database.check()], ['redis', this.redis.ping()], ['storage', this.storage.check()]];
    await Promise.all(checks.map(async ([dependency, check]) => {
      const up = await within(PATIENCE_MS - 500, check).then(() => 1, () => 0);
      this.dependencies.set({ dependency }, up);
    }));
  }

  private lookAtReplicas(): void {
    this.replicaReads.reset();
    for (const { name: replica, lag_seconds, used, reads } of this.database.replicaFigures()) {
      this.replicaLag.set({ replica }, lag_seconds);
      this.replicaUsed.set({ replica }, used ? 1 : 0);
      this.replicaReads.inc({ replica }, reads);
    }
  }

  private async lookAtRedis(): Promise<void> {
    const counts = await this.redis.hgetall(JOBS_KEY);
    this.jobs.reset();
    for (const [key, count] of Object.entries(counts)) {
      const [queue = '', status = ''] = key.split(' ');
      this.jobs.inc({ queue, status }, Number(count));
    }
    await Promise.all(QUEUES.flatMap((queue) => JOB_STATES.map(async ([state, key]) => {
      const name = `bull:${queue}:${key}`;
      this.queued.set({ queue, state }, await (state === 'delayed' ? this.redis.zcard(name) : this.redis.llen(name)));
    })));
    const memory = await this.redis.info('memory');
    const figure = (name: string): number => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(memory)?.[1] ?? 0);
    this.redisMemory.set({ kind: 'used' }, figure('used_memory'));
    this.redisMemory.set({ kind: 'max' }, figure('maxmemory') || figure('total_system_memory'));
  }

  private async lookAtDisk(): Promise<void> {
    if (this.config.STORAGE_DRIVER !== 'local') return;
    try {
      const { bsize, blocks, bavail } = await statfs(this.config.STORAGE_LOCAL_PATH);
      this.storageRoom.set({ kind: 'size' }, blocks * bsize);
      this.storageRoom.set({ kind: 'free' }, bavail * bsize);
    } catch {
      // Nothing was kept yet: the directory comes with the first file.
    }
  }

  private gauge<L extends string>(name: string, help: string, labelNames: L[] = []): Gauge<L> {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => { reject(new Error('no answer in time')); }, ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
