import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { Config } from '../../config/index.js';
import type { ActorRequest } from '../authz/actor.js';
import { TooManyRequests } from '../http/http.errors.js';
import type { LimitGroup } from '../http/operation.js';
import { FastRedis } from '../redis/redis.module.js';
import { clientKeyOf } from './client-key.js';

const WINDOW_SECONDS = 60;

interface Limit {
  readonly name: string;
  readonly quota: number;
  readonly limiter: RateLimiterRedis;
  /** By caller: the calls that arrived while Redis counts those before them. */
  readonly waiting: Map<string, Waiting[]>;
}

/** One call once it is counted: the how-manieth of its minute it is. */
interface Counted {
  readonly nth: number;
  readonly msBeforeNext: number;
}

interface Waiting {
  readonly resolve: (counted: Counted) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Calls a minute per route group and caller, counted in Redis for all instances together. While Redis
 * is away each instance counts for itself: limits stay, a little looser.
 */
@Injectable()
export class RateLimits {
  private readonly limits: Readonly<Record<string, Limit>>;

  constructor(
    private readonly config: Config,
    redis: FastRedis,
  ) {
    const limit = (name: string, quota: number): Limit => ({
      name,
      quota,
      waiting: new Map(),
      limiter: new RateLimiterRedis({
        storeClient: redis,
        keyPrefix: `limit:${name}`,
        points: quota,
        duration: WINDOW_SECONDS,
        rejectIfRedisNotReady: true,
        insuranceLimiter: new RateLimiterMemory({ points: quota, duration: WINDOW_SECONDS }),
      }),
    });
    this.limits = {
      auth: limit('auth', config.RATE_LIMIT_AUTH),
      search: limit('search', config.RATE_LIMIT_SEARCH),
      'search-signed-in': limit('search-signed-in', config.RATE_LIMIT_SEARCH_AUTHENTICATED),
      booking: limit('booking', config.RATE_LIMIT_BOOKING),
      default: limit('default', config.RATE_LIMIT_DEFAULT),
    };
  }

  /** Counts one call and writes the `RateLimit` headers. @throws TooManyRequests with `Retry-After`. */
  async count(group: LimitGroup, request: ActorRequest, reply: FastifyReply): Promise<void> {
    if (!this.config.RATE_LIMIT_ENABLED || group === 'none') return;
    const signedIn = request.actor.id !== null;
    const limit = this.limits[group === 'search' && signedIn ? 'search-signed-in' : group];
    if (!limit) return;
    const { nth, msBeforeNext } = await countOne(limit, request.actor.id ?? clientKeyOf(request.ip));
    const seconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
    const headers = {
      'RateLimit-Policy': `"${limit.name}";q=${String(limit.quota)};w=${String(WINDOW_SECONDS)}`,
      RateLimit: `"${limit.name}";r=${String(Math.max(0, limit.quota - nth))};t=${String(seconds)}`,
    };
    if (nth > limit.quota) throw new TooManyRequests({ seconds }, { headers: { ...headers, 'Retry-After': String(seconds) } });
    void reply.headers(headers);
  }
}

/**
 * Counts one call. Redis is asked once for all calls of a caller that arrive while it answers about the ones before:
 * each still gets its own number, so the limit is as exact as one question a call, and a flood costs next to nothing.
 */
function countOne(limit: Limit, key: string): Promise<Counted> {
  return new Promise((resolve, reject) => {
    const waiting = limit.waiting.get(key);
    if (waiting) {
      waiting.push({ resolve, reject });
      return;
    }
    limit.waiting.set(key, []);
    void countAll(limit, key, [{ resolve, reject }]);
  });
}

async function countAll(limit: Limit, key: string, calls: Waiting[]): Promise<void> {
  for (let batch = calls; batch.length > 0; batch = limit.waiting.get(key) ?? []) {
    limit.waiting.set(key, []);
    try {
      const { consumedPoints, msBeforeNext } = await consume(limit, key, batch.length);
      const before = consumedPoints - batch.length;
      batch.forEach(({ resolve }, index) => resolve({ nth: before + index + 1, msBeforeNext }));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
  limit.waiting.delete(key);
}

/** The library throws its count where the quota is used up. */
async function consume({ limiter }: Limit, key: string, calls: number): Promise<RateLimiterRes> {
  try {
    return await limiter.consume(key, calls);
  } catch (error) {
    if (error instanceof RateLimiterRes) return error;
    throw error;
  }
}
