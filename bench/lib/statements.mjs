/** What statements cost in PostgreSQL alone: one client, one call after the other, and pgbench for the rate. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import pg from 'pg';

import { median } from './drive.mjs';

/** Milliseconds each of the calls takes, the best of `times` runs. */
export async function timed(url, calls, times = 3) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const all = [];
    for (const { text, values } of calls) {
      const runs = [];
      for (let run = 0; run < times; run += 1) {
        const begun = performance.now();
        await client.query({ text, values });
        runs.push(performance.now() - begun);
      }
      all.push(Math.min(...runs));
    }
    return all;
  } finally {
    await client.end();
  }
}

/** `{ p50, p99, most }` of some times. */
export function spread(times) {
  const sorted = [...times].sort((a, b) => a - b);
  return { p50: median(sorted), p99: sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))], most: sorted.at(-1) };
}

/** How often a second pgbench runs one of some lists of statements, with their values written into them and each planned once. */
export async function pgbench(postgres, url, lists, { seconds, clients = 8 }) {
  const dir = await mkdtemp(join(tmpdir(), 'lokahome-bench-'));
  try {
    const files = await Promise.all(
      lists.map(async (list, nth) => {
        const file = join(dir, `${nth}.sql`);
        await writeFile(file, list.map((call) => `${inlined(call)};\n`).join(''));
        return file;
      }),
    );
    const args = ['-n', '-M', 'prepared', '-c', String(clients), '-j', '2', '-T', String(seconds), ...files.flatMap((file) => ['-f', `${file}@1`]), url];
    const said = await output(join(postgres.bin, 'pgbench'), args);
    return Number(/tps = ([\d.]+)/.exec(said)?.[1]);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** The statement with its values as literals; pgbench takes `:name` for a variable of its own, also in `'HH24:MI'`, but not in `::type`. */
function inlined({ text, values }) {
  return text.replace(/\$(\d+)/g, (_, nth) => literal(values[Number(nth) - 1])).replace(/\s+/g, ' ').replace(/(?<!:):(?=\w)/g, `:'||'`);
}

function literal(value) {
  if (value === null) return 'NULL';
  if (Array.isArray(value)) return `ARRAY[${value.map(literal).join(', ')}]`;
  return typeof value === 'string' ? pg.escapeLiteral(value) : String(value);
}

function output(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(said) : reject(new Error(said))));
  });
}
