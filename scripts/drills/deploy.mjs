/**
 * `npm run drill:deploy`: `ops/deploy.sh` with real releases of this tree on servers of its own: a good one rolls, one that
 * does not become ready and one whose worker dies go back, a failing migration changes nothing, `--back` goes back. All the
 * while somebody calls, as through nginx: who is refused by one API asks the other. systemd is stood in for by
 * systemctl.sh, which runs the commands of the real unit files.
 */
import { spawn } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, readlinkSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

import { onProjectNode, report, root, say } from '../lib/project.mjs';

await onProjectNode();
const { freePort } = await import('../lib/ports.mjs');
const { endProcess, identityOf, interruption } = await import('../lib/processes.mjs');
await import('../lib/typescript.mjs');
await import('reflect-metadata');
const { Caller } = await import('./caller.mjs');
const { Stack } = await import('../../test/faults/support/stack.ts');

const LONGEST_MS = 420_000;
const interrupted = AbortSignal.any([interruption(), AbortSignal.timeout(LONGEST_MS)]);
let status = 0;
let stack;
let caller;
try {
  await Promise.race([
    drill(),
    new Promise((_resolve, reject) => interrupted.addEventListener('abort', () => reject(new Error(`broken off: ${interrupted.reason}`)))),
  ]);
} catch (error) {
  status = 1;
  report(error);
}
caller?.stop();
if (stack) {
  await Promise.all(instances().map((pid) => endProcess(identityOf(pid), [['SIGKILL', 5000]])));
  await stack.close();
}
say(status === 0 ? 'Deploys go through, or back.' : 'The drill FAILED.');
process.exit(status);

async function drill() {
  stack = await Stack.start();
  const home = join(stack.directory, 'opt');
  const etc = join(stack.directory, 'etc');
  const state = join(stack.directory, 'state');
  for (const dir of [home, etc, state]) mkdirSync(dir);
  const ports = [await freePort(), await freePort()];
  writeFileSync(join(etc, 'deploy.conf'), `APIS="${ports.join(' ')}"\nWORKERS="1"\nREADY_WITHIN=40\nSTEADY_FOR=4\n`);
  writeFileSync(join(etc, 'lokahome.env'), envFile({ ...stack.settings, BACKUP_TO: join(stack.directory, 'backups') }));
  const settings = { LOKAHOME_HOME: home, LOKAHOME_ETC: etc, LOKAHOME_USER: '', SYSTEMCTL: join(root, 'scripts/drills/systemctl.sh'), SHIM_UNITS: join(root, 'ops/systemd'), SHIM_STATE: state };
  const deploy = (...args) => run(join(root, 'ops/deploy.sh'), args, settings);
  const release = (name, spoil = () => undefined) => {
    const dir = join(stack.directory, `release-${name}`);
    mkdirSync(dir);
    cpSync(join(stack.directory, 'dist'), join(dir, 'dist'), { recursive: true });
    cpSync(join(root, 'migrations'), join(dir, 'migrations'), { recursive: true });
    copyFileSync(join(stack.directory, 'package.json'), join(dir, 'package.json'));
    symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'));
    spoil(dir);
    return dir;
  };
  const expect = async (what, name, { code, out }, { wanted, says, serving }) => {
    const where = serving === undefined ? undefined : realpathSync(join(home, 'current'));
    const running = instances().map((pid) => readlinkSync(`/proc/${pid}/cwd`));
    const well = code === wanted && says.test(out) && (where === undefined || (where.endsWith(`/${serving}`) && running.length === 3 && running.every((cwd) => cwd === where)));
    if (!well) throw new Error(`${what}: status ${code}, ${where} is current, running: ${running.join(', ')}\n${out}\n${logs(state)}`);
    say(`ok    ${what}`);
  };

  await expect('the first release starts', 'one', await deploy('--name', 'one', release('one')), { wanted: 0, says: /one is in service/, serving: 'one' });
  caller = new Caller(ports);
  await caller.answered(50);

  await expect('a good release rolls', 'two', await deploy('--name', 'two', release('two')), { wanted: 0, says: /backup[^]*migrations[^]*two is in service/, serving: 'two' });
  if (readdirSync(join(stack.directory, 'backups')).filter((name) => name.endsWith('.tar')).length !== 1) throw new Error('there is no backup from before the deploy');

  const silent = release('silent', (dir) => writeFileSync(join(dir, 'dist/main.js'), 'setInterval(() => {}, 1000);\n'));
  writeFileSync(join(etc, 'deploy.conf'), readFileSync(join(etc, 'deploy.conf'), 'utf8').replace('READY_WITHIN=40', 'READY_WITHIN=${READY_WITHIN:-40}'));
  await expect('one that does not become ready goes back', 'silent', await run(join(root, 'ops/deploy.sh'), ['--name', 'silent', '--no-backup', silent], { ...settings, READY_WITHIN: '15' }), { wanted: 1, says: /did not come up with silent[^]*going back to two[^]*the release before is in service/, serving: 'two' });

  const broken = release('broken', (dir) => writeFileSync(join(dir, 'migrations/9995200000000-break-everything.ts'), `
    export class BreakEverything9995200000000 {
      name = 'BreakEverything9995200000000';
      async up(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
        await runner.query('CREATE TABLE half_made (id int)');
        await runner.query('ALTER TABLE nowhere ADD COLUMN x int');
      }
      async down(): Promise<void> {}
    }\n`));
  await expect('a failing migration changes nothing', 'broken', await deploy('--name', 'broken', '--no-backup', broken), { wanted: 1, says: /a migration failed and was undone; two runs on/, serving: 'two' });
  if ((await stack.count(`pg_tables WHERE tablename = 'half_made'`)) !== 0) throw new Error('half a migration was left behind');

  const fragile = release('fragile', (dir) => writeFileSync(join(dir, 'dist/worker.js'), 'process.exit(1);\n'));
  await expect('one whose worker dies goes back', 'fragile', await deploy('--name', 'fragile', '--no-backup', fragile), { wanted: 1, says: /lokahome-worker@1 did not come up[^]*the release before is in service/, serving: 'two' });

  await expect('--back brings the one before', 'one', await deploy('--back'), { wanted: 0, says: /one is in service/, serving: 'one' });
  await expect('what is not there is refused', 'none', await deploy('/nowhere'), { wanted: 1, says: /there is no \/nowhere/ });

  const calls = caller.stop();
  if (caller.failures.length > 0) throw new Error(`callers noticed: ${caller.failures.length} of ${calls}, such as ${caller.failures[0]}`);
  say(`ok    ${calls} calls meanwhile, and none failed`);
}

/** The pids of what the stand-in has started and still runs. */
function instances() {
  const state = join(stack.directory, 'state');
  if (!existsSync(state)) return [];
  return readdirSync(state)
    .filter((name) => name.endsWith('.pid'))
    .map((name) => Number(readFileSync(join(state, name), 'utf8')))
    .filter((pid) => identityOf(pid));
}

function logs(state) {
  return readdirSync(state).filter((name) => name.endsWith('.log')).map((name) => `${name}: ${readFileSync(join(state, name), 'utf8').slice(-1000)}`).join('\n');
}

function envFile(settings) {
  return Object.entries(settings).filter(([name]) => !['PORT', 'NODE_ENV', 'HOST'].includes(name)).map(([name, value]) => `${name}="${value}"\n`).join('');
}

async function run(command, args, env) {
  const child = spawn(command, args, { env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (out += chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  return { code, out };
}
