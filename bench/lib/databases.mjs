/** Seeded databases, made once and kept: `homes_10000`, `homes_100000`, `homes_1000000`. What writes works on a copy. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

import pg from 'pg';

import { run } from '../../scripts/lib/processes.mjs';
import { Explained, root, say } from '../../scripts/lib/project.mjs';

/** The database with that many homes, brought up to date; made anew where the seeder has changed. */
export async function seeded(servers, homes, { env, signal }) {
  const name = `homes_${homes}`;
  await withClient(servers.postgres.url, async (client) => {
    const { rows } = await client.query(`SELECT shobj_description(oid, 'pg_database') AS recipe FROM pg_database WHERE datname = $1`, [name]);
    const cli = (...args) => runCli(args, { env: { ...env, NODE_ENV: 'development', DATABASE_URL: named(servers.postgres.url, name) }, signal });
    if (rows[0]?.recipe === recipe()) return cli('migrate');
    say(`Seeding ${homes} homes …`);
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${name}`);
    await cli('migrate');
    say((await cli('seed', '--properties', String(homes))).split('\n').at(-1));
    // The mark comes last: a seeding that was interrupted is done again.
    await client.query(`COMMENT ON DATABASE ${name} IS '${recipe()}'`);
  });
  return named(servers.postgres.url, name);
}

/** A copy of a seeded database for scenarios that write; the copy before it goes. */
export async function copyOf(servers, homes) {
  const name = 'homes_written';
  await withClient(servers.postgres.url, async (client) => {
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${name} TEMPLATE homes_${homes} STRATEGY file_copy`);
  });
  return named(servers.postgres.url, name);
}

export async function dropCopy(servers) {
  await withClient(servers.postgres.url, (client) => client.query('DROP DATABASE IF EXISTS homes_written WITH (FORCE)'));
}

export async function withClient(url, work) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function named(url, database) {
  const own = new URL(url);
  own.pathname = `/${database}`;
  return own.href;
}

async function runCli(args, options) {
  const { status, output } = await run(process.execPath, [join(root, 'dist/cli.js'), ...args], options);
  options.signal?.throwIfAborted();
  if (status !== 0) throw new Explained(`${output}\n${args.join(' ')} failed.`);
  return output;
}

/** What a seeded database is made of, as one word. */
function recipe() {
  const hash = createHash('sha256');
  for (const dir of ['src/seeding', 'src/seeding/bulk']) {
    for (const file of readdirSync(join(root, dir)).filter((one) => one.endsWith('.ts') && !one.endsWith('.spec.ts')).sort()) {
      hash.update(file).update(readFileSync(join(root, dir, file)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}
