/** A private PostgreSQL: a cluster of its own in a directory of its own, reachable on 127.0.0.1 only. */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';

import pg from 'pg';

import { ensureInstalled } from './install.mjs';
import { keptPort } from './ports.mjs';
import { commandOf, descendantsOf, endProcess, identityOf, isAlive, processesOf, run, send, until } from './processes.mjs';
import { Explained } from './project.mjs';

const USER = 'lokahome';
const LOCALE = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8';
const START_PATIENCE = 60_000;
const LOG_LIMIT = 20 * 1024 * 1024;
/** Fast, then immediate (recovers from the log at the next start), then by force. */
const STOP_STEPS = [
  ['SIGINT', 20_000],
  ['SIGQUIT', 5000],
  ['SIGKILL', 5000],
];

/**
 * Starts PostgreSQL on the cluster in `dir`, making the cluster first where there is none. One that an earlier,
 * killed run left running there is stopped first. The directory stays when it stops.
 * @param {{ dir: string, port?: number, durable?: boolean, settings?: Record<string, string | number> }} options
 *   `durable: false` never waits for the disk: for tests; `settings` of postgresql.conf beside our own
 */
export async function startPostgres({ dir, port, durable = false, settings = {} }) {
  const home = resolve(dir);
  const { postgres } = await ensureInstalled({ redis: false }); // first: the packages bring the account as well
  const account = serverAccount();
  prepare(home, account);
  await findPostgres(home)?.stop();
  const bin = binFor(home, postgres);
  if (!existsSync(dataDir(home))) await initialise({ home, bin, account, durable });
  const chosen = await keptPort(home, port);

  const options = { home, bin, account, durable, port: chosen, more: settings };
  let identity = await launch(options);
  return {
    ...addressOf(home, chosen),
    dir: home,
    bin,
    get pid() {
      return Number.parseInt(identity, 10);
    },
    get identity() {
      return identity;
    },
    stop: () => stop(identity),
    kill: () => kill(identity),
    async restart() {
      await stop(identity);
      identity = await launch(options);
    },
  };
}

/**
 * Starts a streaming replica of a running private PostgreSQL: a copy of its files in `dir`, made anew each time, that
 * follows its log and answers reads.
 * @param {{ dir: string, of: { url: string, dir: string, bin: string } }} options
 */
export async function startReplica({ dir, of }) {
  const home = resolve(dir);
  const account = serverAccount();
  prepare(home, account);
  await findPostgres(home)?.stop();
  rmSync(dataDir(home), { recursive: true, force: true });
  mkdirSync(dataDir(home), { mode: 0o700 });
  copyFileSync(passwordFile(of.dir), passwordFile(home));
  if (account.uid !== undefined) chownSync(dataDir(home), account.uid, account.gid);
  const args = ['-D', dataDir(home), '-d', of.url, '-R', '-X', 'stream', '--checkpoint=fast', '--no-sync'];
  const { status, output } = await run(join(of.bin, 'pg_basebackup'), args, { env: environment(), cwd: '/', account });
  if (status !== 0) throw new Error(`pg_basebackup failed in ${home}:\n${output}`);
  const port = await keptPort(home);
  const identity = await launch({ home, bin: of.bin, account, durable: false, port });
  return { ...addressOf(home, port), dir: home, identity, stop: () => stop(identity), kill: () => kill(identity) };
}

/** The instance that runs on a directory already, with what is needed to use and to stop it. */
export function findPostgres(dir) {
  const home = resolve(dir);
  const [pid, , , port] = pidFile(home).map(Number);
  if (!pid || !commandOf(pid).includes(dataDir(home)) || !existsSync(passwordFile(home))) return undefined;
  const bin = dirname(commandOf(pid).split(' ')[0]);
  const identity = identityOf(pid);
  return { ...addressOf(home, port), dir: home, bin, pid, identity, stop: () => stop(identity), kill: () => kill(identity) };
}

/** Creates a database if it is not there; the URL of the server's other databases becomes its own. */
export async function createDatabase(url, name) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
  const own = new URL(url);
  own.pathname = `/${encodeURIComponent(name)}`;
  return own.href;
}

/** PostgreSQL refuses to run as root: then it runs as `postgres`, whom the packages create. */
export function serverAccount() {
  if (process.getuid() !== 0) return {};
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout?.trim());
  if (!uid) throw new Explained('PostgreSQL refuses to run as root and there is no user postgres: create it (useradd --system postgres).');
  return { uid: Number(uid), gid: Number(gid) };
}

/** Whether the server's account may pass through a directory: /root and other people's homes are closed to it. */
export function mayEnter(dir, account = serverAccount()) {
  return account.uid === undefined || spawnSync('test', ['-x', dir], { ...account, cwd: '/' }).status === 0;
}

/** Passing through a directory is all that the server's account needs. */
export function letThrough(dir) {
  chmodSync(dir, statSync(dir).mode | 0o011);
}

const dataDir = (home) => join(home, 'data');
const passwordFile = (home) => join(home, 'password');
const logFile = (home) => join(home, 'postgres.log');

function addressOf(home, port) {
  return { port, url: `postgresql://${USER}:${readFileSync(passwordFile(home), 'utf8').trim()}@127.0.0.1:${port}/postgres` };
}

