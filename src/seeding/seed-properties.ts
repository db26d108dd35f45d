import pg from 'pg';
import { hashDemoPassword } from './account.js';
import { amenityMasks } from './amenities.js';
import { addHome, emptyRows, type Harvest, type HomeRows, type HomeTools } from './bulk/homes.js';
import { firstCodeOf, inventUser, MAIL_DOMAIN, personId, runAfter } from './bulk/people.js';
import { planPeople, planRun, type BulkPlan } from './bulk/plan.js';
import { dropHeavyIndexes, quietTriggers, restoreIndexes } from './bulk/schema.js';
import { copyRows, type Row, type TableColumns } from './copy.js';
import { pictureKey } from './pictures/catalogue.js';
import type { PictureStore } from './pictures/picture-store.js';
import { putPictures } from './pictures/put-pictures.js';
import { userRow } from './rows.js';
import { nowFrom } from './stays.js';
import * as tables from './tables.js';
import { learnWords } from './vocabulary.js';

export interface SeedPropertiesOptions {
  /** How many homes to add. */
  count: number;
  /** The same seed on the same database at the same instant gives the same rows. */
  seed?: number;
  now?: Date;
  log: (line: string) => void;
}

/** From here on it is faster to make the big indexes anew than to fill them row by row. */
const REBUILD_INDEXES_FROM = 200_000;
const HOMES_AT_ONCE = 2_000;
/** The event loop is left to the connection after so many invented homes. */
const HOMES_IN_A_ROW = 50;
const TEXTS_FOR_WORDS = 20_000;
/** Any number, the same for every seeder: two at once would take the same e-mails. */
const SEEDING_LOCK = 7_231_905;

/**
 * Adds many homes with their people and their past. One transaction: a run that is interrupted leaves neither rows
 * nor missing indexes. Memory does not grow with `count` but for eight bytes a landlord.
 */
export async function seedProperties(
  databaseUrl: string,
  storage: PictureStore,
  { count, seed = 1, now = new Date(), log }: SeedPropertiesOptions,
): Promise<{ properties: number; seconds: number }> {
  const begun = performance.now();
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'lokahome-seed' });
  await client.connect();
  try {
    const pictures = (await picturesAreThere(client, storage)) ? Promise.resolve() : putPictures(storage, log);
    // Awaited before the commit; a failure until then must not count as unhandled.
    pictures.catch(() => undefined);
    try {
      await client.query('BEGIN');
      await load(client, storage, { count, seed, now, log });
    } finally {
      await pictures;
    }
    await client.query('COMMIT');
    log('Statistics …');
    await tidyUp(client);
  } finally {
    // Ending the connection rolls back whatever was not committed.
    await client.end();
  }
  return { properties: count, seconds: Math.round((performance.now() - begun) / 100) / 10 };
}

async function load(
  client: pg.Client, storage: PictureStore, { count, seed, now, log }: Required<SeedPropertiesOptions>,
): Promise<void> {
  // The search index takes its words in bulk, not four megabytes at a time: `tidyUp` empties that list.
  await client.query(
    `SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0;
     SET LOCAL maintenance_work_mem = '512MB'; SET LOCAL gin_pending_list_limit = '256MB'; SET LOCAL max_parallel_maintenance_workers = 2`,
  );
  await client.query('SELECT pg_advisory_xact_lock($1)', [SEEDING_LOCK]);
  const plan = planRun({ count, seed, run: await nextRun(client, count), now: nowFrom(now) });
  const quiet = await quietTriggers(client);
  const dropped = count >= REBUILD_INDEXES_FROM ? await dropHeavyIndexes(client) : [];
  log(`Run ${plan.run}: ${count} homes, ${plan.landlords} landlords, ${plan.tenants} tenants${quiet ? '' : ' (triggers run)'}`);
  await copyRows(client, tables.USERS, people(plan, await hashDemoPassword(), await takenPhones(client)));
  const harvest: Harvest = {
    stars: new Uint32Array(plan.landlords),
    reviews: new Uint32Array(plan.landlords),
    texts: [],
    textEvery: Math.max(1, Math.floor(count / TEXTS_FOR_WORDS)),
  };
  const tools: HomeTools = { plan, maskOf: await amenityMasks(client), urlOf: (name) => storage.publicUrl(pictureKey({ name })), harvest };
  await copyHomes(client, tools, log);
  await rateLandlords(client, plan, harvest);
  await learnWords(client, harvest.texts);
  if (dropped.length > 0) log(`Indexes (${dropped.length}) …`);
  await restoreIndexes(client, dropped, log);
}

/** While the server takes in some homes, the next ones are invented. */
async function copyHomes(client: pg.Client, tools: HomeTools, log: (line: string) => void): Promise<void> {
  const { count } = tools.plan;
  let ready = await invent(0, Math.min(HOMES_AT_ONCE, count), tools);
  for (let from = 0; from < count; from += HOMES_AT_ONCE) {
    const next = from + HOMES_AT_ONCE;
    const [following] = await Promise.all([invent(next, Math.min(next + HOMES_AT_ONCE, count), tools), copyAll(client, ready)]);
    ready = following;
    if (next % 50_000 === 0 || next >= count) log(`  ${Math.min(next, count)} homes`);
  }
}

