import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { statfs } from 'node:fs/promises';
import { Config } from '../../config/index.js';
import { logger } from '../observability/logger.js';
import { Scheduled, type JobCounts, type ScheduledJob } from '../schedule/scheduled-job.js';
import { FileStorage } from '../storage/storage.provider.js';
import { makeBackup, type MadeBackup } from './backup.js';
import { prunable } from './retention.js';
import type { Shelf } from './shelf.js';

/** Makes a backup, takes it elsewhere and throws old ones away. The clock does it where BACKUP_TO is set. */
@Injectable()
@Scheduled({ name: 'backup', cron: '30 1 * * *', description: 'Backs up the database and the files, and throws old backups away.' })
export class BackupJob implements ScheduledJob, OnModuleDestroy {
  /** What the last run has made. */
  latest: MadeBackup | undefined;
  private readonly ending = new AbortController();

  constructor(
    private readonly config: Config,
    private readonly storage: FileStorage,
  ) {}

  async run(): Promise<JobCounts> {
    const { BACKUP_TO: to = '', BACKUP_S3_BUCKET: bucket } = this.config;
    const began = Date.now();
    // Loaded when there is something to do: with it comes the library of S3.
    const { BucketShelf, DirectoryShelf } = await import('./shelf.js');
    const far = bucket === undefined ? undefined : new BucketShelf(bucket, this.config);
    try {
      await far?.check();
      const made = await makeBackup(this.config, this.storage, { to, signal: this.ending.signal });
      this.latest = made;
      await far?.put(made.path);
      const pruned = await this.prune(new DirectoryShelf(to)) + (far ? await this.prune(far) : 0);
      const { manifest, bytes } = made;
      return {
        bytes, files: manifest.files.count, missing_files: manifest.files.missing.length, rows: Object.values(manifest.database.rows).reduce((sum, count) => sum + count, 0),
        copied: far ? 1 : 0, pruned, seconds: Math.round((Date.now() - began) / 1000), free_bytes: await freeBytes(to),
      };
    } finally {
      far?.close();
    }
  }

  /** Broken off, and tidied up, when the process is to end: a deploy does not wait for it. */
  onModuleDestroy(): void {
    this.ending.abort();
  }

  /** Only once there is a new one. What cannot be thrown away costs space, not the backup. */
  private async prune(shelf: Shelf): Promise<number> {
    const keep = this.config.BACKUP_KEEP;
    if (keep === null) return 0;
    try {
      const old = prunable(await shelf.list(), keep);
      for (const name of old) await shelf.remove(name);
      return old.length;
    } catch (error) {
      logger.error({ err: error }, 'old backups could not be thrown away');
      return 0;
    }
  }
}

async function freeBytes(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}
