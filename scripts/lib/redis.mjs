/** A private Redis or Valkey, reachable on 127.0.0.1 only. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { Redis } from 'ioredis';

import { ensureInstalled } from './install.mjs';
import { keptPort } from './ports.mjs';
import { commandOf, endProcess, identityOf, until } from './processes.mjs';

const START_PATIENCE = 30_000;
const STOP_STEPS = [
  ['SIGTERM', 10_000],
  ['SIGKILL', 5000],
];

/**
 * Starts Redis in `dir`, stopping first one that an earlier, killed run left running there.
 * @param {{ dir: string, port?: number, durable?: boolean }} options `durable` keeps the data over stops and kills
 */
export async function startRedis({ dir, port, durable = false }) {
  const home = resolve(dir);
  mkdirSync(home, { recursive: true });
  await findRedis(home)?.stop();
  const { redis } = await ensureInstalled({ postgres: false });
  const chosen = await keptPort(home, port);

  let identity = await launch({ home, server: redis.server, port: chosen, durable });
  return {
    ...addressOf(chosen),
    dir: home,
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
      identity = await launch({ home, server: redis.server, port: chosen, durable });
    },
  };
}

/** The instance that runs on a directory already. */
export function findRedis(dir) {
  const home = resolve(dir);
  const [pid, port] = ['redis.pid', 'port'].map((name) => numberIn(join(home, name)));
  // Its title is all that tells whose it is: redis-server 127.0.0.1:20123
  if (!pid || !port || !new RegExp(`^\\S*(redis|valkey)-server.* 127\\.0\\.0\\.1:${port}\\b`).test(commandOf(pid))) return undefined;
  const identity = identityOf(pid);
  return { ...addressOf(port), dir: home, pid, identity, stop: () => stop(identity), kill: () => kill(identity) };
}

/** Whether a Redis answers there; rejects with the reason when not. */
export async function pingRedis(url) {
  const client = new Redis(url, { lazyConnect: true, connectTimeout: 5000, retryStrategy: () => null });
  let reason;
  client.on('error', (error) => (reason = error));
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    throw reason ?? error; // the rejection itself only says that the connection is closed
  } finally {
    client.disconnect();
  }
}

function addressOf(port) {
  return { port, url: `redis://127.0.0.1:${port}` };
}

async function launch({ home, server, port, durable }) {
  const settings = {
    port,
    bind: '127.0.0.1',
    dir: home,
    pidfile: join(home, 'redis.pid'),
    daemonize: 'no',
    'maxmemory-policy': 'noeviction', // queues live here: nothing may be dropped
    appendonly: durable ? 'yes' : 'no',
    save: '',
  };
  const log = openSync(join(home, 'redis.log'), 'a', 0o600);
  const from = statSync(join(home, 'redis.log')).size;
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = spawn(server, args, { cwd: home, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  child.unref();
  let failure;
  child.once('error', (error) => (failure = error));
  child.once('exit', (code, signal) => (failure ??= new Error(`it ended with ${signal ?? code}`)));
  const { url } = addressOf(port);
  const ready = await until(async () => failure || (await answers(url)), START_PATIENCE);
  if (ready && !failure) return identityOf(child.pid);
  if (!failure) await stop(identityOf(child.pid));
  const said = readFileSync(join(home, 'redis.log'), 'utf8').slice(from).trimEnd();
  throw new Error(`Redis did not start on ${home}: ${failure?.message ?? `no answer after ${START_PATIENCE / 1000} s`}\n${said}`);
}

async function stop(identity) {
  await endProcess(identity, STOP_STEPS);
}

async function kill(identity) {
  await endProcess(identity, [['SIGKILL', 5000]]);
}

async function answers(url) {
  try {
    await pingRedis(url);
    return true;
  } catch {
    return false;
  }
}

function numberIn(path) {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return 0;
  }
}
