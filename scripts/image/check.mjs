/**
 * `npm run image:check`: what can be proven of the image where there is no Docker engine. The Dockerfile and the compose
 * file are looked at; then the image's files are laid out by hand, read-only, with production dependencies alone, and each
 * container's command is run on them as it would be there: as a user who owns nothing, with the environment that the
 * compose file gives it.
 */
import { spawn } from 'node:child_process';
import { chmodSync, cpSync, linkSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

import { Explained, onProjectNode, root } from '../lib/project.mjs';

await onProjectNode();
const { composeFaults, composeSays, composeWith } = await import('./compose.mjs');
const { commandsOf, dockerfileFaults, lastStage } = await import('./dockerfile.mjs');
const { fromTests, runDrill } = await import('../drills/lib/drill.mjs');
const { freePort } = await import('../lib/ports.mjs');
const { identityOf, run, until } = await import('../lib/processes.mjs');
const { createDatabase, startPostgres, startRedis } = await import('../lib/services.mjs');

const KEYS = { access_key_id: 'lokahome', secret_access_key: 'lokahome-secret' };

await runDrill({ name: 'image:check', within_ms: 840_000 }, async (drill) => {
  const { S3Simulator } = await fromTests('support/simulators/s3-simulator.ts');
  const { startSmtpSink } = await fromTests('support/simulators/smtp-sink.ts');

  const wrong = { Dockerfile: dockerfileFaults(), 'docker-compose.yml': composeFaults() };
  for (const [file, faults] of Object.entries(wrong)) drill.check(`${file} is in order`, faults.length === 0, faults);
  const said = composeSays();
  if (said) drill.check('docker compose config takes it', said.length === 0, said);
  else drill.say('      docker compose is not here (2.24 or newer): what it says of the file is not known');

  const place = mkdtempSync(join(tmpdir(), 'lokahome-image-'));
  drill.undo.push(async () => {
    await run('chmod', ['-R', 'u+w', place]);
    rmSync(place, { recursive: true, force: true });
  });
  chmodSync(place, 0o755);
  const app = join(place, 'app');
  const image = lastStage();
  await layOut();
  const size = (await run('du', ['-sm', app])).output.split('\t')[0];
  drill.say(`      the application has ${size} MB`);

  // The two containers beside it that the commands need; the store and the mail catcher speak the same protocols.
  const postgres = await startPostgres({ dir: join(place, 'postgres') });
  drill.undo.push(postgres.stop);
  const redis = await startRedis({ dir: join(place, 'redis') });
  drill.undo.push(redis.stop);
  const store = new S3Simulator({ bucket: 'lokahome', ...KEYS });
  await store.http.start();
  drill.undo.push(() => store.stop());
  const mail = await startSmtpSink();
  drill.undo.push(() => mail.stop());
  const port = await freePort();
  const [uid, gid] = image.user.split(':').map(Number);
  const account = process.getuid() === 0 ? { uid, gid } : {};
  const values = {
    DATABASE_URL: await createDatabase(postgres.url, 'lokahome'), REDIS_URL: redis.url, S3_ENDPOINT_URL: store.url, MAIL_SERVER: '127.0.0.1', MAIL_PORT: String(mail.port),
  };

  const before = await written();
  const setup = await container('setup').ended;
  drill.check('setup migrates and loads the demo', setup.code === 0, setup.code === 0 ? setup.log.split('\n').at(-1) : setup.log.slice(-1500));
  const api = container('api', { PORT: String(port) });
  const healthy = async () => (await inside(image.healthCheck, { PORT: String(port) }).ended).code === 0;
  drill.check('the health check says no before there is an answer', !(await healthy()) || api.log.includes('LokaHome answers'));
  drill.check('api becomes healthy', await until(async () => api.code !== undefined || (await healthy()), 120_000, 500), api.code === undefined ? '' : api.log.slice(-1500));
  const url = `http://127.0.0.1:${port}`;
  const homes = await fetch(`${url}/api/v1/properties?per_page=5`);
  drill.check('it answers with the demo’s homes', homes.status === 200 && (await homes.json()).length === 5);
  drill.check('its documents are there', (await fetch(`${url}/docs`)).status === 200 && (await fetch(`${url}/api/v1/openapi.json`)).status === 200);
  drill.check('pictures are in the store', store.objects.size > 0, `${store.objects.size} objects`);
  // Its port in the container may be somebody's on this machine.
  const workerPort = String(await freePort());
  const worker = container('worker', { WORKER_PORT: workerPort });
  const question = composeWith().services.worker.healthcheck.test.slice(1).map((part) => part.replace(':8001/', `:${workerPort}/`));
  const works = async () => (await inside(question).ended).code === 0;
  drill.check('worker becomes healthy', await until(async () => worker.code !== undefined || (await works()), 120_000, 500), worker.code === undefined ? '' : worker.log.slice(-1500));
  const jobs = await inside([...composeWith().services.cli.entrypoint, 'jobs:list']).ended;
  drill.check('cli runs', jobs.code === 0 && jobs.log.includes('flush-views'), jobs.code === 0 ? '' : jobs.log.slice(-1500));
  const bare = await inside(image.command, { NODE_ENV: 'production' }).ended;
  drill.check('in production it refuses to start without secrets of its own, and says which', bare.code !== 0 && /SECRET_KEY|FILES_ENC_KEYS/.test(bare.log), bare.log.split('\n').at(-1));
  for (const [name, one] of Object.entries({ api, worker })) {
    if (account.uid !== undefined) drill.check(`${name} is not root`, statSync(`/proc/${one.pid}`).uid === uid, `user ${statSync(`/proc/${one.pid}`).uid}`);
    const told = Date.now();
    one.stop();
    const { code } = await one.ended;
    drill.check(`${name} ends in order when it is told to`, code === 0 && Date.now() - told < 30_000, { status: code, ms: Date.now() - told });
  }
  const after = await written();
  drill.check('nothing was written into the image', before === after, before === after ? '' : 'its files changed');

  /** The files of the image's last stage, by its COPY lines, as nobody may change them. */
  async function layOut() {
    mkdirSync(app);
    for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(root, name), join(app, name));
    for (const command of commandsOf('production')) {
      const { status, output } = await run('sh', ['-e', '-c', command], { cwd: app });
      if (status !== 0) throw new Explained(`${command} fails:\n${output}`);
    }
    rmSync(join(app, 'package-lock.json'));
    for (const { from, sources } of image.copies) {
      for (const source of sources.filter((one) => from === undefined && one !== 'package.json')) {
        cpSync(join(root, source), join(app, source), { recursive: true, filter: (path) => !path.endsWith('.spec.ts') });
      }
    }
    const swc = ['node_modules/@swc/cli/bin/swc.js', 'src', '-d', join(app, 'dist'), '--strip-leading-paths', '--config-file', '.swcrc'];
    const build = await run(process.execPath, swc);
    if (build.status !== 0) throw new Explained(`the build fails:\n${build.output}`);
    mkdirSync(join(place, 'bin'));
    try {
      linkSync(process.execPath, join(place, 'bin/node'));
    } catch {
      copyFileSync(process.execPath, join(place, 'bin/node')); // on another file system
    }
    mkdirSync(join(place, 'tmp'));
    chmodSync(join(place, 'tmp'), 0o1777);
    await run('chmod', ['-R', 'a-w,a+rX', app]);
    drill.say(`      production dependencies, ${readdirSync(join(app, 'dist')).length} entries in dist, migrations: laid out read-only`);
  }

  /** A service of the compose file: its command or the image's, its environment. */
  function container(name, more = {}) {
    const service = composeWith(values).services[name];
    return inside(service.command ?? image.command, { ...service.environment, ...more });
  }

  /** Runs a command as in the container: that directory, that user, and nothing of this one's environment. */
  function inside([program, ...args], more = {}) {
    const service = composeWith(values).services.api;
    const env = { ...image.env, ...service.environment, ...more, PATH: `${join(place, 'bin')}:/usr/bin:/bin`, HOME: '/nonexistent', TMPDIR: join(place, 'tmp'), LOKAHOME_RUN: process.env.LOKAHOME_RUN };
    const child = spawn(program, args, { cwd: app, env, stdio: ['ignore', 'pipe', 'pipe'], ...account });
    const one = { log: '', code: undefined, pid: child.pid, stop: () => child.kill('SIGTERM') };
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (one.log = `${one.log}${part}`.slice(-50_000)));
    one.ended = new Promise((resolve) => {
      child.once('error', (error) => resolve(Object.assign(one, { code: -1, log: error.message })));
      child.once('close', (code) => resolve(Object.assign(one, { code, log: one.log.trimEnd() })));
    });
    const identity = identityOf(child.pid);
    drill.undo.push(async () => {
      if (one.code === undefined && identity) child.kill('SIGKILL');
    });
    return one;
  }

  /** Names, sizes and times of all files of the image, as one text. */
  async function written() {
    return (await run('find', [app, '-not', '-path', '*/node_modules/*', '-printf', '%p %s %T@\n'])).output + (await run('find', [join(app, 'node_modules'), '-newermt', new Date(drill.began).toISOString(), '-type', 'f', '-printf', '%p %s\n'])).output;
  }
});
