import type { Command } from 'commander';
import { mkdir, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Environment } from '../config/index.js';
import { environmentSchema } from '../config/schema.js';
import { verifyArchive } from '../platform/backup/archive.js';
import { BackupJob } from '../platform/backup/backup.job.js';
import type { Manifest } from '../platform/backup/manifest.js';
import { restoreBackup } from '../platform/backup/restore.js';
import { BucketShelf, DirectoryShelf } from '../platform/backup/shelf.js';
import { JobRunner } from '../platform/schedule/job-runner.js';
import { storageFrom } from '../platform/storage/storage.provider.js';
import { configured, say, tell, withApp } from './running.js';

interface BackupOptions {
  to?: string;
  keep?: string;
  s3?: boolean;
}

export function addBackupCommands(program: Command): void {
  program
    .command('backup')
    .description('one file of the database and the files, as of one moment; the keys of FILES_ENC_KEYS are not in it')
    .option('--to <dir>', 'the directory it is made in (BACKUP_TO)')
    .option('--keep <n,n,n>', 'throw old ones away but for the newest of so many days, weeks, months; without it only BACKUP_TO is tidied up, by BACKUP_KEEP')
    .option('--s3', 'copy it to BACKUP_S3_BUCKET as well (done where that is set)')
    .option('--no-s3', 'do not copy it')
    .action(async (asked: BackupOptions) => {
      const config = backupConfig(configured(), asked);
      await withApp(async (app) => {
        const job = app.get(BackupJob, { strict: false });
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => { job.onModuleDestroy(); });
        // The job of the clock, run by hand: one at a time, and on record.
        const run = await app.get(JobRunner).run('backup');
        if (run.outcome === 'running elsewhere') throw new Error('another backup of this database is being made: wait for it');
        if (run.outcome === 'failed' || !job.latest) throw new Error(`no backup was made: ${run.error ?? 'unknown'}`);
        say(job.latest.path);
        describe(job.latest.manifest, job.latest.bytes);
        if ((run.counts['copied'] ?? 0) > 0) tell(`copied to the bucket ${config.BACKUP_S3_BUCKET ?? ''}`);
        if ((run.counts['pruned'] ?? 0) > 0) tell(`${run.counts['pruned'] ?? 0} old ones thrown away`);
        if (job.latest.manifest.files.missing.length > 0) tell(`ATTENTION: ${job.latest.manifest.files.missing.length} files that rows name were not in the file store; the manifest names them`);
      }, config);
    });

  program
    .command('backup:list')
    .description('the backups there are, newest first')
    .option('--to <dir>', 'the directory to look into (BACKUP_TO)')
    .action(async ({ to }: { to?: string }) => {
      const config = configured();
      const directory = to ?? config.BACKUP_TO;
      if (directory === undefined && config.BACKUP_S3_BUCKET === undefined) throw new Error('name --to, or set BACKUP_TO');
      if (directory !== undefined) for (const name of await new DirectoryShelf(directory).list()) say(join(directory, name));
      await withBucket(config, async (bucket) => {
        for (const name of await bucket.list()) say(`s3:${name}`);
      });
    });

  program
    .command('backup:fetch')
    .description('take a backup out of BACKUP_S3_BUCKET and verify it')
    .argument('<name>', 'as backup:list says it: s3:lokahome-2026-11-29-013000.tar')
    .requiredOption('--to <dir>')
    .action(async (name: string, { to }: { to: string }) => {
      const config = configured();
      if (config.BACKUP_S3_BUCKET === undefined) throw new Error('BACKUP_S3_BUCKET is not set: there is no bucket to fetch from');
      const plain = basename(name.replace(/^s3:/, ''));
      const path = join(to, plain);
      await mkdir(to, { recursive: true, mode: 0o700 });
      await withBucket(config, async (bucket) => {
        await bucket.fetch(plain, path).catch(async (error: unknown) => {
          if ((error as { cause?: { cause?: { code?: string } } }).cause?.cause?.code !== 'EEXIST') await rm(path, { force: true });
          throw error;
        });
      });
      describe(await verifyArchive(path));
      say(path);
    });

  program
    .command('backup:verify')
    .description('read a backup and hold every byte against its checksums')
    .requiredOption('--from <file>')
    .action(async ({ from }: { from: string }) => {
      describe(await verifyArchive(from));
      say(`${from} is whole`);
    });

  program
    .command('restore')
    .description('put a backup into the empty database and file store that the environment names, then migrate')
    .requiredOption('--from <file>')
    .option('--force', 'throw away what is in the database, and write over files of the same name')
    .option('--without-keys', 'although FILES_ENC_KEYS lacks keys that its private files need')
    .action(async ({ from, force, withoutKeys }: { from: string; force?: boolean; withoutKeys?: boolean }) => {
      const config = configured();
      const began = performance.now();
      const { manifest, migrated } = await restoreBackup(config, await storageFrom(config), { from, force, withoutKeys });
      describe(manifest);
      if (migrated.length > 0) tell(`brought up to date: ${migrated.join(', ')}`);
      say(`restored in ${((performance.now() - began) / 1000).toFixed(1)} s`);
    });
}

/** The environment's word, but for what was said on the command line. */
function backupConfig(config: Environment, { to, keep, s3 }: BackupOptions): Environment {
  const directory = to ?? config.BACKUP_TO;
  if (directory === undefined) throw new Error('name --to, the directory the backup goes to, or set BACKUP_TO');
  if (s3 === true && config.BACKUP_S3_BUCKET === undefined) throw new Error('--s3 needs BACKUP_S3_BUCKET');
  // Somebody's own directory is not tidied up unasked.
  const asked = keep ?? (to === undefined || config.BACKUP_TO !== undefined && resolve(to) === resolve(config.BACKUP_TO) ? undefined : 'all');
  const parsed = environmentSchema.shape.BACKUP_KEEP.safeParse(asked);
  if (!parsed.success) throw new Error(`--keep: expected ${parsed.error.issues[0]?.message ?? 'another value'}`);
  return Object.freeze({
    ...config,
    BACKUP_TO: resolve(directory),
    BACKUP_KEEP: asked === undefined ? config.BACKUP_KEEP : parsed.data,
    BACKUP_S3_BUCKET: s3 === false ? undefined : config.BACKUP_S3_BUCKET,
  });
}

async function withBucket(config: Environment, work: (bucket: BucketShelf) => Promise<void>): Promise<void> {
  if (config.BACKUP_S3_BUCKET === undefined) return;
  const bucket = new BucketShelf(config.BACKUP_S3_BUCKET, config);
  try {
    await work(bucket);
  } finally {
    bucket.close();
  }
}

function describe({ version, snapshot_at, database, files }: Manifest, bytes?: number): void {
  const rows = Object.values(database.rows).reduce((sum, count) => sum + count, 0);
  const size = bytes === undefined ? '' : `, ${(bytes / 1e6).toFixed(1)} MB`;
  tell(`as of ${snapshot_at}: version ${version}, migration ${database.migrations.at(-1) ?? 'none'}, ${rows} rows, ${files.count} files${size}`);
}
