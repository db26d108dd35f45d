import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '../src/platform/database/database.js';
import { seedProperties } from '../src/seeding/seed-properties.js';
import { startApp, type TestApp } from './support/app.js';

const HOMES = 50_000;

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  Plans?: PlanNode[];
}

/** Tables that grow with the house: none of them may be read from end to end. Closed dates are few. */
const LARGE = ['properties', 'property_images', 'bookings', 'users', 'reviews', 'favorites', 'property_views'];

describe(`the plans of hot reads on ${String(HOMES)} homes`, () => {
  let house: TestApp;
  const statements: { text: string; values: unknown[] }[] = [];

  beforeAll(async () => {
    house = await startApp();
    const storage = { put: () => Promise.resolve(), publicUrl: (key: string) => `http://media.test/${key}` };
    await seedProperties(house.database.url, storage, { count: HOMES, seed: 7, now: new Date('2026-11-20T08:00:00Z'), log: () => undefined });
    // Plans depend on statistics: fresh ones, and the costs of a disk without moving parts, as in production.
    await house.database.client.query('VACUUM (ANALYZE)');
    await house.database.client.query('SET random_page_cost = 1.1');
    const database = house.app.get(Database);
    const read = database.read.bind(database);
    database.read = (statement, values) => {
      statements.push({ text: typeof statement === 'string' ? statement : statement.text, values: [...(values ?? [])] });
      return read(statement, values);
    };
  }, 180_000);
  afterAll(() => house.close());

  /** Every statement that the request ran, as PostgreSQL plans it with its values. */
  async function plansOf(path: string, query: Record<string, string | number>): Promise<PlanNode[]> {
    statements.length = 0;
    const reply = await house.api.get<unknown[]>(path, { query });
    expect(reply.status).toBe(200);
    const plans: PlanNode[] = [];
    for (const { text, values } of [...statements]) {
      const { rows } = await house.database.client.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>({ text: `EXPLAIN (FORMAT JSON) ${text}`, values });
      plans.push(...rows.flatMap((row) => row['QUERY PLAN'].map((plan) => plan.Plan)));
    }
    expect(plans.length).toBeGreaterThan(0);
    return plans;
  }

  function nodesOf(plans: readonly PlanNode[]): PlanNode[] {
    return plans.flatMap((plan) => [plan, ...nodesOf(plan.Plans ?? [])]);
  }

  const near = { latitude: 6.3654, longitude: 2.4183 };

  it.each([
    ['the list of a city', '/properties', { city: 'Cotonou' }, /^properties_city_newest|^properties_city_type_newest/],
    ['the newest of all', '/properties', {}, /^properties_newest/],
    ['a deep page', '/properties', { city: 'cotonou', page: 50 }, /^properties_city/],
    ['the cheapest of a city', '/properties', { city: 'Porto-Novo', sort: 'price_asc' }, /^properties_city/],
    ['the best rated of a city', '/properties', { city: 'Cotonou', sort: 'rating' }, /^properties_city/],
    ['common filters', '/properties', { city: 'Cotonou', property_type: 'apartment', min_price: 50000, max_price: 200000, bedrooms: 2 }, /^properties_city/],
    ['amenities and furniture', '/properties', { city: 'Abomey-Calavi', amenities: 'wifi,parking', is_furnished: 'true' }, /^properties_/],
    ['free on dates', '/properties', { city: 'Cotonou', available_from: '2027-02-01', available_to: '2027-02-08' }, /^bookings_nights_taken|^bookings_no_overlap/],
    ['text in a city', '/properties/search', { city: 'Cotonou', q: 'studio meuble pres plage' }, /^properties_search/],
    ['text anywhere', '/properties/search', { q: 'villa avec piscine' }, /^properties_search/],
    ['a typo', '/properties/search', { q: 'apartemant climatise' }, /^properties_search/],
    ['a box on the map', '/properties/search', { bbox: '2.40,6.35,2.43,6.38' }, /^properties_location/],
    ['nearby', '/properties/nearby', { ...near, radius: 5, limit: 50 }, /^properties_location/],
    ['the nearest within a radius', '/properties', { ...near, radius: 3, sort: 'distance' }, /^properties_location/],
  ] as const)('%s uses its index and reads no table from end to end', async (_what, path, query, index) => {
    const nodes = nodesOf(await plansOf(path, query));
    const scans = nodes.filter((node) => node['Node Type'] === 'Seq Scan' && LARGE.includes(node['Relation Name'] ?? ''));
    expect(scans.map((node) => node['Relation Name'])).toEqual([]);
    expect(nodes.map((node) => node['Index Name'] ?? '').filter((name) => index.test(name))).not.toEqual([]);
  });

  it('one home is read by its keys', async () => {
    const list = await house.api.get<{ id: string }[]>('/properties', { query: { city: 'Cotonou', per_page: 1 } });
    const nodes = nodesOf(await plansOf(`/properties/${list.body[0]?.id ?? ''}`, {}));
    expect(nodes.filter((node) => node['Node Type'] === 'Seq Scan' && LARGE.includes(node['Relation Name'] ?? ''))).toEqual([]);
    expect(nodes.map((node) => node['Index Name'])).toContain('properties_pkey');
  });

  it.each([
    ['/properties', { city: 'Cotonou' }],
    ['/properties', { city: 'Cotonou', per_page: 100 }],
    ['/properties/nearby', { ...near, limit: 100 }],
  ] as const)('%s %j costs at most three statements, however long the answer', async (path, query) => {
    statements.length = 0;
    await house.api.get(path, { query });
    expect(statements.length).toBeLessThanOrEqual(3);
  });
});
