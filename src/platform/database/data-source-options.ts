import { readdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { join } from 'node:path';
import pg from 'pg';
import type { DataSourceOptions, MixedList } from 'typeorm';
import type { Environment } from '../../config/schema.js';

// `date` stays the text it is: a Date would shift it by the machine's time zone.
pg.types.setTypeParser(pg.types.builtins.DATE, (value) => value);
// int8 counts stay below 2^53 here.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

export interface DatabaseSettings {
  url: string;
  replicaUrls: readonly string[];
  poolSize: number;
  statementTimeoutMs: number;
}

export function databaseSettings(config: Environment): DatabaseSettings {
  return {
    url: config.DATABASE_URL,
    replicaUrls: config.DATABASE_REPLICA_URLS,
    poolSize: config.DATABASE_POOL_SIZE,
    statementTimeoutMs: config.DATABASE_STATEMENT_TIMEOUT_MS,
  };
}

/** node-postgres has no timeout of its own for anything: every wait gets its end here. */
export function connectionLimits({ statementTimeoutMs }: DatabaseSettings): Record<string, number | boolean> {
  return {
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: 10_000,
    lock_timeout: Math.min(3000, statementTimeoutMs),
    connectionTimeoutMillis: 2000,
    // Where PostgreSQL hangs and cancels nothing itself. With the wait for a connection before it: less than 8 s.
    query_timeout: statementTimeoutMs + 500,
    keepAlive: true,
    // A new connection costs ten milliseconds and every prepared statement anew: those that a busy minute opened stay for the next.
    idleTimeoutMillis: 300_000,
  };
}

/** The primary's alone: which reads may go to a replica depends on who asks, which TypeORM does not know (`replicas.ts`). */
export function dataSourceOptions(settings: DatabaseSettings, entities: MixedList<new () => object> = []): DataSourceOptions {
  return {
    type: 'postgres',
    url: settings.url,
    entities: entities as never,
    synchronize: false,
    logging: false,
    poolSize: settings.poolSize,
    applicationName: 'lokahome',
    installExtensions: false,
    extra: connectionLimits(settings),
  };
}

/** The migrations, oldest first. They are TypeScript that Node strips itself; they are not compiled. */
export async function loadMigrations(): Promise<(new () => object)[]> {
  const directory = fileURLToPath(new URL('../../../migrations', import.meta.url));
  const files = readdirSync(directory).filter((file) => file.endsWith('.ts')).sort();
  const modules = await Promise.all(
    files.map(async (file) => (await import(pathToFileURL(join(directory, file)).href)) as Record<string, new () => object>),
  );
  return modules.flatMap((module) => Object.values(module));
}
