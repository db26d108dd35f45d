import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { todayIn } from '../src/kernel/calendar-date.js';
import { RentReminders } from '../src/modules/bookings/jobs/rent-reminders.job.js';
import { DEMO_ACCOUNTS, seedDemo } from '../src/seeding/seed-demo.js';
import { seedProperties } from '../src/seeding/seed-properties.js';
import { startApp, type TestApp } from './support/app.js';
import { until } from './support/wait.js';

interface Payment { id: string; status: string; payment_url: string | null; receipt_number: string | null }
interface Booking { id: string; status: string; start_date: string; deposit_amount: number; deposit_paid: number }

const storage = { put: () => Promise.resolve(), publicUrl: (key: string) => `http://media.test/${key}` };

describe('the seeded house', () => {
  let house: TestApp;
  const rows = async <T extends object>(sql: string): Promise<T[]> => (await house.database.client.query<T>(sql)).rows;

  beforeAll(async () => {
    house = await startApp({ worker: true });
    await seedDemo(house.database.client, storage, { now: new Date(), log: () => undefined });
  }, 120_000);
  afterAll(() => house.close());

  it('has a ledger that says what the payments say', async () => {
    expect(await rows('SELECT sum(amount)::float8 AS sum FROM ledger_entries')).toEqual([{ sum: 0 }]);
    // Accounts that are not what is held for them, either way.
    expect(await rows(`
      WITH held AS (
        SELECT CASE payment_type WHEN 'deposit' THEN 'deposit:' || booking_id ELSE 'landlord:' || payee_id END AS account, sum(collected_amount - refunded_amount) AS amount
        FROM payments WHERE status IN ('completed', 'refunded') GROUP BY 1),
      balances AS (SELECT account, sum(amount) AS amount FROM ledger_entries WHERE account <> 'payer' GROUP BY account)
      SELECT account, held.amount AS held, balances.amount AS balance FROM held FULL JOIN balances USING (account)
      WHERE held.amount IS DISTINCT FROM balances.amount`)).toEqual([]);
    expect(await rows(`
      SELECT p.id FROM payments p LEFT JOIN refunds f ON f.payment_id = p.id AND f.status = 'completed'
      GROUP BY p.id HAVING coalesce(sum(f.amount), 0) <> p.refunded_amount`)).toEqual([]);
    expect(await rows(`SELECT 1 FROM payments p LEFT JOIN sandbox_transactions s ON s.id::text = p.transaction_id AND s.reference = p.reference AND s.amount = p.amount
      WHERE s.status IS DISTINCT FROM CASE p.status WHEN 'failed' THEN 'declined' ELSE 'approved' END`)).toEqual([]);
  });

  it('has bookings that say what their deposits and refunds say', async () => {
    expect(await rows(`
      SELECT b.id FROM bookings b WHERE b.deposit_paid <> (SELECT coalesce(sum(collected_amount), 0) FROM payments p WHERE p.booking_id = b.id AND payment_type = 'deposit')
        OR coalesce(b.refund_amount, 0) <> (SELECT coalesce(sum(f.amount), 0) FROM refunds f JOIN payments p ON p.id = f.payment_id WHERE p.booking_id = b.id AND f.cause = 'cancellation')`)).toEqual([]);
  });

  it('has a schedule and a contract for each stay that was confirmed, and only for those', async () => {
    expect(await rows(`
      SELECT b.id FROM bookings b LEFT JOIN (SELECT booking_id, sum(amount) AS total FROM installments GROUP BY 1) i ON i.booking_id = b.id LEFT JOIN contracts c ON c.booking_id = b.id
      WHERE CASE WHEN EXISTS (SELECT 1 FROM booking_transitions t WHERE t.booking_id = b.id AND t.to_status = 'confirmed')
        THEN i.total IS DISTINCT FROM b.total_amount OR jsonb_array_length(c.facts -> 'installments') IS NULL ELSE i.total IS NOT NULL OR c.booking_id IS NOT NULL END`)).toEqual([]);
    expect(await rows(`SELECT 1 FROM installments i LEFT JOIN payments p ON p.installment_id = i.id AND p.status IN ('completed', 'refunded')
      WHERE (i.status = 'paid') <> (p.id IS NOT NULL)`)).toEqual([]);
  });

  it('has receipts of everything that was paid, numbered without gaps', async () => {
    expect(await rows(`SELECT 1 FROM payments p LEFT JOIN receipts r ON r.payment_id = p.id WHERE (p.completed_at IS NOT NULL) <> (r.id IS NOT NULL)`)).toEqual([]);
    expect(await rows('SELECT c.year FROM receipt_counters c JOIN receipts r USING (year) GROUP BY c.year, c.latest HAVING count(*) <> c.latest OR max(r.number) <> c.latest')).toEqual([]);
  });

  it('shows the demo landlord what came in, with receipts and contracts as papers', async () => {
    const landlord = await signIn('landlord');
    const { body } = await house.api.get<Payment[]>('/payments/history', { as: landlord, query: { role: 'payee', status: 'completed' } });
    expect(body.length).toBeGreaterThan(10);
    const receipt = await fetch(`${house.url}/api/v1/payments/${body[0].id}/receipt.pdf`, { headers: { authorization: `Bearer ${landlord.token}` } });
    expect([receipt.status, receipt.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    const [{ booking_id }] = await rows<{ booking_id: string }>(`SELECT p.booking_id FROM payments p WHERE p.id = '${body[0].id}'`);
    const contract = await fetch(`${house.url}/api/v1/bookings/${booking_id}/contract.pdf`, { headers: { authorization: `Bearer ${landlord.token}` } });
    expect([contract.status, contract.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  });

  it('has jobs, quotes, stars and counts that say the same', async () => {
    expect(await rows(`
      SELECT r.title FROM service_requests r LEFT JOIN service_quotes q ON q.service_request_id = r.id AND q.status = 'accepted' LEFT JOIN service_providers p ON p.id = q.provider_id
        LEFT JOIN properties h ON h.id = r.property_id
      WHERE (r.provider_id, r.provider_user_id, r.price) IS DISTINCT FROM (q.provider_id, p.user_id, q.amount) OR r.city IS DISTINCT FROM h.city OR num_nonnulls(r.provider_id, r.assigned_at) = 1
        OR (r.status = 'completed') <> (r.completed_at IS NOT NULL) OR (r.status = 'cancelled') <> (r.cancelled_at IS NOT NULL)
        OR (r.status IN ('in_progress', 'completed')) <> (r.started_at IS NOT NULL)
        OR (r.status <> 'open') <> EXISTS (SELECT 1 FROM service_request_transitions t WHERE t.service_request_id = r.id AND t.to_status = r.status)`)).toEqual([]);
    // Nobody has quoted what does not fit.
    expect(await rows(`
      SELECT r.title FROM service_quotes q JOIN service_requests r ON r.id = q.service_request_id JOIN service_providers p ON p.id = q.provider_id
      WHERE NOT (p.services @> to_jsonb(r.service_id::text) AND p.service_areas @> to_jsonb(r.city::text))`)).toEqual([]);
    expect(await rows(`
      SELECT p.id FROM service_providers p JOIN users u ON u.id = p.user_id LEFT JOIN LATERAL (SELECT round(avg(rating), 2) AS rating, count(*) AS count FROM reviews WHERE provider_id = p.id) v ON true
      WHERE (p.rating, p.reviews_count) IS DISTINCT FROM (v.rating, v.count) OR (u.rating, u.reviews_count) IS DISTINCT FROM (v.rating, v.count) OR p.latitude IS NULL
        OR p.total_jobs <> (SELECT count(*) FROM service_requests r WHERE r.provider_id = p.id AND r.status = 'completed')`)).toEqual([]);
  });

  it('has work for the demo provider, and quotes for the demo landlord', async () => {
    const fitting = await house.api.get<{ title: string; status: string }[]>('/service-requests', { as: await signIn('provider') });
    expect(fitting.body.map(({ title }) => title)).toEqual(['Fuite sous l’évier du studio de Zogbo', 'Prises du salon en panne']);
    const asked = await house.api.get<{ status: string }[]>('/service-requests/my-requests', { as: await signIn('landlord') });
    expect(new Set(asked.body.map(({ status }) => status))).toEqual(new Set(['completed', 'in_progress', 'assigned', 'quoted', 'open']));
  });

  it('lets the demo tenant pay at once', async () => {
    const tenant = await signIn('tenant');
    const { body: bookings } = await house.api.get<Booking[]>('/bookings/my-bookings', { as: tenant, query: { status: 'confirmed' } });
    expect(bookings).toHaveLength(2);
    const year = todayIn('Africa/Porto-Novo', new Date()).slice(0, 4);
    const [{ latest }] = await rows<{ latest: number }>(`SELECT coalesce(max(latest), 0) AS latest FROM receipt_counters WHERE year = ${year}`);
    for (const [index, { id }] of bookings.entries()) {
      const { status, body } = await house.api.post<Payment>('/payments/initialize', { booking_id: id, payment_method: 'mtn_momo' }, { as: tenant });
      expect(status).toBe(201);
      await fetch(house.url + new URL(body.payment_url ?? '').pathname, { method: 'POST', body: new URLSearchParams({ decision: 'approve' }) });
      const paid = await until(async () => {
        const { body: now } = await house.api.get<Payment>(`/payments/${body.id}`, { as: tenant });
        return now.status === 'completed' && now;
      }, 'the payment to be completed');
      expect(paid.receipt_number).toBe(`${year}-${String(latest + index + 1).padStart(6, '0')}`);
    }
  });

  it('has told people of their rent already: today there is little to remind of', async () => {
    const { late, reminded } = await house.app.get(RentReminders).run(todayIn('Africa/Porto-Novo', new Date()));
    expect(late).toBe(0);
    expect(reminded).toBeLessThan(15);
  });

  it('gives schedules to the confirmed stays of many homes, and claims no payment', async () => {
    await seedProperties(house.database.url, storage, { count: 300, seed: 3, now: new Date(), log: () => undefined });
    const [{ confirmed }] = await rows<{ confirmed: number }>(`SELECT count(*)::int AS confirmed FROM bookings b JOIN users u ON u.id = b.owner_id WHERE u.email NOT LIKE '%@demo.lokahome.bj' AND b.status = 'confirmed'`);
    expect(confirmed).toBeGreaterThan(10);
    expect(await rows(`SELECT b.id FROM bookings b LEFT JOIN installments i ON i.booking_id = b.id WHERE b.status = 'confirmed' GROUP BY b.id HAVING coalesce(sum(i.amount), 0) <> b.total_amount`)).toEqual([]);
    expect(await rows(`SELECT i.id FROM installments i LEFT JOIN payments p ON p.installment_id = i.id AND p.completed_at IS NOT NULL WHERE i.status = 'paid' AND p.id IS NULL`)).toEqual([]);
    expect(await rows(`SELECT i.status FROM installments i JOIN users u ON u.id = i.owner_id WHERE u.email NOT LIKE '%@demo.lokahome.bj' AND i.status IN ('paid', 'overdue')`)).toEqual([]);
  });

  async function signIn(role: 'tenant' | 'landlord' | 'provider'): Promise<{ token: string }> {
    const { email, password } = DEMO_ACCOUNTS.find((account) => account.role === role)!;
    const { body } = await house.api.post<{ access_token: string }>('/auth/login', { username: email, password });
    return { token: body.access_token };
  }
});
