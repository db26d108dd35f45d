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
    let state: RateLimiterRes;
    let refused = false;
    try {
      state = await limit.limiter.consume(request.actor.id ?? clientKeyOf(request.ip));
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      state = error;
      refused = true;
    }
    const seconds = Math.max(1, Math.ceil(state.msBeforeNext / 1000));
    const headers = {
      'RateLimit-Policy': `"${limit.name}";q=${String(limit.quota)};w=${String(WINDOW_SECONDS)}`,
      RateLimit: `"${limit.name}";r=${String(Math.max(0, state.remainingPoints))};t=${String(seconds)}`,
    };
    if (refused) throw new TooManyRequests({ seconds }, { headers: { ...headers, 'Retry-After': String(seconds) } });
    void reply.headers(headers);
  }
}