function prepare(home, account) {
  mkdirSync(home, { recursive: true });
  if (account.uid === undefined) return;
  letThrough(home);
  // mkdtemp() makes directories that are closed to everyone else.
  for (let path = dirname(home); path.startsWith(`${tmpdir()}/`); path = dirname(path)) letThrough(path);
  if (!mayEnter(home, account)) {
    throw new Explained(`PostgreSQL runs as the user postgres here, who may not enter ${home}: choose a directory below an open one.`);
  }
}

/** The programs that fit the cluster: a newer major version cannot read its files. */
function binFor(home, located) {
  const versionFile = join(dataDir(home), 'PG_VERSION');
  if (!existsSync(versionFile)) return located.bin;
  const major = Number(readFileSync(versionFile, 'utf8'));
  if (major === located.major) return located.bin;
  const debian = `/usr/lib/postgresql/${major}/bin`;
  if (existsSync(join(debian, 'postgres'))) return debian;
  throw new Explained(
    `The data in ${home} are PostgreSQL ${major}'s and this machine has ${located.major}: ` +
      `install PostgreSQL ${major} again, or delete that directory to begin afresh.`,
  );
}

/** Under another name until it is whole, so that an interrupted one is simply done again. */
async function initialise({ home, bin, account, durable }) {
  for (const name of readdirSync(home).filter((one) => one.startsWith('data.'))) {
    rmSync(join(home, name), { recursive: true, force: true });
  }
  const making = join(home, `data.${process.pid}`);
  mkdirSync(making, { mode: 0o700 });
  writeFileSync(passwordFile(home), `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
  for (const path of [making, passwordFile(home)]) if (account.uid !== undefined) chownSync(path, account.uid, account.gid);
  const args = [
    ['-D', making, '-U', USER, `--pwfile=${passwordFile(home)}`, '--auth=scram-sha-256', '--encoding=UTF8'],
    [`--locale=${LOCALE}`, '--no-instructions', ...(durable ? [] : ['--no-sync'])],
  ].flat();
  const { status, output } = await run(join(bin, 'initdb'), args, { env: environment(), cwd: '/', account });
  if (status !== 0) throw new Error(`initdb failed in ${home}:\n${output}`);
  renameSync(making, dataDir(home));
}

async function launch({ home, bin, account, durable, port, more }) {
  // Workers of a server that was killed may still be at it, and it will not start beside them.
  const workers = processesOf({ dirs: [dataDir(home)] }).map(identityOf);
  await Promise.all(workers.map((worker) => endProcess(worker, [['SIGKILL', 5000]])));
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '', // their paths may be 107 characters long at most: nothing here needs one
    max_connections: 200,
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] %d ',
    log_lock_waits: 'on',
    log_checkpoints: 'off',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
    ...more,
  };
  if (statSync(logFile(home), { throwIfNoEntry: false })?.size > LOG_LIMIT) renameSync(logFile(home), `${logFile(home)}.old`);
  const log = openSync(logFile(home), 'a', 0o600);
  const from = statSync(logFile(home)).size;
  const args = ['-D', dataDir(home), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const child = spawn(join(bin, 'postgres'), args, {
    cwd: '/',
    env: environment(),
    detached: true,
    stdio: ['ignore', log, log],
    ...account,
  });
  closeSync(log);
  child.unref();
  let failure;
  child.once('error', (error) => (failure = error));
  child.once('exit', (code, signal) => (failure ??= new Error(`it ended with ${signal ?? code}`)));
  // The server writes its pid and, once it takes connections, its state into this file; after a crash it recovers first.
  const ready = () => pidFile(home)[0] === String(child.pid) && pidFile(home)[7] === 'ready';
  await until(() => failure || ready(), START_PATIENCE);
  if (!failure && ready()) return identityOf(child.pid);
  if (!failure) await stop(identityOf(child.pid));
  const said = readFileSync(logFile(home), 'utf8').slice(from).trimEnd();
  throw new Error(`PostgreSQL did not start on ${home}: ${failure?.message ?? `not ready after ${START_PATIENCE / 1000} s`}\n${said}`);
}

async function stop(identity) {
  await endProcess(identity, STOP_STEPS);
}

/** As a power cut would: the server and its workers at once, with no chance to tidy up. */
async function kill(identity) {
  if (!isAlive(identity)) return;
  const pid = Number.parseInt(identity, 10);
  const workers = descendantsOf(pid);
  for (const one of [pid, ...workers]) send(one, 'SIGKILL');
  await until(() => ![pid, ...workers].some(identityOf), 5000);
}

function pidFile(home) {
  try {
    return readFileSync(join(dataDir(home), 'postmaster.pid'), 'utf8')
      .split('\n')
      .map((line) => line.trim());
  } catch {
    return [];
  }
}

/** Nothing of the caller's PG… variables or locale; the mark of its run, so that it can be told whose it is. */
function environment() {
  const { PATH, LOKAHOME_RUN } = process.env;
  return { PATH, LC_ALL: LOCALE, TZ: 'UTC', ...(LOKAHOME_RUN ? { LOKAHOME_RUN } : {}) };
}
