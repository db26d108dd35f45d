import type { Readable } from 'node:stream';
import type pg from 'pg';
import type { Environment } from '../../config/schema.js';
import { loadMigrations } from '../database/data-source-options.js';
import { migrateUp } from '../database/migrate.js';
import { contentTypeOf, isStorageKey, type FileStorage } from '../storage/storage.js';
import { Vault } from '../vault/vault.js';
import { readArchive, verifyArchive } from './archive.js';
import { BackupFailed } from './backup.errors.js';
import { PARTS, type Manifest } from './manifest.js';
import { findPrograms, load } from './postgres-programs.js';
import { connect, countRows, serverMajor } from './snapshot.js';

export interface RestoreOptions {
  readonly from: string;
  /** Throws away what is in the database, and writes over files of the same name. */
  readonly force?: boolean;
  /** Goes on where FILES_ENC_KEYS lacks keys that private files need. */
  readonly withoutKeys?: boolean;
}

export interface Restored {
  readonly manifest: Manifest;
  /** Those that ran because the backup is older than this version. */
  readonly migrated: readonly string[];
}

/** Files on their way to the store at a time: each waits for the disk. */
const FILES_AT_ONCE = 8;

/** Everything in the schema that is the application's; extensions stay, since only a superuser could make them again. */
const OWN = (catalog: string, oid: string): string => `NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = '${catalog}'::regclass AND d.objid = ${oid} AND d.deptype = 'e')`;
const EMPTY_SCHEMA = `
  SET LOCAL lock_timeout = '10s';
  DO $$ DECLARE drops text; BEGIN
    SELECT string_agg(format('DROP %s IF EXISTS %s CASCADE;', CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, c.oid::regclass), ' ')
      INTO drops FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S') AND ${OWN('pg_class', 'c.oid')};
    EXECUTE coalesce(drops, '');
    SELECT string_agg(format('DROP ROUTINE IF EXISTS %s CASCADE;', p.oid::regprocedure), ' ')
      INTO drops FROM pg_proc p WHERE pronamespace = 'public'::regnamespace AND ${OWN('pg_proc', 'p.oid')};
    EXECUTE coalesce(drops, '');
    SELECT string_agg(format('DROP TEXT SEARCH CONFIGURATION IF EXISTS public.%I CASCADE;', cfgname), ' ')
      INTO drops FROM pg_ts_config t WHERE cfgnamespace = 'public'::regnamespace AND ${OWN('pg_ts_config', 't.oid')};
    EXECUTE coalesce(drops, '');
    SELECT string_agg(format('DROP TYPE IF EXISTS %s CASCADE;', t.oid::regtype), ' ')
      INTO drops FROM pg_type t WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd', 'r') AND ${OWN('pg_type', 't.oid')};
    EXECUTE coalesce(drops, '');
  END $$;`;

/**
 * Puts a backup into an empty database and an empty file store. Nothing is written before every byte of it is known to be
 * right; the database arrives in one transaction, after the files, so that no row is ever without its file.
 * @throws BackupFailed saying what is in the way
 */
export async function restoreBackup(config: Environment, storage: FileStorage, { from, force = false, withoutKeys = false }: RestoreOptions): Promise<Restored> {
  const manifest = await verifyArchive(from);
  const client = await connect(config.DATABASE_URL);
  try {
    await checkPlace(client, manifest);
    if (!withoutKeys) checkKeys(config, manifest);
    if (!force) await checkEmpty(client, storage);
    const programs = findPrograms(Math.max(manifest.database.dump_major, await serverMajor(client)));
    await unpack(from, storage, (dumped) => load(programs, config.DATABASE_URL, dumped, force ? EMPTY_SCHEMA : ''));
    await checkRows(client, manifest);
    // A database without statistics plans as if every table were small.
    await client.query('ANALYZE');
  } finally {
    await client.end();
  }
  return { manifest, migrated: await migrateUp(config) };
}

async function checkPlace(client: pg.Client, manifest: Manifest): Promise<void> {
  const ours = (await loadMigrations()).map((migration) => migration.name);
  const unknown = manifest.database.migrations.find((name) => !ours.includes(name));
  if (unknown !== undefined) throw new BackupFailed(`this backup is of a newer version (${manifest.version}), with the migration ${unknown}: restore it with that version`);
  const major = await serverMajor(client);
  if (major < manifest.database.server_major) throw new BackupFailed(`this backup is of PostgreSQL ${manifest.database.server_major} and the server is ${major}: restore into the same or a newer one`);
  const { rows } = await client.query<{ count: number }>(`SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'lokahome'`);
  if ((rows[0]?.count ?? 0) > 0) throw new BackupFailed('the application is running on this database: stop every api and worker first');
}

function checkKeys(config: Environment, { files }: Manifest): void {
  const vault = new Vault(config);
  const missing = files.key_ids.filter((id) => !vault.has(id));
  if (missing.length === 0) return;
  throw new BackupFailed(
    `private files of this backup are sealed with keys that are not in FILES_ENC_KEYS (${missing.join(', ')}), and no backup holds keys: put them in, or name --without-keys and live without these files`,
  );
}

async function checkEmpty(client: pg.Client, storage: FileStorage): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm') AND ${OWN('pg_class', 'c.oid')} LIMIT 1`,
  );
  const advice = 'restore into an empty place, or name --force, which throws away what is there';
  if (rows[0]) throw new BackupFailed(`the database is not empty, it has the table ${rows[0].name}: ${advice}`);
  for await (const key of storage.list()) throw new BackupFailed(`the file store is not empty, it has ${key}: ${advice}`);
}

async function unpack(from: string, storage: FileStorage, loadDump: (dumped: Readable) => Promise<void>): Promise<void> {
  const under_way = new Set<Promise<void>>();
  await readArchive(from, async (name, part) => {
    if (name === PARTS.dump) {
      await Promise.all(under_way);
      await loadDump(part);
    } else if (name.startsWith(PARTS.files)) {
      const key = name.slice(PARTS.files.length);
      if (!isStorageKey(key)) throw new BackupFailed(`${from}: ${name} is no file of ours`);
      const chunks: Buffer[] = [];
      for await (const chunk of part as AsyncIterable<Buffer>) chunks.push(chunk);
      while (under_way.size >= FILES_AT_ONCE) await Promise.race(under_way);
      const put = storage.put(key, Buffer.concat(chunks), { content_type: contentTypeOf(key) }).then(() => void under_way.delete(put));
      // Whoever waits next meets the failure.
      put.catch(() => undefined);
      under_way.add(put);
    }
  });
}

async function checkRows(client: pg.Client, { database }: Manifest): Promise<void> {
  const there = await countRows(client);
  const differing = Object.keys(database.rows).find((table) => there[table] !== database.rows[table]);
  if (differing !== undefined) throw new BackupFailed(`${differing} has ${there[differing] ?? 0} rows and had ${database.rows[differing] ?? 0}: do not use this copy`);
}
