import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { addDays, todayIn } from '../src/kernel/calendar-date.js';
import { newId } from '../src/kernel/id.js';
import { PropertyViews } from '../src/modules/properties/property-views.js';
import type { AvailabilityView, BlockView, PropertyView } from '../src/modules/properties/property.views.js';
import { JobRunner } from '../src/platform/schedule/job-runner.js';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';
import { startNominatimSimulator, type NominatimSimulator } from './support/simulators/nominatim-simulator.js';
import { until } from './support/wait.js';

const today = todayIn('Africa/Porto-Novo', new Date());
const inDays = (days: number): string => addDays(today, days);

const HOME = {
  title: 'Villa avec piscine', description: 'Trois chambres, jardin, gardien.', property_type: 'villa', rental_type: 'short_term', price: 85000,
  address: 'Rue 9.001', city: 'Cotonou', neighborhood: 'Haie Vive', latitude: 6.3573, longitude: 2.3887, bedrooms: 3, bathrooms: 2, surface_area: 240.5,
  is_furnished: true, amenities: ['wifi', 'pool'], deposit_amount: 100000, minimum_stay: 2, cancellation_policy: 'strict',
};

type Refused = PropertyView & { code: string; errors: { field: string; code: string }[] };

describe('homes', () => {
  let house: TestApp;
  let map: NominatimSimulator;
  let landlord: TestActor;
  let photo: Buffer;

  beforeAll(async () => {
    map = await startNominatimSimulator({
      calls_per_second: 1,
      places: [{ matches: 'etoile rouge', latitude: 6.3722, longitude: 2.4133 }, { matches: 'martyrs', latitude: 6.3551, longitude: 2.4022 }],
    });
    house = await startApp({ worker: true, env: { GEOCODER: 'nominatim', NOMINATIM_URL: map.url } });
    landlord = await house.actors.asLandlord();
    photo = await sharp({ create: { width: 2400, height: 1600, channels: 3, background: 'teal' } }).jpeg().toBuffer();
  });
  afterAll(async () => {
    await house.close();
    await map.stop();
  });

  const make = (body: object = HOME, as: TestActor = landlord) => house.api.post<Refused>('/properties', body, { as });
  const change = (id: string, body: object, as: TestActor = landlord) => house.api.put<Refused>(`/properties/${id}`, body, { as });
  const upload = (id: string, files: readonly Buffer[], as: TestActor = landlord, path = `/properties/${id}/images`) =>
    house.api.call<{ uploaded: string[]; code: string }>('POST', path, { as, files: { files } });

  describe('making one', () => {
    it('answers a draft with all that was said of it', async () => {
      const { status, body } = await make();
      expect(status).toBe(201);
      expect(body).toMatchObject({ ...HOME, status: 'draft', owner_id: landlord.id, currency: 'XOF', images: [], rating: null, reviews_count: 0, views_count: 0, is_favorite: false, distance_km: null });
      expect(body.owner).toMatchObject({ id: landlord.id, first_name: 'Afi' });
      expect(body.owner).not.toHaveProperty('email');
    });

    it.each([
      ['no title', { title: undefined }, 'title'],
      ['a price of nothing', { price: 0 }, 'price'],
      ['half a franc', { price: 1000.5 }, 'price'],
      ['a price as text', { price: '85000' }, 'price'],
      ['a deposit with centimes', { deposit_amount: 10.25 }, 'deposit_amount'],
      ['an unknown type', { property_type: 'castle' }, 'property_type'],
      ['an unknown amenity', { amenities: ['wifi', 'helipad'] }, 'amenities'],
      ['an amenity twice', { amenities: ['wifi', 'wifi'] }, 'amenities'],
      ['half a point', { longitude: undefined }, 'longitude'],
      ['a point off the globe', { latitude: 91 }, 'latitude'],
      ['a period the wrong way round', { available_from: inDays(9), available_to: inDays(9) }, 'available_to'],
      ['a time zone that is none', { time_zone: 'Africa/Atlantis' }, 'time_zone'],
      ['an owner', { owner_id: newId() }, 'owner_id'],
      ['a status', { status: 'published' }, 'status'],
      ['being featured', { is_featured: true }, 'is_featured'],
      ['views', { views_count: 1000 }, 'views_count'],
      ['a rating', { rating: 5 }, 'rating'],
    ])('refuses %s', async (_what, wrong, field) => {
      const { status, body } = await make({ ...HOME, ...wrong });
      expect([status, body.errors.map((error) => error.field)]).toEqual([422, expect.arrayContaining([field])]);
    });

    it('takes euros with cents', async () => {
      const { status, body } = await make({ ...HOME, currency: 'EUR', price: 120.55, deposit_amount: 0.5 });
      expect([status, body.price, body.deposit_amount]).toEqual([201, 120.55, 0.5]);
    });

    it('is for landlords and admins', async () => {
      expect((await make(HOME, await house.actors.asTenant())).status).toBe(403);
      expect((await make(HOME, await house.actors.asProvider())).status).toBe(403);
      expect((await house.api.post('/properties', HOME)).status).toBe(401);
      expect((await make(HOME, await house.actors.asAdmin())).status).toBe(201);
    });

    it('makes one home of one key', async () => {
      const headers = { 'idempotency-key': newId() };
      const first = await house.api.post<PropertyView>('/properties', HOME, { as: landlord, headers });
      const again = await house.api.post<PropertyView>('/properties', HOME, { as: landlord, headers });
      expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
      expect(again.body).toEqual(first.body);
    });

    it('finds out where it is when nobody says', async () => {
      const { latitude: _lat, longitude: _lon, ...nowhere } = HOME;
      const { body } = await make({ ...nowhere, address: 'Etoile Rouge' });
      expect(body.latitude).toBeNull();
      const row = await until(async () => {
        const { rows } = await house.database.client.query<{ latitude: string }>('SELECT latitude FROM properties WHERE id = $1 AND latitude IS NOT NULL', [body.id]);
        return rows[0];
      }, 'the coordinates');
      expect(Number(row.latitude)).toBeCloseTo(6.3722);
    });
  });

  describe('an address that changes', () => {
    interface Where { latitude: number | null; longitude: number | null }
    const { latitude: _lat, longitude: _lon, ...nowhere } = HOME;
    const located = async (id: string, latitude: number): Promise<Where> =>
      until(async () => {
        const { body } = await house.api.get<Where>(`/properties/${id}`, { as: landlord });
        return body.latitude === latitude && body;
      }, `latitude ${String(latitude)}`);

    it('is looked up again where the old one was, also when the old coordinates come along', async () => {
      const { body } = await make({ ...nowhere, address: 'Etoile Rouge, maison 2' });
      const old = await located(body.id, 6.3722);
      const changed = await change(body.id, { address: 'Place des Martyrs', latitude: old.latitude, longitude: old.longitude });
      expect([changed.body.latitude, changed.body.longitude]).toEqual([null, null]);
      await located(body.id, 6.3551);
    });

    it('keeps the pin that its owner dropped', async () => {
      const { body } = await make({ ...nowhere, address: 'Etoile Rouge, maison 3' });
      await located(body.id, 6.3722);
      await change(body.id, { latitude: 6.4, longitude: 2.4 });
      const changed = await change(body.id, { address: 'Place des Martyrs' });
      expect([changed.body.latitude, changed.body.longitude]).toEqual([6.4, 2.4]);
    });

    it('was asked about with a pause of a second each time, under our own name, and never twice', () => {
      const asked = map.requests.map((request) => request.query.get('q'));
      expect(asked.length).toBeGreaterThan(2);
      expect(new Set(asked).size).toBe(asked.length);
      expect(map.requests.every((request) => request.headers['user-agent'] === 'LOKAHOME/1.0 (support@lokahome.bj)')).toBe(true);
      expect(map.refused).toBe(0);
    });
  });

  describe('changing one', () => {
    it('changes what is given and leaves the rest', async () => {
      const { body } = await make();
      const changed = await change(body.id, { price: 90000, rules: 'Pas de fête', minimum_stay: null });
      expect(changed.body).toMatchObject({ ...HOME, price: 90000, rules: 'Pas de fête', minimum_stay: null });
    });

    it('is for its owner and admins', async () => {
      const { body } = await make();
      expect((await change(body.id, { price: 1 }, await house.actors.asLandlord())).status).toBe(404);
      expect((await change(body.id, { price: 1 }, await house.actors.asTenant())).status).toBe(403);
      expect((await change(body.id, { price: 91000 }, await house.actors.asAdmin())).status).toBe(200);
      const shown = await house.build.property(landlord);
      expect((await change(shown.id, { price: 1 }, await house.actors.asLandlord())).status).toBe(403);
      expect((await change(newId(), { price: 1 })).status).toBe(404);
    });

    it('is published once it has a picture, and learns its words', async () => {
      const { body } = await make({ ...HOME, title: 'Paillote kpayo authentique' });
      const early = await change(body.id, { status: 'published' });
      expect([early.status, early.body.code]).toEqual([409, 'property.incomplete']);
      await upload(body.id, [photo]);
      expect((await change(body.id, { status: 'published' })).body.status).toBe('published');
      const { rows } = await house.database.client.query(`SELECT word FROM search_words WHERE word IN ('paillote', 'kpayo', 'authentique') ORDER BY 1`);
      expect(rows).toHaveLength(3);
    });

    const statuses = ['draft', 'published', 'rented', 'inactive'];
    const legal = ['draft published', 'published inactive', 'inactive published', 'published rented', 'rented published'];
    it.each(statuses.flatMap((from) => statuses.filter((to) => to !== from).map((to) => [from, to])))('from %s to %s goes by the rules', async (from, to) => {
      const home = await house.build.property(landlord, { status: from });
      const { status, body } = await change(home.id, { status: to });
      if (legal.includes(`${from} ${to}`)) expect([status, body.status]).toEqual([200, to]);
      else expect([status, body.code]).toEqual([409, 'property.invalid_transition']);
    });
  });

  describe('deleting one', () => {
    it('takes it away for everybody, and past stays still show it', async () => {
      const home = await house.build.property(landlord);
      const tenant = await house.actors.asTenant();
      const past = await house.build.booking(home, tenant, { status: 'completed', expires_at: null, start_date: inDays(-9), end_date: inDays(-5) });
      expect((await house.api.delete(`/properties/${home.id}`, { as: landlord })).status).toBe(204);
      expect((await house.api.delete(`/properties/${home.id}`, { as: landlord })).status).toBe(404);
      expect((await house.api.get(`/properties/${home.id}`, { as: landlord })).status).toBe(404);
      expect((await house.api.get<{ property: { title: string } }>(`/bookings/${past.id}`, { as: tenant })).body.property.title).toBe('Studio meublé près de la plage');
    });

    it('waits until nobody holds dates any more', async () => {
      const home = await house.build.property(landlord);
      const tenant = await house.actors.asTenant();
      const stay = await house.build.booking(home, tenant, { start_date: inDays(5), end_date: inDays(9) });
      const held = await house.api.delete<{ code: string }>(`/properties/${home.id}`, { as: landlord });
      expect([held.status, held.body.code]).toEqual([409, 'property.has_bookings']);
      await house.api.put(`/bookings/${stay.id}/reject`, {}, { as: landlord });
      expect((await house.api.delete(`/properties/${home.id}`, { as: landlord })).status).toBe(204);
    });

    it('and booking it at the same moment: one of them loses', async () => {
      for (let round = 0; round < 10; round += 1) {
        const home = await house.build.property(landlord);
        const tenant = await house.actors.asTenant();
        const [gone, booked] = await Promise.all([
          house.api.delete(`/properties/${home.id}`, { as: landlord }),
          house.api.post('/bookings', { property_id: home.id, start_date: inDays(5), end_date: inDays(9) }, { as: tenant }),
        ]);
        expect([[204, 404], [409, 201]]).toContainEqual([gone.status, booked.status]);
      }
    });
  });

  describe('its pictures', () => {
    it('are kept in four sizes, the first one primary, in the order that is asked for', async () => {
      const { body } = await make();
      const added = await upload(body.id, [photo, photo]);
      expect([added.status, added.body.uploaded.length]).toEqual([201, 2]);
      await upload(body.id, [photo], landlord, `/uploads/images/property/${body.id}`);
      const [a, b, c] = (await change(body.id, {})).body.images;
      expect([a, b, c].map((image) => [image?.order_index, image?.is_primary])).toEqual([[0, true], [1, false], [2, false]]);
      for (const [url, width] of [[a?.image_url, 1620], [a?.thumb_url, 150], [a?.medium_url, 600], [a?.large_url, 1200]] as const) {
        const file = await fetch(house.url + new URL(url ?? '').pathname);
        expect((await sharp(Buffer.from(await file.arrayBuffer())).metadata()).width).toBe(width);
      }
      const ordered = await house.api.put<PropertyView>(`/properties/${body.id}/images/order`, { image_ids: [c?.id, a?.id, b?.id] }, { as: landlord });
      expect(ordered.body.images.map((image) => image.id)).toEqual([c?.id, a?.id, b?.id]);
      expect(ordered.body.images[0]?.is_primary).toBe(true);
      expect((await house.api.put<Refused>(`/properties/${body.id}/images/order`, { image_ids: [c?.id, a?.id] }, { as: landlord })).body.code).toBe('property.image_order_mismatch');

      expect((await house.api.delete(`/properties/${body.id}/images/${c?.id ?? ''}`, { as: landlord })).status).toBe(204);
      const left = (await change(body.id, {})).body.images;
      expect(left.map((image) => [image.id, image.is_primary])).toEqual([[a?.id, true], [b?.id, false]]);
      expect((await fetch(house.url + new URL(c?.image_url ?? '').pathname)).status).toBe(404);
    });

    it('are ten at most, also when they come at once', async () => {
      const { body } = await make();
      const small = await sharp({ create: { width: 40, height: 30, channels: 3, background: 'red' } }).png().toBuffer();
      const replies = await Promise.all([6, 6].map((count) => upload(body.id, Array.from({ length: count }, () => small))));
      expect(replies.map((reply) => reply.status).sort()).toEqual([201, 409]);
      expect((await upload(body.id, Array.from({ length: 5 }, () => small))).body.code).toBe('property.too_many_images');
      expect((await upload(body.id, Array.from({ length: 11 }, () => small))).status).toBe(422);
    });

    it('are kept all or none', async () => {
      const { body } = await make();
      const bad = await upload(body.id, [photo, Buffer.from('GIF89a not a picture')]);
      expect(bad.status).toBe(415);
      expect((await upload(body.id, [photo.subarray(0, photo.length / 2)])).status).toBe(422);
      expect((await change(body.id, {})).body.images).toEqual([]);
    });

    it('come as files of the field "files" and from the owner', async () => {
      const { body } = await make();
      const call = (options: object) => house.api.call('POST', `/properties/${body.id}/images`, { as: landlord, ...options });
      expect((await call({ files: { photo: [photo] } })).status).toBe(422);
      expect((await call({ json: { files: [] } })).status).toBe(415);
      expect((await call({ files: { files: [] }, form: undefined })).status).toBe(422);
      expect((await call({ headers: { 'content-type': 'multipart/form-data' } })).status).toBeGreaterThanOrEqual(400);
      expect((await upload(body.id, [photo], await house.actors.asLandlord())).status).toBe(404);
      expect((await upload(body.id, [Buffer.alloc(11 * 1024 * 1024, 1)])).status).toBe(413);
    });

    it('of a published home are never all removed', async () => {
      const { body } = await make();
      await upload(body.id, [photo]);
      const image = (await change(body.id, { status: 'published' })).body.images[0];
      const last = await house.api.delete<{ code: string }>(`/properties/${body.id}/images/${image?.id ?? ''}`, { as: landlord });
      expect([last.status, last.body.code]).toEqual([409, 'property.last_image']);
    });
  });

  describe('favourites', () => {
    it('are marked and unmarked as often as one likes', async () => {
      const tenant = await house.actors.asTenant();
      const [one, two] = [await house.build.property(landlord), await house.build.property(landlord)];
      const hidden = await house.build.property(landlord, { status: 'draft' });
      for (const home of [one, two, one]) expect((await house.api.post(`/properties/${home.id}/favorite`, undefined, { as: tenant })).body).toEqual({ is_favorite: true });
      expect((await house.api.post(`/properties/${hidden.id}/favorite`, undefined, { as: tenant })).status).toBe(404);
      const list = await house.api.get<PropertyView[]>('/users/me/favorites', { as: tenant });
      expect(list.body.map((home) => [home.id, home.is_favorite])).toEqual([[two.id, true], [one.id, true]]);
      expect(list.headers.get('x-total-count')).toBe('2');
      for (let times = 0; times < 2; times += 1) expect((await house.api.delete(`/properties/${one.id}/favorite`, { as: tenant })).body).toEqual({ is_favorite: false });
      expect((await house.api.get<PropertyView[]>('/users/me/favorites', { as: tenant })).body.map((home) => home.id)).toEqual([two.id]);
      expect((await house.api.get<PropertyView[]>('/users/me/favorites', { as: await house.actors.asTenant() })).body).toEqual([]);
      expect((await house.api.post(`/properties/${one.id}/favorite`, undefined, { as: await house.actors.asProvider() })).status).toBe(403);
    });
  });

  describe('the calendar', () => {
    it('says what is taken and never by whom', async () => {
      const home = await house.build.property(landlord, { available_to: inDays(60) });
      const tenant = await house.actors.asTenant();
      await house.build.booking(home, tenant, { start_date: inDays(5), end_date: inDays(8) });
      await house.build.booking(home, tenant, { start_date: inDays(20), end_date: inDays(22), expires_at: new Date(Date.now() - 1) });
      const block = await house.api.post<BlockView>(`/properties/${home.id}/blocks`, { start_date: inDays(10), end_date: inDays(12), note: 'Peinture' }, { as: landlord });
      expect(block.status).toBe(201);
      const { body } = await house.api.get<AvailabilityView>(`/properties/${home.id}/availability`, { query: { from: today, to: inDays(70) } });
      expect(body).toEqual({
        property_id: home.id, from: today, to: inDays(70), is_available: false,
        unavailable: [
          { start_date: inDays(5), end_date: inDays(8), reason: 'booked' },
          { start_date: inDays(10), end_date: inDays(12), reason: 'blocked' },
          { start_date: inDays(60), end_date: inDays(70), reason: 'blocked' },
        ],
      });
      const free = await house.api.get<AvailabilityView>(`/properties/${home.id}/availability`, { query: { from: inDays(12), to: inDays(30) } });
      expect(free.body.is_available).toBe(true);
    });

    it.each([[{ from: '2027-01-01', to: '2028-01-03' }], [{ from: '2027-01-02', to: '2027-01-02' }], [{ from: 'soon' }]])('refuses the period %j', async (query) => {
      const home = await house.build.property(landlord);
      expect((await house.api.get(`/properties/${home.id}/availability`, { query })).status).toBe(422);
    });

    it('is closed by its owner, not over bookings nor twice', async () => {
      const home = await house.build.property(landlord);
      const close = (from: number, to: number, as: TestActor = landlord) => house.api.post<BlockView & { code: string }>(`/properties/${home.id}/blocks`, { start_date: inDays(from), end_date: inDays(to) }, { as });
      await house.build.booking(home, await house.actors.asTenant(), { start_date: inDays(5), end_date: inDays(8) });
      expect((await close(7, 9)).body.code).toBe('property.block_overlaps_booking');
      const block = await close(8, 10);
      expect(block.status).toBe(201);
      expect((await close(9, 11)).body.code).toBe('property.block_overlaps_block');
      expect((await close(-2, 1)).status).toBe(422);
      expect((await close(12, 12)).status).toBe(422);
      const stranger = await house.actors.asLandlord();
      expect((await close(20, 22, stranger)).status).toBe(403);
      expect((await close(20, 22, await house.actors.asTenant())).status).toBe(403);
      expect((await house.api.get(`/properties/${home.id}/blocks`, { as: stranger })).status).toBe(403);
      expect((await house.api.get<BlockView[]>(`/properties/${home.id}/blocks`, { as: landlord })).body.map(({ id }) => id)).toEqual([block.body.id]);
      expect((await house.api.delete(`/properties/${home.id}/blocks/${block.body.id}`, { as: landlord })).status).toBe(204);
      expect((await house.api.delete(`/properties/${home.id}/blocks/${block.body.id}`, { as: landlord })).status).toBe(404);
    });

    it('never has a stay and a block on one night, however they race', async () => {
      const tenant = await house.actors.asTenant();
      for (let round = 0; round < 10; round += 1) {
        const home = await house.build.property(landlord);
        const dates = { start_date: inDays(5), end_date: inDays(9) };
        const [closed, booked] = await Promise.all([
          house.api.post(`/properties/${home.id}/blocks`, dates, { as: landlord }),
          house.api.post('/bookings', { property_id: home.id, ...dates }, { as: tenant }),
        ]);
        expect([closed.status, booked.status].sort()).toEqual([201, 409]);
      }
    });
  });

  describe('the catalogue of amenities', () => {
    it('is read by all, kept by admins, and answers 304 to its ETag', async () => {
      const admin = await house.actors.asAdmin();
      const first = await house.api.get<{ code: string }[]>('/amenities');
      expect(first.body.length).toBeGreaterThan(30);
      expect((await house.api.get('/amenities', { headers: { 'if-none-match': first.headers.get('etag') ?? '' } })).status).toBe(304);
      const smoker = { code: 'smokehouse', name_fr: 'Fumoir', name_en: 'Smokehouse', icon: 'flame' };
      expect((await house.api.post('/amenities', smoker, { as: landlord })).status).toBe(403);
      expect((await house.api.post('/amenities', smoker, { as: admin })).status).toBe(201);
      expect((await house.api.post('/amenities', smoker, { as: admin })).status).toBe(409);
      const { code: _, ...names } = smoker;
      expect((await house.api.put<{ name_fr: string }>('/amenities/smokehouse', { ...names, name_fr: 'Fumoir à poisson' }, { as: admin })).body.name_fr).toBe('Fumoir à poisson');
      const home = await make({ ...HOME, amenities: ['smokehouse'] });
      expect(home.status).toBe(201);
      expect((await house.api.delete('/amenities/smokehouse', { as: admin })).status).toBe(204);
      expect((await house.api.delete('/amenities/smokehouse', { as: admin })).status).toBe(404);
      expect((await house.api.get<{ code: string }[]>('/amenities')).body.some(({ code }) => code === 'smokehouse')).toBe(false);
      expect((await change(home.body.id, { price: 1000 })).body.amenities).toEqual(['smokehouse']);
      expect((await change(home.body.id, { amenities: ['smokehouse', 'wifi'] })).status).toBe(200);
      expect((await make({ ...HOME, amenities: ['smokehouse'] })).status).toBe(422);
      expect((await house.api.post('/amenities', smoker, { as: admin })).status).toBe(201);
    });
  });

  describe('looks', () => {
    it('are counted once each, whatever the job goes through', async () => {
      const home = await house.build.property(landlord);
      const views = house.app.get(PropertyViews);
      for (let look = 0; look < 5; look += 1) views.count(home.id);
      await until(async () => (await house.app.get(JobRunner).run('flush-views')).counts['views'] === 5, 'the five looks');
      await house.app.get(JobRunner).run('flush-views');
      const { rows } = await house.database.client.query('SELECT views_count FROM property_views WHERE property_id = $1', [home.id]);
      expect(rows).toEqual([{ views_count: 5 }]);
    });
  });
});
