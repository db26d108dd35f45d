import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database, query } from '../src/platform/database/database.js';
import { LONG_TEXTS_AS_BYTES } from '../src/platform/database/long-texts.js';
import { startApp, type TestApp } from './support/app.js';

const LONG = `'«L’œuvre à Ouidah» ' || repeat('é', 20000)`;
const long = `«L’œuvre à Ouidah» ${'é'.repeat(20_000)}`;

describe('long texts of PostgreSQL', () => {
  let house: TestApp;
  let database: Database;
  beforeAll(async () => {
    house = await startApp();
    database = house.app.get(Database);
  });
  afterAll(() => house.close());

  it('are bytes where a statement asks for them, and short ones are strings', async () => {
    const [row] = await database.read<{ long: Buffer; short: string; none: null; n: number; day: string }>(
      { text: `SELECT ${LONG} AS long, 'œ' AS short, NULL::text AS none, 7 AS n, DATE '2026-11-29' AS day`, types: LONG_TEXTS_AS_BYTES },
    );
    expect(row.long).toBeInstanceOf(Buffer);
    expect(row.long.toString()).toBe(long);
    expect(row).toMatchObject({ short: 'œ', none: null, n: 7, day: '2026-11-29' });
  });

  it('stay what they were whatever comes after them on the connection', async () => {
    const rows = await database.read<{ text: Buffer; nth: number }>(
      { text: `SELECT repeat(chr(96 + n), 30000 + 97 * n) AS text, n AS nth FROM generate_series(1, 26) AS n`, types: LONG_TEXTS_AS_BYTES },
    );
    await Promise.all(Array.from({ length: 20 }, () => database.read(`SELECT repeat('#', 90000) FROM generate_series(1, 5)`)));
    expect(rows).toHaveLength(26);
    for (const { text, nth } of rows) expect(text.equals(Buffer.from(String.fromCharCode(96 + nth).repeat(30_000 + 97 * nth)))).toBe(true);
  });

  it('are what they always were for every other statement: strings, objects, arrays, bytes', async () => {
    const text = `SELECT ${LONG} AS text, to_json(${LONG}) AS json, ARRAY[${LONG}, 'b'] AS list, convert_to(${LONG}, 'UTF8') AS bytes,
      (SELECT array_agg(n) FROM generate_series(1, 5000) AS n) AS numbers, repeat('9', 9000)::numeric AS number`;
    const usual = { text: long, json: long, list: [long, 'b'], bytes: Buffer.from(long), number: '9'.repeat(9000) };
    const [row] = await database.read(text);
    expect(row).toMatchObject(usual);
    expect(row.numbers).toHaveLength(5000);
    expect(await database.transaction((tx) => query(tx, text))).toMatchObject([usual]);
    expect(await database.dataSource.query<object[]>(text)).toMatchObject([usual]);
  });
});
