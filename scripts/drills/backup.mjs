/**
 * `npm run drill:backup`: is a backup worth anything? On servers of its own it backs a house up while people live in it,
 * restores that into an empty database and directory beside, and proves there what must hold. Prints what could be lost
 * and how long it takes. Status 0 only when all held; nothing is left running.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';

import { onProjectNode, report, say } from '../lib/project.mjs';

await onProjectNode();
const { default: pg } = await import('pg');
const { interruption } = await import('../lib/processes.mjs');
const { createDatabase } = await import('../lib/services.mjs');
await import('../lib/typescript.mjs');
await import('reflect-metadata');
const { AppModule } = await import('../../src/app.module.ts');
const { Stack } = await import('../../test/faults/support/stack.ts');
const { PASSWORD } = await import('../../test/support/actors.ts');
const { until } = await import('../../test/support/wait.ts');
const { verifyArchive } = await import('../../src/platform/backup/archive.ts');
const { Life } = await import('./backup-life.mjs');
const { proveFiles, proveReferences, proveRules } = await import('./backup-proofs.mjs');

const LONGEST_MS = 240_000;
const API_URL = 'http://api.lokahome.test';
const KEY = Buffer.alloc(32, 1).toString('base64');
/** Enough of each for the copy to be worth looking at. */
const LIVED_IN = { booking: 30, payment: 30, refund: 2, document: 120, avatar: 10 };

const interrupted = AbortSignal.any([interruption(), AbortSignal.timeout(LONGEST_MS)]);
let status = 0;
let stack;
let life;
try {
  await Promise.race([
    drill(),
    new Promise((_resolve, reject) => interrupted.addEventListener('abort', () => reject(new Error(`broken off: ${interrupted.reason}`)))),
  ]);
} catch (error) {
  status = 1;
  report(error);
}
life?.stop().catch(() => undefined);
await stack?.close();
say(status === 0 ? 'The backup is worth its name.' : 'The drill FAILED.');
process.exit(status);

async function drill() {
  if (!AppModule) throw new Error('no application'); // its features say which files their rows name
  const began = performance.now();
  stack = await Stack.start({ PAYMENTS_SANDBOX: 'true', FILES_ENC_KEYS: KEY, API_URL });
  const { town, leaving } = await settle();
  const [api] = await Promise.all([stack.api(), stack.worker()]);
  life = new Life({ url: () => api.url, town, leaving });
  const undisturbed = () => {
    if (life.failures.length > 0) throw new Error(`people were disturbed: ${life.failures.slice(0, 3).join('; ')}`);
  };
  const livedIn = async () => undisturbed() ?? Object.entries(LIVED_IN).every(([what, count]) => life.count(what) >= count);
  await until(livedIn, 'the house to be lived in', 120_000);
  step(`lived in after ${since(began)} s: ${tally(life.acknowledged)}`);

  const to = join(stack.directory, 'backups');
  const backing = performance.now();
  await stack.command(['backup', '--to', to]);
  const finished = Date.now();
  const backupTook = since(backing);
  // Some more life, so that the copy is of a moment that is past.
  const after = life.acknowledged.length;
  await until(() => Promise.resolve(life.acknowledged.length > after + 10), 'life to go on');
  await life.stop();
  undisturbed();

  const name = (await readdir(to)).find((one) => one.endsWith('.tar'));
  const from = join(to, name ?? 'none');
  const restoring = performance.now();
  const copy = { DATABASE_URL: await createDatabase(stack.postgres.url, 'copy'), STORAGE_LOCAL_PATH: join(stack.directory, 'copy'), REDIS_URL: `${stack.redis.url}/5` };
  await stack.command(['restore', '--from', from], copy);
  const restoreTook = since(restoring);
  // No worker on a copy: it would tell people everything a second time.
  const there = await stack.api({ env: copy });
  const answersAfter = since(restoring);

  const manifest = await verifyArchive(from);
  const snapshot = Date.parse(manifest.snapshot_at);
  await prove({ copy, there, manifest, snapshot, town });

  const lost = life.acknowledged.filter((one) => one.at > snapshot && one.at <= finished);
  say();
  say(`Backup:  ${backupTook} s under load, ${manifest.files.count} files and ${Object.values(manifest.database.rows).reduce((a, b) => a + b)} rows`);
  say(`Lost:    nothing from before ${manifest.snapshot_at}. In the ${((finished - snapshot) / 1000).toFixed(1)} s from then until the backup was finished, ${tally(lost) || 'nothing was written'}`);
  say('         (RPO: whatever is acknowledged after the moment of the latest backup; nightly, a day at most. The rest of the way is WAL archiving.)');
  say(`Back:    restored and checked in ${restoreTook} s, answering requests ${answersAfter} s after the start (RTO, for this much data)`);
}

