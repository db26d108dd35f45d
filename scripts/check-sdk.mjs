/**
 * `npm run check:sdk`: whether the SDK is what it says. Makes it, tries its behaviour against a server that fails in
 * every way, packs it, installs the package in a project of its own outside this tree, compiles that under the strictest
 * rules and lets its journeys run against the built application. Brings up what it needs, leaves nothing running.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';

import { Explained, onProjectNode, report, root, say } from './lib/project.mjs';

await onProjectNode();
const { appCommand } = await import('./lib/app.mjs');
const { freePort } = await import('./lib/ports.mjs');
const { endProcess, identityOf, interruption, run, until } = await import('./lib/processes.mjs');
const { createDatabase, withServices } = await import('./lib/services.mjs');
const { buildSdk, compile, sdkDir } = await import('./lib/sdk.mjs');
const { startTown } = await import('./lib/town.mjs');

const ADMIN = { email: 'admin@example.com', password: 'Un mot de passe bien long' };
const interrupted = interruption();
const place = mkdtempSync(join(tmpdir(), 'lokahome-sdk-'));
const began = Date.now();
let status = 0;
try {
  await buildSdk(interrupted);
  await step('the hand-written parts keep the house’s rules', [bin('eslint/bin/eslint.js'), '-c', join(sdkDir, 'eslint.config.mjs'), '--max-warnings', '0', sdkDir]);
  await compile(join(sdkDir, 'test/tsconfig.json'), interrupted);
  await step('it does as it says, against a server that fails in every way', ['--test', ...testsIn(join(sdkDir, 'test'))]);
  await installOutside();
  await step('its types hold in a strict project outside this tree', [bin('typescript/bin/tsc'), '-p', '.'], place);
  await step('and in one for browsers', [bin('typescript/bin/tsc'), '-p', 'tsconfig.browser.json'], place);
  await withServices({ scope: 'test' }, journeys);
  say(`The SDK holds (${Math.round((Date.now() - began) / 1000)} s).`);
} catch (error) {
  status = interrupted.aborted ? 130 : 1;
  if (!interrupted.aborted) report(error);
}
rmSync(place, { recursive: true, force: true });
process.exit(status);

/** Runs Node with these arguments; what it printed is shown when it fails. */
async function step(what, args, cwd = root, env = process.env) {
  const { status: code, output } = await run(process.execPath, args, { cwd, env, signal: interrupted });
  interrupted.throwIfAborted();
  if (code !== 0) throw new Explained(`${output}\n\nFailed: ${what}.`);
  say(`ok    ${what}`);
}

function bin(path) {
  return join(root, 'node_modules', path);
}

function testsIn(dir, ending = '.test.ts') {
  return readdirSync(dir)
    .filter((name) => name.endsWith(ending))
    .map((name) => join(dir, name));
}

/** Somebody else's project: the package as npm packs and installs it, beside it what it needs of the registry, nothing of this tree. */
async function installOutside() {
  cpSync(join(sdkDir, 'outside'), place, { recursive: true });
  const npm = async (...args) => {
    const { status: code, output } = await run('npm', args, { cwd: place, signal: interrupted });
    interrupted.throwIfAborted();
    if (code !== 0) throw new Explained(`${output}\n\nnpm ${args.join(' ')} failed.`);
  };
  await npm('pack', sdkDir, '--pack-destination', place, '--silent');
  const [tarball] = testsIn(place, '.tgz');
  await npm('install', tarball, '--offline', '--no-audit', '--no-fund', '--silent');
  for (const name of ['@types/node', 'socket.io-client']) {
    mkdirSync(dirname(join(place, 'node_modules', name)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(place, 'node_modules', name));
  }
  const { default: sharp } = await import('sharp');
  for (const background of ['teal', 'orange']) {
    await sharp({ create: { width: 1600, height: 1200, channels: 3, background } }).jpeg().toFile(join(place, `${background}.jpg`));
  }
}

async function journeys(services) {
  interrupted.throwIfAborted();
  const port = await freePort();
  const api = `http://127.0.0.1:${port}`;
  const town = await startTown(api);
  try {
    const { PATH, HOME, TMPDIR, LOKAHOME_RUN } = process.env;
    const env = {
      ...Object.fromEntries(Object.entries({ PATH, HOME, TMPDIR, LOKAHOME_RUN }).filter(([, value]) => value)),
      ...services.env,
      DATABASE_URL: await createDatabase(services.databaseUrl, 'lokahome_sdk'),
      NODE_ENV: 'test',
      HOST: '127.0.0.1',
      PORT: String(port),
      API_URL: api,
      LOG_LEVEL: 'warn',
      STORAGE_LOCAL_PATH: join(place, 'files'),
      RATE_LIMIT_ENABLED: 'false',
      ...town.env,
    };
    town.use(env);
    await appCommand(['migrate'], { env, signal: interrupted });
    await appCommand(['admin:create', '--email', ADMIN.email, '--password', ADMIN.password], { env, signal: interrupted });
    await withApplication(env, api, () =>
      step('the journeys run through it', ['--test', ...testsIn(join(place, 'out/journeys'), '.test.js')], place, { ...process.env, ...town.urls, API_URL: api, ADMIN_EMAIL: ADMIN.email }),
    );
  } finally {
    await town.stop();
  }
}

/** The built API with its worker, as long as the work takes. */
async function withApplication(env, api, work) {
  const child = spawn(process.execPath, [join(root, 'dist/main.js'), '--with-worker'], { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
  const identity = identityOf(child.pid);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    const answers = async () => (await fetch(`${api}/ready`).catch(() => undefined))?.status === 200;
    const came = await until(async () => child.exitCode !== null || interrupted.aborted || (await answers()), 60_000, 100);
    interrupted.throwIfAborted();
    if (!came || child.exitCode !== null) throw new Explained('The application did not become ready; its last lines above tell why.');
    await work();
  } finally {
    await endProcess(identity, [
      ['SIGTERM', 35_000],
      ['SIGKILL', 5000],
    ]);
    await ended;
  }
}
