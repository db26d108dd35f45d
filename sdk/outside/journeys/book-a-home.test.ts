import { isProblem, type LokaHome } from '@lokahome/sdk';
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { clientOf, dayIn, join, mailFor, photos, plain, smsFor } from '../town.js';

const arrival = dayIn(40);
const departure = dayIn(44);
const polygon = JSON.stringify({ type: 'Polygon', coordinates: [[[2.35, 6.34], [2.4, 6.34], [2.4, 6.37], [2.35, 6.37], [2.35, 6.34]]] });

describe('booking a home with the SDK, from the first account to the SMS that confirms it', () => {
  let landlord: Awaited<ReturnType<typeof join>>;
  let tenant: Awaited<ReturnType<typeof join>>;
  let home = '';
  let booking = '';
  /** The answer to the next call of this kind is lost on its way. */
  let losing: string | null = null;
  const lossy: typeof fetch = async (input) => {
    const request = input as Request;
    const lost = losing !== null && `${request.method} ${new URL(request.url).pathname}` === losing;
    const response = await fetch(request);
    if (!lost) return response;
    losing = null;
    await response.arrayBuffer();
    throw new TypeError('the line was cut after the server had done its work');
  };

  before(async () => {
    landlord = await join('landlord', 'Koffi');
    tenant = await join('tenant', 'Afi', { fetch: lossy });
  });

  it('publishes a home once it has photos', async () => {
    const owner = landlord.api;
    const draft = await owner.createProperty({
      body: {
        title: 'Studio meublé près de la plage', description: 'Au calme, à deux pas de la mer. Forage, Wi-Fi et compteur à carte.', property_type: 'studio', rental_type: 'short_term', price: 18000,
        address: 'Rue 12.045', city: 'Cotonou', neighborhood: 'Fidjrossè', latitude: 6.3527, longitude: 2.3712, bedrooms: 1, bathrooms: 1, is_furnished: true, amenities: ['wifi', 'near_beach'],
      },
    });
    assert.equal(draft.status, 'draft');
    home = draft.id;
    await assert.rejects(owner.updateProperty({ path: { id: home }, body: { status: 'published' } }), (error) => isProblem(error, 'property.incomplete') && error.status === 409);
    const { uploaded } = await owner.addPropertyImages({ path: { id: home }, body: { files: photos() } });
    assert.equal(uploaded.length, 2);
    const published = await owner.updateProperty({ path: { id: home }, body: { status: 'published' } });
    assert.deepEqual([published.status, published.images.length], ['published', 2]);
  });

  const ways: [string, (api: LokaHome) => Promise<{ id: string; distance_km: number | null }[]>][] = [
    ['by typing "studio meuble pres plage"', (api) => api.searchProperties({ query: { q: 'studio meuble pres plage' } })],
    ['by drawing a polygon', (api) => api.searchProperties({ query: { polygon } })],
    ['by standing near it', (api) => api.listNearbyProperties({ query: { latitude: 6.3551, longitude: 2.3699, radius: 2 } })],
    ['by dates and price', (api) => api.listProperties({ query: { city: 'cotonou', max_price: 20000, available_from: arrival, available_to: departure } })],
  ];
  for (const [how, find] of ways) {
    it(`is found ${how}`, async () => {
      const found = await find(tenant.api);
      const one = found.find(({ id }) => id === home);
      assert.ok(one);
      if (how.endsWith('near it')) assert.ok(Math.abs((one.distance_km ?? 0) - 0.3) < 0.05);
    });
  }

  it('is booked once, though the answer is lost and the call is made again', async () => {
    const period = { path: { id: home }, query: { from: arrival, to: departure } };
    assert.equal((await clientOf().getPropertyAvailability(period)).is_available, true);
    losing = 'POST /api/v1/bookings';
    const { data, response } = await tenant.api.withResponse('createBooking', { body: { property_id: home, start_date: arrival, end_date: departure, guests: 2, message: 'Bonjour, nous arrivons vers 18 h.' } });
    assert.deepEqual([losing, response.headers.get('idempotency-replayed')], [null, 'true']);
    assert.deepEqual([data.status, data.total_amount], ['pending', 72000]);
    booking = data.id;
    assert.deepEqual((await Array.fromAsync(tenant.api.all('listMyBookings', { query: { per_page: 1 } }))).map(({ id }) => id), [booking]);
    const taken = await clientOf().getPropertyAvailability(period);
    assert.deepEqual([taken.is_available, taken.unavailable], [false, [{ start_date: arrival, end_date: departure, reason: 'booked' }]]);
    await assert.rejects(tenant.api.createBooking({ body: { property_id: home, start_date: arrival, end_date: departure } }), (error) => isProblem(error, 'booking.dates_unavailable'));
  });

  it('is told to the owner, who accepts, and then to the tenant', async () => {
    const mail = await mailFor(landlord.email, ({ text }) => text.includes(booking));
    assert.ok(plain(mail.text).includes('72 000 FCFA'));
    const [note] = await landlord.api.listNotifications();
    assert.deepEqual([note?.type, note?.related_id], ['booking', booking]);
    assert.equal((await landlord.api.acceptBooking({ path: { id: booking } })).status, 'confirmed');
    await mailFor(tenant.email, ({ text }) => text.includes(booking));
    assert.ok((await smsFor(tenant.phone, /confirm/i)).length <= 160);
    assert.ok((await tenant.api.countUnreadNotifications()).count >= 1);
  });
});
