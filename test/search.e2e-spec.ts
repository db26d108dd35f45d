import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, todayIn } from '../src/kernel/calendar-date.js';
import { distanceKm, GeoPoint } from '../src/kernel/geo-point.js';
import { foldText } from '../src/kernel/text.js';
import { newId } from '../src/kernel/id.js';
import { searchFrom } from '../src/modules/properties/property.search.js';
import { foundSql, idsByPriceSql, idsSql, totalSql, type SqlStatement } from '../src/modules/properties/property.search-sql.js';
import type { PropertyView } from '../src/modules/properties/property.views.js';
import { Random } from '../src/seeding/random.js';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';

const today = todayIn('Africa/Porto-Novo', new Date());
const inDays = (days: number): string => addDays(today, days);

const CITIES = [['Cotonou', 6.36, 2.42], ['Porto-Novo', 6.49, 2.62], ['Sèmè-Kpodji', 6.37, 2.61]] as const;
const TYPES = ['studio', 'apartment', 'villa', 'house'] as const;
const AMENITIES = ['wifi', 'parking', 'pool', 'generator'] as const;

interface Row {
  id: string;
  city: string;
  neighborhood: string;
  property_type: string;
  rental_type: string;
  price: number;
  bedrooms: number;
  bathrooms: number;
  is_furnished: boolean;
  amenities: string[];
  latitude: number;
  longitude: number;
  minimum_stay: number | null;
  available_to: string | null;
  rating: number | null;
  taken: { start: string; end: string }[];
  created_at: Date;
}

type Query = Record<string, string | number | boolean>;

