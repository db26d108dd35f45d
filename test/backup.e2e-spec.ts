import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createDatabase } from '../scripts/lib/services.mjs';
import { loadConfig, type Environment } from '../src/config/index.js';
import { newId } from '../src/kernel/id.js';
import { verifyArchive } from '../src/platform/backup/archive.js';
import { makeBackup } from '../src/platform/backup/backup.js';
import { BackupJob } from '../src/platform/backup/backup.job.js';
import { findPrograms } from '../src/platform/backup/postgres-programs.js';
import { restoreBackup, type RestoreOptions } from '../src/platform/backup/restore.js';
import { BucketShelf } from '../src/platform/backup/shelf.js';
import { migrateDown } from '../src/platform/database/migrate.js';
import { JobRunner } from '../src/platform/schedule/job-runner.js';
import { LocalStorage } from '../src/platform/storage/local-storage.js';
import { storageFrom } from '../src/platform/storage/storage.provider.js';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';
import { cloneDatabase } from './support/database.js';
import { pdfOf } from './support/papers.js';
import { startS3Simulator, type S3Simulator } from './support/simulators/s3-simulator.js';

const BUCKET = { bucket: 'backups', access_key_id: 'AKIABACKUP', secret_access_key: 'secret', page: 2 };
const OLD = 'lokahome-2024-02-03-013000.tar';

