import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { addDays, todayIn } from '../src/kernel/calendar-date.js';
import { newId } from '../src/kernel/id.js';
import { Database } from '../src/platform/database/database.js';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';

/** What the hot routes ask PostgreSQL: a fixed number of statements, however long the answer is. */
describe('statements of hot routes', () => {
  let house: TestApp;
  let tenant: TestActor;
  let landlord: TestActor;
  let count = 0;
  const homes: { id: string }[] = [];

  beforeAll(async () => {
    house = await startApp();
    [tenant, landlord] = [await house.actors.asTenant(), await house.actors.asLandlord()];
    for (let nth = 0; nth < 12; nth += 1) homes.push(await house.build.property(landlord, { city: nth < 2 ? 'Lokossa' : 'Parakou' }));
    const database = house.app.get(Database);
    // Every way to PostgreSQL counts: the pool's own queries, and those of transactions.
    const { master } = database.dataSource.driver as unknown as { master: Pool };
    const wrapped = new WeakSet<object>();
    master.on('acquire', (client) => {
      if (wrapped.has(client)) return;
      wrapped.add(client);
      const query = client.query.bind(client) as (...parameters: unknown[]) => unknown;
      Object.assign(client, {
        query: (...parameters: unknown[]) => {
          count += 1;
          return query(...parameters);
        },
      });
    });
  });
  afterAll(() => house.close());

  async function statementsOf(call: () => Promise<{ status: number }>, status = 200): Promise<number> {
    let fewest = Infinity;
    // The first finds out who calls. What else the process does now and then only ever adds some.
    for (let times = 0; times < 4; times += 1) {
      count = 0;
      expect((await call()).status).toBe(status);
      fewest = Math.min(fewest, count);
    }
    return fewest;
  }

  const get = (path: string, query: Record<string, string | number> = {}, as?: TestActor) => () => house.api.get(path, { query, ...(as ? { as } : {}) });

  it.each([
    ['/properties', {}, 2],
    ['/properties', { property_type: 'apartment', bedrooms: 1, amenities: 'wifi' }, 2],
    ['/properties/nearby', { latitude: 6.36, longitude: 2.42, radius: 50 }, 2],
    ['/properties/search', { q: 'appartement' }, 3],
  ] as const)('%s %j: as many for two homes as for ten, and at most %i', async (path, query, most) => {
    const few = await statementsOf(get(path, path === '/properties/nearby' ? { ...query, limit: 2 } : { ...query, city: 'Lokossa' }));
    const many = await statementsOf(get(path, path === '/properties/nearby' ? { ...query, limit: 10 } : { ...query, city: 'Parakou' }));
    expect(many).toBe(few);
    expect(many).toBeLessThanOrEqual(most);
  });

  it('a home is one statement, whoever looks', async () => {
    expect(await statementsOf(get(`/properties/${homes[0]?.id ?? ''}`))).toBe(1);
    expect(await statementsOf(get(`/properties/${homes[0]?.id ?? ''}`, {}, tenant))).toBeLessThanOrEqual(2);
  });

  it('who one is takes one, and one more for the session every half second', async () => {
    expect(await statementsOf(get('/users/me', {}, tenant))).toBeLessThanOrEqual(2);
  });

  it('the stays of a tenant take as many where there are twelve as where there are none', async () => {
    const none = await statementsOf(get('/bookings/my-bookings', {}, tenant));
    const start = addDays(todayIn('Africa/Porto-Novo', new Date()), 30);
    for (const [nth, home] of homes.entries()) {
      const body = { property_id: home.id, start_date: addDays(start, nth), end_date: addDays(start, nth + 40), guests: 1 };
      expect((await house.api.post('/bookings', body, { as: tenant })).status).toBe(201);
    }
    expect(await statementsOf(get('/bookings/my-bookings', {}, tenant))).toBe(none);
    expect(none).toBeLessThanOrEqual(3);
  });

  it('a booking takes ten at most, its key and its transaction among them', async () => {
    let day = 0;
    const book = () => {
      const start_date = addDays(todayIn('Africa/Porto-Novo', new Date()), 200 + (day += 50));
      const body = { property_id: homes[0]?.id, start_date, end_date: addDays(start_date, 40), guests: 1 };
      return house.api.post('/bookings', body, { as: tenant, headers: { 'idempotency-key': newId() } });
    };
    expect(await statementsOf(book, 201)).toBeLessThanOrEqual(10);
  });
});
