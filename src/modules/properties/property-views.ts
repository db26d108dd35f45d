import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { newId } from '../../kernel/id.js';
import { Database, query } from '../../platform/database/database.js';
import { FastRedis } from '../../platform/redis/redis.module.js';

const COUNTING = 'views:counting';
const BATCH = 'views:batch:';
/** How long this process gathers looks before it hands them over: a look is a fraction of a command. */
const GATHER_MS = 500;
/** Homes whose looks are kept while Redis is away; beyond them a look is only a look. */
const MOST_KEPT = 10_000;

/**
 * Counts looks at homes without slowing the answer: gathered here, handed to Redis twice a second, from where a job
 * takes them over every minute. While Redis is away this process keeps them.
 */
@Injectable()
export class PropertyViews implements OnModuleDestroy {
  private readonly kept = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly redis: FastRedis,
    private readonly database: Database,
  ) {}

  /** Never waited for, never fails. */
  count(property_id: string): void {
    const looks = this.kept.get(property_id);
    if (looks !== undefined || this.kept.size < MOST_KEPT) this.kept.set(property_id, (looks ?? 0) + 1);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.handOver();
    }, GATHER_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearTimeout(this.timer);
    await this.handOver();
  }

  /**
   * Adds what was counted to the totals; answers how many looks that were. A batch is set aside under a name of its own
   * first and counted in one transaction with that name: whatever dies, it is counted once.
   */
  async flush(): Promise<number> {
    await this.handOver();
    // RENAME of a hash that is not there is an error: nobody has looked.
    await this.redis.rename(COUNTING, `${BATCH}${newId()}`).catch((error: unknown) => {
      if (!/no such key/i.test(error instanceof Error ? error.message : '')) throw error;
    });
    let views = 0;
    for (const key of await this.batches()) views += await this.add(key);
    return views;
  }

  private async add(key: string): Promise<number> {
    const counts = Object.entries(await this.redis.hgetall(key));
    const views = await this.database.transaction(async (tx) => {
      const fresh = await query(tx, 'INSERT INTO property_view_batches (id) VALUES ($1) ON CONFLICT DO NOTHING RETURNING id', [key.slice(BATCH.length)]);
      if (fresh.length === 0) return 0;
      await query(
        tx,
        `INSERT INTO property_views AS v (property_id, views_count)
         SELECT p.id, row.n FROM unnest($1::uuid[], $2::bigint[]) AS row (id, n) JOIN properties p ON p.id = row.id ORDER BY p.id
         ON CONFLICT (property_id) DO UPDATE SET views_count = v.views_count + excluded.views_count`,
        [counts.map(([id]) => id), counts.map(([, n]) => n)],
      );
      return counts.reduce((sum, [, n]) => sum + Number(n), 0);
    });
    await this.redis.del(key);
    return views;
  }

  /** Batches that a run before this one left behind are among them. */
  private async batches(): Promise<string[]> {
    const keys: string[] = [];
    let cursor = '0';
    do {
      const [next, found] = await this.redis.scan(cursor, 'MATCH', `${BATCH}*`, 'COUNT', 1000);
      keys.push(...found);
      cursor = next;
    } while (cursor !== '0');
    return keys;
  }

  /** In one command line: all of it is counted, or what failed stays here. */
  private async handOver(): Promise<void> {
    if (this.kept.size === 0 || this.redis.status !== 'ready') return;
    const looks = [...this.kept];
    this.kept.clear();
    const commands = this.redis.pipeline();
    for (const [id, n] of looks) commands.hincrby(COUNTING, id, n);
    const results = (await commands.exec().catch(() => null)) ?? [];
    looks.forEach(([id, n], index) => {
      if (results[index]?.[0] !== null) this.kept.set(id, (this.kept.get(id) ?? 0) + n);
    });
  }
}
