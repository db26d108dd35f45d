import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import pg from 'pg';
import { DataSource } from 'typeorm';

const migrations = fileURLToPath(new URL('../../migrations/', import.meta.url));

/** Migrates a template database once per state of the migrations; every test file clones it in some 50 ms. */
export default async function prepareTemplate() {
  const server = process.env.DATABASE_URL;
  if (!server) throw new Error('DATABASE_URL is not set: run the tests with `npm test`');
  const files = readdirSync(migrations).filter((file) => file.endsWith('.ts')).sort();
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(migrations + file));
  const name = `lokahome_template_${hash.digest('hex').slice(0, 12)}`;
  process.env.TEST_TEMPLATE = name;
  process.env.TEST_DOCUMENT = join(tmpdir(), `openapi-${randomUUID()}.json`);

  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  try {
    // Two runs against one server must not both make it.
    await admin.query('SELECT pg_advisory_lock(hashtext($1))', [name]);
    const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate', [name]);
    if (rowCount === 0) await make(admin, server, name, files);
  } finally {
    await admin.end();
  }
}

async function make(admin, server, name, files) {
  await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await admin.query(`CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const modules = await Promise.all(files.map((file) => import(pathToFileURL(migrations + file).href)));
  const source = new DataSource({ type: 'postgres', url: url.href, migrations: modules.flatMap((module) => Object.values(module)) });
  await source.initialize();
  await source.runMigrations({ transaction: 'each' });
  await source.destroy();
  await admin.query(`ALTER DATABASE ${name} WITH IS_TEMPLATE true`);
}
