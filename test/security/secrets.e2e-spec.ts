import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { newId } from '../../src/kernel/id.js';
import { configureLogger } from '../../src/platform/observability/logger.js';
import { startApp, type TestApp } from '../support/app.js';
import { startOutside, type Outside } from '../support/outside.js';
import { Proofs } from '../support/proofs.js';
import { until } from '../support/wait.js';
import { Paying } from './paying.js';

const PERSON = { email: `sena.${newId()}@example.com`, phone: '+2290196112233', password: 'sept pirogues au lac Nokoué', first_name: 'Sènanmi', last_name: 'Houngbédji-Kpatcha', user_type: 'tenant' };
const NEW_PASSWORD = 'huit baobabs devant la gare';
/** The handset that pays is another than the account's. */
const MOMO = '0195778899';
const MESSAGE = 'Mon code de carte est 4711-0815';

/**
 * One person goes through everything that has a secret in it, with a worker at work and faults on the way; then the
 * log, Redis, the metrics and the database are searched.
 */
describe('secrets and people', () => {
  let house: TestApp;
  let outside: Outside;
  let paying: Paying;
  const lines: string[] = [];
  /** What opens something. */
  const secrets: Record<string, string> = { 'the password': PERSON.password, 'the new password': NEW_PASSWORD, 'the message': MESSAGE };
  const personal: Record<string, string> = { 'the e-mail address': PERSON.email, 'the phone number': PERSON.phone, 'the first name': PERSON.first_name, 'the last name': PERSON.last_name, 'the mobile money number': MOMO, 'the wrong password': 'neuf manguiers' };

  beforeAll(async () => {
    outside = await startOutside();
    paying = await Paying.start();
    house = await startApp({ worker: true, env: { ...outside.env, ...paying.env, LOG_LEVEL: 'silent' } });
    // Everything is said from here on, and to us alone.
    configureLogger({ level: 'trace', format: 'json', to: { write: (line) => { lines.push(line); } } });
    await live();
  }, 120_000);
  afterAll(async () => {
    configureLogger({ level: 'silent', format: 'json' });
    await house.close();
    await outside.stop();
    await paying.stop();
  });

  async function live(): Promise<void> {
    const { api } = house;
    const proofs = new Proofs(house);
    await api.post('/auth/register', PERSON, { headers: { 'idempotency-key': newId() } });
    await api.post('/auth/register', PERSON);
    secrets['the link that proves the address'] = await proofs.linkToken(PERSON.email, 'verify_email');
    await api.post('/auth/verify-email', { token: secrets['the link that proves the address'] });
    secrets['the code'] = await proofs.code(PERSON.phone);
    await api.post('/auth/verify-phone', { phone: PERSON.phone, code: await proofs.wrongCode(PERSON.phone) });
    await api.post('/auth/verify-phone', { phone: PERSON.phone, code: secrets['the code'] });
    await api.post('/auth/login', { username: PERSON.email, password: 'neuf manguiers' });
    const { body: pair } = await api.post<Record<string, string>>('/auth/login', { username: PERSON.phone, password: PERSON.password });
    const { body: next } = await api.post<Record<string, string>>('/auth/refresh', { refresh_token: pair['refresh_token'] });
    Object.assign(secrets, { 'an access token': pair['access_token'], 'a refresh token': pair['refresh_token'], 'the next refresh token': next['refresh_token'] });
    const as = next['access_token'] ?? '';
    const landlord = await house.actors.asLandlord();
    const home = await house.build.property(landlord);
    secrets['the token of a device'] = `fcm-${newId()}`;
    secrets['the key of the push service'] = outside.push.serviceAccount()['private_key']?.split('\n')[1] ?? '';
    await api.post('/users/me/devices', { token: secrets['the token of a device'], platform: 'android' }, { as: landlord });
    outside.push.http.failNext(1, 503);
    await api.post('/bookings', { property_id: home.id, start_date: '2027-06-01', end_date: '2027-06-05', message: MESSAGE }, { as, headers: { 'idempotency-key': newId() } });
    await api.put('/users/me', { first_name: PERSON.first_name }, { as });
    secrets['an API key'] = (await api.post<{ key: string }>('/users/me/api-keys', { name: 'Program', scopes: ['bookings:read', 'webhooks:write'] }, { as })).body.key;
    const { body: webhook } = await api.post<{ id: string; secret: string }>('/webhooks', { url: 'https://localhost/', events: ['booking.cancelled'] }, { as: secrets['an API key'] });
    secrets['the secret of a webhook'] = webhook.secret.slice('whsec_'.length);
    await api.post(`/webhooks/${webhook.id}/ping`, undefined, { as: secrets['an API key'] });
    await paying.live(house, as, landlord, `+229${MOMO}`);
    Object.assign(secrets, paying.secrets);
    await api.post('/auth/forgot-password', { email: PERSON.email });
    secrets['the link that resets the password'] = await proofs.linkToken(PERSON.email, 'reset_password');
    await proofs.letPass('1 hour');
    await api.post('/auth/send-otp', { phone: PERSON.phone });
    secrets['the second code'] = await proofs.code(PERSON.phone);

    // Faults, while secrets are in hand.
    await house.database.client.query('ALTER TABLE users RENAME TO people');
    await api.post('/auth/login', { username: PERSON.email, password: PERSON.password });
    await api.post('/auth/reset-password', { token: secrets['the link that resets the password'], new_password: NEW_PASSWORD });
    await api.get(`/auth/nothing?token=${secrets['the link that resets the password']}`);
    await house.database.client.query('ALTER TABLE people RENAME TO users');

    await api.post('/auth/reset-password', { token: secrets['the link that resets the password'], new_password: NEW_PASSWORD });
    await until(async () => {
      const { rows } = await house.database.client.query<{ left: number }>(`SELECT count(*)::int AS left FROM outbox WHERE done_at IS NULL AND dead_at IS NULL`);
      const { rows: waiting } = await house.database.client.query<{ left: number }>(`SELECT count(*)::int AS left FROM deliveries WHERE status = 'waiting'`);
      return rows[0]?.left === 0 && waiting[0]?.left === 0;
    }, 'everything to be told', 40_000);
  }

  function found(text: string, looked: Record<string, string>): string[] {
    return Object.entries(looked).filter(([, value]) => text.includes(value) || text.includes(encodeURIComponent(value)) || text.includes(Buffer.from(value).toString('hex')) || text.includes(JSON.stringify(value).slice(1, -1))).map(([what]) => what);
  }

  it('were there to be found', () => {
    for (const [what, value] of Object.entries({ ...secrets, ...personal })) expect([what, typeof value === 'string' && value.length >= 6]).toEqual([what, true]);
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.join('')).toContain('"endpoint":"/api/v1/auth/login"');
    expect(lines.join('')).toContain('"code":"internal"');
    expect(outside.mail.mails.length + outside.sms.messages.length).toBeGreaterThan(3);
    expect(lines.filter((line) => line.includes('a webhook did not get through'))).toHaveLength(1);
    expect(lines.some((line) => line.includes('"api_key_id"'))).toBe(true);
    expect([...new Set(outside.push.pushes.map((push) => push.token))]).toEqual([secrets['the token of a device']]);
    for (const endpoint of ['receipts/:code', 'payments/webhook/:provider/:secret']) expect(lines.filter((line) => line.includes(endpoint) && line.includes('"status":500')).length).toBeGreaterThan(0);
  });

  it('are in no line of the log', () => {
    expect(found(lines.join(''), { ...secrets, ...personal })).toEqual([]);
  });

  it('are not in Redis', async () => {
    const redis = new Redis(house.redisUrl);
    const kept: string[] = [];
    for (const key of await redis.keys('*')) {
      const type = await redis.type(key);
      const value = type === 'hash' ? await redis.hgetall(key) : type === 'string' ? await redis.get(key) : type === 'list' ? await redis.lrange(key, 0, -1) : type === 'zset' ? await redis.zrange(key, 0, -1) : type === 'set' ? await redis.smembers(key) : await redis.xrange(key, '-', '+');
      kept.push(key, JSON.stringify(value));
    }
    redis.disconnect();
    expect(kept.length).toBeGreaterThan(0);
    expect(found(kept.join(' '), { ...secrets, ...personal })).toEqual([]);
  });

  it('are not in the metrics', async () => {
    expect(found((await house.api.get('//metrics')).text, { ...secrets, ...personal })).toEqual([]);
  });

  it('are in the database only where they belong: what opens something, nowhere', async () => {
    const { rows: tables } = await house.database.client.query<{ name: string }>(`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'spatial_ref_sys'`);
    const places: Record<string, string[]> = {};
    for (const { name } of tables) {
      const { rows } = await house.database.client.query<{ text: string | null }>(`SELECT string_agg(t::text, ' ') AS text FROM ${name} t`);
      places[name] = found(rows[0]?.text ?? '', { ...secrets, ...personal });
    }
    const kept = Object.entries(places).sort().flatMap(([table, whats]) => whats.map((what) => `${table}: ${what}`));
    const opens = kept.filter((place) => Object.keys(secrets).some((what) => place.endsWith(`: ${what}`)));
    expect(opens).toEqual([
      'bookings: the message', 'idempotency_keys: the message', 'idempotency_keys: the page to pay on', 'payments: the page to pay on', 'receipts: the code of a receipt',
      'user_devices: the token of a device',
    ]);
    expect([...new Set(kept.map((place) => place.split(':')[0]))].filter((table) => !BELONGS.has(table ?? ''))).toEqual([]);
  });
});

/** Where a person's name, address or number has its place (an answer that is kept for a day is one); erasure knows each of them, and what providers told us is emptied after 90 days. */
const BELONGS = new Set(['contracts', 'payment_events', 'payments', 'receipts', 'users', 'bookings', 'auth_links', 'auth_codes', 'deliveries', 'notifications', 'idempotency_keys', 'user_devices']);
