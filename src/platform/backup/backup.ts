import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type pg from 'pg';
import type { Environment } from '../../config/schema.js';
import { logger } from '../observability/logger.js';
import type { FileStorage } from '../storage/storage.js';
import { ArchiveWriter } from './archive.js';
import { BackupFailed, explained } from './backup.errors.js';
import { backupName, FORMAT, PARTS, type Manifest } from './manifest.js';
import type { NamedFile } from './named-files.js';
import { dump, findPrograms } from './postgres-programs.js';
import { connect, serverMajor, Snapshot } from './snapshot.js';
import { syncDirectory } from '../storage/sync-directory.js';

export interface MadeBackup {
  readonly path: string;
  readonly bytes: number;
  readonly manifest: Manifest;
}

const PARTIAL = '.partial';
/** Whoever has been writing for longer than this was killed. */
const ABANDONED_AFTER_MS = 24 * 3_600_000;
const SNAPSHOT_TRIES = 5;

/**
 * Makes one file of the database and of all files, as of one moment. Files come into being before the rows that name them
 * and go after them, and none ever changes; so:
 *
 * 1. every file there is, is copied, which may take hours;
 * 2. a snapshot of the database is taken, and what its rows name and is not copied yet, is copied: seconds. Where such a
 *    file has been deleted in between, with its row, the snapshot is dropped and another one taken;
 * 3. that snapshot is dumped.
 *
 * Under another name until it is whole and on the disk: what is called a backup is one.
 */
export async function makeBackup(config: Pick<Environment, 'DATABASE_URL' | 'VERSION'>, storage: FileStorage, options: { to: string; signal: AbortSignal }): Promise<MadeBackup> {
  const { to, signal } = options;
  await makeDirectory(to);
  const name = backupName(new Date());
  const partial = join(to, `.${name}.${randomUUID().slice(0, 8)}`);
  const paths = { archive: `${partial}${PARTIAL}`, dump: `${partial}.dump${PARTIAL}`, whole: join(to, name) };
  const client = await connect(config.DATABASE_URL);
  const archive = new ArchiveWriter(paths.archive);
  try {
    const programs = findPrograms(await serverMajor(client));
    const files = new FileCopies(archive, storage, signal);
    await files.copyAll();
    const { snapshot, ...named } = await snapshotWithFiles(client, files);
    await dump(programs, config.DATABASE_URL, { snapshot: snapshot.id, file: paths.dump, signal }).catch((error: unknown) => { throw fullDisk(error, to); });
    const facts = await snapshot.facts();
    await snapshot.release();
    await archive.add(PARTS.dump, (await stat(paths.dump)).size, createReadStream(paths.dump, { signal }));
    const manifest: Manifest = {
      format: FORMAT,
      version: config.VERSION,
      snapshot_at: snapshot.at.toISOString(),
      finished_at: new Date().toISOString(),
      database: { ...facts, dump_major: programs.major },
      files: { count: files.count, bytes: files.bytes, ...named },
    };
    await archive.addText(PARTS.manifest, `${JSON.stringify(manifest, null, 2)}\n`);
    await archive.finish();
    await rename(paths.archive, paths.whole);
    await syncDirectory(to);
    return { path: paths.whole, bytes: (await stat(paths.whole)).size, manifest };
  } catch (error) {
    await archive.abandon();
    throw signal.aborted ? new BackupFailed('the backup was stopped before it was whole', { cause: error }) : explained(error, to);
  } finally {
    await client.end().catch(() => undefined);
    await Promise.all([paths.archive, paths.dump].map((path) => rm(path, { force: true }).catch(() => undefined)));
    await removeAbandoned(to);
  }
}

/** A snapshot of which every named file is copied, or was gone before. */
async function snapshotWithFiles(client: pg.Client, files: FileCopies): Promise<{ snapshot: Snapshot; missing: string[]; key_ids: string[] }> {
  let gone = new Set<string>();
  for (let attempt = 1; ; attempt += 1) {
    const snapshot = await Snapshot.take(client);
    const named = await snapshot.namedFiles();
    const missing = await files.copyNamed(named);
    // Rows of an older snapshot named them already: they were not deleted just now, they are lost.
    const lost = missing.filter((key) => gone.has(key));
    if (lost.length === missing.length || attempt === SNAPSHOT_TRIES) {
      if (missing.length > 0) logger.error({ count: missing.length, first: missing[0] }, 'rows name files that are not in the file store: the backup is without them');
      return { snapshot, missing, key_ids: [...new Set(named.flatMap(({ key_id }) => key_id ?? []))] };
    }
    await snapshot.release();
    gone = new Set(missing);
  }
}

/** Files on their way into the archive, each once. */
class FileCopies {
  private readonly copied = new Set<string>();
  private readonly publicBase: string;
  bytes = 0;

  constructor(
    private readonly archive: ArchiveWriter,
    private readonly storage: FileStorage,
    private readonly signal: AbortSignal,
  ) {
    this.publicBase = storage.publicUrl('a').slice(0, -1);
  }

  get count(): number {
    return this.copied.size;
  }

  async copyAll(): Promise<void> {
    for await (const key of this.storage.list()) await this.copy(key);
  }

  /** Answers the keys that are not there. */
  async copyNamed(named: readonly NamedFile[]): Promise<string[]> {
    const missing: string[] = [];
    for (const { file } of named) {
      const key = this.keyOf(file);
      if (key !== null && !(await this.copy(key))) missing.push(key);
    }
    return missing;
  }

  /** Null for a picture of somebody else's server. */
  private keyOf(file: string): string | null {
    if (file.startsWith(this.publicBase)) return file.slice(this.publicBase.length);
    return /^https?:/.test(file) ? null : file;
  }

  private async copy(key: string): Promise<boolean> {
    if (this.copied.has(key)) return true;
    this.signal.throwIfAborted();
    const bytes = await this.storage.get(key);
    if (bytes === null) return false;
    await this.archive.add(`${PARTS.files}${key}`, bytes.length, Readable.from(bytes.length === 0 ? [] : [bytes]));
    this.copied.add(key);
    this.bytes += bytes.length;
    return true;
  }
}

async function makeDirectory(to: string): Promise<void> {
  try {
    await mkdir(to, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw explained(error, to);
  }
}

/** pg_dump only says it in words. */
function fullDisk(error: unknown, to: string): unknown {
  return error instanceof Error && /No space left|quota exceeded/i.test(error.message) ? new BackupFailed(`${to}: the disk is full: make room, or name another directory`, { cause: error }) : error;
}

async function removeAbandoned(to: string): Promise<void> {
  const names = await readdir(to).catch((): string[] => []);
  for (const name of names.filter((one) => one.startsWith('.lokahome-') && one.endsWith(PARTIAL))) {
    const path = join(to, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
    if (Date.now() - mtimeMs > ABANDONED_AFTER_MS) await rm(path, { force: true }).catch(() => undefined);
  }
}
