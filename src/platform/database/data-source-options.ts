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
export function dataSourceOptions(settings: DatabaseSettings, entities: MixedList<new () => object> = []): DataSourceOptions {
  const connection = settings.replicaUrls.length === 0
    ? { url: settings.url }
    : { replication: { master: { url: settings.url }, slaves: settings.replicaUrls.map((url) => ({ url })) } };
  return {
    type: 'postgres',
    ...connection,
    entities: entities as never,
    synchronize: false,
    logging: false,
    poolSize: settings.poolSize,
    applicationName: 'lokahome',
    installExtensions: false,
    extra: {
      statement_timeout: settings.statementTimeoutMs,
      idle_in_transaction_session_timeout: 10_000,
      lock_timeout: Math.min(3000, settings.statementTimeoutMs),
      connectionTimeoutMillis: 2000,
      // Where PostgreSQL hangs and cancels nothing itself. With the wait for a connection before it: less than 8 s.
      query_timeout: settings.statementTimeoutMs + 500,
      keepAlive: true,
    },
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