describe('finding homes', () => {
  let house: TestApp;
  let landlord: TestActor;
  const rows: Row[] = [];
  const dice = new Random(20_261_120);

  beforeAll(async () => {
    house = await startApp();
    landlord = await house.actors.asLandlord();
    const tenant = await house.actors.asTenant();
    for (let index = 0; index < 150; index += 1) {
      const [city, latitude, longitude] = dice.pick(CITIES);
      const row: Row = {
        id: '', city, neighborhood: dice.pick(['Fidjrossè', 'Haie Vive', 'Agla']), property_type: dice.pick(TYPES), rental_type: dice.pick(['short_term', 'long_term']),
        price: dice.int(5, 60) * 1000, bedrooms: dice.int(0, 4), bathrooms: dice.int(1, 3), is_furnished: dice.chance(0.5),
        amenities: AMENITIES.filter(() => dice.chance(0.5)), latitude: latitude + dice.int(-300, 300) / 10_000, longitude: longitude + dice.int(-300, 300) / 10_000,
        minimum_stay: dice.chance(0.3) ? 5 : null, available_to: dice.chance(0.2) ? inDays(40) : null, rating: dice.chance(0.5) ? dice.int(2, 5) : null,
        taken: [], created_at: new Date(Date.now() - index * 60_000),
      };
      const { id: _id, taken: _taken, ...facts } = row;
      const home = await house.build.property(landlord, { ...facts, title: `Annonce ${String(index)}`, description: null, reviews_count: 0 });
      row.id = home.id;
      rows.push(row);
      if (dice.chance(0.4)) {
        const start = inDays(dice.int(5, 30));
        const end = addDays(start, dice.int(1, 6));
        const expired = dice.chance(0.2);
        if (dice.chance(0.3)) await house.build.insert('property_blocks', { id: newId(), property_id: home.id, start_date: start, end_date: end });
        else await house.build.booking(home, tenant, { start_date: start, end_date: end, expires_at: new Date(Date.now() + (expired ? -1000 : 86_400_000)) });
        const { rowCount } = await house.database.client.query(`SELECT 1 FROM bookings WHERE property_id = $1 AND expires_at <= now()`, [home.id]);
        if (rowCount === 0) row.taken.push({ start, end });
      }
    }
    for (const status of ['draft', 'inactive', 'rented']) await house.build.property(landlord, { status });
    await house.database.client.query('ANALYZE');
  }, 60_000);
  afterAll(() => house.close());

  const find = (query: Query, path = '/properties/search') => house.api.get<PropertyView[]>(path, { query });

  /** The same question, answered by reading every row. */
  function matching(query: Query): Row[] {
    const near = query['latitude'] === undefined ? null : new GeoPoint(Number(query['latitude']), Number(query['longitude']));
    return rows.filter((row) => {
      const from = query['available_from'] as string | undefined;
      const to = query['available_to'] as string | undefined;
      const nights = from && to ? (Date.parse(to) - Date.parse(from)) / 86_400_000 : 0;
      return (
        (query['city'] === undefined || foldText(row.city) === foldText(String(query['city']))) &&
        (query['neighborhood'] === undefined || foldText(row.neighborhood) === foldText(String(query['neighborhood']))) &&
        (query['property_type'] === undefined || row.property_type === query['property_type']) &&
        (query['rental_type'] === undefined || row.rental_type === query['rental_type']) &&
        (query['min_price'] === undefined || row.price >= Number(query['min_price'])) &&
        (query['max_price'] === undefined || row.price <= Number(query['max_price'])) &&
        (query['bedrooms'] === undefined || row.bedrooms >= Number(query['bedrooms'])) &&
        (query['bathrooms'] === undefined || row.bathrooms >= Number(query['bathrooms'])) &&
        (query['is_furnished'] === undefined || row.is_furnished === (query['is_furnished'] === 'true')) &&
        (query['amenities'] === undefined || String(query['amenities']).split(',').every((code) => row.amenities.includes(code))) &&
        (!near || distanceKm(near, new GeoPoint(row.latitude, row.longitude)) <= Number(query['radius'] ?? 5)) &&
        (!from || !to || (row.taken.every((one) => one.end <= from || one.start >= to) && (row.minimum_stay ?? 0) <= nights && (row.available_to === null || row.available_to >= to)))
      );
    });
  }

  function randomQuery(): Query {
    const query: Query = {};
    const maybe = (chance: number, add: () => Query): void => {
      if (dice.chance(chance)) Object.assign(query, add());
    };
    maybe(0.5, () => ({ city: dice.pick(['cotonou', 'PORTO-NOVO', 'seme-kpodji', 'Sèmè-Kpodji']) }));
    maybe(0.2, () => ({ neighborhood: dice.pick(['fidjrosse', 'HAIE VIVE']) }));
    maybe(0.3, () => ({ property_type: dice.pick(TYPES) }));
    maybe(0.3, () => ({ rental_type: dice.pick(['short_term', 'long_term']) }));
    maybe(0.3, () => ({ min_price: dice.int(5, 30) * 1000 }));
    maybe(0.3, () => ({ max_price: dice.int(30, 60) * 1000 }));
    maybe(0.3, () => ({ bedrooms: dice.int(1, 3) }));
    maybe(0.2, () => ({ bathrooms: dice.int(1, 3) }));
    maybe(0.2, () => ({ is_furnished: dice.pick(['true', 'false']) }));
    maybe(0.3, () => ({ amenities: dice.pick(['wifi', 'wifi,pool', 'parking,generator']) }));
    maybe(0.4, () => ({ available_from: inDays(dice.int(3, 20)), available_to: inDays(dice.int(21, 45)) }));
    maybe(0.2, () => ({ latitude: 6.36, longitude: 2.42, radius: dice.int(1, 20) }));
    return query;
  }

  it('answers 200 random mixes of filters as reading every row does', async () => {
    for (let round = 0; round < 200; round += 1) {
      const query = randomQuery();
      const { status, body, headers } = await find({ ...query, per_page: 100 }, '/properties');
      const expected = matching(query);
      expect({ query, status, ids: body.map(({ id }) => id) }).toEqual({ query, status: 200, ids: expected.slice(0, 100).map(({ id }) => id) });
      expect(headers.get('x-total-count')).toBe(String(expected.length));
    }
  }, 120_000);

  it('finds the same by each of its ways, which a town of this size would not take', async () => {
    const run = async ({ text, values }: SqlStatement) => (await house.database.client.query<Record<string, unknown>>({ text, values: [...values] })).rows;
    const byPrice = (a: Row, b: Row): number => a.price - b.price || (a.id < b.id ? -1 : 1);
    for (let round = 0; round < 100; round += 1) {
      const { latitude: _latitude, longitude: _longitude, radius: _radius, ...query } = randomQuery();
      const amenities = query['amenities'] === undefined ? undefined : String(query['amenities']).split(',');
      const is_furnished = query['is_furnished'] === undefined ? undefined : query['is_furnished'] === 'true';
      const sort = dice.pick(['newest', 'price_asc', 'price_desc'] as const);
      const search = searchFrom({ ...query, amenities, is_furnished, sort, per_page: 7, page: dice.int(1, 3) });
      const all = matching(query);
      if (sort !== 'newest') all.sort(byPrice);
      if (sort === 'price_desc') all.reverse();
      const page = all.slice((search.page.page - 1) * 7, search.page.page * 7).map(({ id }) => id);
      const expected = { query, sort, page, total: all.length };
      expect({ query, sort, page: (await run(foundSql(search, null)))[0]?.['ids'], total: (await run(foundSql(search, null)))[0]?.['total'] }).toEqual(expected);
      expect({ ...expected, page: (await run(idsSql(search, null, 'along the sort'))).map(({ id }) => id) }).toEqual(expected);
      if (sort !== 'newest') expect({ ...expected, page: (await run(idsByPriceSql(search))).map(({ id }) => id) }).toEqual(expected);
      for (const shape of ['along the sort', 'through the filters'] as const) expect({ ...expected, total: (await run(totalSql(search, null, shape)))[0]?.['total'] }).toEqual(expected);
    }
  }, 120_000);

  it.each([
    ['newest', (a: Row, b: Row) => b.created_at.getTime() - a.created_at.getTime()],
    ['price_asc', (a: Row, b: Row) => a.price - b.price],
    ['price_desc', (a: Row, b: Row) => b.price - a.price],
    ['rating', (a: Row, b: Row) => (b.rating ?? 0) - (a.rating ?? 0) || b.created_at.getTime() - a.created_at.getTime()],
  ])('sorts by %s, page after page, without losing or repeating one', async (sort, order) => {
    const seen: PropertyView[] = [];
    for (let page = 1; page <= 4; page += 1) seen.push(...(await find({ sort, page, per_page: 40 }, '/properties')).body);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(rows.length);
    const byId = new Map(rows.map((row) => [row.id, row]));
    const found = seen.map(({ id }) => byId.get(id) as Row);
    found.slice(1).forEach((row, index) => expect(order(found[index], row)).toBeLessThanOrEqual(0));
  });

  it('sorts by distance, and says how far', async () => {
    const here = new GeoPoint(6.36, 2.42);
    const expected = rows.map((row) => ({ id: row.id, km: distanceKm(here, new GeoPoint(row.latitude, row.longitude)) })).filter(({ km }) => km <= 20).sort((a, b) => a.km - b.km);
    for (const [path, query] of [['/properties', { sort: 'distance', radius: 20, per_page: 100 }], ['/properties/nearby', { radius: 20, limit: 100 }]] as const) {
      const { body } = await find({ latitude: 6.36, longitude: 2.42, ...query }, path);
      expect(body).toHaveLength(Math.min(100, expected.length));
      body.forEach((home, index) => expect(Math.abs((home.distance_km ?? 0) - (expected[index]?.km ?? 0))).toBeLessThan(0.1));
      const shown = body.map((home) => home.distance_km ?? 0);
      expect(shown).toEqual([...shown].sort((a, b) => a - b));
    }
    expect((await find({ latitude: 13.5, longitude: 2.1, radius: 5 }, '/properties/nearby')).body).toEqual([]);
  });

  it('looks into a box and into a polygon', async () => {
    const box = { west: 2.41, south: 6.35, east: 2.44, north: 6.38 };
    const inside = rows.filter(({ latitude: y, longitude: x }) => x >= box.west && x <= box.east && y >= box.south && y <= box.north).map(({ id }) => id);
    expect(inside.length).toBeGreaterThan(3);
    expect((await find({ bbox: '2.41,6.35,2.44,6.38', per_page: 100 })).body.map(({ id }) => id)).toEqual(inside);
    const ring = [[2.41, 6.35], [2.44, 6.35], [2.44, 6.38], [2.41, 6.38], [2.41, 6.35]];
    expect((await find({ polygon: JSON.stringify({ type: 'Polygon', coordinates: [ring] }), per_page: 100 })).body.map(({ id }) => id)).toEqual(inside);
    const feature = { type: 'Feature', properties: {}, geometry: { type: 'MultiPolygon', coordinates: [[ring]] } };
    expect((await find({ polygon: JSON.stringify(feature), per_page: 100 })).body.map(({ id }) => id)).toEqual(inside);
    expect((await find({ bbox: '0,5,4,13', per_page: 1 })).headers.get('x-total-count')).toBe(String(rows.length));
  });

  describe('by words', () => {
    const homes: Record<string, string> = {};
    beforeAll(async () => {
      const texts: Record<string, [string, string, string]> = {
        beach: ['Studio meublé près de la plage', 'Vue sur mer, forage, gardien.', 'Fidjrossè'],
        flat: ['Appartement climatisé trois pièces', 'Cuisine équipée, groupe électrogène, compteur à carte.', 'Cadjèhoun'],
        english: ['Lovely furnished apartment with swimming pool', 'Quiet neighbours, fast internet.', 'Haie Vive'],
        villa: ['Villa avec piscine et jardin', 'Pour familles nombreuses, studio de gardien.', 'Akpakpa'],
      };
      for (const [name, [title, description, neighborhood]] of Object.entries(texts)) {
        const home = await house.build.property(landlord, { title, description, neighborhood, status: 'inactive' });
        // Published over HTTP, so that its words are learnt.
        expect((await house.api.put(`/properties/${home.id}`, { status: 'published' }, { as: landlord })).status).toBe(200);
        homes[name] = home.id;
      }
    });
    const words = async (q: string, more: Query = {}): Promise<string[]> => {
      const { status, body } = await find({ q, ...more });
      expect(status).toBe(200);
      return body.map(({ id }) => Object.keys(homes).find((name) => homes[name] === id) ?? 'another');
    };

    it.each([
      ['studio meuble pres plage', ['beach']],
      ['STUDIO MEUBLÉ PLAGE', ['beach']],
      ['apartement climatise', ['flat']],
      ['appartment climatisé', ['flat']],
      ['swimming pools', ['english']],
      ['apartments with pool', ['english']],
      ['studio', ['beach', 'villa']],
      ['piscine', ['villa']],
      // No home has all of them, and "la" and "pour" are words to English.
      ['la piscine pour un studio', ['villa']],
      ['cadjehoun', ['flat']],
      ['cadjehun', ['flat']],
      ['électrogene', ['flat']],
    ])('"%s"', async (q, expected) => {
      expect(await words(q)).toEqual(expected);
    });

    it('ranks what is in the title above what is in the text', async () => {
      expect((await words('studio'))[0]).toBe('beach');
    });

    it('falls back to some of the words when no home has all of them', async () => {
      expect(await words('piscine climatisé héliport')).toEqual(expect.arrayContaining(['villa', 'flat']));
    });

    it('narrows by the other filters', async () => {
      expect(await words('studio', { neighborhood: 'akpakpa' })).toEqual(['villa']);
    });

    it.each(['   ', "'", '!!! & | ( ) :*', 'le la les', '%', '"', '\\', '🏠', 'a'.repeat(200)])('takes %j without a fault', async (q) => {
      expect((await find({ q })).status).toBe(200);
    });
  });

  it('counts facets over the whole match', async () => {
    const { headers } = await find({ city: 'seme-kpodji', facets: 'true', per_page: 1 });
    const facets = JSON.parse(headers.get('x-facets') ?? '') as Record<string, Record<string, number>>;
    const expected = matching({ city: 'seme-kpodji' });
    expect(facets['city']).toEqual({ 'Sèmè-Kpodji': expected.length });
    expect(facets['type']?.['villa']).toBe(expected.filter((row) => row.property_type === 'villa').length);
    expect(facets['amenity']?.['wifi']).toBe(expected.filter((row) => row.amenities.includes('wifi')).length);
  });

  it.each<[string, Query]>([
    ['/properties', { available_from: '2027-01-01' }], ['/properties', { available_from: '2027-01-02', available_to: '2027-01-02' }],
    ['/properties', { latitude: 6 }], ['/properties', { sort: 'distance' }], ['/properties', { sort: 'price; DROP TABLE users' }], ['/properties', { min_price: 'cheap' }],
    ['/properties', { page: 501, per_page: 20 }], ['/properties', { per_page: 101 }], ['/properties', { q: 'studio' }], ['/properties', { is_furnished: 'yes' }],
    ['/properties/search', { bbox: '2,6,1,7' }], ['/properties/search', { bbox: 'x' }], ['/properties/search', { polygon: '{}' }],
    ['/properties/search', { polygon: '{"type":"Polygon","coordinates":[[[0,0],[1,1],[0,0]]]}' }], ['/properties/nearby', {}],
    ['/properties/nearby', { latitude: 91, longitude: 0 }], ['/properties/nearby', { latitude: 6, longitude: 2, radius: 51 }], ['/properties/nearby', { latitude: 6, longitude: 2, limit: 101 }],
  ])('refuses %s %j', async (path, query) => {
    expect((await find(query, path)).status).toBe(422);
  });

  it('answers an empty list for what nobody has', async () => {
    const queries: Query[] = [{ city: 'Atlantis' }, { amenities: 'helipad' }, { min_price: 900_000_000 }, { page: 400 }];
    for (const query of queries) {
      const { status, body } = await find(query, '/properties');
      expect([status, body]).toEqual([200, []]);
    }
  });

  it('answers 304 to the ETag it gave, until something changes', async () => {
    const home = rows[0];
    for (const path of ['/properties', `/properties/${home.id}`]) {
      const etag = (await house.api.get(path)).headers.get('etag') ?? '';
      expect(etag).toMatch(/^"[\w-]+"$/);
      const same = await house.api.get(path, { headers: { 'if-none-match': etag } });
      expect([same.status, same.text]).toEqual([304, '']);
    }
    const etag = (await house.api.get(`/properties/${home.id}`)).headers.get('etag') ?? '';
    await house.api.put(`/properties/${home.id}`, { rules: 'Nouveau règlement' }, { as: landlord });
    expect((await house.api.get(`/properties/${home.id}`, { headers: { 'if-none-match': etag } })).status).toBe(200);
  });

  it('shows drafts and inactive homes to their owner and admins alone, rented ones to all who have their address', async () => {
    for (const status of ['draft', 'inactive', 'rented']) {
      const others = status === 'rented' ? 200 : 404;
      const { id } = await house.build.property(landlord, { status });
      const as = async (actor?: TestActor) => (await house.api.get(`/properties/${id}`, actor ? { as: actor } : {})).status;
      expect([await as(), await as(await house.actors.asTenant()), await as(await house.actors.asLandlord())]).toEqual([others, others, others]);
      expect([await as(landlord), await as(await house.actors.asAdmin())]).toEqual([200, 200]);
    }
    expect((await house.api.get(`/properties/${newId()}`)).status).toBe(404);
    expect((await house.api.get('/properties/none')).status).toBe(422);
  });

  it('says of each home whether the caller marked it', async () => {
    const tenant = await house.actors.asTenant();
    const id = (rows[3]).id;
    await house.api.post(`/properties/${id}/favorite`, undefined, { as: tenant });
    const list = await house.api.get<PropertyView[]>('/properties', { as: tenant, query: { per_page: 100 } });
    expect(list.body.filter((home) => home.is_favorite).map((home) => home.id)).toEqual([id]);
    expect((await house.api.get<PropertyView>(`/properties/${id}`, { as: tenant })).body.is_favorite).toBe(true);
    expect((await house.api.get<PropertyView>(`/properties/${id}`)).body.is_favorite).toBeNull();
  });
});
