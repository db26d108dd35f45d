import { randomBytes } from 'node:crypto';
import pg from 'pg';

export interface TestDatabase {
  readonly name: string;
  readonly url: string;
  /** A plain client for what the API does not show. */
  readonly client: pg.Client;
  drop(): Promise<void>;
}

/** A fresh migrated database, cloned from the template that global-setup made. */
export async function cloneDatabase(): Promise<TestDatabase> {
  const server = process.env['DATABASE_URL'] ?? '';
  const template = process.env['TEST_TEMPLATE'] ?? '';
  const name = `lokahome_test_${String(process.env['JEST_WORKER_ID'] ?? 0)}_${randomBytes(6).toString('hex')}`;
  await onServer(server, (admin) => admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  const client = new pg.Client({ connectionString: url.href });
  client.on('error', () => undefined);
  await client.connect();
  return {
    name,
    url: url.href,
    client,
    drop: async () => {
      await client.end().catch(() => undefined);
      await onServer(server, (admin) => admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

async function onServer(server: string, work: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
