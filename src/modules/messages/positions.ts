import { Injectable } from '@nestjs/common';
import { logger } from '../../platform/observability/logger.js';
import { FastRedis } from '../../platform/redis/redis.module.js';

/** Two minutes in which a client may come back, and the half a minute after which a broken line is noticed. */
const KEPT_MS = 150_000;

/**
 * How far in its feed a session's client surely was: for one that comes back without saying so itself. Lost with Redis, which costs
 * nothing but that.
 */
@Injectable()
export class Positions {
  constructor(private readonly redis: FastRedis) {}

  async keep(positions: readonly (readonly [session_id: string, seq: number])[]): Promise<void> {
    if (positions.length === 0) return;
    try {
      const pipeline = this.redis.pipeline();
      for (const [session_id, seq] of positions) pipeline.set(keyOf(session_id), seq, 'PX', KEPT_MS);
      await pipeline.exec();
    } catch (error) {
      logger.debug({ err: error }, 'redis is away: who comes back has to say where they were');
    }
  }

  async find(session_id: string): Promise<number | null> {
    const kept = await this.redis.get(keyOf(session_id)).catch(() => null);
    return kept === null ? null : Number(kept);
  }
}

function keyOf(session_id: string): string {
  return `chat:position:${session_id}`;
}
