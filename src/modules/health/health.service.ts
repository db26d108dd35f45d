import { Injectable, type BeforeApplicationShutdown, type OnModuleDestroy } from '@nestjs/common';
import { Config } from '../../config/index.js';
import { Database } from '../../platform/database/database.js';
import { Answer } from '../../platform/http/answer.js';
import { FastRedis } from '../../platform/redis/redis.module.js';
import { FileStorage } from '../../platform/storage/storage.provider.js';
import type { CheckView, DetailedHealthView, HealthView, ReadyView, WelcomeView } from './health.views.js';

const PATIENCE_MS = 2000;
/** An event that is due for so long means that no worker is at work, or that one cannot keep up. */
const QUEUE_LATE_SECONDS = 120;

@Injectable()
export class HealthService implements OnModuleDestroy, BeforeApplicationShutdown {
  private closing = false;

  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly redis: FastRedis,
    private readonly storage: FileStorage,
  ) {}

  /** The first thing a stop does: the load balancer sends no more. */
  onModuleDestroy(): void {
    this.closing = true;
  }

  /** Balancers look every second or so; they get the time to see it before the door closes. */
  async beforeApplicationShutdown(): Promise<void> {
    if (this.config.NODE_ENV === 'production') await new Promise((resolve) => setTimeout(resolve, 3000));
  }

  welcome(): WelcomeView {
    return { message: `${this.config.PROJECT_NAME} API`, version: this.config.VERSION, docs: '/docs' };
  }

  health(): HealthView {
    return { status: 'healthy', version: this.config.VERSION };
  }

  async detailed(): Promise<DetailedHealthView> {
    const [database, redis, storage, queue] = await Promise.all([
      timed(() => this.database.write('SELECT 1')),
      timed(() => this.redis.ping()),
      timed(() => this.storage.check()),
      timed(() => this.checkQueue()),
    ]);
    const checks = { database, redis, storage, queue };
    const healthy = Object.values(checks).every((check) => check.status === 'healthy');
    return { status: healthy ? 'healthy' : 'degraded', version: this.config.VERSION, checks };
  }

  /** Ready means: requests can be answered. Redis may be away, PostgreSQL may not. */
  async ready(): Promise<Answer | ReadyView> {
    const ready = !this.closing && (await timed(() => this.database.check())).status === 'healthy';
    return ready ? { ready } : new Answer({ ready }, { 'retry-after': '2' }, 503);
  }

  private async checkQueue(): Promise<void> {
    const rows = await this.database.write<{ late: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM outbox WHERE done_at IS NULL AND dead_at IS NULL AND due_at < now() - make_interval(secs => $1)) AS late`,
      [QUEUE_LATE_SECONDS],
    );
    if (rows[0]?.late) throw new Error('the outbox is late');
    await this.redis.ping();
  }
}

async function timed(check: () => Promise<unknown>): Promise<CheckView> {
  const start = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => { reject(new Error('no answer in time')); }, PATIENCE_MS);
  });
  const status = await Promise.race([check(), late]).then(
    () => 'healthy' as const,
    () => 'unhealthy' as const,
  );
  clearTimeout(timer);
  return { status, latency_ms: Math.round((performance.now() - start) * 100) / 100 };
}
