/** The servers under measurement, each a process of its own that writes its log into a file, as in production. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

import { freePort } from '../../scripts/lib/ports.mjs';
import { descendantsOf, endProcess, identityOf, until } from '../../scripts/lib/processes.mjs';
import { Explained, root, stateDir } from '../../scripts/lib/project.mjs';

const TICKS_PER_SECOND = 100;
const STOP_STEPS = [['SIGTERM', 20_000], ['SIGKILL', 2000]];
const running = new Set();

/** One server, from its start until `stop()`. */
export class Server {
  constructor(child, { name, port, log }) {
    Object.assign(this, { child, name, log, url: `http://127.0.0.1:${port}`, identity: identityOf(child.pid) });
    running.add(this);
  }

  get pid() {
    return this.child.pid;
  }

  /** Seconds of processor time so far, with its child processes. */
  get cpuSeconds() {
    return cpuSecondsOf(familyOf(this.pid));
  }

  /** Megabytes of memory now, and the most there ever were, with its child processes. */
  get memory() {
    const states = familyOf(this.pid).map((pid) => procFile(pid, 'status'));
    const of = (field) => Math.round(states.reduce((sum, status) => sum + Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0), 0) / 1024);
    return { now: of('VmRSS'), most: of('VmHWM') };
  }

  async stop() {
    running.delete(this);
    await endProcess(this.identity, STOP_STEPS);
  }
}

/** Starts a program that listens on `PORT`; resolves once `path` answers 200. */
export async function startServer({ name, args, env, path = '/ready', patience = 60_000 }) {
  const port = await freePort();
  mkdirSync(join(stateDir, 'bench/logs'), { recursive: true });
  const log = join(stateDir, 'bench/logs', `${name}.log`);
  const file = openSync(log, 'w');
  const child = spawn(process.execPath, args, { cwd: root, env: { ...env, PORT: String(port), HOST: '127.0.0.1' }, stdio: ['ignore', file, file] });
  closeSync(file);
  let ended = false;
  child.once('exit', () => (ended = true));
  const server = new Server(child, { name, port, log });
  const ready = await until(async () => ended || (await answers(server.url + path)), patience, 20);
  if (ended || !ready) {
    await server.stop();
    throw new Explained(`${name} did not start:\n${readFileSync(log, 'utf8').slice(-3000)}`);
  }
  return server;
}

/** Seconds of processor time that PostgreSQL, with all its backends, and Redis have taken. */
export function storesCpuSeconds({ postgres, redis }) {
  return cpuSecondsOf([...familyOf(postgres.pid), redis.pid]);
}

function familyOf(pid) {
  return [pid, ...descendantsOf(pid)];
}

function cpuSecondsOf(pids) {
  return pids.reduce((sum, pid) => {
    const stat = procFile(pid, 'stat');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return sum + (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_PER_SECOND;
  }, 0);
}

/** Empty of a process that has just gone. */
function procFile(pid, name) {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}

/** Whatever still runs, at the end of a bench that failed or was interrupted. */
export async function stopServers() {
  await Promise.all([...running].map((server) => server.stop()));
}

async function answers(url) {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await answer.body?.cancel();
    return answer.status === 200;
  } catch {
    return false;
  }
}
