import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../src/kernel/id.js';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';
import { TestWork, type JobBody, type Tradesman } from './support/work.js';

interface Problem { code: string; errors: { field: string; code: string }[] }
interface Service { id: string; name: string; category: string; is_active: boolean }
interface Profile { id: string; user_id: string; services: string[]; service_areas: string[]; latitude: number | null; longitude: number | null; company_name: string | null; distance_km: number | null; is_verified: boolean }

describe('home services: the catalogue, profiles, and who sees which request', () => {
  let house: TestApp;
  let work: TestWork;
  let landlord: TestActor;
  let tenant: TestActor;
  let admin: TestActor;

  beforeAll(async () => {
    house = await startApp();
    work = new TestWork(house);
    [landlord, tenant, admin] = [await house.actors.asLandlord(), await house.actors.asTenant(), await house.actors.asAdmin()];
  });
  afterAll(() => house.close());

  const sql = async <T extends object>(text: string, values: unknown[] = []): Promise<T[]> => (await house.database.client.query<T>(text, values)).rows;
  /** Whom the request was sent to. */
  const told = async (id: string): Promise<string[]> =>
    (await sql<{ user_id: string }>(`SELECT DISTINCT payload ->> 'user_id' AS user_id FROM outbox WHERE type = 'service.matched' AND payload ->> 'service_request_id' = $1`, [id])).map((row) => row.user_id).sort();
  const seenBy = async (provider: TestActor, query: Partial<Record<'city' | 'service_id' | 'urgency' | 'status', string>> = {}): Promise<string[]> =>
    (await house.api.get<JobBody[]>('/service-requests', { as: provider, query })).body.map(({ id }) => id);

  describe('the catalogue', () => {
    it('is edited by admins, and read by anybody by category', async () => {
      const { status, body } = await house.api.post<Service>('/services', { name: 'Ramonage', category: 'other', icon_url: 'https://cdn.lokahome.bj/icons/brush.svg' }, { as: admin });
      expect([status, body.name, body.is_active]).toEqual([201, 'Ramonage', true]);
      const changed = await house.api.put<Service>(`/services/${body.id}`, { description: 'Cheminées et conduits.' }, { as: admin });
      expect([changed.status, changed.body]).toEqual([200, expect.objectContaining({ name: 'Ramonage', description: 'Cheminées et conduits.' })]);
      const names = async (category: string): Promise<string[]> => (await house.api.get<Service[]>('/services', { query: { category } })).body.map(({ name }) => name);
      expect(await names('other')).toContain('Ramonage');
      expect(await names('plumbing')).not.toContain('Ramonage');
      expect((await house.api.get('/services', { query: { category: 'magic' } })).status).toBe(422);
    });

    it('has a name once, whatever its case, and also when two admins add it at once', async () => {
      const both = await Promise.all(['Vitrerie', 'VITRERIE'].map((name) => house.api.post<Problem>('/services', { name, category: 'other' }, { as: admin })));
      expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
      expect(both.find(({ status }) => status === 409)?.body.code).toBe('service.name_taken');
    });

    it('keeps what is retired for the requests that speak of it, and offers it no more', async () => {
      const id = await work.service({ name: 'Cordonnerie', category: 'other' });
      const { id: request } = await work.request(landlord, id);
      expect((await house.api.delete(`/services/${id}`, { as: admin })).status).toBe(204);
      expect((await house.api.delete(`/services/${id}`, { as: admin })).status).toBe(404);
      expect((await house.api.get<Service[]>('/services')).body.map((one) => one.id)).not.toContain(id);
      expect((await house.api.get<{ service: Service }>(`/service-requests/${request}`, { as: landlord })).body.service.name).toBe('Cordonnerie');
      const refused = await house.api.post<Problem>('/service-requests', { service_id: id, title: 'Talons', description: 'Deux paires.' }, { as: landlord });
      expect([refused.status, refused.body.code]).toEqual([422, 'service.unknown']);
      expect((await house.api.put(`/services/${id}`, { is_active: true }, { as: admin })).status).toBe(200);
      expect((await house.api.put(`/services/${newId()}`, { is_active: true }, { as: admin })).status).toBe(404);
    });

    it('is not sent again to who has it', async () => {
      const first = await house.api.get('/services');
      const etag = first.headers.get('etag') ?? '';
      expect((await house.api.get('/services', { headers: { 'if-none-match': etag } })).status).toBe(304);
      await work.service({ category: 'moving' });
      expect((await house.api.get('/services', { headers: { 'if-none-match': etag } })).status).toBe(200);
    });
  });

  describe('a provider’s profile', () => {
    it('is there, and empty, at the first look, also when two look at once', async () => {
      const someone = await house.actors.asProvider();
      const looks = await Promise.all([1, 2, 3].map(() => house.api.get<Profile>('/service-providers/me', { as: someone })));
      expect(looks.map(({ status }) => status)).toEqual([200, 200, 200]);
      expect(new Set(looks.map(({ body }) => body.id)).size).toBe(1);
      expect(looks[0]?.body).toMatchObject({ user_id: someone.id, services: [], service_areas: [], latitude: null, company_name: null, rating: null, total_jobs: 0, reviews_count: 0 });
      // Somebody who offers nothing is on no list.
      expect((await house.api.get<Profile[]>('/service-providers', { query: { per_page: 100 } })).body.map(({ id }) => id)).not.toContain(looks[0]?.body.id);
    });

    it('is changed by its owner: what is left out stays', async () => {
      const someone = await house.actors.asProvider();
      const service = await work.service();
      const { status, body } = await house.api.put<Profile>('/service-providers/me', { company_name: 'Hounsa', services: [service], service_areas: [' Porto-Novo '], latitude: 6.4969, longitude: 2.6289, hourly_rate: 5000 }, { as: someone });
      expect([status, body]).toEqual([200, expect.objectContaining({ company_name: 'Hounsa', services: [service], service_areas: ['Porto-Novo'], latitude: 6.4969, longitude: 2.6289, hourly_rate: 5000 })]);
      const second = await house.api.put<Profile>('/service-providers/me', { bio: 'Depuis quinze ans.' }, { as: someone });
      expect(second.body).toMatchObject({ company_name: 'Hounsa', bio: 'Depuis quinze ans.', latitude: 6.4969 });
      expect((await house.api.get<Profile>(`/service-providers/${body.id}`)).body).toMatchObject({ bio: 'Depuis quinze ans.', user: { id: someone.id } });
      const moved = await house.api.put<Profile>('/service-providers/me', { latitude: null, longitude: null }, { as: someone });
      expect([moved.body.latitude, moved.body.longitude]).toEqual([null, null]);
    });

    it.each([
      ['half a point', { latitude: 6.4 }, 'longitude'], ['the other half', { longitude: 2.4 }, 'latitude'], ['an unknown service', { services: [newId()] }, 'service_id'],
      ['stars of one’s own', { rating: 5 }, 'rating'], ['jobs of one’s own', { total_jobs: 99 }, 'total_jobs'], ['a seal of one’s own', { is_verified: true }, 'is_verified'],
      ['a place that is none', { latitude: 96, longitude: 2 }, 'latitude'], ['a bad area', { service_areas: ['x'] }, 'service_areas'],
    ])('takes no %s', async (_, change, field) => {
      const someone = await house.actors.asProvider();
      const { status, body } = await house.api.put<Problem>('/service-providers/me', change, { as: someone });
      expect([status, body.errors.map((one) => one.field)]).toEqual([422, [expect.stringContaining(field)]]);
    });

    it('of a retired service may stay, and of an account that is off is not shown', async () => {
      const service = await work.service();
      const one = await work.provider(service);
      await house.api.delete(`/services/${service}`, { as: admin });
      expect((await house.api.put('/service-providers/me', { bio: 'Toujours là.', services: [service] }, { as: one })).status).toBe(200);
      expect((await house.api.get(`/service-providers/${one.profile}`)).status).toBe(200);
      await sql('UPDATE users SET is_active = false WHERE id = $1', [one.id]);
      expect((await house.api.get(`/service-providers/${one.profile}`)).status).toBe(404);
    });
  });

  it('lists providers by service, town, seal and stars, the best first, or the nearest within a radius', async () => {
    const service = await work.service();
    const make = (facts: object): Promise<Tradesman> => work.provider(service, facts);
    const best = await make({ rating: 4.8, is_verified: true, latitude: 6.3703, longitude: 2.3912 });
    const far = await make({ rating: 4.2, service_areas: JSON.stringify(['Sèmè-Kpodji']), latitude: 6.4969, longitude: 2.6289 });
    const near = await make({ rating: 3.1, latitude: 6.3654, longitude: 2.4183 });
    const placeless = await make({});
    const off = await make({ rating: 5 });
    await sql('UPDATE users SET is_active = false WHERE id = $1', [off.id]);
    const ids = async (query: Record<string, string | number | boolean>): Promise<string[]> =>
      (await house.api.get<Profile[]>('/service-providers', { query: { service_id: service, ...query } })).body.map(({ id }) => id);
    expect(await ids({})).toEqual([best.profile, far.profile, near.profile, placeless.profile]);
    expect(await ids({ city: 'seme-kpodji' })).toEqual([far.profile]);
    expect(await ids({ is_verified: true })).toEqual([best.profile]);
    expect(await ids({ min_rating: 4 })).toEqual([best.profile, far.profile]);
    const here = { latitude: 6.3654, longitude: 2.4183 };
    expect(await ids({ ...here })).toEqual([near.profile, best.profile]);
    expect(await ids({ ...here, radius: 40 })).toEqual([near.profile, best.profile, far.profile]);
    expect(await ids({ ...here, radius: 1 })).toEqual([near.profile]);
    const reply = await house.api.get<Profile[]>('/service-providers', { query: { service_id: service, ...here, radius: 40, per_page: 1, page: 2 } });
    expect([reply.headers.get('x-total-count'), reply.body.map((one) => one.distance_km)]).toEqual(['3', [3.05]]);
    expect((await house.api.get<Problem>('/service-providers', { query: { latitude: 6.4 } })).body.errors).toEqual([expect.objectContaining({ field: 'longitude' })]);
  });

  describe('a request', () => {
    it('goes to the active providers of its service and town, whatever the accents and the case, and never to who asked', async () => {
      const [service, other] = [await work.service(), await work.service()];
      const areas = (...names: string[]): object => ({ service_areas: JSON.stringify(names) });
      const fits = await work.provider(service, areas('Ouidah', 'SEME-KPODJI'));
      const fitsToo = await work.provider(service, areas('sèmè-kpodji'));
      const elsewhere = await work.provider(service, areas('Parakou'));
      const otherTrade = await work.provider(other, areas('Sèmè-Kpodji'));
      const off = await work.provider(service, areas('Sèmè-Kpodji'));
      await sql('UPDATE users SET is_active = false WHERE id = $1', [off.id]);
      // A profile from the days when this person was a provider.
      await house.build.insert('service_providers', { id: newId(), user_id: landlord.id, services: JSON.stringify([service]), ...areas('Sèmè-Kpodji') });
      const { id, city, status } = await work.atHome(landlord, service, { city: 'Sèmè-Kpodji' });
      expect([city, status]).toEqual(['Sèmè-Kpodji', 'open']);
      expect(await told(id)).toEqual([fits.id, fitsToo.id].sort());
      expect(await seenBy(fits)).toEqual([id]);
      expect(await seenBy(fits, { city: 'seme-kpodji', service_id: service, urgency: 'normal' })).toEqual([id]);
      for (const filter of [{ city: 'Parakou' }, { service_id: other }, { urgency: 'urgent' }]) expect(await seenBy(fits, filter)).toEqual([]);
      for (const stranger of [elsewhere, otherTrade]) {
        expect(await seenBy(stranger)).toEqual([]);
        expect((await house.api.get(`/service-requests/${id}`, { as: stranger })).status).toBe(404);
        expect((await house.api.get(`/service-requests/${id}/quotes`, { as: stranger })).status).toBe(404);
      }
      await sql('DELETE FROM service_providers WHERE user_id = $1', [landlord.id]);
    });

    it('without a home is in the town of the person’s address; without one it is open to every town', async () => {
      const service = await work.service();
      const [cotonou, parakou] = [await work.provider(service), await work.provider(service, { service_areas: JSON.stringify(['Parakou']) })];
      const [settled, homeless] = [await house.actors.asTenant(), await house.actors.asTenant()];
      await house.api.post('/users/me/addresses', { address: 'Lot 1204', city: 'Parakou' }, { as: settled });
      const [there, anywhere] = [await work.request(settled, service), await work.request(homeless, service)];
      expect([there.city, anywhere.city]).toEqual(['Parakou', null]);
      expect([await told(there.id), await told(anywhere.id)]).toEqual([[parakou.id], [cotonou.id, parakou.id].sort()]);
    });

    it('is about a home that one owns or rents, and no other', async () => {
      const service = await work.service();
      const home = await house.build.property(landlord);
      const ask = (as: TestActor, property_id: string) => house.api.post<Problem & JobBody>('/service-requests', { service_id: service, title: 'Fuite', description: 'Sous l’évier.', property_id }, { as });
      for (const [as, id] of [[tenant, home.id], [tenant, newId()], [await house.actors.asLandlord(), home.id]] as const) {
        const { status, body } = await ask(as, id);
        expect([status, body.code]).toEqual([422, 'service.not_your_property']);
      }
      await house.build.booking(home, tenant, { status: 'pending' });
      expect((await ask(tenant, home.id)).status).toBe(422);
      await sql(`UPDATE bookings SET status = 'confirmed', expires_at = NULL WHERE property_id = $1`, [home.id]);
      const { status, body } = await ask(tenant, home.id);
      expect([status, body.city, body.property?.address]).toEqual([201, 'Cotonou', 'Rue 12.045']);
    });

    it.each([
      [{ preferred_date: '2027-02-31T09:00:00Z' }, 'preferred_date'], [{ preferred_date: '2027-03-12T25:61:00Z' }, 'preferred_date'], [{ preferred_date: '2027-03-12' }, 'preferred_date'],
      [{ urgency: 'now' }, 'urgency'], [{ title: '' }, 'title'], [{ status: 'completed' }, 'status'], [{ requester_id: newId() }, 'requester_id'], [{ price: 1 }, 'price'], [{ city: 'Cotonou' }, 'city'],
    ])('with %j is refused', async (more, field) => {
      const { status, body } = await house.api.post<Problem>('/service-requests', { service_id: await work.service(), title: 'Fuite', description: 'Sous l’évier.', ...more }, { as: tenant });
      expect([status, body.errors.map((one) => one.field)]).toEqual([422, [field]]);
    });

    it('keeps the moment that was asked for, and shows the most urgent first', async () => {
      const service = await work.service();
      const provider = await work.provider(service);
      const asked: string[] = [];
      for (const urgency of ['low', 'urgent', 'normal', 'high']) asked.push((await work.request(tenant, service, { urgency, preferred_date: '2027-03-12T10:00:00+01:00' })).id);
      expect(await seenBy(provider)).toEqual([asked[1], asked[3], asked[2], asked[0]]);
      expect((await house.api.get<{ preferred_date: string }>(`/service-requests/${asked[0] ?? ''}`, { as: tenant })).body.preferred_date).toBe('2027-03-12T09:00:00.000Z');
      const first = await house.api.get<JobBody[]>('/service-requests', { as: provider, query: { per_page: 2, page: 2 } });
      expect([first.body.map(({ id }) => id), first.headers.get('x-total-count')]).toEqual([[asked[2], asked[0]], '4']);
    });

    it('shows its street to who asked, to admins, and to the provider once chosen', async () => {
      const service = await work.service();
      const [chosen, other] = [await work.provider(service), await work.provider(service)];
      const { id } = await work.atHome(landlord, service);
      const address = async (as: TestActor): Promise<string | null | undefined> => (await house.api.get<JobBody>(`/service-requests/${id}`, { as })).body.property?.address;
      expect([await address(landlord), await address(admin), await address(chosen), await address(other)]).toEqual(['Rue 12.045', 'Rue 12.045', null, null]);
      expect((await house.api.get('/service-requests', { as: chosen })).text).not.toContain('Rue 12.045');
      const [quote] = [await work.quote(chosen, id), await work.quote(other, id)];
      await house.api.put(`/service-quotes/${quote.id}/accept`, undefined, { as: landlord });
      expect([await address(chosen), await address(other)]).toEqual(['Rue 12.045', null]);
    });

    it('is among all of them for admins, whatever its state, by state, service, town and urgency', async () => {
      const service = await work.service();
      const open = await work.atHome(landlord, service, { city: 'Abomey-Calavi' });
      const cancelled = await work.request(tenant, service, { urgency: 'urgent' });
      await house.api.put(`/service-requests/${cancelled.id}/cancel`, undefined, { as: tenant });
      const seen = (query: object): Promise<string[]> => seenBy(admin, { service_id: service, ...query });
      expect(await seen({})).toEqual([cancelled.id, open.id]);
      expect([await seen({ status: 'cancelled' }), await seen({ status: 'open' }), await seen({ urgency: 'urgent' }), await seen({ city: 'abomey-calavi' })]).toEqual([[cancelled.id], [open.id], [cancelled.id], [open.id]]);
      expect((await house.api.get('/service-requests', { as: admin, query: { status: 'lost' } })).status).toBe(422);
      const provider = await work.provider(service);
      expect([await seenBy(provider, { status: 'cancelled' }), await seenBy(provider, { status: 'open' })]).toEqual([[], []]);
    });

    it('may be made twenty times in a day, however many are made at once; calling them off does not help', async () => {
      const [service, eager] = [await work.service(), await house.actors.asTenant()];
      const { id } = await work.request(eager, service);
      await house.api.put(`/service-requests/${id}/cancel`, undefined, { as: eager });
      const ask = () => house.api.post<Problem>('/service-requests', { service_id: service, title: 'Fuite', description: 'Sous l’évier.' }, { as: eager });
      const replies = await Promise.all(Array.from({ length: 25 }, ask));
      expect(replies.filter(({ status }) => status === 201)).toHaveLength(19);
      const refused = replies.filter(({ status }) => status !== 201);
      expect(new Set(refused.map(({ status, body }) => `${String(status)} ${body.code}`))).toEqual(new Set(['429 service.too_many_requests']));
      expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(86_000);
      await sql(`UPDATE service_requests SET created_at = created_at - interval '1 day' WHERE id = $1`, [id]);
      expect((await ask()).status).toBe(201);
      expect((await ask()).status).toBe(429);
    });

    it('stands on one’s own list by its state, and on nobody else’s', async () => {
      const [one, two] = [await house.actors.asTenant(), await house.actors.asTenant()];
      const service = await work.service();
      const [first, second] = [await work.request(one, service), await work.request(one, service)];
      await house.api.put(`/service-requests/${first.id}/cancel`, undefined, { as: one });
      const list = async (as: TestActor, query: Record<string, string> = {}): Promise<string[]> => (await house.api.get<JobBody[]>('/service-requests/my-requests', { as, query })).body.map(({ id }) => id);
      expect(await list(one)).toEqual([second.id, first.id]);
      expect(await list(one, { status: 'open' })).toEqual([second.id]);
      expect(await list(two)).toEqual([]);
      expect((await house.api.get(`/service-requests/${first.id}`, { as: two })).status).toBe(404);
    });
  });
});
