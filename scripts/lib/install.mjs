/** Makes sure the servers are on the machine: installs what is missing where it can, else says what to install. */
import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';

import { completeInterrupted, installWithApt, wasInterrupted } from './apt.mjs';
import { withLock } from './lock.mjs';
import { POSTGRES_MIN, REDIS_MIN, locateNginx, locatePostgres, locateRedis, postgresesHere } from './programs.mjs';
import { Explained } from './project.mjs';

const INSTALL_LOCK = '/run/lokahome-install.lock';

/**
 * @returns `{ postgres: { bin, major }, redis: { server }, nginx }` (the last a path), each only when asked for
 * @throws Explained saying what to install, where this cannot be done from here
 */
export async function ensureInstalled({ postgres = true, redis = true, nginx = false } = {}) {
  const asked = () => ({ postgres: postgres && locatePostgres(), redis: redis && locateRedis(), nginx: nginx && locateNginx() });
  const lacking = (found) => ({ postgres: postgres && !found.postgres, redis: redis && !found.redis, nginx: nginx && !found.nginx });
  if (canInstall() && wasInterrupted()) await withLock(INSTALL_LOCK, completeInterrupted);

  let found = asked();
  let missing = lacking(found);
  if (!someOf(missing)) return found;
  if (!canInstall()) throw new Explained(whatToInstall(missing));

  await withLock(INSTALL_LOCK, async () => {
    missing = lacking(asked()); // another start may have installed it while this one waited
    if (someOf(missing)) await installWithApt(missing);
  });
  found = asked();
  missing = lacking(found);
  if (someOf(missing)) throw new Explained(`Installed, and still not found.\n${whatToInstall(missing)}`);
  return found;
}

function someOf(missing) {
  return Object.values(missing).some(Boolean);
}

function canInstall() {
  if (process.getuid() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(release);
}

function whatToInstall({ postgres, redis, nginx }) {
  const halfway = postgres && postgresesHere()[0];
  const lines = [];
  if (halfway) lines.push(`PostgreSQL ${halfway.major} is here (${halfway.bin}) without ${halfway.missing.join(' and ')}.`);
  else if (postgres) lines.push(`PostgreSQL ${POSTGRES_MIN} or newer with PostGIS was not found on this machine.`);
  if (redis) lines.push(`Redis ${REDIS_MIN} or newer, or Valkey, was not found on this machine.`);
  if (nginx) lines.push('nginx was not found on this machine: apt-get install nginx, brew install nginx, sudo dnf install nginx.');
  if (!postgres && !redis) return lines.join('\n');
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
