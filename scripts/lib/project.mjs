/**
 * What every script needs before anything else: where the repository is, the right Node.js, the
 * `.env` file, a fresh build. Only `node:` modules are imported here, so that this much runs on any
 * Node.js from 20 on and can explain what is missing.
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { withLock } from './lock.mjs';
import { run } from './processes.mjs';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
/** Everything the scripts keep: private databases, mails, files, locks. Deleting it begins afresh. */
export const stateDir = join(root, '.lokahome');

const NODE_MAJOR = 24;

/**
 * How Node.js runs the application everywhere (Dockerfile, docker-compose.yml and ops/systemd say the same): V8 would let the
 * heap grow to several times of what lives in it, and does not give it back. See docs/performance.md.
 */
export const HEAP_FLAGS = ['--max-semi-space-size=16', '--heap-growing-percent=50'];

/** A failure the reader can do something about: its message says it all, a stack would only bury it. */
export class Explained extends Error {
  name = 'Explained';
}

/** For people: standard error, so that standard output stays what a command was asked for. */
export function say(line = '') {
  process.stderr.write(`${line}\n`);
}

export function report(error) {
  say(error instanceof Explained ? `\n${error.message}` : error);
}

/** Goes on under the Node.js of `node_modules` where the machine's own is too old. */
export async function onProjectNode() {
  if (process.platform === 'win32') {
    stopWith('Windows itself is not supported: use WSL (wsl --install), or Docker: docker compose up');
  }
  const bundled = join(root, 'node_modules/node/bin/node');
  if (!existsSync(join(root, 'node_modules/pg'))) stopWith('The dependencies are not installed yet: run npm ci first.');
  if (Number.parseInt(process.versions.node, 10) >= NODE_MAJOR) return;
  if (!existsSync(bundled)) {
    stopWith(`Node.js ${NODE_MAJOR} is needed and this is ${process.version}: run npm ci without --ignore-scripts, which brings it.`);
  }
  const child = spawn(bundled, process.argv.slice(1), { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  await new Promise(() => {
    child.once('exit', (code) => process.exit(code ?? 1));
  });
}

function stopWith(line) {
  say(line);
  process.exit(1);
}

/** The variables of `.env`, where there is one, for what the environment does not name already. */
export function loadDotEnv() {
  const file = join(root, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
}

/** A variable's value; an empty one, as compose files leave them, is not set. */
export function named(variable) {
  return process.env[variable] || undefined;
}

/** Builds `dist/` where something it is made from is newer. */
export async function buildIfStale(signal) {
  await withLock(join(stateDir, 'build.lock'), async () => {
    // The build empties dist/ first, so the mark is only there when a build came to its end.
    const mark = join(root, 'dist/.built');
    const sources = ['src', 'migrations', 'package-lock.json', 'tsconfig.json', '.swcrc', 'nest-cli.json'];
    const newest = Math.max(...sources.map((path) => newestIn(join(root, path))));
    if (existsSync(mark) && statSync(mark).mtimeMs >= newest) return;

    say('Building …');
    const started = new Date();
    const { status, output } = await run(process.execPath, ['node_modules/@nestjs/cli/bin/nest.js', 'build'], { signal });
    signal?.throwIfAborted();
    if (status !== 0) throw new Explained(`${output}\nThe build failed.`);
    writeFileSync(mark, `${started.toISOString()}\n`);
  });
}

/** The latest change below a path; a directory's own time tells of files taken away. */
function newestIn(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce((newest, name) => Math.max(newest, newestIn(join(path, name))), stat.mtimeMs);
}
