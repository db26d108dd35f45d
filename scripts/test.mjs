/**
 * `npm test [-- jest's arguments]`: the suite on a PostgreSQL and a Redis of this run alone, or on those that
 * DATABASE_URL (a maintenance database whose user may create others) and REDIS_URL name. Leaves nothing running:
 * a process that the tests forget is ended, and makes the run fail.
 */
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

import { writeGroups } from '../test/support/groups.mjs';
import { onProjectNode, report, root, say, stateDir } from './lib/project.mjs';

await onProjectNode();
const { commandOf, endProcess, identityOf, interruption, processesOf, until } = await import('./lib/processes.mjs');
const { withServices } = await import('./lib/services.mjs');

const given = process.argv.slice(2);
/** No file is named: all of them, in groups. */
const whole = !given.some((argument) => !argument.startsWith('-') || argument.startsWith('--watch'));
const mark = `test-${process.pid}-${Date.now()}`;
const interrupted = interruption();
let status = 1;
try {
  await withServices({ scope: 'test' }, async (services) => {
    interrupted.throwIfAborted();
    status = await runJest(services);
    const forgotten = await endForgotten(services);
    if (forgotten && !interrupted.aborted) status ||= 1;
    if (services.postgres) tellDeadlocks(services.postgres);
  });
} catch (error) {
  status = 1;
  if (!interrupted.aborted) report(error);
}
process.exit(interrupted.aborted ? 130 : status);

/** In this process's group: its watch mode needs the terminal, whose Ctrl-C it gets itself. */
function runJest(services) {
  // Whatever tests put into the temporary directory, instances of their own included, goes with the run.
  const temporary = join(services.dir, 'tmp');
  mkdirSync(temporary);
  chmodSync(temporary, 0o755); // open to PostgreSQL's own account, whatever the umask
  const groups = join(services.dir, 'groups');
  const jest = [
    ['--experimental-vm-modules', '--no-warnings'],
    ['--import', pathToFileURL(join(root, 'test/support/sources.mjs')).href, join(root, 'node_modules/jest/bin/jest.js')],
    ['--forceExit=false', `--cacheDirectory=${join(stateDir, 'jest-cache')}`, ...given],
    whole ? ['--runTestsByPath', ...writeGroups(root, groups)] : [],
  ].flat();
  const env = { ...process.env, ...services.env, NODE_ENV: 'test', TMPDIR: temporary, TEST_GROUPS: process.env.TEST_GROUPS ?? (whole ? groups : ''), LOKAHOME_RUN: mark };
  const child = spawn(process.execPath, jest, { cwd: root, env, stdio: 'inherit' });
  interrupted.addEventListener(
    'abort',
    () =>
      void endProcess(identityOf(child.pid), [
        ['SIGTERM', 10_000],
        ['SIGKILL', 1000],
      ]),
  );
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** Processes of the run that outlive it, after a moment for those that are just ending. */
async function endForgotten({ dir, postgres, redis }) {
  const own = [postgres?.pid, redis?.pid];
  // The workers of the run's own PostgreSQL work in its directory as well.
  const forgotten = () => processesOf({ mark, dirs: [join(dir, 'tmp')] }).filter((pid) => !own.includes(pid));
  await until(() => forgotten().length === 0, 3000, 100);
  const left = forgotten();
  const named = left.map(commandOf).filter((command) => !command.startsWith('postgres: ')); // told by its server
  for (const command of named) say(`The tests left a process running: ${command.slice(0, 200)}`);
  await Promise.all(
    left.map((pid) =>
      endProcess(identityOf(pid), [
        ['SIGTERM', 2000],
        ['SIGKILL', 5000],
      ]),
    ),
  );
  return left.length > 0;
}

/** The tests may all pass although the database had to break a deadlock up: it is to be seen. */
function tellDeadlocks({ dir }) {
  const lines = readFileSync(join(dir, 'postgres.log'), 'utf8')
    .split('\n')
    .filter((line) => /deadlock detected/.test(line));
  if (lines.length > 0) say(`PostgreSQL had to end ${lines.length} deadlock(s):\n${lines.slice(0, 10).join('\n')}`);
}
