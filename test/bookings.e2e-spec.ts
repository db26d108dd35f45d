import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, todayIn } from '../src/kernel/calendar-date.js';
import { newId } from '../src/kernel/id.js';
import type { BookingView } from '../src/modules/bookings/dto/booking.view.js';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';

const today = todayIn('Africa/Porto-Novo', new Date());
const inDays = (days: number): string => addDays(today, days);

describe('bookings', () => {
  let house: TestApp;
  let landlord: TestActor;
  let tenant: TestActor;
  let home: { id: string; owner_id: string };

  beforeAll(async () => {
    house = await startApp();
    landlord = await house.actors.asLandlord();
    tenant = await house.actors.asTenant();
    home = await house.build.property(landlord, { price: 15000, deposit_amount: 20000, minimum_stay: 2 });
  });
  afterAll(() => house.close());

  let next = 10;
  /** Four nights that no other test has. */
  const freeStay = (): { property_id: string; start_date: string; end_date: string } => {
    next += 10;
    return { property_id: home.id, start_date: inDays(next), end_date: inDays(next + 4) };
  };
  const ask = (body: object, as: TestActor = tenant, headers: Record<string, string> = {}) => house.api.post<BookingView & { code: string }>('/bookings', body, { as, headers });
  const put = (id: string, what: string, as: TestActor, body: object = {}) => house.api.put<BookingView & { code: string }>(`/bookings/${id}/${what}`, body, { as });

  describe('asking for a stay', () => {
    it('holds the dates for a day and freezes price, deposit and terms', async () => {
      const stay = freeStay();
      const { status, body } = await ask({ ...stay, guests: 2, message: '  Bonjour !  ' });
      expect(status).toBe(201);
      expect(body).toMatchObject({
        ...stay, tenant_id: tenant.id, owner_id: landlord.id, nights: 4, guests: 2, message: 'Bonjour !', status: 'pending', currency: 'XOF',
        total_amount: 60000, deposit_amount: 20000, deposit_paid: 0, cancellation_policy: 'moderate', refund_amount: null, refund_preview: 0,
        cancelled_by: null, cancellation_reason: null, tenant: null,
        price_breakdown: { unit: 'night', unit_price: 15000, nights: 4, nights_amount: 60000, months: null, total: 60000 },
        property: { id: home.id, title: 'Studio meublé près de la plage', city: 'Cotonou' },
      });
      const hours = (new Date(body.expires_at ?? 0).getTime() - Date.now()) / 3_600_000;
      expect(hours).toBeGreaterThan(23.9);
      expect(hours).toBeLessThan(24.1);
    });

    it('keeps the price of the moment, whatever becomes of the listing', async () => {
      const own = await house.build.property(landlord, { price: 10000 });
      const { body } = await ask({ ...freeStay(), property_id: own.id });
      await house.database.client.query('UPDATE properties SET price = 99000, cancellation_policy = $2 WHERE id = $1', [own.id, 'strict']);
      const read = await house.api.get<BookingView>(`/bookings/${body.id}`, { as: tenant });
      expect(read.body).toMatchObject({ total_amount: 40000, cancellation_policy: 'moderate' });
    });

    it('counts whole months and remaining days of a long-term stay', async () => {
      const flat = await house.build.property(landlord, { rental_type: 'long_term', price: 100000 });
      const { body } = await ask({ property_id: flat.id, start_date: '2027-01-31', end_date: '2027-04-10' });
      expect(body.price_breakdown).toMatchObject({ unit: 'month', months: 2, months_amount: 200000, remaining_days: 10, remaining_days_amount: 33333 });
      expect(body.total_amount).toBe(233333);
    });

    it('lets one stay begin on the day another one ends', async () => {
      const first = freeStay();
      expect((await ask(first)).status).toBe(201);
      expect((await ask({ ...first, start_date: first.end_date, end_date: addDays(first.end_date, 2) })).status).toBe(201);
    });

    it('refuses nights that are taken', async () => {
      const stay = freeStay();
      await ask(stay);
      const { status, body } = await ask({ ...stay, start_date: addDays(stay.start_date, 2), end_date: addDays(stay.end_date, 2) }, await house.actors.asTenant());
      expect([status, body.code]).toEqual([409, 'booking.dates_unavailable']);
    });

    it('refuses nights that the owner has blocked', async () => {
      const stay = freeStay();
      await house.build.insert('property_blocks', { id: newId(), property_id: home.id, start_date: addDays(stay.start_date, 3), end_date: stay.end_date });
      const { status, body } = await ask(stay);
      expect([status, body.code]).toEqual([409, 'booking.dates_unavailable']);
    });

    it('takes dates whose hold has run out, and tells that it did', async () => {
      const stay = freeStay();
      const old = await house.build.booking(home, await house.actors.asTenant(), { ...stay, expires_at: new Date(Date.now() - 1000) });
      expect((await ask(stay)).status).toBe(201);
      const { rows } = await house.database.client.query<{ status: string; cancelled_by: string }>('SELECT status, cancelled_by FROM bookings WHERE id = $1', [old.id]);
      expect(rows).toEqual([{ status: 'cancelled', cancelled_by: 'system' }]);
      const kept = await house.database.client.query('SELECT transition, actor_role FROM booking_transitions WHERE booking_id = $1', [old.id]);
      expect(kept.rows).toEqual([{ transition: 'expire', actor_role: 'system' }]);
    });

    it.each([
      ['an arrival in the past', { start_date: inDays(-1), end_date: inDays(3) }, 422, 'booking.start_in_past'],
      ['a departure before the arrival', { start_date: inDays(9), end_date: inDays(8) }, 422, 'booking.end_before_start'],
      ['a departure on the arrival day', { start_date: inDays(9), end_date: inDays(9) }, 422, 'booking.end_before_start'],
      ['fewer nights than the minimum', { start_date: inDays(4), end_date: inDays(5) }, 409, 'booking.below_minimum_stay'],
      ['six years', { start_date: inDays(4), end_date: inDays(4 + 365 * 6) }, 422, 'booking.too_long'],
      ['a day that is none', { start_date: '2027-02-30', end_date: '2027-03-04' }, 422, 'validation.failed'],
      ['no dates', {}, 422, 'validation.failed'],
      ['fields that the server decides', { ...{ start_date: inDays(4), end_date: inDays(8) }, total_amount: 1, status: 'confirmed', tenant_id: newId() }, 422, 'validation.failed'],
      ['a hundred and one guests', { start_date: inDays(4), end_date: inDays(8), guests: 101 }, 422, 'validation.failed'],
    ])('refuses %s', async (_what, dates, status, code) => {
      const reply = await ask({ property_id: home.id, ...dates });
      expect([reply.status, reply.body.code]).toEqual([status, code]);
    });

    it('names each refused field', async () => {
      const { body } = await house.api.post<{ errors: { field: string; code: string }[] }>('/bookings', { property_id: 'x', start_date: inDays(4), end_date: 5, status: 'confirmed' }, { as: tenant });
      expect(body.errors.map(({ field, code }) => `${field} ${code}`).sort()).toEqual(['end_date not_a_date', 'property_id not_a_uuid', 'status unknown_field']);
    });

    it('hides drafts and homes that are gone, and says so of rented ones', async () => {
      const dates = { start_date: inDays(4), end_date: inDays(8) };
      for (const [facts, status] of [[{ status: 'draft' }, 404], [{ status: 'inactive' }, 404], [{ status: 'inactive', deleted_at: new Date() }, 404], [{ status: 'rented' }, 409]] as const) {
        const hidden = await house.build.property(landlord, facts);
        expect((await ask({ ...dates, property_id: hidden.id })).status).toBe(status);
      }
      expect((await ask({ ...dates, property_id: newId() })).status).toBe(404);
    });

    it('refuses one’s own home, also when a landlord has become a tenant', async () => {
      const turned = await house.actors.asTenant();
      const own = await house.build.property(turned);
      const { status, body } = await ask({ ...freeStay(), property_id: own.id }, turned);
      expect([status, body.code]).toEqual([409, 'booking.own_property']);
    });

    it('keeps to the period on offer', async () => {
      const season = await house.build.property(landlord, { available_from: inDays(30), available_to: inDays(60) });
      expect((await ask({ property_id: season.id, start_date: inDays(29), end_date: inDays(35) })).body.code).toBe('booking.outside_availability');
      expect((await ask({ property_id: season.id, start_date: inDays(55), end_date: inDays(61) })).body.code).toBe('booking.outside_availability');
      expect((await ask({ property_id: season.id, start_date: inDays(30), end_date: inDays(60) })).status).toBe(201);
    });
  });

  describe('two hundred at once', () => {
    it('gives the nights to exactly one of them', async () => {
      const stay = freeStay();
      const tenants = await Promise.all(Array.from({ length: 20 }, () => house.actors.asTenant()));
      const started = Date.now();
      const replies = await Promise.all(Array.from({ length: 200 }, (_, index) => ask(stay, tenants[index % 20])));
      const taken = Date.now() - started;
      expect(replies.filter((reply) => reply.status === 201)).toHaveLength(1);
      expect(replies.filter((reply) => reply.status === 409 && reply.body.code === 'booking.dates_unavailable')).toHaveLength(199);
      expect(taken).toBeLessThan(10_000);
      const { rows } = await house.database.client.query(`SELECT deadlocks::int FROM pg_stat_database WHERE datname = $1`, [house.database.name]);
      expect(rows).toEqual([{ deadlocks: 0 }]);
    });

    it('never gives one night twice when stays overlap at random', async () => {
      const crowded = await house.build.property(landlord);
      await Promise.all(
        Array.from({ length: 100 }, (_, index) => {
          const start = 200 + ((index * 7) % 30);
          return ask({ property_id: crowded.id, start_date: inDays(start), end_date: inDays(start + 1 + (index % 6)) });
        }),
      );
      const { rows } = await house.database.client.query(
        `SELECT 1 FROM bookings a JOIN bookings b ON a.property_id = b.property_id AND a.id < b.id AND a.status = 'pending' AND b.status = 'pending'
           AND daterange(a.start_date, a.end_date) && daterange(b.start_date, b.end_date) WHERE a.property_id = $1`,
        [crowded.id],
      );
      expect(rows).toEqual([]);
    });
  });

  describe('the owner’s answer', () => {
    it('confirms, and shows the owner who comes', async () => {
      const { body } = await ask(freeStay());
      const accepted = await put(body.id, 'accept', landlord);
      expect(accepted.status).toBe(200);
      expect(accepted.body).toMatchObject({ status: 'confirmed', expires_at: null, tenant: { id: tenant.id, first_name: 'Afi' } });
    });

    it('refuses with a reason, and frees the dates', async () => {
      const stay = freeStay();
      const { body } = await ask(stay);
      const rejected = await put(body.id, 'reject', landlord, { reason: 'Travaux' });
      expect(rejected.body).toMatchObject({ status: 'cancelled', cancelled_by: 'owner', cancellation_reason: 'Travaux', refund_amount: 0 });
      expect((await ask(stay)).status).toBe(201);
    });

    it('comes too late once the hold has run out', async () => {
      const late = await house.build.booking(home, tenant, { ...freeStay(), expires_at: new Date(Date.now() - 1) });
      const { status, body } = await put(late.id, 'accept', landlord);
      expect([status, body.code]).toEqual([409, 'booking.invalid_transition']);
    });

    it('lets one of two answers at once win', async () => {
      const { body } = await ask(freeStay());
      const replies = await Promise.all([put(body.id, 'accept', landlord), put(body.id, 'reject', landlord), put(body.id, 'accept', landlord)]);
      expect(replies.map((reply) => reply.status).sort()).toEqual([200, 409, 409]);
    });

    it('keeps who did what, when and why', async () => {
      const { body } = await ask(freeStay());
      await put(body.id, 'accept', landlord);
      await put(body.id, 'cancel', tenant, { reason: 'Empêchement' });
      const { rows } = await house.database.client.query(
        'SELECT transition, from_status, to_status, actor_id, actor_role, reason FROM booking_transitions WHERE booking_id = $1 ORDER BY id',
        [body.id],
      );
      expect(rows).toEqual([
        { transition: 'accept', from_status: 'pending', to_status: 'confirmed', actor_id: landlord.id, actor_role: 'owner', reason: null },
        { transition: 'cancel', from_status: 'confirmed', to_status: 'cancelled', actor_id: tenant.id, actor_role: 'tenant', reason: 'Empêchement' },
      ]);
    });
  });

  describe('cancelling', () => {
    it.each([
      ['flexible', 10, 80000],
      ['moderate', 10, 80000],
      ['moderate', 3, 50000],
      ['strict', 10, 50000],
      ['strict', 3, 20000],
    ])('gives a tenant back of what was paid what %s says %i days before', async (policy, days, refund) => {
      const own = await house.build.property(landlord);
      const made = await house.build.booking(own, tenant, { status: 'confirmed', expires_at: null, cancellation_policy: policy, deposit_amount: 20000, start_date: inDays(days), end_date: inDays(days + 4) });
      await house.build.payment(made, { tenant, landlord });
      await house.build.payment(made, { tenant, landlord }, { payment_type: 'deposit', amount: 20000 });
      const preview = await house.api.get<BookingView>(`/bookings/${made.id}`, { as: tenant });
      expect(preview.body.refund_preview).toBe(refund);
      const { body } = await put(made.id, 'cancel', tenant);
      expect(body).toMatchObject({ status: 'cancelled', cancelled_by: 'tenant', refund_amount: refund, refund_preview: null });
    });

    it('gives everything back when the owner or an admin cancels', async () => {
      const admin = await house.actors.asAdmin();
      for (const [actor, by] of [[landlord, 'owner'], [admin, 'admin']] as const) {
        const own = await house.build.property(landlord);
        const made = await house.build.booking(own, tenant, { status: 'confirmed', expires_at: null, cancellation_policy: 'strict', start_date: inDays(1), end_date: inDays(5) });
        await house.build.payment(made, { tenant, landlord });
        expect((await put(made.id, 'cancel', actor)).body).toMatchObject({ cancelled_by: by, refund_amount: 60000 });
      }
    });

    it('is not possible once the stay is over', async () => {
      const own = await house.build.property(landlord);
      const over = await house.build.booking(own, tenant, { status: 'confirmed', expires_at: null, start_date: inDays(-5), end_date: today });
      expect((await put(over.id, 'cancel', tenant)).status).toBe(409);
    });
  });

  describe('whose booking it is', () => {
    it('hides it from everybody else', async () => {
      const { body } = await ask(freeStay());
      const strangers = [await house.actors.asTenant(), await house.actors.asLandlord()];
      for (const stranger of strangers) {
        expect((await house.api.get(`/bookings/${body.id}`, { as: stranger })).status).toBe(404);
        expect((await put(body.id, 'cancel', stranger)).status).toBe(404);
      }
      expect((await put(body.id, 'accept', strangers[1])).status).toBe(404);
      expect((await put(body.id, 'accept', tenant)).status).toBe(403);
      expect((await house.api.get(`/bookings/${body.id}`, { as: await house.actors.asProvider() })).status).toBe(403);
      expect((await house.api.get(`/bookings/${body.id}`)).status).toBe(401);
      expect((await house.api.get(`/bookings/${body.id}`, { as: await house.actors.asAdmin() })).status).toBe(200);
      expect((await house.api.get('/bookings/not-an-id', { as: tenant })).status).toBe(422);
      expect((await house.api.get(`/bookings/${newId()}`, { as: tenant })).status).toBe(404);
    });

    it('lists a tenant’s own stays and a landlord’s hostings, page by page, newest first', async () => {
      const owner = await house.actors.asLandlord();
      const guest = await house.actors.asTenant();
      const [one, two] = [await house.build.property(owner), await house.build.property(owner)];
      const made: string[] = [];
      for (let index = 0; index < 5; index += 1) {
        const property_id = index % 2 === 0 ? one.id : two.id;
        made.unshift((await ask({ property_id, start_date: inDays(20 + index * 3), end_date: inDays(22 + index * 3) }, guest)).body.id);
      }
      await put(made[0] ?? '', 'accept', owner);

      const first = await house.api.get<BookingView[]>('/bookings/my-bookings', { as: guest, query: { per_page: 2 } });
      expect(first.body.map((booking) => booking.id)).toEqual(made.slice(0, 2));
      expect(first.headers.get('x-total-count')).toBe('5');
      expect(first.headers.get('link')).toBe('</api/v1/bookings/my-bookings?per_page=2&page=1>; rel="first", </api/v1/bookings/my-bookings?per_page=2&page=2>; rel="next"');
      const last = await house.api.get<BookingView[]>('/bookings/my-bookings', { as: guest, query: { per_page: 2, page: 3 } });
      expect(last.body.map((booking) => booking.id)).toEqual(made.slice(4));

      const confirmed = await house.api.get<BookingView[]>('/bookings/my-properties', { as: owner, query: { status: 'confirmed' } });
      expect(confirmed.body.map((booking) => booking.id)).toEqual([made[0]]);
      const ofTwo = await house.api.get<BookingView[]>('/bookings/my-properties', { as: owner, query: { property_id: two.id } });
      expect(ofTwo.body.map((booking) => booking.id)).toEqual([made[1], made[3]]);
      expect(ofTwo.body[0]?.tenant?.id).toBe(guest.id);

      expect((await house.api.get<BookingView[]>('/bookings/my-properties', { as: await house.actors.asLandlord() })).body).toEqual([]);
      expect((await house.api.get('/bookings/my-properties', { as: guest })).status).toBe(403);
      expect((await house.api.get('/bookings/my-bookings', { as: owner })).status).toBe(403);
    });

    it.each([{ page: 0 }, { per_page: 101 }, { page: 101, per_page: 100 }, { page: 'x' }, { status: 'gone' }, { colour: 'red' }])('refuses the list query %j', async (query) => {
      expect((await house.api.get('/bookings/my-bookings', { as: tenant, query })).status).toBe(422);
    });
  });

  describe('with an Idempotency-Key', () => {
    it('answers the first answer again, once for all repetitions', async () => {
      const stay = freeStay();
      const key = { 'idempotency-key': newId() };
      const first = await ask(stay, tenant, key);
      const again = await ask(stay, tenant, key);
      expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
      expect(again.body).toEqual(first.body);
      expect(first.headers.get('idempotency-replayed')).toBeNull();
      const other = await ask(freeStay(), tenant, key);
      expect([other.status, other.body.code]).toEqual([422, 'idempotency.key_reused']);
    });

    it('repeats a refusal as well', async () => {
      const stay = freeStay();
      const blocker = await ask(stay);
      const guest = await house.actors.asTenant();
      const key = { 'idempotency-key': newId() };
      expect((await ask(stay, guest, key)).status).toBe(409);
      await put(blocker.body.id, 'cancel', tenant);
      const again = await ask(stay, guest, key);
      expect([again.status, again.body.code, again.headers.get('idempotency-replayed')]).toEqual([409, 'booking.dates_unavailable', 'true']);
      expect((await ask(stay, guest, { 'idempotency-key': newId() })).status).toBe(201);
    });

    it('keeps keys apart by user', async () => {
      const key = { 'idempotency-key': 'shared-key' };
      const one = await ask(freeStay(), tenant, key);
      const two = await ask(freeStay(), await house.actors.asTenant(), key);
      expect([one.status, two.status]).toEqual([201, 201]);
    });

    it('makes one booking of thirty requests at once', async () => {
      const stay = freeStay();
      const key = { 'idempotency-key': newId() };
      const replies = await Promise.all(Array.from({ length: 30 }, () => ask(stay, tenant, key)));
      const made = replies.filter((reply) => reply.status === 201);
      expect(new Set(made.map((reply) => reply.body.id)).size).toBe(1);
      for (const reply of replies) if (reply.status !== 201) expect([reply.status, reply.body.code]).toEqual([409, 'idempotency.in_progress']);
    });

    it.each(['', ' ', 'é'.repeat(3), 'k'.repeat(256)])('refuses the key %j', async (key) => {
      const header = Buffer.from(key).toString('latin1');
      const reply = await ask(freeStay(), tenant, { 'idempotency-key': header }).catch(() => ({ status: 422 }));
      expect(reply.status).toBe(422);
    });
  });
});
