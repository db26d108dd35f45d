import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../src/kernel/id.js';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';
import { TestWork, type Job } from './support/work.js';

interface Problem { code: string; errors: { field: string; code: string }[] }
interface Review { id: string; reviewer_id: string; property_id: string | null; provider_id: string | null; rating: number; comment: string | null; reviewer: { last_name: string } }
interface Stay { property_id: string; booking_id: string }
/** Stars, and how many gave them. */
type Stars = [number | null, number];

describe('reviews', () => {
  let house: TestApp;
  let work: TestWork;
  let landlord: TestActor;
  let tenant: TestActor;
  let admin: TestActor;

  beforeAll(async () => {
    house = await startApp();
    work = new TestWork(house);
    [landlord, tenant, admin] = [await house.actors.asLandlord(), await house.actors.asTenant({ last_name: 'Houngbédji' }), await house.actors.asAdmin()];
  });
  afterAll(() => house.close());

  const sql = (text: string, values: unknown[] = []) => house.database.client.query(text, values);
  const write = (as: TestActor, body: object) => house.api.post<Review & Problem>('/reviews', body, { as });
  const change = (as: TestActor, id: string, body: object) => house.api.put<Review & Problem>(`/reviews/${id}`, body, { as });
  const remove = (as: TestActor, id: string) => house.api.delete<Problem>(`/reviews/${id}`, { as });
  const aboutJob = ({ id, provider }: Job): object => ({ provider_id: provider.profile, service_request_id: id });

  /** A stay of the tenant's in that home, or in a new one of the landlord's. */
  async function stay(facts: { home?: { id: string; owner_id: string }; owner?: TestActor; guest?: TestActor; start?: string; end?: string } = {}): Promise<Stay> {
    const home = facts.home ?? (await house.build.property(facts.owner ?? landlord));
    const { id } = await house.build.booking(home, facts.guest ?? tenant, { status: 'completed', expires_at: null, start_date: facts.start ?? '2026-01-01', end_date: facts.end ?? '2026-01-05' });
    return { property_id: home.id, booking_id: id };
  }
  const starsOf = async (path: string): Promise<Stars> => {
    const { body } = await house.api.get<{ rating: number | null; reviews_count: number }>(path);
    return [body.rating, body.reviews_count];
  };
  const home = (id: string): Promise<Stars> => starsOf(`/properties/${id}`);
  const provider = (id: string): Promise<Stars> => starsOf(`/service-providers/${id}`);
  const person = (id: string): Promise<Stars> => starsOf(`/users/${id}`);

  describe('of a stay', () => {
    it('is written by its tenant once it is over, and the home’s and the owner’s stars follow', async () => {
      const owner = await house.actors.asLandlord();
      const one = await stay({ owner });
      const { status, body } = await write(tenant, { rating: 4, comment: ' Très propre. ', ...one });
      expect([status, body]).toEqual([201, expect.objectContaining({ rating: 4, comment: 'Très propre.', ...one, provider_id: null, reviewer_id: tenant.id })]);
      expect(body.reviewer.last_name).toBe('H.');
      expect([await home(one.property_id), await person(owner.id)]).toEqual([[4, 1], [4, 1]]);
      const again = await write(tenant, { rating: 1, ...one });
      expect([again.status, again.body.code]).toEqual([409, 'review.already_there']);
      expect(await home(one.property_id)).toEqual([4, 1]);
      const { rows } = await sql(`SELECT type FROM outbox WHERE payload ->> 'review_id' = $1`, [body.id]);
      expect(rows).toEqual([{ type: 'review.received' }]);
    });

    it.each(['pending', 'confirmed', 'cancelled'])('that is %s is not written', async (status) => {
      const flat = await house.build.property(landlord);
      const { id } = await house.build.booking(flat, tenant, { status, ...(status === 'pending' ? {} : { expires_at: null }), ...(status === 'cancelled' ? { cancelled_by: 'tenant' } : {}) });
      const one: Stay = { property_id: flat.id, booking_id: id };
      const reply = await write(tenant, { rating: 5, ...one });
      expect([reply.status, reply.body.code]).toEqual([409, 'review.not_completed']);
    });

    it('is of one’s own stay, in that very home', async () => {
      const [mine, other] = [await stay(), await stay({ guest: await house.actors.asTenant() })];
      for (const [as, about] of [[tenant, other], [landlord, mine], [tenant, { ...mine, property_id: other.property_id }], [tenant, { ...mine, booking_id: newId() }], [tenant, { ...mine, property_id: newId() }]] as const) {
        expect((await write(as, { rating: 5, ...about })).status).toBe(404);
      }
      for (const as of [admin, await house.actors.asProvider()]) expect((await write(as, { rating: 5, ...mine })).status).toBe(403);
    });

    it('is one, also when it is written ten times at once', async () => {
      const one = await stay();
      const statuses = (await Promise.all(Array.from({ length: 10 }, () => write(tenant, { rating: 3, ...one })))).map(({ status }) => status);
      expect(statuses.sort()).toEqual([201, ...Array.from({ length: 9 }, () => 409)]);
      expect(await home(one.property_id)).toEqual([3, 1]);
    });
  });

  it('of a job is written by who asked, tenant or landlord, once it is completed; the provider’s stars follow', async () => {
    for (const requester of [tenant, landlord]) {
      const job = await work.completed(requester);
      expect((await write(requester === tenant ? landlord : tenant, { rating: 5, ...aboutJob(job) })).status).toBe(404);
      expect((await write(requester, { rating: 5, ...aboutJob(job), provider_id: newId() })).status).toBe(404);
      const { status, body } = await write(requester, { rating: 5, ...aboutJob(job) });
      expect([status, body]).toEqual([201, expect.objectContaining({ rating: 5, comment: null, property_id: null, booking_id: null, ...aboutJob(job) })]);
      expect([await provider(job.provider.profile), await person(job.provider.id)]).toEqual([[5, 1], [5, 1]]);
      expect((await write(requester, { rating: 5, ...aboutJob(job) })).body.code).toBe('review.already_there');
    }
    const open = await work.started(tenant);
    expect((await write(tenant, { rating: 5, ...aboutJob(open) })).body.code).toBe('review.not_completed');
  });

  it('is about one thing, with one to five stars', async () => {
    const [one, job] = [await stay(), await work.completed(tenant)];
    for (const about of [{}, { ...one, ...aboutJob(job) }, { property_id: one.property_id }, { booking_id: one.booking_id }, { property_id: one.property_id, service_request_id: job.id }, { ...one, provider_id: job.provider.profile }]) {
      const { status, body } = await write(tenant, { rating: 5, ...about });
      expect([status, body.code]).toEqual([422, 'review.one_thing']);
    }
    for (const rating of [0, 6, 4.5, '5', null, undefined]) expect((await write(tenant, { ...one, rating })).body.errors).toEqual([expect.objectContaining({ field: 'rating' })]);
    expect((await write(tenant, { ...one, rating: 5, comment: 'x'.repeat(3001) })).body.errors).toEqual([expect.objectContaining({ field: 'comment' })]);
    expect((await write(tenant, { ...one, rating: 5, reviewer_id: landlord.id })).body.errors).toEqual([expect.objectContaining({ field: 'reviewer_id' })]);
  });

  describe('that is there', () => {
    it('is changed by its author within 14 days, and by nobody else', async () => {
      const one = await stay();
      const { body } = await write(tenant, { rating: 2, comment: 'Bruyant.', ...one });
      expect((await change(tenant, body.id, { rating: 3 })).body).toMatchObject({ rating: 3, comment: 'Bruyant.' });
      expect((await change(tenant, body.id, { comment: null })).body).toMatchObject({ rating: 3, comment: null });
      expect(await home(one.property_id)).toEqual([3, 1]);
      for (const as of [landlord, admin, await house.actors.asTenant(), await house.actors.asProvider()]) expect([as.role, (await change(as, body.id, { rating: 1 })).status]).toEqual([as.role, 403]);
      expect((await change(tenant, newId(), { rating: 1 })).status).toBe(404);
      expect((await change(tenant, body.id, { property_id: newId() })).status).toBe(422);
      await sql(`UPDATE reviews SET created_at = now() - interval '13 days 23 hours' WHERE id = $1`, [body.id]);
      expect((await change(tenant, body.id, { rating: 4 })).status).toBe(200);
      await sql(`UPDATE reviews SET created_at = now() - interval '14 days 1 minute' WHERE id = $1`, [body.id]);
      const late = await change(tenant, body.id, { rating: 5 });
      expect([late.status, late.body.code, await home(one.property_id)]).toEqual([409, 'review.too_late', [4, 1]]);
    });

    it('is taken back by its author or an admin, and the stars follow, down to none', async () => {
      const owner = await house.actors.asLandlord();
      const flat = await house.build.property(owner);
      const ids: string[] = [];
      for (const [nth, rating] of [5, 4, 3].entries()) ids.push((await write(tenant, { rating, ...(await stay({ home: flat, start: `2026-0${String(nth + 1)}-01`, end: `2026-0${String(nth + 1)}-03` })) })).body.id);
      expect([await home(flat.id), await person(owner.id)]).toEqual([[4, 3], [4, 3]]);
      for (const as of [landlord, owner, await house.actors.asProvider()]) expect((await remove(as, ids[0] ?? '')).status).toBe(403);
      expect((await remove(tenant, ids[0] ?? '')).status).toBe(204);
      expect([await home(flat.id), await person(owner.id)]).toEqual([[3.5, 2], [3.5, 2]]);
      for (const id of ids.slice(1)) expect((await remove(admin, id)).status).toBe(204);
      expect((await remove(admin, ids[1] ?? '')).status).toBe(404);
      expect([await home(flat.id), await person(owner.id)]).toEqual([[null, 0], [null, 0]]);
    });
  });

  it('counts all that come at once: of one home, of several homes of one owner, and of changes in between', async () => {
    const owner = await house.actors.asLandlord();
    const [first, second] = [await house.build.property(owner), await house.build.property(owner)];
    const stays = await Promise.all(Array.from({ length: 12 }, async (_, nth) => ({ guest: tenant, ...(await stay({ home: nth % 2 === 0 ? first : second, start: `2026-${String(nth + 1).padStart(2, '0')}-01`, end: `2026-${String(nth + 1).padStart(2, '0')}-03` })) })));
    const early = await write(tenant, { rating: 1, property_id: stays[0]?.property_id, booking_id: stays[0]?.booking_id });
    const replies = await Promise.all([...stays.slice(1).map(({ property_id, booking_id }, nth) => write(tenant, { rating: (nth % 5) + 1, property_id, booking_id })), change(tenant, early.body.id, { rating: 5 })]);
    expect(replies.map(({ status }) => status)).toEqual([...Array.from({ length: 11 }, () => 201), 200]);
    const average = async (condition: string, id: string): Promise<Stars> => {
      const { rows } = await sql(`SELECT round(avg(v.rating), 2)::float8 AS rating, count(*)::int AS count FROM reviews v JOIN properties p ON p.id = v.property_id WHERE ${condition} = $1`, [id]);
      const [row] = rows as { rating: number; count: number }[];
      return [row?.rating ?? null, row?.count ?? 0];
    };
    for (const flat of [first, second]) expect(await home(flat.id)).toEqual(await average('p.id', flat.id));
    expect(await person(owner.id)).toEqual(await average('p.owner_id', owner.id));
    expect((await person(owner.id))[1]).toBe(12);
  });

  it('stands on pages, newest first, with the average of all of them', async () => {
    const flat = await house.build.property(landlord);
    const ids: string[] = [];
    for (const [nth, rating] of [5, 4, 4].entries()) {
      const { body } = await write(tenant, { rating, ...(await stay({ home: flat, start: `2026-0${String(nth + 1)}-01`, end: `2026-0${String(nth + 1)}-03` })) });
      ids.unshift(body.id);
    }
    const page = async (number: number) => house.api.get<Review[]>(`/reviews/property/${flat.id}`, { query: { page: number, per_page: 2 } });
    const [one, two] = [await page(1), await page(2)];
    expect([...one.body, ...two.body].map(({ id }) => id)).toEqual(ids);
    for (const { headers } of [one, two]) expect([headers.get('x-average-rating'), headers.get('x-total-count')]).toEqual(['4.33', '3']);
    const none = await house.api.get<Review[]>(`/reviews/property/${(await house.build.property(landlord)).id}`);
    expect([none.status, none.body, none.headers.get('x-average-rating')]).toEqual([200, [], null]);
    const job = await work.completed(tenant);
    const { body } = await write(tenant, { rating: 5, ...aboutJob(job) });
    for (const kind of ['property', 'provider']) expect((await house.api.get(`/reviews/${kind}/${newId()}`)).status).toBe(404);
    const reviews = await house.api.get<Review[]>(`/reviews/provider/${job.provider.profile}`);
    expect([reviews.body.map(({ id }) => id), reviews.headers.get('x-average-rating')]).toEqual([[body.id], '5.00']);
    for (const secret of [tenant.email, tenant.phone, 'Houngbédji']) expect(reviews.text + one.text).not.toContain(secret);
  });
});
