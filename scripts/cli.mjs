/**
 * `npm run cli -- <command>`: a command of the application on the same services as `npm start`, whose running ones it
 * shares. Standard output is the command's alone.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';

import { buildIfStale, onProjectNode, report, root } from './lib/project.mjs';

await onProjectNode();
const { appEnvironment } = await import('./lib/app.mjs');
const { interruption } = await import('./lib/processes.mjs');
const { withServices } = await import('./lib/services.mjs');

const args = process.argv.slice(2);
const command = args.find((one) => !one.startsWith('-'));
const withoutServices =
  command === undefined ||
  ['help', 'openapi', 'permissions', 'demo:accounts', 'backup:verify'].includes(command) ||
  args.some((one) => ['-h', '--help'].includes(one));

const interrupted = interruption();
try {
  await buildIfStale(interrupted);
  process.exitCode = withoutServices ? await runCommand() : await withServices({ scope: 'dev' }, runCommand);
} catch (error) {
  process.exitCode = 1;
  if (!interrupted.aborted) report(error);
}
process.exit();

/** In this process's group, so that it may ask on the terminal and gets the terminal's Ctrl-C itself. */
async function runCommand(services) {
  interrupted.throwIfAborted();
  const child = spawn(process.execPath, [join(root, 'dist/cli.js'), ...args], {
    cwd: root,
    env: appEnvironment(services),
    stdio: 'inherit',
  });
  interrupted.addEventListener('abort', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
