/**
 * PostgreSQL and Redis for the scripts: those that DATABASE_URL and REDIS_URL name, otherwise private ones.
 *
 * `dev` is shared: `npm start` and every `npm run cli` of this repository use one instance, and whoever is the last to
 * leave stops it. `test` is each run's own, never waits for the disk and is deleted at the end.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';

import pg from 'pg';

import { ensureInstalled } from './install.mjs';
import { withLock } from './lock.mjs';
import { createDatabase, findPostgres, letThrough, mayEnter, startPostgres, startReplica } from './postgres.mjs';
import { endProcess, identityOf, isAlive, processesOf } from './processes.mjs';
import { Explained, loadDotEnv, named, say, stateDir } from './project.mjs';
import { findRedis, pingRedis, startRedis } from './redis.mjs';

export { freePort } from './ports.mjs';
export { createDatabase, ensureInstalled, startPostgres, startRedis, startReplica };

const DATABASE = 'lokahome';
const FALLBACK = '/var/lib/lokahome';

/**
 * @param {{ scope: 'dev' | 'test' }} options
 * @returns what the environment of a program needs (`env`), the private instances if any, and `stop()`, which tells the
 *   pids of those who still use them
 */
export async function openServices({ scope }) {
  // A laptop's .env is about its development; tests that read it would run on the development database.
  if (scope === 'dev') loadDotEnv();
  const given = { databaseUrl: named('DATABASE_URL'), redisUrl: named('REDIS_URL') };
  await checkGiven(given);
  // Before anything else: the packages also bring the account that PostgreSQL runs under.
  await ensureInstalled({ postgres: !given.databaseUrl, redis: !given.redisUrl });
  const opened = scope === 'dev' ? await openShared(given) : await openOwn(given);
  const { postgres, redis, stop } = opened;
  const databaseUrl = given.databaseUrl ?? opened.databaseUrl;
  const redisUrl = given.redisUrl ?? redis.url;
  return {
    databaseUrl,
    redisUrl,
    postgres,
    redis,
    dir: opened.dir,
    env: {
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      // pg_dump and its like of the server's own version
      ...(postgres ? { PATH: withDirectory(postgres.bin) } : {}),
    },
    /** The private servers that have gone by themselves: `{ name, log, server }`. */
    gone: () =>
      [
        { name: 'PostgreSQL', server: postgres, log: 'postgres.log' },
        { name: 'Redis', server: redis, log: 'redis.log' },
      ]
        .filter(({ server }) => server && !isAlive(server.identity))
        .map(({ name, server, log }) => ({ name, server, log: join(server.dir, log) })),
    stop,
  };
}

/** Opens the services for as long as the work takes. */
export async function withServices(options, work) {
  const services = await openServices(options);
  try {
    return await work(services);
  } finally {
    await services.stop();
  }
}

async function openShared(given) {
  const dir = join(stateDir, 'dev');
  const users = join(dir, 'users');
  const me = join(users, String(process.pid));
  const sharing = (work) => withLock(join(dir, 'services.lock'), work);
  mkdirSync(users, { recursive: true });

  let postgres;
  let databaseUrl;
  let redis;
  const base = given.databaseUrl ? stateDir : await serverBase();
  const places = { postgres: join(base, 'dev/postgres'), redis: join(dir, 'redis') };
  const stop = () =>
    sharing(async () => {
      rmSync(me, { force: true });
      const others = othersIn(users);
      if (others.length === 0) await Promise.all([findRedis(places.redis)?.stop(), findPostgres(places.postgres)?.stop()]);
      return others;
    });
  await sharing(async () => {
    // Without living users whatever still runs was left by a killed start: it is stopped and started anew.
    const inUse = othersIn(users).length > 0;
    writeFileSync(me, identityOf(process.pid));
    try {
      if (!inUse) await endServersBelow(places);
      if (!given.databaseUrl) {
        postgres = (inUse && findPostgres(places.postgres)) || (await startPostgres({ dir: places.postgres, durable: true }));
      }
      if (postgres) databaseUrl = await createDatabase(postgres.url, DATABASE);
      if (!given.redisUrl) redis = (inUse && findRedis(places.redis)) || (await startRedis({ dir: places.redis, durable: true }));
    } catch (error) {
      rmSync(me, { force: true });
      if (!inUse) await postgres?.stop();
      throw error;
    }
  });
  return { postgres, databaseUrl, redis, dir, stop };
}

