import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { addDays, todayIn } from '../src/kernel/calendar-date.js';
import { newId } from '../src/kernel/id.js';
import { JobRunner } from '../src/platform/schedule/job-runner.js';
import type { TestActor } from './support/actors.js';
import type { Reply } from './support/api.js';
import { startApp, type TestApp } from './support/app.js';

interface Body { id: string; code: string; avatar_url: string; uploaded: string[]; email: string }

/** POSTs that take no key, because doing them twice is no worse than doing them once, or because their answer is a secret. */
const WITHOUT_KEY: Readonly<Record<string, string>> = {
  login: 'answers tokens, which are stored nowhere', verifyOtp: 'answers tokens', refresh: 'answers tokens',
  logout: 'twice is once', forgotPassword: 'has a limit of its own', sendOtp: 'has a limit of its own',
  resetPassword: 'its token is good once', verifyEmail: 'its token is good once', verifyPhone: 'its code is good once', changePassword: 'needs the old password',
  adminOpenQueues: 'a pass for a quarter of an hour; nothing is made or moved',
  createApiKey: 'answers a secret, which is stored nowhere', createWebhook: 'answers a secret', rotateWebhookSecret: 'answers a secret',
  addFavorite: 'twice is once', blockUser: 'twice is once', decideSandboxPayment: 'the first approval stands',
  receiveFedapayWebhook: 'an event has an id of its own', receivePaymentWebhook: 'an event has an id of its own', receiveUnsignedPaymentWebhook: 'it is only a hint',
};

