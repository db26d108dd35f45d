/**
 * Installs packages on Debian and its family: the programs only. The distribution's own cluster and services are neither
 * created nor started, for they would take ports and memory that nobody asked for.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';

import { run, until } from './processes.mjs';
import { POSTGRES_MIN, REDIS_MIN, postgresesHere } from './programs.mjs';
import { Explained, say, stateDir } from './project.mjs';

const PATIENCE_SECONDS = 300;
/** Not all of them know a patience of their own. */
const LOCKS = ['/var/lib/dpkg/lock-frontend', '/var/lib/dpkg/lock', '/var/lib/apt/lists/lock', '/var/cache/apt/archives/lock'];
/** In files that stand only while apt-get works: what a killed run left is recognised by it. */
const OURS = 'lokahome: stands only while its scripts install';
const POLICY = '/usr/sbin/policy-rc.d';
const CLUSTER_POLICY = '/etc/postgresql-common/createcluster.d/lokahome.conf';

/** @param {{ postgres: boolean, redis: boolean, nginx: boolean }} missing */
export async function installWithApt(missing) {
  const names = [missing.postgres && 'PostgreSQL with PostGIS', missing.redis && 'Redis', missing.nginx && 'nginx'].filter(Boolean);
  say(`Missing on this machine: ${names.join(', ')}. Installing with apt-get, the programs only, their services stay off;`);
  say('this takes a minute or two, and Ctrl-C is heeded when it is done …');
  await untilAptIsFree();
  // A broken third-party source is no reason to stop: the packages may come from another.
  const update = await apt(['update', '-q']);
  if (update.status !== 0) say(`  apt-get update: ${lastLines(update.output, 3)}`);
  const packages = [...(missing.postgres ? [postgisPackage()] : []), ...(missing.redis ? [redisPackage()] : []), ...(missing.nginx ? ['nginx'] : [])];
  say(`  apt-get install ${packages.join(' ')}`);
  try {
    if (!existsSync(POLICY)) writePolicy(POLICY, `#!/bin/sh\n# ${OURS}\nexit 101\n`, 0o755);
    writePolicy(CLUSTER_POLICY, `# ${OURS}: ${packages.join(' ')}\ncreate_main_cluster = false\n`, 0o644);
    await untilAptIsFree();
    const { status, output } = await apt(['install', '-y', '-q', '--no-install-recommends', ...packages]);
    if (status !== 0) throw new Explained(`${lastLines(output, 15)}\n\napt-get install failed with status ${status}.`);
  } finally {
    finish();
  }
}

/**
 * Takes programs out of packages and puts them into a directory: nothing is installed, so no service comes along and root is not needed.
 * @param {Record<string, string[]>} programs by package
 */
export async function unpackWithApt(programs, directory) {
  const packages = Object.keys(programs);
  const download = join(directory, 'download');
  rmSync(download, { recursive: true, force: true });
  mkdirSync(download, { recursive: true });
  say(`Fetching ${Object.values(programs).flat().join(', ')} from the packages ${packages.join(', ')}; they stay in ${directory} …`);
  try {
    let { status, output } = await apt(['download', '-q', ...packages], download);
    if (status !== 0 && process.getuid() === 0) {
      await untilAptIsFree();
      await apt(['update', '-q']);
      ({ status, output } = await apt(['download', '-q', ...packages], download));
    }
    if (status !== 0) throw new Explained(`${lastLines(output, 5)}\n\napt-get download failed; apt-get update, as root, may help.`);
    for (const file of readdirSync(download)) {
      const { status, output } = await quietly('dpkg-deb', ['-x', file, 'unpacked'], download);
      if (status !== 0) throw new Explained(`${lastLines(output, 5)}\n\n${file} cannot be unpacked.`);
    }
    for (const program of Object.values(programs).flat()) renameSync(join(download, 'unpacked/usr/bin', program), join(directory, program));
  } finally {
    rmSync(download, { recursive: true, force: true });
  }
}

/** Whether a run was killed while it installed. Its apt-get may still be at work. */
export function wasInterrupted() {
  return [POLICY, CLUSTER_POLICY].some(isOurs);
}