async function openOwn(given) {
  const runs = join(await serverBase(), 'test');
  await removeDeadRuns(runs);
  const dir = join(runs, String(process.pid));
  mkdirSync(dir, { recursive: true });
  if (process.getuid() === 0) [runs, dir].forEach(letThrough);
  writeFileSync(join(dir, 'owner'), identityOf(process.pid));

  let postgres;
  let redis;
  const stop = async () => {
    await Promise.all([redis?.stop(), postgres?.stop()]);
    rmSync(dir, { recursive: true, force: true });
    return [];
  };
  try {
    if (!given.databaseUrl) postgres = await startPostgres({ dir: join(dir, 'postgres'), durable: false });
    if (!given.redisUrl) redis = await startRedis({ dir: join(dir, 'redis'), durable: false });
  } catch (error) {
    await stop();
    throw error;
  }
  return { postgres, databaseUrl: postgres?.url, redis, dir, stop };
}

/** The other living processes that use the shared services. */
function othersIn(users) {
  const living = [];
  for (const name of readdirSync(users)) {
    if (name === String(process.pid)) continue;
    if (isAlive(readFileSync(join(users, name), 'utf8'))) living.push(name);
    else rmSync(join(users, name), { force: true });
  }
  return living;
}

/** What test runs that were killed have left: their servers and their files. */
async function removeDeadRuns(runs) {
  if (!existsSync(runs)) return;
  for (const name of readdirSync(runs)) {
    const dir = join(runs, name);
    const owner = join(dir, 'owner');
    if (existsSync(owner) && isAlive(readFileSync(owner, 'utf8'))) continue;
    await removeWithServers(dir);
  }
}

async function removeWithServers(dir) {
  await endServersBelow({ postgres: join(dir, 'postgres'), redis: join(dir, 'redis'), everything: dir });
  rmSync(dir, { recursive: true, force: true });
}

/** In order those that can be told by their files, then by force whatever else works in the directories. */
async function endServersBelow({ postgres, redis, ...more }) {
  await Promise.all([findRedis(redis)?.stop(), findPostgres(postgres)?.stop()]);
  const left = processesOf({ dirs: [postgres, redis, ...Object.values(more)] }).map(identityOf);
  await Promise.all(
    left.map((identity) =>
      endProcess(identity, [
        ['SIGQUIT', 5000],
        ['SIGKILL', 5000],
      ]),
    ),
  );
}

/**
 * Where the servers' files live: `.lokahome`, unless the account that PostgreSQL runs under may not enter it (a clone
 * below /root): then a directory outside. A mark in `.lokahome` ties the two, so that deleting `.lokahome` begins
 * afresh here as well.
 */
export async function serverBase() {
  mkdirSync(stateDir, { recursive: true });
  if (process.getuid() !== 0 || mayEnter(stateDir)) return stateDir;
  const outside = join(FALLBACK, createHash('sha256').update(stateDir).digest('hex').slice(0, 12));
  const mark = join(stateDir, 'elsewhere');
  const tied = existsSync(mark) && readFileSync(mark, 'utf8') === outside;
  if (!tied) {
    await removeWithServers(outside);
    say(`PostgreSQL runs as the user postgres, who may not enter ${stateDir}: its files go to ${outside}.`);
  }
  mkdirSync(outside, { recursive: true });
  [FALLBACK, outside].forEach(letThrough);
  writeFileSync(mark, outside);
  return outside;
}

/** PATH with a directory before the others, unless it is there already: /usr/bin must not get before node_modules/.bin. */
function withDirectory(dir) {
  const path = (process.env.PATH ?? '').split(delimiter);
  return (path.includes(dir) ? path : [dir, ...path]).join(delimiter);
}

async function checkGiven({ databaseUrl, redisUrl }) {
  if (databaseUrl) await explaining('DATABASE_URL', databaseUrl, connectOnce);
  if (redisUrl) await explaining('REDIS_URL', redisUrl, pingRedis);
}

async function explaining(variable, url, attempt) {
  if (!URL.canParse(url)) throw new Explained(`${variable} is not an address: expected postgres://… or redis://…`);
  try {
    await attempt(url);
  } catch (error) {
    throw new Explained(`${variable} names ${new URL(url).host}, and that does not work: ${error.message || error.code}`);
  }
}

async function connectOnce(connectionString) {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 });
  await client.connect();
  await client.end();
}
