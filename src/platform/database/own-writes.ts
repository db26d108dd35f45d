import { Injectable } from '@nestjs/common';
import { Config } from '../../config/index.js';
import { logger } from '../observability/logger.js';
import { FastRedis } from '../redis/redis.module.js';

/** Beyond the lag that a replica in use may have: whatever is forgotten has long arrived everywhere. */
const KEPT_LONGER_MS = 10_000;

/**
 * Up to where in PostgreSQL's log each caller must see, shared by all instances through Redis. A place in the log rather
 * than a time: it holds however far a replica is behind.
 */
@Injectable()
export class OwnWrites {
  private readonly kept_ms: number;
  private doubtUntil = 0;

  constructor(
    config: Config,
    private readonly redis: FastRedis,
  ) {
    this.kept_ms = config.DATABASE_REPLICA_MAX_LAG_MS + KEPT_LONGER_MS;
    // What was noted may be gone with it, and what could not be noted is missing: it is not trusted for as long as a lag may last.
    redis.on('close', () => { this.doubt(); });
  }

  /** Never lets a request fail that has done its work. */
  async remember(actor_id: string, lsn: () => Promise<number>): Promise<void> {
    try {
      const key = keyOf(actor_id);
      // Two requests of one caller may end in any order: only ever further.
      const results = await this.redis.multi().zadd(key, 'GT', await lsn(), 'lsn').pexpire(key, this.kept_ms).exec();
      for (const [error] of results ?? []) if (error) throw error;
    } catch (error) {
      if (performance.now() > this.doubtUntil) logger.warn({ err: error }, 'own writes cannot be noted: who is signed in reads from the primary for a while');
      this.doubt();
    }
  }

  /** 0 for who has changed nothing lately; Infinity where nobody knows. */
  async of(actor_id: string): Promise<number> {
    if (performance.now() < this.doubtUntil) return Infinity;
    try {
      return Number((await this.redis.zscore(keyOf(actor_id), 'lsn')) ?? 0);
    } catch {
      return Infinity;
    }
  }

  private doubt(): void {
    this.doubtUntil = performance.now() + this.kept_ms;
  }
}

function keyOf(actor_id: string): string {
  return `own-writes:${actor_id}`;
}
