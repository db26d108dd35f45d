import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { createAdapter } from '@socket.io/redis-adapter';
import { Redis, type RedisOptions } from 'ioredis';
import type { IncomingMessage } from 'node:http';
import { Server, type ServerOptions } from 'socket.io';
import type { Environment } from '../../config/index.js';
import { unauthenticated } from '../authz/authz.errors.js';
import { logger } from '../observability/logger.js';

type Unwatched = 'publish' | 'subscribe' | 'psubscribe' | 'unsubscribe' | 'punsubscribe';

/** A message of 5 000 characters is at most 20 kB. */
const LARGEST_PACKET = 64 * 1024;

/**
 * socket.io beside the HTTP server, one room across all instances by Redis. While Redis is away each instance is a room of its own; what matters
 * is read from the database.
 */
export class HouseIoAdapter extends IoAdapter {
  private readonly connections: Redis[] = [];
  private server: Server | undefined;
  private closing = false;

  constructor(
    app: NestFastifyApplication,
    private readonly config: Environment,
  ) {
    super(app);
  }

  override createIOServer(_port: number, options?: Partial<ServerOptions>): Server {
    const server = new Server(this.httpServer as never, {
      ...options,
      serveClient: false,
      transports: ['websocket'],
      maxHttpBufferSize: LARGEST_PACKET,
      perMessageDeflate: false,
      connectTimeout: 10_000,
      pingInterval: 20_000,
      pingTimeout: 15_000,
      allowRequest: (request, done) => {
        if (this.closing) done('shutting down', false);
        else done(null, this.isOurs(request));
      },
      adapter: createAdapter(
        this.connection('publisher', ['publish'], { enableOfflineQueue: false, maxRetriesPerRequest: 0 }),
        this.connection('subscriber', ['subscribe', 'psubscribe', 'unsubscribe', 'punsubscribe']),
      ),
    });
    this.server = server;
    // There is nothing at the root, and nobody who has not said who they are stays connected.
    server.use((_socket, next) => { next(Object.assign(new Error('auth.unauthorized'), { data: { code: unauthenticated().code } })); });
    return server;
  }

  /**
   * Nobody new; whoever is connected is cut, and not told to leave: their client takes that for a lost connection and comes back to another instance.
   * The HTTP server is not ours to close.
   */
  override async close(): Promise<void> {
    if (this.closing) return;
    this.closing = true;
    this.server?.engine.close();
    // Sockets say good-bye on the next turns of the loop, over the adapter.
    await new Promise((resolve) => { setImmediate(resolve); });
    for (const redis of this.connections) redis.disconnect();
  }

  /** Browsers say which page they are on; others have no origin. */
  private isOurs({ headers }: IncomingMessage): boolean {
    const { origin, host } = headers;
    if (origin === undefined || this.config.BACKEND_CORS_ORIGINS.includes(origin)) return true;
    return URL.canParse(origin) && new URL(origin).host === host;
  }

  /** The adapter leaves what these commands answer lying about: refusals are looked at here. */
  private connection(name: string, unwatched: readonly Unwatched[], options: RedisOptions = {}): Redis {
    const redis = new Redis(this.config.REDIS_URL, {
      maxRetriesPerRequest: null, connectTimeout: 2000, retryStrategy: (times) => Math.min(100 * 2 ** Math.min(times, 5), 2000), connectionName: `lokahome-chat-${name}`, ...options,
    });
    const note = (error: unknown): void => { logger.debug({ err: error }, 'redis is away: only this instance is spoken to'); };
    redis.on('error', note);
    for (const command of unwatched) {
      const run = redis[command].bind(redis) as (...values: unknown[]) => Promise<unknown>;
      Object.assign(redis, { [command]: (...values: unknown[]) => run(...values).catch(note) });
    }
    this.connections.push(redis);
    return redis;
  }
}