describe('a backup', () => {
  let house: TestApp;
  let directory: string;
  let s3: S3Simulator;
  let owner: TestActor;
  let document_id: string;
  let made: string;
  const copies: string[] = [];
  const env = (): Record<string, string> => ({
    BACKUP_TO: join(directory, 'backups'), BACKUP_KEEP: '2', BACKUP_S3_BUCKET: BUCKET.bucket, BACKUP_S3_ENDPOINT_URL: s3.url,
    BACKUP_S3_ACCESS_KEY_ID: BUCKET.access_key_id, BACKUP_S3_SECRET_ACCESS_KEY: BUCKET.secret_access_key,
  });

  beforeAll(async () => {
    s3 = await startS3Simulator(BUCKET);
    directory = await mkdtemp(join(tmpdir(), 'lokahome-backups-'));
    house = await startApp({ env: env() });
    owner = await house.actors.asTenant();
    document_id = (await house.api.post<{ id: string }>('/uploads/documents', undefined, { as: owner, files: { file: [pdfOf()] } })).body.id;
  });
  afterAll(async () => {
    for (const url of copies) await withClient(process.env['DATABASE_URL'] ?? '', async (admin) => {
      const name = new URL(url).pathname.slice(1);
      await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await admin.query(`DROP ROLE IF EXISTS ${name}`);
    });
    await house.close();
    await s3.stop();
    await rm(directory, { recursive: true });
  });

  const backups = (): string => join(directory, 'backups');
  const runJob = () => house.app.get(JobRunner).run('backup');

  /** An empty database and an empty directory. The database is a plain role's, as in production; a superuser has made its extensions. */
  async function emptyPlace(): Promise<Environment> {
    const name = `copy_${newId().replaceAll('-', '')}`;
    const made = new URL(await createDatabase(process.env['DATABASE_URL'] ?? '', name));
    copies.push(made.href);
    await withClient(made.href, (admin) => admin.query(`
      CREATE EXTENSION postgis; CREATE EXTENSION btree_gist; CREATE EXTENSION btree_gin; CREATE EXTENSION pg_trgm; CREATE EXTENSION unaccent;
      CREATE ROLE ${name} LOGIN PASSWORD 'plain'; ALTER DATABASE ${name} OWNER TO ${name}`));
    [made.username, made.password] = [name, 'plain'];
    const url = made.href;
    return loadConfig({ NODE_ENV: 'test', DATABASE_URL: url, REDIS_URL: 'redis://unused', STORAGE_LOCAL_PATH: join(directory, name), API_URL: 'http://api.lokahome.test' });
  }

  const restore = async (config: Environment, options: RestoreOptions) => restoreBackup(config, await storageFrom(config), options);
  const source = (): Environment => loadConfig({ NODE_ENV: 'test', DATABASE_URL: house.database.url, REDIS_URL: 'redis://unused', STORAGE_LOCAL_PATH: join(house.directory, 'files'), API_URL: 'http://api.lokahome.test' });
  const never = new AbortController().signal;

  it('is made by the clock, copied to the bucket, and on record; old ones go, here and there', async () => {
    await mkdir(backups(), { recursive: true });
    for (const name of [OLD, 'lokahome-2024-01-01-013000.tar', 'holiday.jpg']) await writeFile(join(backups(), name), '');
    for (const name of [OLD, 'lokahome-2024-01-01-013000.tar', 'lokahome-2023-01-01-013000.tar']) s3.objects.set(name, { bytes: Buffer.alloc(0), content_type: '' });
    const run = await runJob();
    expect(run).toMatchObject({ outcome: 'done', counts: { files: 1, missing_files: 0, copied: 1, pruned: 3 } });
    made = house.app.get(BackupJob, { strict: false }).latest?.path ?? '';
    const name = made.slice(backups().length + 1);
    expect((await readdir(backups())).sort()).toEqual(['holiday.jpg', OLD, name]);
    expect([...s3.objects.keys()].sort()).toEqual([OLD, name]);
    expect(s3.objects.get(name)?.bytes.equals(await readFile(made))).toBe(true);
    expect((await stat(made)).mode & 0o077).toBe(0);
    const { rows } = await house.database.client.query<{ error: string | null; ended: boolean }>(`SELECT error, finished_at IS NOT NULL AS ended FROM job_runs WHERE name = 'backup'`);
    expect(rows).toEqual([{ error: null, ended: true }]);
  });

  it('comes back into an empty place, and replaces what is in another only when forced', async () => {
    const config = await emptyPlace();
    const { manifest, migrated } = await restore(config, { from: made });
    expect(migrated).toEqual([]);
    expect(manifest.database.rows).toMatchObject({ users: 1, documents: 1 });
    const all = (client: pg.Client) => client.query('SELECT * FROM documents');
    const [{ rows: there }, { rows: here }] = [await withClient(config.DATABASE_URL, all), await all(house.database.client)];
    expect(there).toEqual(here);
    const { storage_key } = here[0] as { storage_key: string };
    expect(await (await storageFrom(config)).get(storage_key)).toEqual(await (await storageFrom(source())).get(storage_key));
    // What is there now is not written over unasked.
    await expect(restore(config, { from: made })).rejects.toThrow('the database is not empty');
    await withClient(config.DATABASE_URL, (client) => client.query('DELETE FROM documents; CREATE TABLE strangers (id int)'));
    await restore(config, { from: made, force: true });
    await withClient(config.DATABASE_URL, async (client) => {
      expect((await client.query(`SELECT count(*)::int AS documents, to_regclass('strangers') AS strangers FROM documents`)).rows).toEqual([{ documents: 1, strangers: null }]);
    });
  });

  it('is refused where its files’ keys are not, where the application runs, and where files are', async () => {
    const config = await emptyPlace();
    const keyless = loadConfig({ ...textOf(config), FILES_ENC_KEYS: Buffer.alloc(32, 9).toString('base64') });
    await expect(restore(keyless, { from: made })).rejects.toThrow('not in FILES_ENC_KEYS');
    await expect(restore(source(), { from: made, force: true })).rejects.toThrow('the application is running on this database');
    await (await storageFrom(config)).put('avatars/somebody.jpg', Buffer.from('x'), { content_type: 'image/jpeg' });
    await expect(restore(config, { from: made })).rejects.toThrow('the file store is not empty, it has avatars/somebody.jpg');
    await withClient(config.DATABASE_URL, async (client) => { expect(await tablesOf(client)).toBe(0); });
  });

  it('that is cut, changed, or no backup at all is refused before anything is written', async () => {
    const config = await emptyPlace();
    const whole = await readFile(made);
    const bad = join(directory, 'bad.tar');
    const changedAt = async (where: number): Promise<void> => {
      const bytes = Buffer.from(whole);
      bytes[where] ^= 1;
      await writeFile(bad, bytes);
    };
    const at = (text: string): number => whole.indexOf(text);
    const harms: [string, () => Promise<void>][] = [
      ['cut in a file', async () => { await cp(made, bad); await truncate(bad, 700); }],
      ['cut before its checksums', async () => { await cp(made, bad); await truncate(bad, at('SHA256SUMS') - at('SHA256SUMS') % 512); }],
      ['a bit of a file', () => changedAt(600)],
      ['a bit of the dump', () => changedAt(at('PGDMP') + 200)],
      ['a figure of the manifest', () => changedAt(at('"users": 1') + 9)],
      ['a checksum', () => changedAt(whole.lastIndexOf('  database.dump') - 3)],
      ['a name', () => changedAt(at('files/documents') + 12)],
      ['another kind of file', () => writeFile(bad, pdfOf())],
      ['nothing', () => writeFile(bad, '')],
    ];
    for (const [what, harm] of harms) {
      await harm();
      const refusal = await restore(config, { from: bad }).then(() => 'restored', (error: unknown) => String(error));
      expect(`${what}: ${refusal}`).toMatch(/: BackupFailed: .*bad\.tar (is damaged|is cut short)/);
    }
    await withClient(config.DATABASE_URL, async (client) => { expect(await tablesOf(client)).toBe(0); });
    await expect(readdir(config.STORAGE_LOCAL_PATH)).rejects.toThrow('ENOENT');
    // More at its end than it was made with harms nothing: it says where it ends.
    await cp(made, bad);
    await appendFile(bad, Buffer.alloc(512));
    await verifyArchive(bad);
  });

  it('has the file of every row, also when files come and go while it is made', async () => {
    const keyOf = (n: number): string => `documents/${owner.id}/comes-and-goes-${String(n)}`;
    const note = (n: number): Promise<unknown> => house.database.client.query(
      `INSERT INTO documents (id, owner_id, purpose, content_type, size, digest, storage_key, wrapped_key, key_id) SELECT $1, $2, purpose, content_type, size, digest, $3, wrapped_key, key_id FROM documents WHERE id = $4`,
      [newId(), owner.id, keyOf(n), document_id]);
    /** The busiest store there could be: something comes just after the first look, and goes just before it is read. */
    class Busy extends LocalStorage {
      lost = 0;
      override async *list(): AsyncIterable<string> {
        yield* super.list();
        for (const n of [1, 2]) {
          await this.put(keyOf(n), Buffer.from('x'));
          await note(n);
        }
      }
      override async get(key: string): Promise<Buffer | null> {
        if (key !== keyOf(1)) return super.get(key);
        this.lost += 1;
        await house.database.client.query('DELETE FROM documents WHERE storage_key = $1', [key]);
        await this.delete(key);
        return null;
      }
    }
    const storage = new Busy({ root: source().STORAGE_LOCAL_PATH, public_url: 'http://api.lokahome.test/media' });
    const { path, manifest } = await makeBackup(source(), storage, { to: join(directory, 'busy'), signal: never });
    expect([storage.lost, manifest.files.missing]).toEqual([1, []]);
    const config = await emptyPlace();
    await restore(config, { from: path });
    const { rows } = await withClient(config.DATABASE_URL, (client) => client.query<{ storage_key: string }>('SELECT storage_key FROM documents'));
    expect(rows.map((row) => row.storage_key)).toContain(keyOf(2));
    for (const { storage_key } of rows) expect(await (await storageFrom(config)).get(storage_key)).not.toBeNull();
    // A file that has long been lost is said to be; the backup is made all the same.
    await new LocalStorage({ root: source().STORAGE_LOCAL_PATH, public_url: 'http://x' }).delete(keyOf(2));
    const later = await makeBackup(source(), await storageFrom(source()), { to: join(directory, 'later'), signal: never });
    expect(later.manifest.files.missing).toEqual([keyOf(2)]);
    await house.database.client.query('DELETE FROM documents WHERE storage_key = $1', [keyOf(2)]);
  });

  it('of an older version is brought up to date; one of a newer version is refused', async () => {
    const older = await cloneDatabase();
    copies.push(older.url);
    const config = loadConfig({ ...textOf(source()), DATABASE_URL: older.url });
    await older.client.query(`INSERT INTO users (id, email, password_hash, first_name, last_name, user_type, referral_code) VALUES (gen_random_uuid(), 'afi@example.com', 'x', 'Afi', 'A', 'tenant', 'AFI')`);
    const left = await migrateDown(config);
    const { path, manifest } = await makeBackup(config, await storageFrom(config), { to: join(directory, 'older'), signal: never });
    expect(manifest.database.migrations).toEqual(left);
    const { migrated } = await restore(await emptyPlace(), { from: path });
    expect(migrated).toHaveLength(1);
    await older.client.query(`INSERT INTO migrations (timestamp, name) VALUES (9995200000000, 'FromTheFuture9995200000000')`);
    const newer = await makeBackup(config, await storageFrom(config), { to: join(directory, 'newer'), signal: never });
    await expect(restore(await emptyPlace(), { from: newer.path })).rejects.toThrow('is of a newer version');
    await older.client.end();
  });

  it('that cannot be made leaves nothing that looks like one, says why, and is on record as failed', async () => {
    s3.http.failNext(10, 403);
    const before = await readdir(backups());
    const refused = await runJob();
    expect(refused).toMatchObject({ outcome: 'failed', error: expect.stringMatching(/the bucket backups: .*reached from here/) });
    expect(await readdir(backups())).toEqual(before);
    s3.http.heal();
    expect((await house.database.client.query(`SELECT 1 FROM job_runs WHERE name = 'backup' AND error IS NOT NULL`)).rowCount).toBe(1);

    const stopped = new AbortController();
    class Stops extends LocalStorage {
      override get(key: string): Promise<Buffer | null> {
        stopped.abort();
        return super.get(key);
      }
    }
    const to = join(directory, 'stopped');
    await mkdir(to);
    await writeFile(join(to, '.lokahome-2024-01-01-013000.tar.dead.partial'), 'of a process that was killed');
    await utimes(join(to, '.lokahome-2024-01-01-013000.tar.dead.partial'), 0, 0);
    await expect(makeBackup(source(), new Stops({ root: source().STORAGE_LOCAL_PATH, public_url: 'http://x' }), { to, signal: stopped.signal })).rejects.toThrow('stopped before it was whole');
    expect(await readdir(to)).toEqual([]);
    await writeFile(join(directory, 'a-file'), '');
    await expect(makeBackup(source(), await storageFrom(source()), { to: join(directory, 'a-file'), signal: never })).rejects.toThrow(/a-file: .*(not a directory|EEXIST)/);
    expect(() => findPrograms(99)).toThrow(/PostgreSQL 99 or newer are needed, and the newest here are of \d+: install postgresql-client-99/);
  });

  it('comes back from the bucket, in pages and parts, as it went', async () => {
    const shelf = new BucketShelf(BUCKET.bucket, loadConfig({ ...textOf(source()), ...env() }));
    try {
      for (const n of [1, 2, 3]) s3.objects.set(`lokahome-2022-01-0${String(n)}-013000.tar`, { bytes: Buffer.alloc(0), content_type: '' });
      s3.objects.set('Somebody else’s', { bytes: Buffer.alloc(0), content_type: '' });
      expect(await shelf.list()).toHaveLength(5);
      const big = join(directory, 'lokahome-2026-01-01-013000.tar');
      await writeFile(big, Buffer.alloc(20_000_000, 'backup '));
      await shelf.put(big);
      expect([s3.uploads.size, s3.objects.get('lokahome-2026-01-01-013000.tar')?.bytes.length]).toEqual([0, 20_000_000]);
      await shelf.fetch('lokahome-2026-01-01-013000.tar', `${big}.back`);
      expect((await readFile(`${big}.back`)).equals(await readFile(big))).toBe(true);
      await expect(shelf.fetch('lokahome-2021-01-01-013000.tar', join(directory, 'none'))).rejects.toThrow('the bucket backups has no lokahome-2021-01-01-013000.tar');
      await rm(big);
    } finally {
      shelf.close();
    }
  });
});

/** A config as the environment it came from, to change a part of it. */
function textOf(config: Environment): Record<string, string> {
  const { DATABASE_URL, REDIS_URL, STORAGE_LOCAL_PATH, API_URL } = config;
  return { NODE_ENV: 'test', DATABASE_URL, REDIS_URL, STORAGE_LOCAL_PATH, API_URL };
}

async function withClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function tablesOf(client: pg.Client): Promise<number> {
  return (await client.query<{ count: number }>(`SELECT count(*)::int AS count FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'spatial_ref_sys'`)).rows[0]?.count ?? -1;
}