async function invent(from: number, to: number, tools: HomeTools): Promise<HomeRows> {
  const rows = emptyRows();
  for (let nth = from; nth < to; nth++) {
    addHome(rows, nth, tools);
    if (nth % HOMES_IN_A_ROW === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return rows;
}

async function copyAll(client: pg.Client, rows: HomeRows): Promise<void> {
  // Parents first: where triggers run, foreign keys are checked at the end of each statement.
  const parts: readonly (readonly [TableColumns, Row[]])[] = [
    [tables.PROPERTIES, rows.properties], [tables.PROPERTY_IMAGES, rows.images], [tables.PROPERTY_VIEWS, rows.views],
    [tables.BOOKINGS, rows.bookings], [tables.BOOKING_TRANSITIONS, rows.transitions], [tables.INSTALLMENTS, rows.installments],
    [tables.PROPERTY_BLOCKS, rows.blocks], [tables.FAVORITES, rows.favorites], [tables.REVIEWS, rows.reviews],
  ];
  for (const [table, list] of parts) await copyRows(client, table, list);
}

function* people(plan: BulkPlan, passwordHash: string, taken: ReadonlySet<string>): Generator<Row> {
  for (let nth = 0; nth < plan.landlords; nth++) yield userRow(inventUser(plan, 'landlord', nth, passwordHash, taken));
  for (let nth = 0; nth < plan.tenants; nth++) yield userRow(inventUser(plan, 'tenant', nth, passwordHash, taken));
}

async function nextRun(client: pg.Client, count: number): Promise<number> {
  const { rows } = await client.query<{ last: number | null }>(
    `SELECT max(substring(email from '[.]r([0-9]+)[bl][0-9]+@')::int) AS last FROM users WHERE email LIKE '%@' || $1`,
    [MAIL_DOMAIN],
  );
  const { landlords, tenants } = planPeople(count);
  let last = rows[0]?.last ?? 0;
  // People of an earlier run may have been erased, e-mail and all; their codes are still theirs.
  while (await hasCode(client, firstCodeOf(last + 1))) last++;
  return runAfter(last, landlords + tenants);
}

async function hasCode(client: pg.Client, code: string): Promise<boolean> {
  const { rowCount } = await client.query('SELECT 1 FROM users WHERE referral_code = $1', [code]);
  return rowCount === 1;
}

/** Phones of people we did not make: ours give way to them. */
async function takenPhones(client: pg.Client): Promise<Set<string>> {
  const { rows } = await client.query<{ phone: string }>(
    `SELECT phone FROM users WHERE phone LIKE '+22901%' AND email NOT LIKE '%@' || $1`,
    [MAIL_DOMAIN],
  );
  return new Set(rows.map(({ phone }) => phone));
}

/** A landlord's stars are those of all their homes, known only now. */
async function rateLandlords(client: pg.Client, plan: BulkPlan, { stars, reviews }: Harvest): Promise<void> {
  await client.query('CREATE TEMPORARY TABLE seeded_stars (id uuid, rating numeric(3,2), reviews integer) ON COMMIT DROP');
  await copyRows(client, { table: 'seeded_stars', columns: ['id', 'rating', 'reviews'] }, rated());
  await client.query('UPDATE users u SET rating = s.rating, reviews_count = s.reviews FROM seeded_stars s WHERE u.id = s.id');

  function* rated(): Generator<Row> {
    for (let nth = 0; nth < plan.landlords; nth++) {
      const count = reviews[nth] ?? 0;
      if (count > 0) yield [personId(plan, 'landlord', nth), ((stars[nth] ?? 0) / count).toFixed(2), count];
    }
  }
}

async function picturesAreThere(client: pg.Client, storage: PictureStore): Promise<boolean> {
  const { rowCount } = await client.query('SELECT 1 FROM property_images WHERE image_url = $1 LIMIT 1', [
    storage.publicUrl(pictureKey({ name: 'villa-1' })),
  ]);
  return rowCount === 1;
}

/** Fresh statistics, and pages marked as visible to all: index-only scans are what the searches are built on. */
async function tidyUp(client: pg.Client): Promise<void> {
  const all = [
    tables.USERS, tables.PROPERTIES, tables.PROPERTY_IMAGES, tables.PROPERTY_VIEWS, tables.BOOKINGS, tables.BOOKING_TRANSITIONS,
    tables.INSTALLMENTS, tables.PROPERTY_BLOCKS, tables.FAVORITES, tables.REVIEWS,
  ];
  await client.query(`VACUUM (ANALYZE) ${all.map(({ table }) => table).join(', ')}, search_words`);
}
