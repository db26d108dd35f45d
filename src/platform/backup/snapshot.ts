import pg from 'pg';
import type { Manifest } from './manifest.js';
import { namedFilesSql, type NamedFile } from './named-files.js';

/** Of the application, not of an extension. */
const OWN_TABLES = `
  SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
  ORDER BY c.relname`;

/** One state of the database that does not move while it is looked at and dumped, however long that takes. */
export class Snapshot {
  private constructor(
    private readonly client: pg.Client,
    /** What `pg_dump --snapshot` takes. */
    readonly id: string,
    readonly at: Date,
  ) {}

  static async take(client: pg.Client): Promise<Snapshot> {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const { rows } = await client.query<{ id: string; at: Date }>('SELECT pg_export_snapshot() AS id, clock_timestamp() AS at');
    const [taken] = rows;
    if (!taken) throw new Error('PostgreSQL gave no snapshot');
    return new Snapshot(client, taken.id, taken.at);
  }

  async release(): Promise<void> {
    await this.client.query('ROLLBACK');
  }

  async namedFiles(): Promise<NamedFile[]> {
    return (await this.client.query<NamedFile>(namedFilesSql())).rows;
  }

  async facts(): Promise<Omit<Manifest['database'], 'dump_major'>> {
    const { rows: migrations } = await this.client.query<{ name: string }>('SELECT name FROM migrations ORDER BY id');
    return { server_major: await serverMajor(this.client), migrations: migrations.map(({ name }) => name), rows: await countRows(this.client) };
  }
}

/** A connection that may take as long as it needs: the pool's own end statements after seconds. */
export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'lokahome-backup', connectionTimeoutMillis: 10_000, keepAlive: true });
  // A server that goes away fails the statement that is under way, or the next one.
  client.on('error', () => undefined);
  await client.connect();
  await client.query('SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0');
  return client;
}

export async function serverMajor(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ major: number }>(`SELECT current_setting('server_version_num')::int / 10000 AS major`);
  return rows[0]?.major ?? 0;
}

export async function countRows(client: pg.Client): Promise<Record<string, number>> {
  const { rows: tables } = await client.query<{ name: string }>(OWN_TABLES);
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const { rows } = await client.query<{ count: number }>(`SELECT count(*)::float8 AS count FROM public.${client.escapeIdentifier(name)}`);
    counts[name] = rows[0]?.count ?? 0;
  }
  return counts;
}
