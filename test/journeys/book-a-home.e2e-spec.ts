import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { addDays, todayIn } from '../../src/kernel/calendar-date.js';
import { startApp, type TestApp } from '../support/app.js';
import { startOutside, type Outside } from '../support/outside.js';

interface Tokens {
  access_token: string;
}
interface Home {
  id: string;
  status: string;
  images: { id: string; image_url: string }[];
  distance_km: number | null;
}
interface Stay {
  id: string;
  status: string;
  total_amount: number;
}

const PASSWORD = 'Un mot de passe bien long';
const today = todayIn('Africa/Porto-Novo', new Date());
const arrival = addDays(today, 40);
const departure = addDays(today, 44);

/** Around Fidjrossè, as a thumb draws it on a map. */
const polygon = JSON.stringify({
  type: 'Polygon',
  coordinates: [[[2.35, 6.34], [2.4, 6.34], [2.4, 6.37], [2.35, 6.37], [2.35, 6.34]]],
});

describe('booking a home, from the first account to the SMS that confirms it', () => {
  let outside: Outside;
  let house: TestApp;
  const people: Record<'landlord' | 'tenant', { token: string }> = { landlord: { token: '' }, tenant: { token: '' } };
  let home = '';
  let booking = '';

  beforeAll(async () => {
    outside = await startOutside();
    house = await startApp({ worker: true, env: outside.env });
  });
  afterAll(async () => {
    await house.close();
    await outside.stop();
  });

  /** Signs up, proves the e-mail by the link and the phone by the code, signs in. */
  async function join(user_type: 'landlord' | 'tenant', email: string, phone: string, first_name: string): Promise<void> {
    const made = await house.api.post('/auth/register', { email, phone, password: PASSWORD, first_name, last_name: 'Dossou', user_type });
    expect(made.status).toBe(201);
    const mail = await outside.mail.waitForMail((one) => one.to.includes(email) && one.text.includes('verify-email'));
    const token = /verify-email\?token=([\w.~-]+)/.exec(mail.text)?.[1] ?? '';
    expect((await house.api.post<{ is_verified: boolean }>('/auth/verify-email', { token })).body.is_verified).toBe(true);
    const sms = await outside.sms.waitForSms((one) => one.to === phone);
    const code = /\b\d{6}\b/.exec(sms.text)?.[0] ?? '';
    expect((await house.api.post<{ is_phone_verified: boolean }>('/auth/verify-phone', { phone, code })).body.is_phone_verified).toBe(true);
    const { body } = await house.api.post<Tokens>('/auth/login', { username: email, password: PASSWORD });
    people[user_type] = { token: body.access_token };
  }

  it('lets a landlord and a tenant in, by mail and by SMS', async () => {
    await join('landlord', 'koffi@example.com', '+2290197000001', 'Koffi');
    await join('tenant', 'afi@example.com', '+2290197000002', 'Afi');
  });

  it('publishes a home once it has photos', async () => {
    const draft = await house.api.post<Home>('/properties', {
      title: 'Studio meublé près de la plage', description: 'Au calme, à deux pas de la mer. Forage, Wi-Fi et compteur à carte.',
      property_type: 'studio', rental_type: 'short_term', price: 18000, address: 'Rue 12.045', city: 'Cotonou', neighborhood: 'Fidjrossè',
      latitude: 6.3527, longitude: 2.3712, bedrooms: 1, bathrooms: 1, is_furnished: true, amenities: ['wifi', 'near_beach'],
    }, { as: people.landlord });
    expect([draft.status, draft.body.status]).toEqual([201, 'draft']);
    home = draft.body.id;

    const early = await house.api.put<{ code: string }>(`/properties/${home}`, { status: 'published' }, { as: people.landlord });
    expect([early.status, early.body.code]).toEqual([409, 'property.incomplete']);

    const photo = (background: string): Promise<Buffer> => sharp({ create: { width: 1600, height: 1200, channels: 3, background } }).jpeg().toBuffer();
    const photos = await house.api.call<{ uploaded: string[] }>('POST', `/properties/${home}/images`, { as: people.landlord, files: { files: [await photo('teal'), await photo('orange')] } });
    expect([photos.status, photos.body.uploaded]).toEqual([201, [expect.any(String), expect.any(String)]]);

    const published = await house.api.put<Home>(`/properties/${home}`, { status: 'published' }, { as: people.landlord });
    expect([published.status, published.body.status, published.body.images.length]).toEqual([200, 'published', 2]);
    const picture = await fetch(house.url + new URL(published.body.images[0]?.image_url ?? '').pathname);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
  });

  it.each([
    ['by typing "studio meuble pres plage"', '/properties/search', { q: 'studio meuble pres plage' }],
    ['by drawing a polygon', '/properties/search', { polygon }],
    ['by standing near it', '/properties/nearby', { latitude: 6.3551, longitude: 2.3699, radius: 2 }],
    ['by dates and price', '/properties', { city: 'cotonou', max_price: 20000, available_from: arrival, available_to: departure }],
  ])('is found %s', async (_how, path, query) => {
    const { status, body } = await house.api.get<Home[]>(path, { as: people.tenant, query });
    expect([status, body.map((one) => one.id)]).toEqual([200, [home]]);
    if (path.endsWith('nearby')) expect(body[0]?.distance_km).toBeCloseTo(0.3, 1);
  });

  it('shows when it is free, and is booked', async () => {
    const free = await house.api.get<{ is_available: boolean }>(`/properties/${home}/availability`, { query: { from: arrival, to: departure } });
    expect(free.body.is_available).toBe(true);
    const asked = await house.api.post<Stay>('/bookings', { property_id: home, start_date: arrival, end_date: departure, guests: 2, message: 'Bonjour, nous arrivons vers 18 h.' }, { as: people.tenant, headers: { 'idempotency-key': 'journey-0001' } });
    expect([asked.status, asked.body.status, asked.body.total_amount]).toEqual([201, 'pending', 72000]);
    booking = asked.body.id;
    const taken = await house.api.get<{ is_available: boolean; unavailable: object[] }>(`/properties/${home}/availability`, { query: { from: arrival, to: departure } });
    expect(taken.body).toMatchObject({ is_available: false, unavailable: [{ start_date: arrival, end_date: departure, reason: 'booked' }] });
    expect((await house.api.get<Home[]>('/properties', { query: { available_from: arrival, available_to: departure } })).body).toEqual([]);
  });

  it('mails the owner, who accepts', async () => {
    const mail = await outside.mail.waitForMail((one) => one.to.includes('koffi@example.com') && one.text.includes(booking));
    expect(mail.text).toContain('Studio meublé près de la plage');
    expect(mail.text.replaceAll(/\s/g, ' ')).toContain('72 000 FCFA');
    const notes = await house.api.get<{ type: string; related_id: string }[]>('/notifications', { as: people.landlord });
    expect(notes.body[0]).toMatchObject({ type: 'booking', related_id: booking });
    const accepted = await house.api.put<Stay>(`/bookings/${booking}/accept`, undefined, { as: people.landlord });
    expect([accepted.status, accepted.body.status]).toEqual([200, 'confirmed']);
  });

  it('tells the tenant by mail, by SMS and in the app', async () => {
    const mail = await outside.mail.waitForMail((one) => one.to.includes('afi@example.com') && one.text.includes(booking));
    expect(mail.html).toContain('Studio meublé près de la plage');
    const sms = await outside.sms.waitForSms((one) => one.to === '+2290197000002' && /confirm/i.test(one.text));
    expect(sms.text.length).toBeLessThanOrEqual(160);
    const unread = await house.api.get<{ count: number }>('/notifications/unread-count', { as: people.tenant });
    expect(unread.body.count).toBeGreaterThanOrEqual(1);
  });
});
