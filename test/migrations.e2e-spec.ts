import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getDataSourceToken } from '@nestjs/typeorm';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { DataSource, EntityMetadata } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { loadConfig } from '../src/config/index.js';
import { loadMigrations } from '../src/platform/database/data-source-options.js';
import { migrateDown, migrateUp } from '../src/platform/database/migrate.js';
import { startApp, type TestApp } from './support/app.js';

/** Tables that no entity maps, and why. */
const WITHOUT_ENTITY: Readonly<Record<string, string>> = {
  migrations: 'TypeORM’s own',
  spatial_ref_sys: 'PostGIS’s own',
  ...because('claimed, counted and moved by single statements; an entity would invite reading before writing', [
    'outbox', 'idempotency_keys', 'webhook_endpoints', 'webhook_deliveries', 'guess_counters', 'job_locks', 'job_runs', 'auth_links', 'auth_codes', 'auth_sends', 'booking_transitions',
    'property_views', 'property_view_batches', 'favorites', 'rent_reminders', 'payment_transitions', 'payment_events', 'receipt_counters',
    'ledger_transactions', 'ledger_entries', 'sandbox_transactions',
    'service_request_transitions',
  ]),
  ...because('read as JSON that PostgreSQL builds, written by one statement each', [
    'amenities', 'property_images', 'property_blocks', 'user_addresses', 'user_devices', 'notification_preferences', 'receipts', 'contracts',
    'services', 'service_providers', 'service_quotes', 'reviews', 'documents', 'identity_verifications', 'api_keys',
  ]),
  ...because('the log of the staff, written and read only; and reports, decided once by one statement', ['audit_logs', 'reports']),
  ...because('what other sites’ calendars say, compared and taken over in sets', ['calendar_imports', 'imported_events']),
  ...because('looked up while searching', ['search_words', 'geocoded_places']),
  ...because('written in batches under the locks of two feeds', ['messages', 'message_feeds', 'conversations', 'user_blocks']),
};

function because(reason: string, tables: readonly string[]): Record<string, string> {
  return Object.fromEntries(tables.map((table) => [table, reason]));
}

/** PostgreSQL's names for what entities say. */
const TYPES: Readonly<Record<string, string>> = {
  varchar: 'character varying', char: 'character', timestamptz: 'timestamp with time zone', jsonb: 'jsonb', uuid: 'uuid', text: 'text', boolean: 'boolean',
  integer: 'integer', smallint: 'smallint', bigint: 'bigint', numeric: 'numeric', date: 'date', inet: 'inet', geography: 'USER-DEFINED', tsvector: 'tsvector',
};

const SHAPE = `
  SELECT 'column' AS kind, table_name || '.' || column_name AS name, concat_ws(' ', data_type, character_maximum_length, numeric_precision, numeric_scale, is_nullable, column_default, generation_expression) AS definition
    FROM information_schema.columns WHERE table_schema = 'public'
  UNION ALL SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 't'
  UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
  UNION ALL SELECT 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT 'view', viewname, definition FROM pg_views WHERE schemaname = 'public'
  UNION ALL SELECT 'sequence', sequencename, data_type::text FROM pg_sequences WHERE schemaname = 'public'
  UNION ALL SELECT 'search', cfgname, '' FROM pg_ts_config WHERE cfgnamespace = 'public'::regnamespace
  UNION ALL SELECT 'function', p.oid::regprocedure::text, prosrc FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  ORDER BY 1, 2`;

/** What no migration of ours made. */
const FOREIGN = /^(spatial_ref_sys|geography_columns|geometry_columns|raster_|migrations|PK_\w+$)/;

