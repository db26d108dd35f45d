/** Processes: who a pid is, whether it still is, how to end it. Works without `ps` where there is /proc. */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

const REPOSITORY = new URL('../..', import.meta.url);
const hasProc = process.platform === 'linux';

/** Fields of /proc/<pid>/stat from the third on: [0] state, [1] parent, [19] start time. */
function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may hold blanks and brackets itself.
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** A pid with its birth, because pids are given out again; undefined when nobody runs under it (a zombie does not). */
export function identityOf(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (hasProc) {
    const stat = statOf(pid);
    return stat && !['Z', 'X'].includes(stat[0]) ? `${pid} ${stat[19]}` : undefined;
  }
  const { stdout } = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' });
  const [state = '', ...birth] = (stdout ?? '').trim().split(/\s+/);
  return state !== '' && !state.startsWith('Z') ? `${pid} ${birth.join(' ')}` : undefined;
}

/** Whether the very process that `identityOf` named once still runs. */
export function isAlive(identity) {
  return Boolean(identity) && identityOf(Number.parseInt(identity, 10)) === identity;
}

export function commandOf(pid) {
  try {
    if (hasProc) return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() ?? '';
}

/** Every descendant of a process, children first. */
export function descendantsOf(pid) {
  const children = new Map();
  for (const [child, parent] of parents()) children.set(parent, [...(children.get(parent) ?? []), child]);
  const found = [];
  for (let queue = [pid]; queue.length > 0;) {
    queue = queue.flatMap((one) => children.get(one) ?? []);
    found.push(...queue);
  }
  return found;
}

function parents() {
  if (hasProc) return allPids().map((pid) => [pid, Number(statOf(pid)?.[1])]);
  const { stdout } = spawnSync('ps', ['-axo', 'pid=,ppid='], { encoding: 'utf8' });
  return (stdout ?? '')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
}

function allPids() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/**
 * Processes that belong to a run: started with LOKAHOME_RUN=<mark> in their environment, or working in one of the
 * directories (servers overwrite their environment with their title). Linux only; elsewhere it finds none.
 */
export function processesOf({ mark, dirs = [] }) {
  if (!hasProc) return [];
  return allPids().filter((pid) => {
    if (pid === process.pid || !identityOf(pid)) return false;
    try {
      if (mark && readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`LOKAHOME_RUN=${mark}`)) return true;
      const cwd = readlinkSync(`/proc/${pid}/cwd`).replace(/ \(deleted\)$/, '');
      return dirs.some((dir) => cwd === dir || cwd.startsWith(`${dir}/`));
    } catch {
      return false; // another user's, or gone meanwhile
    }
  });
}

/** Ends a process, named by its identity, by one signal after the other, each with its patience in milliseconds. */
export async function endProcess(identity, steps) {
  for (const [signal, patience] of steps) {
    if (!isAlive(identity)) return;
    send(Number.parseInt(identity, 10), signal);
    await until(() => !isAlive(identity), patience);
  }
}

/** Signals a process, or with a negative pid its group; one that is gone already is fine. */
export function send(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Waits for a condition; false when the patience ran out first. */
export async function until(condition, patience, every = 25) {
  for (const end = Date.now() + patience; Date.now() < end;) {
    if (await condition()) return true;
    await sleep(every);
  }
  return Boolean(await condition());
}

/**
 * Runs a program to its end, out of reach of the terminal's Ctrl-C: an interruption reaches it as one SIGTERM.
 * @returns its exit status (1 when a signal ended it) and what it printed, unless `stdio` says where that goes
 */
export async function run(command, args, options = {}) {
  const { env = process.env, signal, stdio = ['ignore', 'pipe', 'pipe'], cwd = REPOSITORY, account = {} } = options;
  const child = spawn(command, args, { cwd, env, stdio, detached: true, ...account });
  let output = '';
  child.stdout?.on('data', (chunk) => (output += chunk));
  child.stderr?.on('data', (chunk) => (output += chunk));
  const interrupt = () =>
    endProcess(identityOf(child.pid), [
      ['SIGTERM', 10_000],
      ['SIGKILL', 1000],
    ]);
  signal?.addEventListener('abort', interrupt, { once: true });
  if (signal?.aborted) interrupt();
  try {
    const status = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? 1));
    });
    return { status, output: output.trimEnd() };
  } finally {
    signal?.removeEventListener('abort', interrupt);
  }
}

/**
 * Ctrl-C, a closed terminal, `kill`: the first asks for an orderly end, more of them change nothing
 * (npm passes on what the terminal has sent already, so one Ctrl-C arrives twice).
 */
export function interruption() {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => controller.abort(signal));
  // npm runs a script below a shell, which a `kill` of npm ends without passing it on: being orphaned means the same.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event) setInterval(() => process.ppid !== parent && controller.abort('orphaned'), 500).unref();
  // A closed terminal must not stop the stopping.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  return controller.signal;
}