export async function completeInterrupted() {
  await untilAptIsFree();
  await quietly('dpkg', ['--configure', '-a']);
  finish();
}

/** Keeps the services off that came with our packages, and takes away what stood meanwhile. */
function finish() {
  const packages = isOurs(CLUSTER_POLICY) ? (/: (.*)/.exec(readFileSync(CLUSTER_POLICY, 'utf8'))?.[1].split(' ') ?? []) : [];
  for (const name of packages.filter((one) => one.endsWith('-server') || one === 'nginx')) spawnSync('update-rc.d', [name, 'disable']);
  for (const path of [POLICY, CLUSTER_POLICY].filter(isOurs)) rmSync(path);
}

/** Waits for other package managers: the ones that a machine runs by itself after its first start, mostly. */
async function untilAptIsFree() {
  if (!aptIsBusy()) return;
  say(`  waiting for another apt-get or dpkg to finish (${PATIENCE_SECONDS} s at most) …`);
  if (await until(() => !aptIsBusy(), PATIENCE_SECONDS * 1000, 500)) return;
  throw new Explained('Another apt-get or dpkg does not finish: end it and run this again.');
}

/** /proc/locks tells who holds a lock on which inode, without taking it. */
function aptIsBusy() {
  const inodes = LOCKS.filter((path) => existsSync(path)).map((path) => String(statSync(path).ino));
  const held = [...readFileSync('/proc/locks', 'utf8').matchAll(/[0-9a-f]+:[0-9a-f]+:(\d+) /g)].map((match) => match[1]);
  return inodes.some((inode) => held.includes(inode));
}

/** PostGIS for the PostgreSQL that is here already, else for the newest there is; it brings its server along. */
function postgisPackage() {
  const { stdout } = spawnSync('apt-cache', ['search', '--names-only', '^postgresql-[0-9]+-postgis-3$'], { encoding: 'utf8' });
  const majors = [...stdout.matchAll(/^postgresql-(\d+)-postgis-3 /gm)].map((match) => Number(match[1]));
  const here = postgresesHere().find(({ bin, major }) => bin.startsWith('/usr/lib/postgresql/') && majors.includes(major));
  const major = here?.major ?? Math.max(0, ...majors);
  if (major < POSTGRES_MIN) {
    throw new Explained(
      `This system's packages have no PostgreSQL ${POSTGRES_MIN} or newer with PostGIS.\n` +
        'Add the packages of https://wiki.postgresql.org/wiki/Apt and run this again, or use Docker: docker compose up',
    );
  }
  return `postgresql-${major}-postgis-3`;
}

function redisPackage() {
  const name = ['redis-server', 'valkey-server'].find((one) => {
    const { stdout } = spawnSync('apt-cache', ['policy', one], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
    return Number(/Candidate: (?:\d+:)?(\d+)/.exec(stdout)?.[1] ?? 0) >= REDIS_MIN;
  });
  if (!name) {
    throw new Explained(
      `This system's packages have no Redis ${REDIS_MIN} or newer.\n` +
        'Add the packages of https://redis.io/docs/latest/operate/oss_and_stack/install/ and run this again, or use Docker: docker compose up',
    );
  }
  return name;
}

/**
 * Neither tied to an interruption nor to a pipe of ours: packages half installed, because this process was stopped or
 * killed meanwhile, would be in the way of the next run.
 */
async function quietly(command, args, cwd) {
  mkdirSync(stateDir, { recursive: true });
  const log = join(stateDir, 'apt.log');
  const file = openSync(log, 'w');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
  const { status } = await run(command, args, { env, cwd, stdio: ['ignore', file, file] });
  closeSync(file);
  return { status, output: readFileSync(log, 'utf8') };
}

function apt(args, cwd) {
  return quietly('apt-get', ['-o', `DPkg::Lock::Timeout=${PATIENCE_SECONDS}`, '-o', 'Dpkg::Use-Pty=0', ...args], cwd);
}

function lastLines(text, count) {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}

function writePolicy(path, text, mode) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
}

function isOurs(path) {
  return existsSync(path) && readFileSync(path, 'utf8').includes(OURS);
}
