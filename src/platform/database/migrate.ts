import { DataSource } from 'typeorm';
import type { Environment } from '../../config/schema.js';
import { databaseSettings, dataSourceOptions, loadMigrations } from './data-source-options.js';

/** A connection for migrations: alone, and as patient as a big index needs. */
async function withMigrations<T>(config: Environment, work: (source: DataSource) => Promise<T>): Promise<T> {
  const settings = { ...databaseSettings(config), poolSize: 1, statementTimeoutMs: 3_600_000 };
  const source = new DataSource({ ...dataSourceOptions(settings), migrations: await loadMigrations() });
  await source.initialize();
  try {
    return await work(source);
  } finally {
    await source.destroy();
  }
}

/** Runs what is missing, each in its own transaction. Answers the names. */
export function migrateUp(config: Environment): Promise<string[]> {
  return withMigrations(config, async (source) => (await source.runMigrations({ transaction: 'each' })).map(({ name }) => name));
}

/** Takes the latest one back. Answers the names that are left. */
export function migrateDown(config: Environment): Promise<string[]> {
  return withMigrations(config, async (source) => {
    await source.undoLastMigration({ transaction: 'each' });
    const left = await source.query<{ name: string }[]>('SELECT name FROM migrations ORDER BY id');
    return left.map(({ name }) => name);
  });
}
