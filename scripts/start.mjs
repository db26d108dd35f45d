/**
 * `npm start`: all that a newcomer needs. Brings up PostgreSQL and Redis where the environment names none, migrates,
 * loads the demo data into an empty database, catches the mail, serves the API and its worker until Ctrl-C.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

import { Explained, HEAP_FLAGS, buildIfStale, loadDotEnv, named, onProjectNode, report, root, say, stateDir } from './lib/project.mjs';

await onProjectNode();
const { START_LOCK, appCommand, appEnvironment } = await import('./lib/app.mjs');
const { tryLock } = await import('./lib/lock.mjs');
const { isFree } = await import('./lib/ports.mjs');
const { endProcess, identityOf, interruption, isAlive, send, until } = await import('./lib/processes.mjs');
const { openServices } = await import('./lib/services.mjs');
const { startMailCatcher } = await import('./mail-catcher.mjs');

const API_PID = join(stateDir, 'dev/api.pid');
const READY_PATIENCE = 60_000;
/** A little more than the 30 s the application gives its requests and jobs. */
const API_STOP_STEPS = [
  ['SIGTERM', 35_000],
  ['SIGKILL', 5000],
];

const interrupted = interruption();
interrupted.addEventListener('abort', () => say('\nStopping …'));
/** What to undo at the end, last first. */
const undo = [];
let status = 0;
try {
  await start();
} catch (error) {
  if (!interrupted.aborted) {
    status = 1;
    report(error);
  }
}
for (const step of undo.reverse()) {
  await step().catch((error) => {
    status = 1;
    report(error);
  });
}
if (interrupted.aborted) say('Stopped. The data stay for the next start.');
process.exit(status);

async function start() {
  loadDotEnv();
  const port = Number(named('PORT') ?? 8000);
  if (!(Number.isInteger(port) && port > 0 && port < 65_536)) {
    throw new Explained(`PORT=${named('PORT')} is not usable: expected a whole number from 1 to 65535.`);
  }
  const lock = tryLock(START_LOCK, { port });
  if (lock.holder) {
    throw new Explained(
      `LokaHome runs here already: process ${lock.holder.pid}, http://localhost:${lock.holder.port}. Stop that one first (Ctrl-C there).`,
    );
  }
  undo.push(async () => lock.release());
  await endLeftApi();
  if (!(await isFree(port, named('HOST') ?? '0.0.0.0'))) {
    throw new Explained(`Port ${port} is taken by another program. Stop it, or choose another: PORT=${port + 1} npm start`);
  }
  await buildIfStale(interrupted);

  const services = await openServices({ scope: 'dev' });
  undo.push(async () => {
    const others = await services.stop();
    if (others.length > 0)
      say(`PostgreSQL and Redis stay up for process ${others.join(', ')} (npm run cli), which stops them when it ends.`);
  });
  interrupted.throwIfAborted();
  const mail = named('MAIL_SERVER') ? undefined : await startMailCatcher({ dir: join(stateDir, 'dev/mails') });
  if (mail) undo.push(mail.stop);
  lock.update({ mail: mail && { smtpPort: mail.smtpPort, webPort: mail.webPort } });

  const env = appEnvironment(services, { mail });
  say('Migrating the database …');
  await appCommand(['migrate'], { env, signal: interrupted });
  const production = env.NODE_ENV === 'production';
  if (!production) {
    say('Loading the demo data if the database is empty …');
    await appCommand(['seed', '--demo'], { env, signal: interrupted });
  }
  const accounts = production ? '' : await appCommand(['demo:accounts'], { env, signal: interrupted });

  const api = serve(env);
  undo.push(api.stop);
  await ready(api, port);
  banner({ port, services, mail, accounts });
  await endOf(api, services);
}

/** Starts the API with its worker, in a process group of its own: the terminal's Ctrl-C is for this process to pass on. */
function serve(env) {
  const child = spawn(process.execPath, [...HEAP_FLAGS, join(root, 'dist/main.js'), '--with-worker'], {
    cwd: root,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  const identity = identityOf(child.pid);
  writeFileSync(API_PID, identity ?? '');
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `status ${code}`));
  });
  return {
    ended,
    async stop() {
      await endProcess(identity, API_STOP_STEPS);
      await ended;
      if (child.pid) send(-child.pid, 'SIGKILL'); // whatever it started and did not take along
      rmSync(API_PID, { force: true });
    },
  };
}

/** One that outlived an `npm start` which was killed. */
async function endLeftApi() {
  mkdirSync(join(stateDir, 'dev'), { recursive: true });
  if (!existsSync(API_PID)) return;
  const left = readFileSync(API_PID, 'utf8');
  if (isAlive(left)) say('Ending the API that a killed start has left running …');
  await endProcess(left, API_STOP_STEPS);
  rmSync(API_PID, { force: true });
}

async function ready(api, port) {
  let ended;
  void api.ended.then((how) => (ended = how));
  const answers = async () => (await fetch(`http://127.0.0.1:${port}/ready`).catch(() => undefined))?.status === 200;
  const came = await until(async () => ended !== undefined || interrupted.aborted || (await answers()), READY_PATIENCE, 200);
  interrupted.throwIfAborted();
  if (ended !== undefined) throw new Explained(`The API ended while starting (${ended}); its last lines above tell why.`);
  if (!came) throw new Explained(`The API did not become ready within ${READY_PATIENCE / 1000} s (GET /ready).`);
}

function banner({ port, services, mail, accounts }) {
  const api = `http://localhost:${port}`;
  say();
  say('  LokaHome is ready. Ctrl-C stops everything; the data stay.');
  say();
  say(`  API        ${api}/api/v1`);
  say(`  Docs       ${api}/docs   (ReDoc: ${api}/redoc)`);
  if (mail) say(`  Mails      http://localhost:${mail.webPort}   (every mail it sends ends up here)`);
  if (services.postgres) say(`  Database   ${services.databaseUrl}`);
  if (accounts) say(`\n  Demo accounts\n${accounts.replace(/^(?=.)/gm, '    ')}`);
  say();
}

/** Resolves on an interruption; rejects when the API, or a server that cannot be brought back, has ended by itself. */
async function endOf(api, services) {
  const over = new AbortController();
  const keeping = keepUp(services, over.signal);
  try {
    await Promise.race([
      new Promise((resolve) => {
        interrupted.addEventListener('abort', resolve);
        if (interrupted.aborted) resolve();
      }),
      api.ended.then((how) => Promise.reject(new Explained(`The API ended by itself (${how}): stopping the rest.`))),
      keeping,
    ]);
  } finally {
    over.abort();
    await keeping.catch(() => {}); // not to start a server while it is being stopped
  }
}

/** The application outlives its servers; so they are started again, as an operator would. */
async function keepUp(services, over) {
  while (!over.aborted) {
    await sleep(1000, undefined, { signal: over }).catch(() => {});
    if (over.aborted) return;
    for (const { name, log, server } of services.gone()) {
      if (!server.restart) throw new Explained(`${name} ended by itself (${log}): stopping the rest.`);
      say(`${name} ended by itself (${log}): starting it again.`);
      await server.restart();
    }
  }
}
