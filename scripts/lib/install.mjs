/**
 * Makes sure the servers are on the machine. On Debian and its family, as root, what is missing is installed with
 * apt-get: the programs only. The distribution's own cluster and services are neither created nor started, for they
 * would take ports and memory that nobody asked for.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';

import { withLock } from './lock.mjs';
import { run, until } from './processes.mjs';
import { POSTGRES_MIN, REDIS_MIN, locatePostgres, locateRedis, postgresesHere } from './programs.mjs';
import { Explained, say, stateDir } from './project.mjs';

const INSTALL_LOCK = '/run/lokahome-install.lock';
const LOCK_PATIENCE_SECONDS = 120;
/** In files that stand only while apt-get works: what a killed run left is recognised by it. */
const OURS = 'lokahome: stands only while its scripts install packages';
const POLICY = '/usr/sbin/policy-rc.d';
const CLUSTER_POLICY = '/etc/postgresql-common/createcluster.d/lokahome.conf';

/**
 * @returns `{ postgres: { bin, major }, redis: { server } }`, each only when asked for
 * @throws Explained saying what to install, where this cannot be done from here
 */
export async function ensureInstalled({ postgres = true, redis = true } = {}) {
  const asked = () => ({ postgres: postgres && locatePostgres(), redis: redis && locateRedis() });
  const lacking = (found) => ({ postgres: postgres && !found.postgres, redis: redis && !found.redis });
  if (process.getuid() === 0 && [POLICY, CLUSTER_POLICY].some(isOurs)) await withLock(INSTALL_LOCK, removePolicies);

  let found = asked();
  let missing = lacking(found);
  if (!missing.postgres && !missing.redis) return found;
  if (!canInstall()) throw new Explained(whatToInstall(missing));

  await withLock(INSTALL_LOCK, async () => {
    missing = lacking(asked()); // another start may have installed it while this one waited
    if (missing.postgres || missing.redis) await installWithApt(missing);
  });
  found = asked();
  missing = lacking(found);
  if (missing.postgres || missing.redis) throw new Explained(`Installed, and still not found.\n${whatToInstall(missing)}`);
  return found;
}

function canInstall() {
  if (process.getuid() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(release);
}

function whatToInstall({ postgres, redis }) {
  const halfway = postgres && postgresesHere()[0];
  const lines = [];
  if (halfway) lines.push(`PostgreSQL ${halfway.major} is here (${halfway.bin}) without ${halfway.missing.join(' and ')}.`);
  else if (postgres) lines.push(`PostgreSQL ${POSTGRES_MIN} or newer with PostGIS was not found on this machine.`);
  if (redis) lines.push(`Redis ${REDIS_MIN} or newer, or Valkey, was not found on this machine.`);
  return [
    ...lines,
    '',
    'Do one of these, then run the same command again:',
    '  Debian, Ubuntu   run it once as root, which installs them, or: sudo apt-get install postgresql postgresql-<version>-postgis-3 redis-server',
    '  macOS            brew install postgresql@17 postgis redis',
    '  Fedora           sudo dnf install postgresql-server postgresql-contrib postgis valkey',
    '  anywhere         name servers of your own in DATABASE_URL and REDIS_URL',
    '  Docker           docker compose up',
  ].join('\n');
}

async function installWithApt(missing) {
  say(`Missing on this machine: ${[missing.postgres && 'PostgreSQL with PostGIS', missing.redis && 'Redis'].filter(Boolean).join(', ')}.`);
  say('Installing with apt-get (the programs only, their services stay off); this takes a minute or two …');
  if (existsSync('/var/lib/dpkg/updates') && readdirSync('/var/lib/dpkg/updates').length > 0) {
    orExplain('dpkg --configure -a', await quietly('dpkg', ['--configure', '-a'])); // an installation was cut off earlier
  }
  await refreshLists();
  const packages = [...(missing.postgres ? [postgisPackage()] : []), ...(missing.redis ? [redisPackage()] : [])];
  say(`  apt-get install ${packages.join(' ')}`);
  try {
    if (!existsSync(POLICY)) writePolicy(POLICY, `#!/bin/sh\n# ${OURS}\nexit 101\n`, 0o755);
    writePolicy(CLUSTER_POLICY, `# ${OURS}\ncreate_main_cluster = false\n`, 0o644);
    orExplain('apt-get install', await apt(['install', '-y', '-q', '--no-install-recommends', ...packages]));
  } finally {
    removePolicies();
  }
  for (const name of packages.filter((one) => one.endsWith('-server'))) spawnSync('update-rc.d', [name, 'disable']);
}

/** `apt-get update`. Its lock, unlike dpkg's, knows no patience of its own. */
async function refreshLists() {
  let waiting = false;
  let result;
  const held = () => result.status !== 0 && /Could not get lock/.test(result.output);
  await until(
    async () => {
      result = await apt(['update', '-q']);
      if (held() && !waiting) say(`  waiting for another apt-get to finish (${LOCK_PATIENCE_SECONDS} s at most) …`);
      waiting = held();
      return !waiting;
    },
    LOCK_PATIENCE_SECONDS * 1000,
    3000,
  );
  // A broken third-party source is no reason to stop: the packages may come from another.
  if (result.status !== 0) say(`  apt-get update: ${lastLines(result.output, 3)}`);
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
async function quietly(command, args) {
  mkdirSync(stateDir, { recursive: true });
  const log = join(stateDir, 'apt.log');
  const file = openSync(log, 'w');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
  const { status } = await run(command, args, { env, stdio: ['ignore', file, file] });
  closeSync(file);
  return { status, output: readFileSync(log, 'utf8') };
}

function apt(args) {
  return quietly('apt-get', ['-o', `DPkg::Lock::Timeout=${LOCK_PATIENCE_SECONDS}`, '-o', 'Dpkg::Use-Pty=0', ...args]);
}

function orExplain(command, { status, output }) {
  if (status !== 0) throw new Explained(`${lastLines(output, 15)}\n\n${command} failed with status ${status}.`);
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

function removePolicies() {
  for (const path of [POLICY, CLUSTER_POLICY].filter(isOurs)) rmSync(path);
}
