/** The product as production runs it: the built code, NODE_ENV=production, and everything on. */
import { join } from 'node:path';
import process from 'node:process';

import { HEAP_FLAGS, stateDir } from '../../scripts/lib/project.mjs';
import { startServer } from './processes.mjs';

export const SECRET_KEY = 'the-bench-has-a-secret-of-its-own-0001';
export const POOL_SIZE = 20;

/** Limits count as in production, but one machine plays a whole town. */
const LIMITS = Object.fromEntries(
  ['AUTH', 'SEARCH', 'SEARCH_AUTHENTICATED', 'BOOKING', 'DEFAULT'].map((name) => [`RATE_LIMIT_${name}`, '1000000']),
);

export function houseEnvironment(servers, more = {}) {
  return {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    LOG_LEVEL: 'info',
    SECRET_KEY,
    FILES_ENC_KEYS: Buffer.alloc(32, 1).toString('base64'),
    API_URL: 'http://api.lokahome.bench',
    APP_URL: 'http://app.lokahome.bench',
    REDIS_URL: servers.redis.url,
    STORAGE_LOCAL_PATH: join(stateDir, 'bench/files'),
    DATABASE_POOL_SIZE: String(POOL_SIZE),
    MAIL_SERVER: '127.0.0.1',
    MAIL_PORT: '9',
    MAIL_STARTTLS: 'false',
    PAYMENTS_SANDBOX: 'true',
    ...LIMITS,
    ...more,
  };
}

/** `DATABASE_URL` is where its homes are. */
export function startHouse(servers, databaseUrl, { name = 'api', args = [], env = {} } = {}) {
  return startServer({ name, args: [...HEAP_FLAGS, ...nodeFlags(), 'dist/main.js', ...args], env: houseEnvironment(servers, { DATABASE_URL: databaseUrl, ...env }) });
}

/** `BENCH_NODE_FLAGS="--cpu-prof --cpu-prof-dir=profiles"` profiles what is measured. */
export function nodeFlags() {
  return (process.env.BENCH_NODE_FLAGS ?? '').split(' ').filter(Boolean);
}

/** A bare server of `bench/baselines/`. */
export function startBaseline(name, databaseUrl, env = {}) {
  const bare = { PATH: process.env.PATH, NODE_ENV: 'production', DATABASE_URL: databaseUrl, POOL_SIZE: String(POOL_SIZE), SECRET_KEY, ...env };
  return startServer({ name, args: [`bench/baselines/${name}.mjs`], env: bare });
}
