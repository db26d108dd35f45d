import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startRedis, type PrivateServer } from '../../scripts/lib/services.mjs';
import { AppModule } from '../../src/app.module.js';
import { loadConfig } from '../../src/config/index.js';
import { configureApp } from '../../src/configure-app.js';
import { HouseAdapter } from '../../src/platform/http/house-adapter.js';
import { configureLogger, NestLogger } from '../../src/platform/observability/logger.js';
import { Actors } from './actors.js';
import { Api } from './api.js';
import { Builders } from './builders.js';
import { cloneDatabase, type TestDatabase } from './database.js';

export interface TestAppOptions {
  /** Work the queues and run the clock as well. */
  worker?: boolean;
  /** Variables over the test defaults. */
  env?: Record<string, string>;
  /** Share another app's database and Redis: a second instance. */
  beside?: TestApp;
  /** One on a server of the test's own, instead of a clone of the template. */
  database?: TestDatabase;
  /** The fault tests bring servers of their own. */
  databaseUrl?: string;
  redisUrl?: string;
}

export interface TestApp {
  readonly app: NestFastifyApplication;
  readonly url: string;
  readonly database: TestDatabase;
  readonly redis: PrivateServer | undefined;
  readonly redisUrl: string;
  readonly directory: string;
  readonly api: Api;
  readonly actors: Actors;
  readonly build: Builders;
  close(): Promise<void>;
}

/** The whole application on a database, a Redis and a directory of its own, listening on a free port. */
export async function startApp(options: TestAppOptions = {}): Promise<TestApp> {
  const { beside } = options;
  const directory = beside?.directory ?? (await mkdtemp(join(tmpdir(), 'lokahome-test-')));
  const database = beside?.database ?? options.database ?? (await cloneDatabase());
  const ownRedis = beside || options.redisUrl ? undefined : await startRedis({ dir: join(directory, 'redis') });
  const redisUrl = options.redisUrl ?? beside?.redisUrl ?? ownRedis?.url ?? '';
  const port = await freePort();
  const env: Record<string, string> = {
    NODE_ENV: 'test',
    DATABASE_URL: options.databaseUrl ?? database.url,
    REDIS_URL: redisUrl,
    DATABASE_POOL_SIZE: '10',
    PORT: String(port),
    HOST: '127.0.0.1',
    // One issuer for all instances: a token of one is good at the others.
    API_URL: 'http://api.lokahome.test',
    APP_URL: 'http://app.lokahome.test',
    LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
    STORAGE_LOCAL_PATH: join(directory, 'files'),
    RATE_LIMIT_AUTH: '1000000',
    RATE_LIMIT_SEARCH: '1000000',
    RATE_LIMIT_SEARCH_AUTHENTICATED: '1000000',
    RATE_LIMIT_BOOKING: '1000000',
    RATE_LIMIT_DEFAULT: '1000000',
    ...options.env,
  };
  const config = loadConfig(env);
  configureLogger({ level: config.LOG_LEVEL, format: config.LOG_FORMAT });
  const tidy = async (): Promise<void> => {
    if (beside) return;
    await ownRedis?.stop();
    await database.drop();
    await rm(directory, { recursive: true, force: true });
  };
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.for({ worker: options.worker ?? false }, config),
    new HouseAdapter(config),
    { logger: new NestLogger(), abortOnError: false, rawBody: true },
  ).catch(async (error: unknown) => {
    await tidy();
    throw error;
  });
  await configureApp(app);
  await app.listen({ port, host: '127.0.0.1' });
  const url = `http://127.0.0.1:${String(port)}`;
  const api = new Api(url);
  return {
    app, url, database, redis: ownRedis ?? beside?.redis, redisUrl, directory, api,
    actors: new Actors(app, database.client),
    build: new Builders(database.client),
    close: async () => {
      await app.close();
      await tidy();
    },
  };
}
