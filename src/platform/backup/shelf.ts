import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Environment } from '../../config/schema.js';
import { S3Storage } from '../storage/s3-storage.js';
import { BackupFailed, explained } from './backup.errors.js';
import { backupTime } from './manifest.js';

/** Backups are big and lines are slow: for one part of an upload. */
const PATIENCE_MS = 300_000;

/** Where backups lie. */
export interface Shelf {
  /** Newest first. */
  list(): Promise<string[]>;
  remove(name: string): Promise<void>;
}

export class DirectoryShelf implements Shelf {
  constructor(private readonly directory: string) {}

  async list(): Promise<string[]> {
    const names = await readdir(this.directory).catch((error: unknown) => { throw explained(error, this.directory); });
    return newestFirst(names);
  }

  async remove(name: string): Promise<void> {
    await rm(join(this.directory, name), { force: true });
  }
}

/** A bucket of its own: the one of the files is read by everybody. */
export class BucketShelf implements Shelf {
  private readonly bucket: S3Storage;

  constructor(private readonly name: string, config: Environment) {
    this.bucket = new S3Storage({
      bucket: name,
      endpoint: config.BACKUP_S3_ENDPOINT_URL ?? config.S3_ENDPOINT_URL,
      region: config.BACKUP_S3_REGION ?? config.AWS_REGION,
      access_key_id: config.BACKUP_S3_ACCESS_KEY_ID ?? config.AWS_ACCESS_KEY_ID,
      secret_access_key: config.BACKUP_S3_SECRET_ACCESS_KEY ?? config.AWS_SECRET_ACCESS_KEY,
      public_url: 'https://nobody.invalid',
      timeout_ms: PATIENCE_MS,
    });
  }

  /** @throws BackupFailed when the bucket does not answer: asked before the work begins, it saves an hour. */
  async check(): Promise<void> {
    await this.attempt(() => this.bucket.check());
  }

  async put(path: string): Promise<void> {
    await this.attempt(() => this.bucket.upload(basename(path), path));
  }

  async fetch(name: string, path: string): Promise<void> {
    const found = await this.attempt(() => this.bucket.download(name, path));
    if (!found) throw new BackupFailed(`the bucket ${this.name} has no ${name}`);
  }

  async list(): Promise<string[]> {
    return this.attempt(async () => {
      const names: string[] = [];
      for await (const key of this.bucket.list()) names.push(key);
      return newestFirst(names);
    });
  }

  async remove(name: string): Promise<void> {
    await this.attempt(() => this.bucket.delete(name));
  }

  close(): void {
    this.bucket.close();
  }

  private async attempt<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw new BackupFailed(`the bucket ${this.name}: ${(error as Error).message}: are its address, its keys and its name right, and is it reached from here?`, { cause: error });
    }
  }
}

function newestFirst(names: readonly string[]): string[] {
  return names.filter((name) => backupTime(name) !== null).sort().reverse();
}