describe('the migrations', () => {
  const server = process.env['DATABASE_URL'] ?? '';
  const name = `lokahome_migrations_${randomBytes(6).toString('hex')}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  const config = loadConfig({ NODE_ENV: 'test', DATABASE_URL: url.href, REDIS_URL: 'redis://unused' });
  let admin: pg.Client;

  beforeAll(async () => {
    admin = new pg.Client({ connectionString: server });
    await admin.connect();
    await admin.query(`CREATE DATABASE ${name}`);
  });
  afterAll(async () => {
    await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await admin.end();
  });

  async function shape(): Promise<string[]> {
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    const { rows } = await client.query<{ kind: string; name: string; definition: string }>(SHAPE);
    await client.end();
    return rows.filter((row) => !FOREIGN.test(row.name)).map((row) => `${row.kind} ${row.name} ${row.definition}`);
  }

  it('go up on an empty database, down one by one to nothing, and up again to the same', async () => {
    const all = (await loadMigrations()).map((migration) => migration.name);
    expect(await migrateUp(config)).toEqual(all);
    expect(await migrateUp(config)).toEqual([]);
    const full = await shape();
    expect(full.length).toBeGreaterThan(200);

    for (let left = all.length - 1; left >= 0; left -= 1) expect(await migrateDown(config)).toEqual(all.slice(0, left));
    expect(await shape()).toEqual([]);

    expect(await migrateUp(config)).toEqual(all);
    expect(await shape()).toEqual(full);
  }, 120_000);

  it('carry their time in their name, and no two the same', async () => {
    const stamps = (await loadMigrations()).map((migration) => /(\d{13})$/.exec(migration.name)?.[1]);
    expect(stamps).not.toContain(undefined);
    expect(stamps).toEqual([...new Set(stamps)].sort());
  });
});

describe('the tables', () => {
  let house: TestApp;
  let entities: EntityMetadata[];
  const rows = async <T extends pg.QueryResultRow>(text: string): Promise<T[]> => (await house.database.client.query<T>(text)).rows;

  beforeAll(async () => {
    house = await startApp();
    entities = house.app.get<DataSource>(getDataSourceToken()).entityMetadatas;
  });
  afterAll(() => house.close());

  interface Column extends pg.QueryResultRow {
    table_name: string; column_name: string; data_type: string; is_nullable: string; column_default: string | null; is_generated: string;
    character_maximum_length: number | null; numeric_precision: number | null; numeric_scale: number | null;
  }

  it('are what the entities say: names, types, sizes, NULL and defaults', async () => {
    const columns = await rows<Column>(`SELECT * FROM information_schema.columns WHERE table_schema = 'public'`);
    const drift = entities.flatMap((entity) => entity.columns.flatMap((column) => {
      const place = `${entity.tableName}.${column.databaseName}`;
      const real = columns.find((one) => one.table_name === entity.tableName && one.column_name === column.databaseName);
      return real ? differencesOf(column, real).map((difference) => `${place}: ${difference}`) : [`${place} is not there`];
    }));
    expect(drift).toEqual([]);
    expect(entities.length).toBeGreaterThan(4);
  });

  it('can be filled from their entities: a column that the entity leaves out has a default, may be NULL, or is computed', async () => {
    const columns = await rows<Column>(`SELECT * FROM information_schema.columns WHERE table_schema = 'public' AND is_nullable = 'NO' AND column_default IS NULL AND is_generated = 'NEVER'`);
    const left = columns.filter((real) => {
      const entity = entities.find((one) => one.tableName === real.table_name);
      return entity !== undefined && !entity.columns.some((column) => column.databaseName === real.column_name);
    });
    expect(left.map((real) => `${real.table_name}.${real.column_name}`)).toEqual([]);
  });

  it('have an entity each, or stand in the list of those that need none', async () => {
    const tables = await rows<{ tablename: string }>(`SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`);
    const mapped = new Set(entities.map((entity) => entity.tableName));
    expect(tables.map(({ tablename }) => tablename).filter((table) => !mapped.has(table) && !(table in WITHOUT_ENTITY))).toEqual([]);
    expect(Object.keys(WITHOUT_ENTITY).filter((table) => mapped.has(table) || !tables.some(({ tablename }) => tablename === table))).toEqual([]);
  });

  it('have an index that begins with each foreign key', async () => {
    const bare = await rows<{ place: string }>(`
      SELECT c.conrelid::regclass || ' ' || c.conname AS place FROM pg_constraint c
      WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace AND NOT EXISTS (
        SELECT 1 FROM pg_index i WHERE i.indrelid = c.conrelid AND (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)`);
    expect(bare.map(({ place }) => place)).toEqual([]);
  });

  it('have a primary key each', async () => {
    const bare = await rows<{ table: string }>(`
      SELECT t.oid::regclass::text AS table FROM pg_class t WHERE t.relkind IN ('r', 'p') AND t.relnamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conrelid = t.oid AND c.contype = 'p')`);
    expect(bare).toEqual([]);
  });

  it('keep instants with their time zone, and no amount as a floating-point number', async () => {
    const odd = await rows<Column>(`
      SELECT table_name, column_name, data_type FROM information_schema.columns c JOIN pg_tables t ON t.tablename = c.table_name AND t.schemaname = 'public'
      WHERE table_schema = 'public' AND table_name NOT IN ('migrations', 'spatial_ref_sys')
        AND data_type IN ('timestamp without time zone', 'time with time zone', 'real', 'double precision', 'money', 'json')`);
    expect(odd.map((one) => `${one.table_name}.${one.column_name} ${one.data_type}`)).toEqual([]);
  });

  it('know every constraint of theirs as checked', async () => {
    expect(await rows(`SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND NOT convalidated`)).toEqual([]);
    expect(await rows(`SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid`)).toEqual([]);
  });

  it('hold no amount that is no number, and no day at infinity', async () => {
    const columns = await rows<{ table: string; column: string; type: string }>(`
      SELECT c.table_name AS table, c.column_name AS column, c.data_type AS type FROM information_schema.columns c JOIN pg_tables t ON t.tablename = c.table_name
      WHERE c.table_schema = 'public' AND t.schemaname = 'public' AND c.data_type IN ('numeric', 'date') AND c.is_generated = 'NEVER' ORDER BY 1, 2`);
    const checks = await rows<{ table: string; text: string }>(`
      SELECT conrelid::regclass::text AS table, string_agg(pg_get_constraintdef(oid), ' ') AS text FROM pg_constraint
      WHERE contype IN ('c') AND connamespace = 'public'::regnamespace GROUP BY 1`);
    const open = columns.filter(({ table, column, type }) => {
      const text = checks.find((one) => one.table === table)?.text ?? '';
      // NaN sorts above every number: only an upper bound keeps it out.
      return type === 'date' ? !text.includes(`isfinite(${column})`) : !new RegExp(`\\b${column} (<|<=) `).test(text);
    });
    expect(open.map(({ table, column }) => `${table}.${column}`)).toEqual(NEVER_FROM_OUTSIDE);
  });

  function differencesOf(column: ColumnMetadata, real: Column): string[] {
    const found: string[] = [];
    const type = column.isArray ? 'ARRAY' : (TYPES[String(column.type)] ?? String(column.type));
    if (type !== real.data_type) found.push(`is ${real.data_type}, not ${type}`);
    if (column.isNullable !== (real.is_nullable === 'YES')) found.push(real.is_nullable === 'YES' ? 'may be NULL' : 'may not be NULL');
    if (column.length !== '' && Number(column.length) !== real.character_maximum_length) found.push(`is ${String(real.character_maximum_length)} long, not ${column.length}`);
    if (typeof column.precision === 'number' && column.precision !== real.numeric_precision) found.push(`has precision ${String(real.numeric_precision)}`);
    if (typeof column.scale === 'number' && column.scale !== real.numeric_scale) found.push(`has scale ${String(real.numeric_scale)}`);
    const computed = column.generatedType !== undefined;
    if (computed !== (real.is_generated === 'ALWAYS')) found.push(computed ? 'is not computed' : 'is computed');
    if (!computed && (column.default !== undefined) !== (real.column_default !== null)) found.push(real.column_default === null ? 'has no default' : `has the default ${real.column_default}`);
    return found;
  }
});

/** What the geocoder answered, after the kernel has read it as a point; and the day a job ran for. */
const NEVER_FROM_OUTSIDE: readonly string[] = ['geocoded_places.latitude', 'geocoded_places.longitude', 'job_runs.day'];
