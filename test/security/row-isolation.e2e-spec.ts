import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { addDays, todayIn } from '../../src/kernel/calendar-date.js';
import { newId } from '../../src/kernel/id.js';
import type { TestActor } from '../support/actors.js';
import { startApp, type TestApp } from '../support/app.js';
import { TestWork } from '../support/work.js';

const today = todayIn('Africa/Porto-Novo', new Date());
const day = (days: number): string => addDays(today, days);

interface Kind {
  readonly what: string;
  /** Whose list shows it. */
  readonly owners: readonly ('tenant' | 'landlord' | 'provider' | 'admin')[];
  readonly list: string;
  /** Puts a record of that person's there; answers what the list knows it by. */
  readonly make: (owner: TestActor) => Promise<string>;
  readonly key?: string;
  /** Calls on one record by id: nobody else's may find it. */
  readonly single?: readonly (readonly [method: string, path: (id: string) => string, body?: (id: string) => object])[];
}

describe('nobody sees or changes what is another’s', () => {
  let house: TestApp;
  const insert = async (table: string, row: Record<string, unknown>): Promise<string> => {
    const id = newId();
    await house.build.insert(table, { id, ...row });
    return id;
  };
  const everyRole = ['tenant', 'landlord', 'provider', 'admin'] as const;
  const someone = (role: (typeof everyRole)[number]): Promise<TestActor> => house.actors.someone({ user_type: role });

  beforeAll(async () => {
    house = await startApp();
  });
  afterAll(() => house.close());

  const papers = [['GET', (id: string) => `/bookings/${id}/installments`], ['GET', (id: string) => `/bookings/${id}/contract.pdf`]] as const;
  const payment = [['GET', (id: string) => `/payments/${id}`], ['GET', (id: string) => `/payments/${id}/receipt.pdf`]] as const;
  const job = [['GET', (id: string) => `/service-requests/${id}`], ['GET', (id: string) => `/service-requests/${id}/quotes`]] as const;
  const pay = async (payer: TestActor, payee: TestActor): Promise<string> =>
    (await house.build.payment(await house.build.booking(await house.build.property(await house.actors.asLandlord()), payer, { start_date: day(10), end_date: day(12) }), { tenant: payer, landlord: payee })).id;

  const written = async (from: TestActor, to: TestActor): Promise<string> => (await house.api.post<{ id: string }>('/messages', { receiver_id: to.id, content: 'Bonjour' }, { as: from })).body.id;

  const kinds: readonly Kind[] = [
    {
      what: 'stays', owners: ['tenant'], list: '/bookings/my-bookings',
      make: async (owner) => (await house.build.booking(await house.build.property(await house.actors.asLandlord()), owner, { start_date: day(10), end_date: day(12) })).id,
      single: [['GET', (id) => `/bookings/${id}`], ...papers, ['PUT', (id) => `/bookings/${id}/cancel`, () => ({})]],
    },
    {
      what: 'stays in one’s homes', owners: ['landlord'], list: '/bookings/my-properties',
      make: async (owner) => (await house.build.booking(await house.build.property(owner), await house.actors.asTenant(), { start_date: day(10), end_date: day(12) })).id,
      single: [['GET', (id) => `/bookings/${id}`], ...papers, ['PUT', (id) => `/bookings/${id}/accept`], ['PUT', (id) => `/bookings/${id}/reject`, () => ({})], ['PUT', (id) => `/bookings/${id}/cancel`, () => ({})]],
    },
    {
      what: 'payments made', owners: ['tenant'], list: '/payments/history', make: async (owner) => pay(owner, await house.actors.asLandlord()),
      single: [...payment, ['POST', () => '/payments/initialize', (booking_id) => ({ booking_id, payment_method: 'card' })]],
    },
    {
      what: 'payments received', owners: ['landlord'], list: '/payments/history', make: async (owner) => pay(await house.actors.asTenant(), owner),
      single: [...payment, ['POST', () => '/payments/refund', (payment_id) => ({ payment_id, reason: 'À moi' })]],
    },
    { what: 'payments received for work', owners: ['provider'], list: '/payments/history', make: async (owner) => pay(await house.actors.asTenant(), owner), single: payment },
    {
      what: 'requests for work', owners: ['tenant', 'landlord'], list: '/service-requests/my-requests', make: async (owner) => (await new TestWork(house).assigned(owner)).id,
      single: [
        ...job, ['PUT', (id) => `/service-requests/${id}/cancel`], ['PUT', (id) => `/service-requests/${id}/complete`],
        ['POST', () => '/payments/initialize', (service_request_id) => ({ service_request_id, payment_method: 'card' })],
      ],
    },
    {
      what: 'requests that fit', owners: ['provider'], list: '/service-requests',
      make: async (owner) => {
        const work = new TestWork(house);
        const service = await work.service();
        const { rowCount } = await house.database.client.query('UPDATE service_providers SET services = services || to_jsonb($2::text) WHERE user_id = $1', [owner.id, service]);
        if (rowCount === 0) await insert('service_providers', { user_id: owner.id, services: JSON.stringify([service]), service_areas: JSON.stringify(['Cotonou']) });
        return (await work.request(await house.actors.asTenant(), service)).id;
      },
      single: [...job, ['PUT', (id) => `/service-requests/${id}/start`], ['PUT', (id) => `/service-requests/${id}/complete`], ['POST', () => '/service-quotes', (service_request_id) => ({ service_request_id, amount: 1000, description: 'À moi', estimated_duration: 1 })]],
    },
    {
      what: 'addresses', owners: everyRole, list: '/users/me/addresses', make: (owner) => insert('user_addresses', { user_id: owner.id, address: 'Lot 1204', city: 'Cotonou' }),
      single: [['PUT', (id) => `/users/me/addresses/${id}`, () => ({ city: 'Ouidah' })], ['DELETE', (id) => `/users/me/addresses/${id}`]],
    },
    {
      what: 'notes', owners: everyRole, list: '/notifications', make: (owner) => insert('notifications', { user_id: owner.id, event_id: newId(), title: 'Bonjour', content: 'Bienvenue', type: 'booking' }),
      single: [['PUT', (id) => `/notifications/${id}/read`]],
    },
    {
      what: 'conversations', owners: everyRole, list: '/messages/conversations', key: 'last_message', make: async (owner) => written(await house.actors.asLandlord(), owner),
      single: [['PUT', (id) => `/messages/${id}/read`]],
    },
    {
      what: 'people one has blocked', owners: everyRole, list: '/users/me/blocks',
      make: async (owner) => {
        const blocked = await house.actors.asTenant();
        await house.api.post(`/users/${blocked.id}/block`, undefined, { as: owner });
        return blocked.id;
      },
    },
    {
      what: 'sessions', owners: everyRole, list: '/auth/sessions', make: (owner) => insert('auth_sessions', { user_id: owner.id, expires_at: new Date(Date.now() + 600_000) }),
      single: [['DELETE', (id) => `/auth/sessions/${id}`]],
    },
    {
      what: 'API keys', owners: ['tenant', 'landlord', 'provider'], list: '/users/me/api-keys',
      make: (owner) => insert('api_keys', { user_id: owner.id, name: newId(), start: 'lkh_aaaa', key_hash: randomBytes(32), scopes: ['bookings:read'] }),
      single: [['DELETE', (id) => `/users/me/api-keys/${id}`]],
    },
    {
      what: 'webhooks', owners: ['tenant', 'landlord', 'provider'], list: '/webhooks',
      make: (owner) => insert('webhook_endpoints', { user_id: owner.id, url: `https://hooks.example.com/${newId()}`, events: ['booking.confirmed'] }),
      single: [
        ['GET', (id) => `/webhooks/${id}`], ['PUT', (id) => `/webhooks/${id}`, () => ({ url: 'https://evil.example/' })], ['POST', (id) => `/webhooks/${id}/rotate-secret`, () => ({})],
        ['POST', (id) => `/webhooks/${id}/ping`], ['GET', (id) => `/webhooks/${id}/deliveries`], ['DELETE', (id) => `/webhooks/${id}`],
      ],
    },
    {
      what: 'favourites', owners: ['tenant', 'landlord'], list: '/users/me/favorites',
      make: async (owner) => {
        const home = await house.build.property(await house.actors.asLandlord());
        await house.build.insert('favorites', { user_id: owner.id, property_id: home.id });
        return home.id;
      },
    },
  ];

  /** By `id`, or by the id within a field of that name. */
  const idsOf = async (list: string, as: TestActor, key?: string): Promise<string[]> => {
    const { body } = await house.api.get<Record<string, { id: string } | string>[]>(list, { as, query: { per_page: 100 } });
    return body.map((row) => (key === undefined ? row['id'] : (row[key] as { id: string }).id) as string);
  };

  describe.each(kinds)('$what', ({ owners, list, make, key, single = [] }) => {
    it.each(owners.map((role) => [role] as const))('a %s’s list holds theirs, all of theirs, and nothing else', async (role) => {
      const [one, two] = [await someone(role), await someone(role)];
      const mine = [await make(one), await make(one)];
      const theirs = [await make(two)];
      const [seen, other] = [await idsOf(list, one, key), await idsOf(list, two, key)];
      expect(seen).toEqual(expect.arrayContaining(mine));
      expect(other).toEqual(expect.arrayContaining(theirs));
      expect(seen.filter((id) => other.includes(id))).toEqual([]);
      expect(await idsOf(list, await someone(role), key)).not.toEqual(expect.arrayContaining([mine[0]]));
    });

    it('the id alone opens nothing: it is 404 for the same role, and so is an id that nobody has', async () => {
      for (const role of owners) {
        const id = await make(await someone(role));
        const stranger = await someone(role);
        for (const [method, path, bodyOf] of single) {
          for (const one of [id, newId()]) {
            const reply = await house.api.call<{ code: string; detail: string }>(method, path(one), { as: stranger, ...(bodyOf ? { json: bodyOf(one) } : {}) });
            expect([method, path('…'), reply.status, reply.body.code]).toEqual([method, path('…'), 404, 'not_found']);
          }
        }
      }
    });
  });

  describe('drafts and closed dates', () => {
    it('stand in no list, no search, no count and no facet but their owner’s', async () => {
      const owner = await house.actors.asLandlord();
      const city = `Ville ${newId().slice(-6)}`;
      const shown = await house.build.property(owner, { city });
      for (const facts of [{ status: 'draft' }, { status: 'inactive' }, { status: 'inactive', deleted_at: new Date() }]) await house.build.property(owner, { city, ...facts });
      for (const as of [undefined, await house.actors.asLandlord(), await house.actors.asAdmin(), owner]) {
        for (const path of ['/properties', '/properties/search']) {
          const reply = await house.api.get<{ id: string }[]>(path, { ...(as ? { as } : {}), query: { city, ...(path.endsWith('search') ? { facets: true } : {}) } });
          expect(reply.body.map(({ id }) => id)).toEqual([shown.id]);
          expect(reply.headers.get('x-total-count')).toBe('1');
          const facets = JSON.parse(reply.headers.get('x-facets') ?? '{}') as Record<string, Record<string, number>>;
          expect(Object.values(facets).flatMap((counts) => Object.values(counts)).filter((count) => count !== 1)).toEqual([]);
        }
        const near = await house.api.get<{ id: string; owner: { id: string } }[]>('/properties/nearby', { ...(as ? { as } : {}), query: { latitude: 6.3527, longitude: 2.3712, limit: 100 } });
        expect(near.body.filter((home) => home.owner.id === owner.id).map(({ id }) => id)).toEqual([shown.id]);
      }
    });

    it('say nothing of who is there and why', async () => {
      const [owner, guest] = [await house.actors.asLandlord(), await house.actors.asTenant()];
      const home = await house.build.property(owner);
      await house.build.booking(home, guest, { start_date: day(10), end_date: day(12), status: 'confirmed', expires_at: null, message: 'geheim' });
      await house.build.insert('property_blocks', { id: newId(), property_id: home.id, start_date: day(20), end_date: day(22), note: 'geheim' });
      const { body, text } = await house.api.get<{ unavailable: object[] }>(`/properties/${home.id}/availability`);
      expect(body.unavailable).toEqual([{ start_date: day(10), end_date: day(12), reason: 'booked' }, { start_date: day(20), end_date: day(22), reason: 'blocked' }]);
      expect(text).not.toContain('geheim');
      expect(text).not.toContain(guest.id);
    });

    it('of one home are not reached through another', async () => {
      const owner = await house.actors.asLandlord();
      const [mine, theirs] = [await house.build.property(owner), await house.build.property(await house.actors.asLandlord())];
      const block = await insert('property_blocks', { property_id: theirs.id, start_date: day(20), end_date: day(22) });
      expect((await house.api.delete(`/properties/${mine.id}/blocks/${block}`, { as: owner })).status).toBe(404);
      expect((await house.api.get<object[]>(`/properties/${mine.id}/blocks`, { as: owner })).body).toEqual([]);
      const { rows } = await house.database.client.query('SELECT count(*)::int AS count FROM property_blocks WHERE id = $1', [block]);
      expect(rows).toEqual([{ count: 1 }]);
    });
  });

  describe('a filter or a cursor never widens a list', () => {
    it('not by the home of another landlord', async () => {
      const theirs = await house.build.property(await house.actors.asLandlord());
      await house.build.booking(theirs, await house.actors.asTenant(), { start_date: day(10), end_date: day(12) });
      const reply = await house.api.get<object[]>('/bookings/my-properties', { as: await house.actors.asLandlord(), query: { property_id: theirs.id } });
      expect([reply.body, reply.headers.get('x-total-count')]).toEqual([[], '0']);
    });

    it('not by a filter of the payments, whoever asks', async () => {
      const [payer, payee] = [await house.actors.asTenant(), await house.actors.asLandlord()];
      const id = await pay(payer, payee);
      const filters = [{}, { role: 'payer' }, { role: 'payee' }, { status: 'completed' }, { from: today, to: today }, { per_page: 1, page: 1 }, { role: 'payee', status: 'completed', from: day(-1), to: day(1) }];
      for (const as of [await house.actors.asTenant(), await house.actors.asLandlord(), await house.actors.asProvider(), await house.actors.asAdmin()]) {
        for (const query of filters) {
          const reply = await house.api.get<object[]>('/payments/history', { as, query });
          expect([as.role, query, reply.body, reply.headers.get('x-total-count')]).toEqual([as.role, query, [], '0']);
        }
        for (const name of ['payer_id', 'payee_id', 'booking_id', 'id']) expect((await house.api.get('/payments/history', { as, query: { [name]: id } })).status).toBe(422);
      }
      const seen = async (as: TestActor, role: string): Promise<number> => (await house.api.get<object[]>('/payments/history', { as, query: { role } })).body.length;
      expect([await seen(payer, 'payer'), await seen(payer, 'payee'), await seen(payee, 'payer'), await seen(payee, 'payee')]).toEqual([1, 0, 0, 1]);
    });

    it('not by the cursor of another’s payments', async () => {
      const [one, two, landlord] = [await house.actors.asTenant(), await house.actors.asTenant(), await house.actors.asLandlord()];
      const theirs = [await pay(two, landlord), await pay(one, landlord), await pay(one, landlord), await pay(one, landlord)][0];
      const first = await house.api.get('/payments/history', { as: one, query: { per_page: 1 } });
      const cursor = /cursor=([^&>]+)/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
      const stolen = await house.api.get<{ id: string }[]>('/payments/history', { as: two, query: { cursor: decodeURIComponent(cursor) } });
      expect([stolen.body.map(({ id }) => id), stolen.headers.get('x-total-count')]).toEqual([[theirs], '1']);
    });

    it('not by the cursor of another reader', async () => {
      const [one, two] = [await house.actors.asTenant(), await house.actors.asTenant()];
      const note = (owner: TestActor): Promise<string> => insert('notifications', { user_id: owner.id, event_id: newId(), title: 'Bonjour', content: 'Bienvenue', type: 'booking' });
      const ids = { one: [await note(one), await note(one), await note(one)], two: [await note(two)] };
      const first = await house.api.get('/notifications', { as: one, query: { per_page: 1 } });
      const cursor = /cursor=([^&>]+)/.exec(first.headers.get('link') ?? '')?.[1];
      expect(cursor).toBeDefined();
      const stolen = await house.api.get<{ id: string }[]>('/notifications', { as: two, query: { cursor: decodeURIComponent(cursor ?? '') } });
      expect(stolen.body.filter(({ id }) => !ids.two.includes(id))).toEqual([]);
    });

    it('not by asking for more than one’s own in the query', async () => {
      const [one, two] = [await house.actors.asTenant(), await house.actors.asTenant()];
      await insert('user_addresses', { user_id: two.id, address: 'Lot 1204', city: 'Cotonou' });
      for (const name of ['user_id', 'owner_id', 'tenant_id']) {
        const reply = await house.api.get('/users/me/addresses', { as: one, query: { [name]: two.id } });
        expect(reply.status).toBe(422);
      }
    });
  });

  it('marks only the reader’s own favourites', async () => {
    const [one, two] = [await house.actors.asTenant(), await house.actors.asTenant()];
    const home = await house.build.property(await house.actors.asLandlord());
    await house.api.post(`/properties/${home.id}/favorite`, undefined, { as: one });
    const marked = async (as?: TestActor): Promise<boolean | null> => (await house.api.get<{ is_favorite: boolean | null }>(`/properties/${home.id}`, as ? { as } : {})).body.is_favorite;
    expect([await marked(one), await marked(two), await marked()]).toEqual([true, false, null]);
    await house.api.delete(`/properties/${home.id}/favorite`, { as: two });
    expect(await marked(one)).toBe(true);
  });

  it('changes only the caller’s own preferences, and reads all notes of only their own', async () => {
    const [one, two] = [await house.actors.asTenant(), await house.actors.asTenant()];
    const before = (await house.api.get<object[]>('/users/me/notification-preferences', { as: two })).body;
    await house.api.put('/users/me/notification-preferences', [{ type: 'booking', push: false, email: false, sms: false }], { as: one });
    expect((await house.api.get<object[]>('/users/me/notification-preferences', { as: two })).body).toEqual(before);
    await insert('notifications', { user_id: two.id, event_id: newId(), title: 'Bonjour', content: 'Bienvenue', type: 'booking' });
    await house.api.put('/notifications/read-all', undefined, { as: one });
    expect((await house.api.get<{ count: number }>('/notifications/unread-count', { as: two })).body.count).toBe(1);
  });

  it('takes a device over only from the phone that holds its token, and tells nobody whose it was', async () => {
    const [one, two] = [await house.actors.asTenant(), await house.actors.asTenant()];
    const token = newId();
    const mine = await house.api.post<{ id: string }>('/users/me/devices', { token, platform: 'ios' }, { as: one });
    const theirs = await house.api.post<{ id: string }>('/users/me/devices', { token, platform: 'ios' }, { as: two });
    expect([mine.status, theirs.status]).toEqual([201, 201]);
    expect(theirs.text).not.toContain(one.id);
    const { rows } = await house.database.client.query('SELECT user_id FROM user_devices WHERE token = $1', [token]);
    expect(rows).toEqual([{ user_id: two.id }]);
  });

  it('exports nothing that is another’s', async () => {
    const [landlord, other] = [await house.actors.asLandlord(), await house.actors.asTenant()];
    const guest = await house.actors.asTenant({ first_name: 'Sèna' });
    const home = await house.build.property(landlord);
    const mine = await house.build.booking(home, guest, { start_date: day(10), end_date: day(12) });
    const theirs = await house.build.booking(home, other, { start_date: day(20), end_date: day(22) });
    const { text } = await house.api.get('/users/me/export', { as: guest });
    expect(text).toContain(mine.id);
    for (const foreign of [theirs.id, other.id, other.email, other.phone, landlord.email, landlord.phone]) expect(text).not.toContain(foreign);
    expect(text).not.toMatch(/password|argon2|refresh_token/i);
  });

  it('shows of people what everybody may know', async () => {
    const person = await house.actors.asTenant({ last_name: 'Houngbédji' });
    const { text, body } = await house.api.get<{ last_name: string }>(`/users/${person.id}`);
    expect(body.last_name).toBe('H.');
    for (const secret of [person.email, person.phone, 'Houngbédji', 'password']) expect(text).not.toContain(secret);
    const landlord = await house.actors.asLandlord();
    const booking = await house.build.booking(await house.build.property(landlord), person, { start_date: day(10), end_date: day(12) });
    const seen = await house.api.get(`/bookings/${booking.id}`, { as: landlord });
    for (const secret of [person.email, person.phone]) expect(seen.text).not.toContain(secret);
  });
});
