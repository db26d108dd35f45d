/** Finds PostgreSQL with PostGIS, and Redis or Valkey, on this machine. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';

export const POSTGRES_MIN = 15;
export const REDIS_MIN = 7;

/** Extensions that packagers tend to put into packages of their own, and their libraries. */
const EXTENSIONS = { postgis: 'postgis-3', btree_gist: 'btree_gist' };

/**
 * Every usable PostgreSQL, newest first: `{ bin, major, missing }`, `missing` naming the extensions it lacks.
 * Too old ones are left out.
 */
export function postgresesHere() {
  const found = new Map();
  for (const bin of postgresDirs()) {
    if (!['postgres', 'initdb', 'pg_config'].every((name) => existsSync(join(bin, name)))) continue;
    const major = majorOf(join(bin, 'postgres'));
    if (major < POSTGRES_MIN) continue;
    const [share, libraries] = output(join(bin, 'pg_config'), ['--sharedir', '--pkglibdir']).split('\n');
    const hasLibrary = (name) => ['so', 'dylib'].some((ending) => existsSync(join(libraries, `${name}.${ending}`)));
    const missing = Object.entries(EXTENSIONS)
      .filter(([name, library]) => !existsSync(join(share, 'extension', `${name}.control`)) || !hasLibrary(library))
      .map(([name]) => name);
    found.set(bin, { bin, major, missing });
  }
  return [...found.values()].sort((a, b) => a.missing.length - b.missing.length || b.major - a.major);
}

/** The PostgreSQL to use, undefined when there is none that has everything. */
export function locatePostgres() {
  return postgresesHere().find((one) => one.missing.length === 0);
}

/** The Redis or Valkey server to use: `{ server, major }`. */
export function locateRedis() {
  return pathDirs()
    .flatMap((dir) => ['redis-server', 'valkey-server'].map((name) => join(dir, name)))
    .filter((server) => existsSync(server))
    .map((server) => ({ server, major: Number(/v=(\d+)/.exec(output(server, ['--version']))?.[1] ?? 0) }))
    .find(({ major }) => major >= REDIS_MIN);
}

/** Debian's nginx, or whichever is on the path: its program. */
export function locateNginx() {
  return pathDirs()
    .map((dir) => join(dir, 'nginx'))
    .find((program) => existsSync(program));
}

function postgresDirs() {
  const configured = output('pg_config', ['--bindir']);
  return [
    ...(configured ? [configured] : []),
    ...versionsUnder('/usr/lib/postgresql', 'bin'), // Debian, Ubuntu
    ...versionsUnder('/usr', 'bin', 'pgsql-'), // Red Hat and its family, from postgresql.org
    ...versionsUnder('/opt/homebrew/opt', 'bin', 'postgresql@'),
    ...versionsUnder('/usr/local/opt', 'bin', 'postgresql@'),
    ...versionsUnder('/Applications/Postgres.app/Contents/Versions', 'bin'),
    ...pathDirs(),
  ];
}

function versionsUnder(base, rest, prefix = '') {
  if (!existsSync(base)) return [];
  const names = readdirSync(base).filter((name) => name.startsWith(prefix) && /^\d/.test(name.slice(prefix.length)));
  return names.map((name) => join(base, name, rest));
}

/** PATH, and the places that a service's or root's PATH often lacks. */
function pathDirs() {
  const path = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return [...new Set([...path, '/usr/local/bin', '/usr/bin', '/usr/sbin', '/opt/homebrew/bin'])];
}

function majorOf(postgres) {
  return Number(/\) (\d+)/.exec(output(postgres, ['--version']))?.[1] ?? 0);
}

function output(command, args) {
  const { stdout, error } = spawnSync(command, args, { encoding: 'utf8' });
  return error ? '' : stdout.trim();
}
