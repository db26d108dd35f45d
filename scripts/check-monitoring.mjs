/**
 * `npm run check:monitoring [-- URL]`: what Prometheus, Alertmanager and Grafana are given (ops/), checked by their own programs, and tried on a
 * running instance: its metrics are well-formed, and Prometheus itself reads them and evaluates every rule and panel. METRICS_TOKEN as the
 * instance has it.
 */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { stringify } from 'yaml';

import { Explained, loadDotEnv, named, onProjectNode, report, root, say, stateDir } from './lib/project.mjs';

await onProjectNode();
const { unpackWithApt } = await import('./lib/apt.mjs');
const { panels, rules } = await import('./lib/expressions.mjs');
const { withLock } = await import('./lib/lock.mjs');
const { freePort } = await import('./lib/ports.mjs');
const { endProcess, identityOf, run, until } = await import('./lib/processes.mjs');

const TOOLS = join(stateDir, 'tools');
const PACKAGES = { prometheus: ['promtool', 'prometheus'], 'prometheus-alertmanager': ['amtool'] };
/** Names that the specification gives to gauges, and those of prom-client: promtool would keep `_total` for counters. */
const KNOWN = /^lokahome_(properties|bookings|payments|nodejs_active_(handles|requests|resources))_total non-counter metrics /;

loadDotEnv();
const url = process.argv[2] ?? `http://localhost:${named('PORT') ?? 8000}`;
const work = mkdtempSync(join(tmpdir(), 'lokahome-monitoring-'));
try {
  await check();
  say(`${rules().length} rules and ${panels().length} panels are sound, on what ${url} shows.`);
} catch (error) {
  process.exitCode = 1;
  report(error);
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function check() {
  await ensureTools();
  const metrics = await metricsOf(url);
  cpSync(join(root, 'ops/prometheus'), join(work, 'prometheus'), { recursive: true });
  const config = join(work, 'prometheus/prometheus.yml');
  const token = join(work, 'prometheus/metrics-token');
  writeFileSync(token, named('METRICS_TOKEN') ?? '');
  // A panel's query is a rule whose result nobody keeps: promtool reads both alike.
  const recorded = panels().map(({ expr }, index) => ({ record: `panel:${index}`, expr }));
  mkdirSync(join(work, 'panels'));
  writeFileSync(join(work, 'panels/panels.yml'), stringify({ groups: [{ name: 'panels', rules: recorded }] }));

  await tool('promtool', ['check', 'config', config]);
  await tool('promtool', ['check', 'rules', join(work, 'panels/panels.yml')]);
  await tool('promtool', ['test', 'rules', join(work, 'prometheus/tests/alerts.test.yml')]);
  await tool('amtool', ['check-config', join(root, 'ops/alertmanager/alertmanager.yml')]);
  await checkMetrics(metrics);
  await tryOut(token);
}

async function ensureTools() {
  process.env.PATH = `${process.env.PATH}${delimiter}${TOOLS}`;
  const programs = Object.values(PACKAGES).flat();
  const here = () => programs.every((program) => process.env.PATH.split(delimiter).some((dir) => existsSync(join(dir, program))));
  if (here()) return;
  if (!existsSync('/usr/bin/apt-get')) throw new Explained(`Install Prometheus and Alertmanager: ${programs.join(', ')} are needed.`);
  await withLock(join(stateDir, 'tools.lock'), async () => {
    if (!here()) await unpackWithApt(PACKAGES, TOOLS);
  });
}

async function metricsOf(address) {
  const headers = named('METRICS_TOKEN') ? { authorization: `Bearer ${named('METRICS_TOKEN')}` } : {};
  const answer = await fetch(`${address}/metrics`, { headers, signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
  if (!answer) throw new Explained(`Nothing answers at ${address}: run npm start in another terminal, or name another address.`);
  if (answer.status === 401) throw new Explained(`${address}/metrics asks for a token: set METRICS_TOKEN to the one of that instance.`);
  if (answer.status !== 200) throw new Explained(`${address}/metrics answered ${answer.status}.`);
  return answer.text();
}

async function tool(program, args) {
  const { status, output } = await run(program, args);
  if (status !== 0) throw new Explained(`${output}\n\n${program} ${args.slice(0, 2).join(' ')} failed.`);
}

async function checkMetrics(metrics) {
  const child = spawn('promtool', ['check', 'metrics'], { stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  child.stdin.end(metrics);
  await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  const complaints = output.split('\n').filter((line) => line.trim() !== '' && !KNOWN.test(line));
  if (complaints.length > 0) throw new Explained(`promtool check metrics:\n${complaints.join('\n')}`);
}

/** Prometheus on this instance alone: it is reached, and every rule and panel can be evaluated on what is there. */
async function tryOut(token) {
  const port = await freePort();
  const config = {
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: ['prometheus/rules/*.yml', 'panels/panels.yml'],
    scrape_configs: [{ job_name: 'lokahome-api', scheme: new URL(url).protocol.slice(0, -1), authorization: { credentials_file: token }, static_configs: [{ targets: [new URL(url).host] }] }],
  };
  writeFileSync(join(work, 'try.yml'), stringify(config));
  const child = spawn('prometheus', [`--config.file=${join(work, 'try.yml')}`, `--storage.tsdb.path=${join(work, 'data')}`, `--web.listen-address=127.0.0.1:${port}`, '--log.level=warn'], {
    cwd: work,
    stdio: 'ignore',
  });
  const identity = identityOf(child.pid);
  const ask = async (path) => (await (await fetch(`http://127.0.0.1:${port}/api/v1/${path}`, { signal: AbortSignal.timeout(5000) })).json()).data;
  let seen = [];
  const evaluated = async () => {
    const up = await ask('query?query=up').catch(() => undefined);
    if (up?.result[0]?.value[1] !== '1') return false;
    seen = (await ask('rules')).groups.flatMap((group) => group.rules);
    return seen.length > 0 && seen.every(({ health }) => health !== 'unknown');
  };
  try {
    const done = await until(evaluated, 60_000, 250);
    const failed = seen.filter(({ health }) => health !== 'ok').map(({ name, lastError }) => `${name}: ${lastError ?? 'not evaluated'}`);
    if (failed.length > 0) throw new Explained(`Prometheus cannot evaluate:\n${failed.join('\n')}`);
    if (!done) throw new Explained(`Prometheus did not read ${url}/metrics within a minute.`);
  } finally {
    await endProcess(identity, [['SIGTERM', 10_000], ['SIGKILL', 1000]]);
  }
}