async function settle() {
  const town = await stack.settle({ tenants: 16, homes: 20 });
  // Pictures that only rows know of would be missing from the start.
  await stack.sql('UPDATE properties SET primary_image_url = NULL');
  await stack.sql('DELETE FROM property_images');
  return { town: { ...town, tenants: town.tenants.slice(0, 8) }, leaving: town.tenants.slice(8) };
}

async function prove({ copy, there, manifest, snapshot, town }) {
  const pool = new pg.Pool({ connectionString: copy.DATABASE_URL, max: 2 });
  const sql = async (text, values) => (await pool.query(text, values)).rows;
  try {
    step(`${await proveRules(sql)} rules of stays and money hold on the copy`);
    step(`${await proveReferences(sql)} foreign keys: no row refers to nothing`);
    const files = await proveFiles(sql, { root: copy.STORAGE_LOCAL_PATH, public_url: `${API_URL}/media`, FILES_ENC_KEYS: [KEY] });
    if (manifest.files.missing.length > 0) throw new Error(`broken: the backup lacks ${manifest.files.missing.join(', ')}`);
    step(`${files.named} files that rows name are there; ${files.opened} private documents open with their keys and are what was sealed`);

    const before = life.acknowledged.filter(({ at }) => at <= snapshot);
    for (const table of new Set(before.map((one) => one.table))) {
      const ids = [...new Set(before.filter((one) => one.table === table).map(({ id }) => id))];
      const [{ count }] = await sql(`SELECT count(*)::int AS count FROM ${table} WHERE id = ANY ($1)`, [ids]);
      if (count !== ids.length) throw new Error(`broken: ${ids.length - count} rows of ${table} had been acknowledged before the snapshot and are not in the copy`);
    }
    step(`all ${before.length} writes acknowledged before the snapshot are in the copy`);
  } finally {
    await pool.end();
  }
  await proveAnswers(there, town.tenants[4]);
}

/** As a client would: signs in anew, reads on. */
async function proveAnswers(there, tenant) {
  const ask = async (path, options) => {
    const response = await fetch(`${there.url}${path}`, { signal: AbortSignal.timeout(20_000), ...options });
    if (!response.ok) throw new Error(`broken: on the copy ${path} answers ${response.status} ${(await response.text()).slice(0, 200)}`);
    return response;
  };
  await ask('/health');
  const homes = await (await ask('/api/v1/properties')).json();
  if (homes.length === 0) throw new Error('broken: the copy shows no homes');
  const login = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username: tenant.email, password: PASSWORD }) };
  const { access_token } = await (await ask('/api/v1/auth/login', login)).json();
  const pool = new pg.Pool({ connectionString: stack.postgres.url.replace(/\/postgres$/, '/copy'), max: 1 });
  const { rows } = await pool.query('SELECT id, size FROM documents WHERE owner_id = $1 LIMIT 1', [tenant.id]).finally(() => pool.end());
  const file = await ask(`/api/v1/files/${rows[0].id}`, { headers: { authorization: `Bearer ${access_token}` } });
  const bytes = Buffer.from(await file.arrayBuffer());
  if (bytes.length !== rows[0].size || !bytes.subarray(0, 5).equals(Buffer.from('%PDF-'))) throw new Error('broken: a document read over the copy is not what it was');
  step('the application runs on the copy: it shows homes, signs a user in, opens their private document');
}

function step(line) {
  say(`ok    ${line}`);
}

function since(start) {
  return ((performance.now() - start) / 1000).toFixed(1);
}

function tally(acknowledged) {
  const counts = Map.groupBy(acknowledged, ({ what }) => what);
  return [...counts].map(([what, all]) => `${all.length} ${what}${all.length === 1 ? '' : 's'}`).join(', ');
}