describe('an Idempotency-Key', () => {
  let house: TestApp;
  let tenant: TestActor;
  let landlord: TestActor;
  let home: { id: string; owner_id: string };
  let days = 10;

  beforeAll(async () => {
    house = await startApp();
    [tenant, landlord] = [await house.actors.asTenant(), await house.actors.asLandlord()];
    home = await house.build.property(landlord);
  });
  afterAll(() => house.close());

  const stay = (): { property_id: string; start_date: string; end_date: string } => {
    days += 5;
    const start = addDays(todayIn('Africa/Porto-Novo', new Date()), days);
    return { property_id: home.id, start_date: start, end_date: addDays(start, 3) };
  };
  const address = (): object => ({ label: 'Maison', address: `Rue ${newId()}`, city: 'Cotonou' });
  const post = (path: string, body: object, key: string, as: TestActor | undefined = tenant, at: TestApp = house): Promise<Reply<Body>> =>
    at.api.post<Body>(path, body, { ...(as ? { as } : {}), headers: { 'idempotency-key': key } });
  const isReplay = (reply: Reply): boolean => reply.headers.get('idempotency-replayed') === 'true';
  const age = (key: string, by: string): Promise<unknown> => house.database.client.query(`UPDATE idempotency_keys SET created_at = created_at - $2::interval WHERE key = $1`, [key, by]);

  describe('gives the first answer again', () => {
    it('after a restart, and at another instance', async () => {
      const [body, key] = [stay(), newId()];
      const before = await startApp({ beside: house });
      const first = await post('/bookings', body, key, tenant, before);
      await before.close();
      const after = await startApp({ beside: house });
      const again = await post('/bookings', body, key, tenant, after);
      await after.close();
      expect([first.status, again.status, isReplay(first), isReplay(again)]).toEqual([201, 201, false, true]);
      expect(again.body).toEqual(first.body);
    });

    it('to a refund, which moves money once', async () => {
      const booking = await house.build.booking(home, tenant, { ...stay(), status: 'cancelled', cancelled_by: 'tenant', expires_at: null });
      const payment = await house.build.payment(booking, { tenant, landlord });
      const [body, key] = [{ payment_id: payment.id, amount: 10000, reason: 'Une nuit de moins' }, newId()];
      const replies = [await post('/payments/refund', body, key, landlord), await post('/payments/refund', body, key, landlord)];
      expect(replies.map((reply) => [reply.status, isReplay(reply)])).toEqual([[200, false], [200, true]]);
      expect((await house.database.client.query('SELECT amount::int FROM refunds WHERE payment_id = $1', [payment.id])).rows).toEqual([{ amount: 10000 }]);
      expect((await post('/payments/refund', { ...body, amount: 20000 }, key, landlord)).body.code).toBe('idempotency.key_reused');
    });

    it('once for all of many at once, at two instances, which may be too busy for some', async () => {
      const second = await startApp({ beside: house });
      const [body, key] = [address(), newId()];
      const replies = await Promise.all(Array.from({ length: 30 }, (_, index) => post('/users/me/addresses', body, key, tenant, index % 2 ? house : second)));
      await second.close();
      const made = replies.filter(({ status }) => status === 201);
      expect(new Set(made.map((reply) => reply.body.id)).size).toBe(1);
      const late = replies.filter(({ status }) => status !== 201 && status !== 503);
      expect(late.every(({ status, body: { code } }) => status === 409 && code === 'idempotency.in_progress')).toBe(true);
      const { rows } = await house.database.client.query('SELECT count(*)::int AS count FROM user_addresses WHERE id = $1', [made[0]?.body.id]);
      expect(rows).toEqual([{ count: 1 }]);
    });

    it('also when it was no', async () => {
      const [body, key] = [stay(), newId()];
      const taken = await post('/bookings', body, newId());
      const other = await house.actors.asTenant();
      const first = await post('/bookings', body, key, other);
      await house.api.put(`/bookings/${taken.body.id}/cancel`, {}, { as: tenant });
      const again = await post('/bookings', body, key, other);
      expect([first.status, again.status, again.body.code, isReplay(again)]).toEqual([409, 409, 'booking.dates_unavailable', true]);
    });

    it('to somebody who signs up, without an account to keep it under', async () => {
      const body = { email: `${newId()}@example.com`, phone: `+229019${String(Date.now()).slice(-7)}`, password: 'sept pirogues au lac', first_name: 'Afi', last_name: 'Adjovi', user_type: 'tenant' };
      const key = newId();
      const first = await post('/auth/register', body, key, undefined);
      const again = await post('/auth/register', body, key, undefined);
      expect([first.status, again.status, isReplay(again)]).toEqual([201, 201, true]);
      expect(again.body).toEqual(first.body);
      const { rows } = await house.database.client.query('SELECT id FROM users WHERE email = $1', [body.email]);
      expect(rows).toHaveLength(1);
      // A stranger with the same key is another matter.
      const stranger = await post('/auth/register', { ...body, email: `${newId()}@example.com` }, key, undefined);
      expect([stranger.status, isReplay(stranger)]).toEqual([409, false]);
    });

    it('for files, told apart by what is in them', async () => {
      const [red, blue] = await Promise.all(['red', 'blue'].map((background) => sharp({ create: { width: 60, height: 60, channels: 3, background } }).jpeg().toBuffer()));
      const send = (path: string, field: string, files: (Buffer | undefined)[], key: string, as: TestActor): Promise<Reply<Body>> =>
        house.api.post<Body>(path, undefined, { as, files: { [field]: files as Buffer[] }, headers: { 'idempotency-key': key } });
      const key = newId();
      const first = await send('/users/me/avatar', 'file', [red], key, tenant);
      const again = await send('/users/me/avatar', 'file', [red], key, tenant);
      expect([first.status, again.status, isReplay(again), again.body.avatar_url]).toEqual([200, 200, true, first.body.avatar_url]);
      expect((await send('/users/me/avatar', 'file', [blue], key, tenant)).body.code).toBe('idempotency.key_reused');

      const pictures = await send(`/properties/${home.id}/images`, 'files', [red, blue], key, landlord);
      const repeated = await send(`/properties/${home.id}/images`, 'files', [red, blue], key, landlord);
      expect([pictures.status, isReplay(repeated), repeated.body]).toEqual([201, true, pictures.body]);
      const { rows } = await house.database.client.query('SELECT count(*)::int AS count FROM property_images WHERE property_id = $1', [home.id]);
      expect(rows).toEqual([{ count: 3 }]);
    });
  });

  describe('is not for', () => {
    it('another request', async () => {
      const key = newId();
      await post('/users/me/addresses', address(), key);
      const other = await post('/users/me/addresses', address(), key);
      expect([other.status, other.body.code]).toEqual([422, 'idempotency.key_reused']);
    });

    it('another route', async () => {
      const [key, body] = [newId(), address()];
      await post('/users/me/addresses', body, key);
      const other = await post('/users/me/devices', { token: newId(), platform: 'web' }, key);
      expect([other.status, other.body.code]).toEqual([422, 'idempotency.key_reused']);
    });

    it('another person', async () => {
      const [key, body] = [newId(), address()];
      const [mine, theirs] = [await post('/users/me/addresses', body, key), await post('/users/me/addresses', body, key, await house.actors.asTenant())];
      expect([mine.status, theirs.status, isReplay(theirs)]).toEqual([201, 201, false]);
      expect(theirs.body.id).not.toBe(mine.body.id);
    });

    it('somebody who may not make the call at all', async () => {
      const [key, body] = [newId(), stay()];
      expect((await post('/bookings', body, key)).status).toBe(201);
      expect((await post('/bookings', body, key, await house.actors.asProvider())).status).toBe(403);
      expect((await house.api.post('/bookings', body, { headers: { 'idempotency-key': key } })).status).toBe(401);
    });
  });

  describe('stands for a day', () => {
    it('and not longer, though its row may still be there', async () => {
      const [key, body] = [newId(), address()];
      const first = await post('/users/me/addresses', body, key);
      await age(key, '23 hours 59 minutes');
      expect(isReplay(await post('/users/me/addresses', body, key))).toBe(true);
      await age(key, '2 minutes');
      const anew = await post('/users/me/addresses', body, key);
      expect([anew.status, isReplay(anew)]).toEqual([201, false]);
      expect(anew.body.id).not.toBe(first.body.id);
      // From here on it stands for the second one, a day again.
      const again = await post('/users/me/addresses', body, key);
      expect([isReplay(again), again.body.id]).toEqual([true, anew.body.id]);
    });

    it('then serves another request, a refused one as well', async () => {
      const key = newId();
      await post('/users/me/addresses', address(), key);
      await age(key, '25 hours');
      const refused = await post('/users/me/addresses', { label: 'x' }, key);
      expect([refused.status, refused.body.code, isReplay(refused)]).toEqual([422, 'validation.failed', false]);
      expect(isReplay(await post('/users/me/addresses', { label: 'x' }, key))).toBe(true);
    });

    it('and is gone the night after', async () => {
      const key = newId();
      await post('/users/me/addresses', address(), key);
      await age(key, '25 hours');
      expect((await house.app.get(JobRunner).run('cleanup')).outcome).toBe('done');
      const { rows } = await house.database.client.query('SELECT 1 FROM idempotency_keys WHERE key = $1', [key]);
      expect(rows).toEqual([]);
    });
  });

  it('says that the first one is still running', async () => {
    const [key, body] = [newId(), address()];
    const { client } = house.database;
    await client.query('BEGIN');
    await client.query('SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))', [`user:${tenant.id} ${key}`]);
    const during = await post('/users/me/addresses', body, key);
    await client.query('ROLLBACK');
    expect([during.status, during.body.code]).toEqual([409, 'idempotency.in_progress']);
    expect((await post('/users/me/addresses', body, key)).status).toBe(201);
  });

  it('is free again after a fault of ours', async () => {
    const [key, body] = [newId(), address()];
    await house.database.client.query('ALTER TABLE user_addresses RENAME TO elsewhere');
    expect((await post('/users/me/addresses', body, key)).status).toBe(500);
    await house.database.client.query('ALTER TABLE elsewhere RENAME TO user_addresses');
    const after = await post('/users/me/addresses', body, key);
    expect([after.status, isReplay(after)]).toEqual([201, false]);
  });

  it('keeps nothing that a thief of the table could use', async () => {
    const password = 'sept pirogues au lac';
    const body = { email: `${newId()}@example.com`, phone: `+229019${String(Date.now() + 1).slice(-7)}`, password, first_name: 'Afi', last_name: 'Adjovi', user_type: 'tenant' };
    const key = newId();
    expect((await post('/auth/register', body, key, undefined)).status).toBe(201);
    const { rows } = await house.database.client.query<{ scope: string; fingerprint: string; body: unknown }>('SELECT scope, fingerprint, body FROM idempotency_keys WHERE key = $1', [key]);
    expect(rows).toHaveLength(1);
    // Whoever knows e-mail, phone and name could try a thousand million passwords a second against a bare hash.
    const bare = createHash('sha256').update(`POST /api/v1/auth/register\n${JSON.stringify(body)}`).digest('hex');
    expect(rows[0]?.fingerprint).not.toBe(bare);
    expect(JSON.stringify(rows)).not.toContain(bare);
    expect(JSON.stringify(rows)).not.toContain(password);
  });

  it.each(['', ' ', 'a b', '\t', 'x'.repeat(256)])('of %j is none', async (key) => {
    const reply = await house.api.post<Body>('/users/me/addresses', address(), { as: tenant, headers: { 'idempotency-key': key } });
    expect([reply.status, reply.body.code]).toEqual([422, 'idempotency.key_invalid']);
  });

  it('may have any visible ASCII character, and 255 of them', async () => {
    for (const key of ['!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~', 'x'.repeat(255)]) expect((await post('/users/me/addresses', address(), key, await house.actors.asTenant())).status).toBe(201);
  });

  it('is taken by every POST that makes or moves something', async () => {
    const document = (await (await fetch(`${house.url}/api/v1/openapi.json`)).json()) as { paths: Record<string, { post?: { operationId: string; parameters?: { name: string; in: string }[] } }> };
    const posts = Object.values(document.paths).flatMap(({ post: operation }) => (operation ? [operation] : []));
    const without = posts.filter(({ parameters = [] }) => !parameters.some((one) => one.in === 'header' && one.name === 'Idempotency-Key'));
    expect(without.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(WITHOUT_KEY).sort());
  });
});
