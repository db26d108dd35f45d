import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../src/kernel/id.js';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';

interface Report {
  bookings: { requested: number; cancelled: number };
  revenue: { currency: string; rent: number; deposits: number; refunded: number; net: number }[];
  new_users: { tenant: number; total: number };
  new_listings: number;
  average_price: { average: number; listings: number }[];
  cities: { city: string; bookings: number; rent: number; new_listings: number }[];
}
interface Stats {
  users: Record<string, number>; properties: Record<string, number>; bookings: Record<string, number>; open_reports: number; dead_events: number; payments_to_review: number;
  payments_this_month: { currency: string; completed: number; refunded: number }[];
}

describe('the figures of the house', () => {
  let house: TestApp;
  let admin: TestActor;
  beforeAll(async () => {
    house = await startApp();
    admin = await house.actors.asAdmin();
  });
  afterAll(() => house.close());

  const month = async (year: number, number: number): Promise<Report> => (await house.api.get<Report>('/admin/reports/monthly', { as: admin, query: { year, month: number } })).body;
  const table = async (year: number, number: number) => house.api.get<string>('/admin/reports/monthly', { as: admin, query: { year, month: number, format: 'csv' } });

  it('are of this very moment', async () => {
    const before = (await house.api.get<Stats>('/admin/stats', { as: admin })).body;
    const [tenant, landlord] = [await house.actors.asTenant(), await house.actors.asLandlord()];
    const home = await house.build.property(landlord);
    const booking = await house.build.booking(home, tenant, { status: 'confirmed', expires_at: null });
    const payment = await house.build.payment(booking, { tenant, landlord }, { amount: 60000 });
    await house.build.insert('refunds', { id: newId(), payment_id: payment.id, reference: newId(), amount: 15000, currency: 'XOF', reason: 'Une nuit de moins', cause: 'manual', requested_by: admin.id, status: 'completed', completed_at: new Date() });
    await house.build.insert('reports', { id: newId(), reporter_id: tenant.id, subject_type: 'property', subject_id: home.id, reason: 'spam' });
    await house.build.insert('outbox', { id: newId(), event_id: newId(), type: 'booking.confirmed', consumer: 'notifications', payload: '{}', dead_at: new Date() });
    const after = (await house.api.get<Stats>('/admin/stats', { as: admin })).body;
    const grown = (group: 'users' | 'properties' | 'bookings', name: string): number => (after[group][name] ?? 0) - (before[group][name] ?? 0);
    expect([grown('users', 'tenant'), grown('users', 'landlord'), grown('users', 'provider'), grown('users', 'new_this_month')]).toEqual([1, 1, 0, 2]);
    expect([grown('properties', 'published'), grown('properties', 'draft'), grown('bookings', 'confirmed'), grown('bookings', 'pending')]).toEqual([1, 0, 1, 0]);
    expect([after.open_reports - before.open_reports, after.dead_events - before.dead_events]).toEqual([1, 1]);
    expect(after.payments_this_month).toEqual([{ currency: 'XOF', completed: 60000, refunded: 15000 }]);
  });

  it('of a month count what happened between its midnights in Benin, and nothing else', async () => {
    const [tenant, landlord] = [await house.actors.asTenant(), await house.actors.asLandlord()];
    // Midnight in Porto-Novo is 23:00 UTC of the day before.
    const [first, last, tooEarly, tooLate] = ['2024-01-31T23:00:00Z', '2024-02-29T22:59:59Z', '2024-01-31T22:59:59Z', '2024-02-29T23:00:00Z'];
    for (const [index, at] of [first, last, tooEarly, tooLate].entries()) {
      const home = await house.build.property(landlord, { city: index === 1 ? 'cotonou' : 'Cotonou', published_at: at, created_at: at, price: 10000 + index * 1000 });
      const booking = await house.build.booking(home, tenant, { created_at: at, status: 'confirmed', expires_at: null });
      await house.build.payment(booking, { tenant, landlord }, { amount: 60000, completed_at: at });
      if (index === 0) {
        await house.build.payment(booking, { tenant, landlord }, { amount: 50000, completed_at: at, payment_type: 'deposit' });
        const { id: payment_id } = await house.build.payment(booking, { tenant, landlord }, { amount: 20000, completed_at: at });
        await house.build.insert('refunds', { id: newId(), payment_id, reference: newId(), amount: 5000, currency: 'XOF', reason: 'x', cause: 'manual', requested_by: admin.id, status: 'completed', completed_at: last });
        await house.build.insert('refunds', { id: newId(), payment_id, reference: newId(), amount: 7000, currency: 'XOF', reason: 'x', cause: 'manual', requested_by: admin.id, status: 'pending' });
      }
      const person = await house.actors.asTenant();
      await house.database.client.query('UPDATE users SET created_at = $2 WHERE id = $1', [person.id, at]);
    }
    const report = await month(2024, 2);
    expect(report).toMatchObject({ bookings: { requested: 2, confirmed: 2, cancelled: 0 }, new_users: { tenant: 2, landlord: 0, total: 2 }, new_listings: 2 });
    expect(report.revenue).toEqual([{ currency: 'XOF', rent: 140000, services: 0, deposits: 50000, refunded: 5000, net: 135000 }]);
    // Three were on show by the end of the month.
    expect(report.average_price).toEqual([{ rental_type: 'short_term', currency: 'XOF', average: 11000, listings: 3 }]);
    expect(report.cities).toEqual([{ city: expect.stringMatching(/^cotonou$/i), currency: 'XOF', bookings: 2, rent: 140000, new_listings: 2 }]);
    expect(await month(2021, 6)).toMatchObject({ bookings: { requested: 0 }, revenue: [], cities: [], average_price: [], new_listings: 0 });
  });

  it('come as a table whose texts a spreadsheet does not run', async () => {
    const landlord = await house.actors.asLandlord();
    const evil = ['=HYPERLINK("http://evil.example","Cotonou")', '+1+1', '-2+3', '@SUM(1)', '＝1+1'];
    for (const city of evil) await house.build.property(landlord, { city, published_at: '2023-05-10T12:00:00Z' });
    const reply = await table(2023, 5);
    expect(reply).toMatchObject({ status: 200 });
    expect([reply.headers.get('content-type'), reply.headers.get('content-disposition'), reply.headers.get('x-content-type-options')]).toEqual(['text/csv; charset=utf-8', 'attachment; filename="lokahome-2023-05.csv"', 'nosniff']);
    const lines = reply.text.split('\r\n');
    expect(lines).toEqual(expect.arrayContaining(['new_listings,,,5', `city_new_listings,"'=HYPERLINK(""http://evil.example"",""Cotonou"")",XOF,1`, `city_new_listings,"'-2+3",XOF,1`]));
    const texts = lines.slice(1).flatMap((line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].slice(0, 3).map(([, quoted, plain]) => quoted ?? plain ?? ''));
    expect(texts.filter((text) => /^\s*[=+\-@＝]/.test(text))).toEqual([]);
    expect(texts.filter((text) => text.startsWith("'"))).toHaveLength(evil.length * 3);
  });

  it.each([{}, { year: 2027 }, { year: 2027, month: 13 }, { year: 2027, month: 0 }, { year: 1999, month: 1 }, { year: 2027, month: 3, format: 'xlsx' }])('are not counted for %j', async (query) => {
    expect((await house.api.get('/admin/reports/monthly', { as: admin, query: query })).status).toBe(422);
  });
});
