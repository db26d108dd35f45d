import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { programPath } from '../../config/index.js';
import { BackupFailed } from './backup.errors.js';

/** PostgreSQL's own programs of one version: nothing else writes and reads its dumps. */
export interface PostgresPrograms {
  readonly directory: string;
  readonly major: number;
}

const NEEDED = ['pg_dump', 'pg_restore', 'psql'];
/** A migration that works on a table keeps the dump waiting; the clock's next backup must not wait behind it. */
const LOCK_PATIENCE = '60s';

/** The oldest that is not older than `major`: newer ones write what an older server does not understand. @throws BackupFailed */
export function findPrograms(major: number): PostgresPrograms {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, 'bin')) : [];
  const directories = [...versions, ...programPath().split(delimiter)].filter((one) => one !== '' && NEEDED.every((name) => existsSync(join(one, name))));
  const found = directories.map((directory) => ({ directory, major: majorOf(join(directory, 'pg_dump')) })).sort((a, b) => a.major - b.major);
  const fitting = found.find((one) => one.major >= major);
  if (fitting) return fitting;
  const here = found.at(-1);
  throw new BackupFailed(
    `pg_dump, pg_restore and psql of PostgreSQL ${major} or newer are needed, ${here ? `and the newest here are of ${here.major}` : 'and there are none here'}: install postgresql-client-${major}`,
  );
}

/** Writes the dump of a snapshot that another transaction holds open. */
export async function dump(programs: PostgresPrograms, url: string, options: { snapshot: string; file: string; signal: AbortSignal }): Promise<void> {
  const args = [
    // PostGIS fills it itself, and it is a superuser's: whoever restores could not write it.
    '--exclude-table-data=*.spatial_ref_sys',
    '--format=custom', '--compress=6', '--no-owner', '--no-privileges', `--lock-wait-timeout=${LOCK_PATIENCE}`, `--snapshot=${options.snapshot}`, `--file=${options.file}`,
  ];
  await succeed('pg_dump', start(programs, 'pg_dump', args, { url, signal: options.signal }));
}

/**
 * Reads a dump into a database, all of it or nothing: one transaction, which commits only once the dump has come to its
 * end. `before` runs first, in that transaction.
 */
export async function load(programs: PostgresPrograms, url: string, dumped: Readable, before: string): Promise<void> {
  const reader = start(programs, 'pg_restore', ['--no-owner', '--no-privileges', '--no-comments', '--file=-'], { url: null });
  const writer = start(programs, 'psql', ['--no-psqlrc', '--quiet', '--output=/dev/null', '--set=ON_ERROR_STOP=1', '--file=-'], { url });
  const written = succeed('psql', writer);
  written.catch(() => { reader.kill(); });
  const read = succeed('pg_restore', reader);
  const { stdin } = writer;
  if (!stdin || !reader.stdin || !reader.stdout) throw new Error('a program without pipes');
  stdin.write(`BEGIN;\n${before}\n`);
  const flows = Promise.allSettled([pipeline(dumped, reader.stdin), pipeline(reader.stdout, stdin, { end: false })]);
  try {
    await read;
    await flows;
    // Without this line psql ends, and PostgreSQL undoes everything.
    stdin.end('\nCOMMIT;\n');
  } catch (error) {
    stdin.end();
    // What the writer says is the cause; a reader whose pipe broke only says that.
    await written;
    throw error;
  }
  await written;
}

type Program = ChildProcess & { said: string };

/** The password goes by the environment: arguments are seen by everyone on the machine. */
function start(programs: PostgresPrograms, name: string, args: readonly string[], { url, signal }: { url: string | null; signal?: AbortSignal }): Program {
  const address = url === null ? null : new URL(url);
  const password = decodeURIComponent(address?.password ?? '');
  if (address) address.password = '';
  const env = { PATH: programPath(), LC_ALL: 'C', PGCONNECT_TIMEOUT: '10', PGAPPNAME: 'lokahome-backup', ...(password === '' ? {} : { PGPASSWORD: password }) };
  const child: ChildProcess = spawn(join(programs.directory, name), [...args, ...(address ? [`--dbname=${address.href}`] : [])], { env, signal, stdio: ['pipe', 'pipe', 'pipe'] });
  const program: Program = Object.assign(child, { said: '' });
  child.stderr?.on('data', (chunk: Buffer) => { program.said = (program.said + chunk.toString()).slice(-4000); });
  // A program that ends early closes its pipes; its status tells why.
  child.stdin?.on('error', () => undefined);
  return program;
}

async function succeed(name: string, program: Program): Promise<void> {
  const status = await new Promise<number | string>((resolve, reject) => {
    program.once('error', reject);
    program.once('close', (code, signal) => { resolve(code ?? signal ?? 'unknown'); });
  });
  if (status === 0) return;
  const said = program.said.trim().split('\n');
  throw new BackupFailed(`${name} failed: ${said.find((line) => /error|fatal/i.test(line)) ?? said.at(-1) ?? `status ${status}`}`);
}

function majorOf(program: string): number {
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return Number(/\) (\d+)/.exec(stdout ?? '')?.[1] ?? 0);
}
