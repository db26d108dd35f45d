import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Accounts } from '../src/modules/auth/index.js';
import { PASSWORD } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';
import { Proofs } from './support/proofs.js';

interface Pair {
  access_token: string;
  refresh_token: string;
  token_type: string;
  expires_in: number;
}
interface Account {
  id: string;
  email: string;
  phone: string;
  is_verified: boolean;
  is_phone_verified: boolean;
}
interface Problem {
  code: string;
  detail: string;
  errors?: { field: string; code: string; message: string }[];
}

let serial = 0;
const registration = (facts: Record<string, unknown> = {}) => {
  serial += 1;
  return {
    email: `new${String(serial)}@example.com`, phone: `+22901966${String(serial).padStart(5, '0')}`, password: 'quatre zems verts 42',
    first_name: 'Codjo', last_name: 'Hounsou', user_type: 'tenant', ...facts,
  };
};

describe('signing up and in', () => {
  let house: TestApp;
  let proofs: Proofs;
  beforeAll(async () => {
    house = await startApp();
    proofs = new Proofs(house);
  });
  // Ten SMS an hour and address: the tests before this one have had theirs.
  beforeEach(() => proofs.letPass('2 hours'));
  afterAll(() => house.close());

  const register = (facts: Record<string, unknown> = {}) => house.api.post<Account & Problem>('/auth/register', registration(facts));
  const login = (username: string, password = PASSWORD) => house.api.post<Pair & Problem>('/auth/login', { username, password });
  const me = (token: string) => house.api.get<Account & Problem>('/users/me', { as: token });
  const column = async (text: string, values: unknown[] = []): Promise<unknown[]> => {
    const { rows } = await house.database.client.query<Record<string, unknown>>(text, values);
    return rows.map((row) => Object.values(row)[0]);
  };

  describe('registering', () => {
    it.each(['tenant', 'landlord', 'provider'])('makes a %s, unproven, without a secret in the answer', async (user_type) => {
      const asked = registration({ user_type });
      const { status, body } = await house.api.post('/auth/register', asked);
      expect(status).toBe(201);
      expect(body).toEqual({
        id: expect.any(String), email: asked.email, phone: asked.phone, first_name: 'Codjo', last_name: 'Hounsou', user_type, avatar_url: null,
        is_active: true, is_verified: false, is_phone_verified: false, created_at: expect.stringMatching(/Z$/),
      });
    });

    it('queues the welcome with ids only: no address, no number, no secret', async () => {
      const { body } = await register();
      const payloads = await column(`SELECT payload::text FROM outbox WHERE type = 'user.registered' AND payload ->> 'user_id' = $1`, [body.id]);
      expect(payloads.length).toBeGreaterThan(0);
      for (const payload of payloads) expect(Object.keys(JSON.parse(String(payload)) as object).sort()).toEqual(['code_id', 'link_id', 'user_id']);
    });

    it('takes numbers as people write them, and old eight-digit ones as today’s', async () => {
      expect((await register({ phone: '97 11 22 33' })).body.phone).toBe('+2290197112233');
      expect((await register({ phone: '0197445566' })).body.phone).toBe('+2290197445566');
      expect((await register({ phone: '00229 01 97 77 88 99' })).body.phone).toBe('+2290197778899');
    });

    it('keeps e-mail addresses in lower case and refuses one that is taken in another spelling', async () => {
      const { body } = await register({ email: ' Rachidi.DOSSOU@Example.COM ' });
      expect(body.email).toBe('rachidi.dossou@example.com');
      const again = await register({ email: 'RACHIDI.dossou@example.com' });
      expect([again.status, again.body.code]).toEqual([409, 'auth.email_taken']);
    });

    it('refuses a number that is taken, in its old form too', async () => {
      await register({ phone: '+2290195010203' });
      const again = await register({ phone: '95010203' });
      expect([again.status, again.body.code]).toEqual([409, 'auth.phone_taken']);
    });

    it('lets one of twenty at once have the address', async () => {
      const email = 'storm@example.com';
      const answers = await Promise.all(Array.from({ length: 20 }, () => register({ email })));
      expect(answers.map((one) => one.status).sort()).toEqual([201, ...Array.from({ length: 19 }, () => 409)]);
    });

    it.each([
      ['an admin', { user_type: 'admin' }, 'user_type', 'not_one_of'],
      ['a claim to be proven', { is_verified: true }, 'is_verified', 'unknown_field'],
      ['an id of one’s own', { id: '0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e5f' }, 'id', 'unknown_field'],
      ['no e-mail address', { email: 'nobody' }, 'email', 'not_an_email'],
      ['no phone number', { phone: 'douze' }, 'phone', 'not_a_phone'],
      ['an empty name', { first_name: '  ' }, 'first_name', 'too_short'],
      ['a short password', { password: 'a#9ZqT1' }, 'password', 'too_short'],
      ['a long password', { password: 'x1'.repeat(65) }, 'password', 'too_long'],
      ['a common password', { password: 'Cotonou229!' }, 'password', 'password.too_common'],
      ['the address as password', { email: 'moi.meme@example.com', password: 'Moi.Meme@example.com' }, 'password', 'password.is_personal'],
      ['the phone as password', { phone: '+2290194343536', password: '01 94 34 35 36' }, 'password', 'password.is_personal'],
      ['the name as password', { password: 'codjo-hounsou' }, 'password', 'password.is_personal'],
      ['an unknown referral code', { referral_code: 'NOBODY22' }, 'referral_code', 'auth.referral_unknown'],
    ])('refuses %s', async (_, facts, field, code) => {
      const { status, body } = await register(facts);
      expect(status).toBe(422);
      expect(body.errors).toEqual(expect.arrayContaining([expect.objectContaining({ field, code })]));
      expect(JSON.stringify({ ...body, request_id: '' })).not.toContain(String(Object.values(facts).at(-1)));
    });

    it('says in both languages what is wrong with a password', async () => {
      const asked = registration({ password: 'azerty123' });
      const french = await house.api.post<Problem>('/auth/register', asked);
      const english = await house.api.post<Problem>('/auth/register', asked, { headers: { 'accept-language': 'en' } });
      expect(french.body.code).toBe('password.too_common');
      expect(french.body.errors?.[0]?.message).toMatch(/mot de passe/);
      expect(english.body.errors?.[0]?.message).toMatch(/password/);
    });

    it('remembers who told them about us, and their language', async () => {
      const friend = await house.actors.asLandlord();
      const profile = await house.api.get<{ referral_code: string }>('/users/me', { as: friend });
      const { body } = await house.api.post<Account>('/auth/register', registration({ referral_code: profile.body.referral_code.toLowerCase() }), { headers: { 'accept-language': 'en-GB' } });
      expect(await column(`SELECT referred_by || ' ' || locale FROM users WHERE id = $1`, [body.id])).toEqual([`${friend.id} en`]);
    });

    it('makes one account of a request that was sent twice under one key', async () => {
      const asked = registration();
      const headers = { 'idempotency-key': 'register-once' };
      const first = await house.api.post<Account>('/auth/register', asked, { headers });
      const second = await house.api.post<Account>('/auth/register', asked, { headers });
      expect([first.status, second.status, second.body.id]).toEqual([201, 201, first.body.id]);
      expect(second.headers.get('idempotency-replayed')).toBe('true');
      expect(await column('SELECT count(*)::int FROM users WHERE email = $1', [asked.email])).toEqual([1]);
    });

    it('never keeps a password as it was typed', async () => {
      const { body } = await register({ password: 'un lac, sept pirogues' });
      const [hash] = await column('SELECT password_hash FROM users WHERE id = $1', [body.id]);
      expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    });
  });

  describe('an admin', () => {
    it('is made from the command line only, proven, and signs in like anybody', async () => {
      const accounts = house.app.get(Accounts);
      const admin = await accounts.createAdmin({ email: ' Chef@Example.com ', password: 'onze palmiers à Ouidah', phone: '96 11 11 12' });
      expect(admin).toMatchObject({ email: 'chef@example.com', phone: '+2290196111112', user_type: 'admin', is_verified: true });
      const { body } = await login('chef@example.com', 'onze palmiers à Ouidah');
      expect((await me(body.access_token)).body).toMatchObject({ id: admin.id, user_type: 'admin' });
      const bare = { email: 'second@example.com', password: 'onze palmiers à Ouidah' };
      expect(await accounts.createAdmin(bare)).toMatchObject({ phone: null });
      await expect(accounts.createAdmin(bare)).rejects.toThrow(/e-mail address/);
      await expect(accounts.createAdmin({ ...bare, email: 'nobody' })).rejects.toMatchObject({ status: 422 });
      await expect(accounts.createAdmin({ ...bare, email: 'third@example.com', phone: '12' })).rejects.toMatchObject({ status: 422 });
      await expect(accounts.createAdmin({ email: 'third@example.com', password: 'short' })).rejects.toMatchObject({ code: 'password.too_short' });
      await expect(accounts.createAdmin({ email: 'third@example.com', password: 'admin2026!' })).rejects.toMatchObject({ code: 'password.too_common' });
    });
  });

  describe('signing in with a password', () => {
    it('answers a pair of tokens that is not to be cached, for the address in any spelling and the phone in any form', async () => {
      const { email, phone } = (await register({ phone: '+2290196010101' })).body;
      for (const username of [email, email.toUpperCase(), phone, '96010101', '01 96 01 01 01']) {
        const { status, body, headers } = await login(username, 'quatre zems verts 42');
        expect([status, body.token_type, body.expires_in, headers.get('cache-control')]).toEqual([200, 'bearer', 1800, 'no-store']);
        expect((await me(body.access_token)).body.email).toBe(email);
      }
    });

    it('takes a form as well as JSON', async () => {
      const { email } = await house.actors.asTenant();
      const { status, body } = await house.api.post<Pair>('/auth/login', undefined, { form: { username: email, password: PASSWORD } });
      expect([status, typeof body.access_token]).toEqual([200, 'string']);
    });

    it('takes what a client of OAuth 2 sends, as the console at /docs does', async () => {
      const { email } = await house.actors.asTenant();
      const form = { grant_type: 'password', username: email, password: PASSWORD, scope: '', client_id: '', client_secret: '' };
      const { status, body } = await house.api.post<Pair>('/auth/login', undefined, { form, headers: { authorization: 'Basic Og==' } });
      expect([status, body.token_type]).toEqual([200, 'bearer']);
      expect((await house.api.post('/auth/login', undefined, { form: { ...form, grant_type: 'client_credentials' } })).status).toBe(422);
    });

    it('refuses forms where they are not spoken of', async () => {
      const { status } = await house.api.post('/auth/refresh', undefined, { form: { refresh_token: 'x' } });
      expect(status).toBe(415);
    });

    it('is not disturbed by stale credentials in the header', async () => {
      const { email } = await house.actors.asTenant();
      const { status } = await house.api.post('/auth/login', { username: email, password: PASSWORD }, { as: 'stale' });
      expect(status).toBe(200);
    });

    it('answers the same for a wrong password and for nobody', async () => {
      const { email } = await house.actors.asTenant();
      const [wrong, nobody, noPhone, noName] = await Promise.all([login(email, 'not it'), login('nobody@example.com'), login('+2290195999999'), login('x')]);
      for (const answer of [wrong, nobody, noPhone, noName]) {
        expect([answer.status, answer.body.code, answer.headers.get('www-authenticate')]).toEqual([401, 'auth.bad_credentials', 'Bearer realm="lokahome"']);
        expect({ ...answer.body, request_id: '' }).toEqual({ ...wrong.body, request_id: '' });
      }
    });

    it('takes as long for nobody as for a wrong password', async () => {
      const times = { known: [] as number[], unknown: [] as number[] };
      const actors = await Promise.all(Array.from({ length: 9 }, () => house.actors.asTenant()));
      for (const [index, { email }] of actors.entries()) {
        for (const [kind, username] of [['known', email], ['unknown', `nobody${String(index)}@example.com`]] as const) {
          const start = performance.now();
          await login(username, 'not it at all');
          times[kind].push(performance.now() - start);
        }
      }
      const median = (list: number[]): number => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
      const ratio = median(times.known) / median(times.unknown);
      expect(ratio).toBeGreaterThan(0.5);
      expect(ratio).toBeLessThan(2);
    });

    it('tells a deactivated account so, but only to who knows its password', async () => {
      const actor = await house.actors.asTenant();
      await house.database.client.query('UPDATE users SET is_active = false WHERE id = $1', [actor.id]);
      const wrong = await login(actor.email, 'not it');
      const right = await login(actor.email);
      expect([wrong.status, wrong.body.code]).toEqual([401, 'auth.bad_credentials']);
      expect([right.status, right.body.code]).toEqual([403, 'auth.account_deactivated']);
    });

    it.each([
      ['no password', { username: 'a@example.com' }, 'password'],
      ['a number for a name', { username: 97808080, password: 'x' }, 'username'],
      ['something else besides', { username: 'a@example.com', password: 'x', role: 'admin' }, 'role'],
    ])('refuses %s', async (_, json, field) => {
      const { status, body } = await house.api.post<Problem>('/auth/login', json);
      expect([status, body.errors?.[0]?.field]).toEqual([422, field]);
    });
  });

  describe('refreshing', () => {
    it('answers a new pair and the old refresh token dies', async () => {
      const actor = await house.actors.asTenant();
      const first = await house.api.post<Pair>('/auth/refresh', { refresh_token: actor.refresh_token });
      expect([first.status, first.headers.get('cache-control')]).toEqual([200, 'no-store']);
      const second = await house.api.post<Pair>('/auth/refresh', { refresh_token: first.body.refresh_token });
      expect(second.status).toBe(200);
      expect((await me(second.body.access_token)).status).toBe(200);
    });

    it('ends the whole session when a dead token comes back: somebody else may hold it', async () => {
      const actor = await house.actors.asTenant();
      const fresh = await house.api.post<Pair>('/auth/refresh', { refresh_token: actor.refresh_token });
      const reused = await house.api.post<Problem>('/auth/refresh', { refresh_token: actor.refresh_token });
      expect([reused.status, reused.body.code]).toEqual([401, 'auth.unauthorized']);
      expect((await house.api.post('/auth/refresh', { refresh_token: fresh.body.refresh_token })).status).toBe(401);
      expect((await me(fresh.body.access_token)).status).toBe(401);
    });

    it('lets one of ten at once through, and then trusts none of them', async () => {
      const actor = await house.actors.asTenant();
      const answers = await Promise.all(Array.from({ length: 10 }, () => house.api.post<Pair>('/auth/refresh', { refresh_token: actor.refresh_token })));
      const won = answers.filter((one) => one.status === 200);
      expect(won).toHaveLength(1);
      expect((await house.api.post('/auth/refresh', { refresh_token: won[0]?.body.refresh_token })).status).toBe(401);
    });

    it('ends nothing for a forged token', async () => {
      const actor = await house.actors.asTenant();
      const forged = `${actor.refresh_token.slice(0, -6)}AAAAAA`;
      expect((await house.api.post('/auth/refresh', { refresh_token: forged })).status).toBe(401);
      expect((await house.api.post('/auth/refresh', { refresh_token: actor.token })).status).toBe(401);
      expect((await house.api.post('/auth/refresh', { refresh_token: actor.refresh_token })).status).toBe(200);
    });

    it('is over for deactivated accounts', async () => {
      const actor = await house.actors.asTenant();
      await house.database.client.query('UPDATE users SET is_active = false WHERE id = $1', [actor.id]);
      expect((await house.api.post('/auth/refresh', { refresh_token: actor.refresh_token })).status).toBe(401);
    });
  });

  describe('sessions', () => {
    it('are listed with device and address, the caller’s own only, and say which one is speaking', async () => {
      const { email, id } = await house.actors.asTenant();
      await house.actors.asTenant();
      await house.database.client.query('DELETE FROM auth_sessions WHERE user_id = $1', [id]);
      const phone = await house.api.post<Pair>('/auth/login', { username: email, password: PASSWORD }, { headers: { 'user-agent': 'LokaHome/2.1 (Android 15)' } });
      await house.api.post<Pair>('/auth/login', { username: email, password: PASSWORD }, { headers: { 'user-agent': 'Firefox' } });
      const { body, headers } = await house.api.get<{ user_agent: string; ip_address: string; is_current: boolean }[]>('/auth/sessions', { as: phone.body.access_token });
      expect(headers.get('x-total-count')).toBe('2');
      expect(body.map((one) => [one.user_agent, one.ip_address, one.is_current])).toEqual(
        expect.arrayContaining([['LokaHome/2.1 (Android 15)', '127.0.0.1', true], ['Firefox', '127.0.0.1', false]]),
      );
    });

    it('end one by one: their access and refresh tokens stop working at once', async () => {
      const actor = await house.actors.asTenant();
      const other = (await login(actor.email)).body;
      const { body } = await house.api.get<{ id: string; is_current: boolean }[]>('/auth/sessions', { as: actor });
      const target = body.find((one) => !one.is_current)?.id ?? '';
      expect((await me(other.access_token)).status).toBe(200);
      expect((await house.api.delete(`/auth/sessions/${target}`, { as: actor })).status).toBe(204);
      expect((await me(other.access_token)).status).toBe(401);
      expect((await house.api.post('/auth/refresh', { refresh_token: other.refresh_token })).status).toBe(401);
      expect((await me(actor.token)).status).toBe(200);
      expect((await house.api.delete(`/auth/sessions/${target}`, { as: actor })).status).toBe(404);
    });

    it('of others are not there, and a malformed id is none', async () => {
      const [actor, other] = [await house.actors.asTenant(), await house.actors.asAdmin()];
      const [target] = await column('SELECT id FROM auth_sessions WHERE user_id = $1', [actor.id]);
      expect((await house.api.delete(`/auth/sessions/${String(target)}`, { as: other })).status).toBe(404);
      expect((await house.api.delete('/auth/sessions/1', { as: other })).status).toBe(422);
      expect((await me(actor.token)).status).toBe(200);
    });

    it('end by logging out', async () => {
      const actor = await house.actors.asTenant();
      expect((await house.api.post('/auth/logout', undefined, { as: actor })).status).toBe(204);
      expect((await me(actor.token)).status).toBe(401);
      expect((await house.api.post('/auth/refresh', { refresh_token: actor.refresh_token })).status).toBe(401);
      expect((await house.api.post('/auth/logout', undefined, { as: actor })).status).toBe(401);
      expect((await house.api.post('/auth/logout')).status).toBe(401);
    });
  });

  describe('a code by SMS', () => {
    const sendOtp = (phone: string) => house.api.post('/auth/send-otp', { phone });
    const verifyOtp = (phone: string, code: string) => house.api.post<Pair & Problem>('/auth/verify-otp', { phone, code });

    it('signs in without a password, once, and proves the number', async () => {
      const actor = await house.actors.asTenant({ is_phone_verified: false });
      expect((await sendOtp(actor.phone)).status).toBe(202);
      const code = await proofs.code(actor.phone);
      const { status, body, headers } = await verifyOtp(actor.phone, code);
      expect([status, body.token_type, headers.get('cache-control')]).toEqual([200, 'bearer', 'no-store']);
      expect((await me(body.access_token)).body.is_phone_verified).toBe(true);
      const again = await verifyOtp(actor.phone, code);
      expect([again.status, again.body.code]).toEqual([401, 'auth.code_refused']);
    });

    it('answers the same whether the number is known, unknown, or without a code', async () => {
      const known = await house.actors.asTenant();
      const without = await house.actors.asTenant();
      const answers = [await sendOtp(known.phone), await sendOtp('+2290195000001')];
      expect(answers.map((one) => [one.status, one.text])).toEqual([[202, ''], [202, '']]);
      const wrong = await proofs.wrongCode(known.phone);
      const refusals = [await verifyOtp(known.phone, wrong), await verifyOtp(without.phone, wrong), await verifyOtp('+2290195000001', wrong)];
      for (const one of refusals) expect([one.status, { ...one.body, request_id: '' }]).toEqual([401, { ...refusals[0]?.body, request_id: '' }]);
    });

    it('tells a deactivated account so, but only to who holds the phone', async () => {
      const actor = await house.actors.asTenant();
      await sendOtp(actor.phone);
      await house.database.client.query('UPDATE users SET is_active = false WHERE id = $1', [actor.id]);
      expect((await verifyOtp(actor.phone, await proofs.wrongCode(actor.phone))).status).toBe(401);
      const right = await verifyOtp(actor.phone, await proofs.code(actor.phone));
      expect([right.status, right.body.code]).toEqual([403, 'auth.account_deactivated']);
    });

    it('is refused when it is no six digits', async () => {
      for (const code of ['12345', '1234567', 'abcdef', '٠١٢٣٤٥']) expect((await verifyOtp('+2290195000001', code)).status).toBe(422);
    });

    it('is worth nothing after ten minutes', async () => {
      const actor = await house.actors.asTenant();
      await sendOtp(actor.phone);
      const code = await proofs.code(actor.phone);
      await house.database.client.query(`UPDATE auth_codes SET expires_at = now() - interval '1 second' WHERE user_id = $1`, [actor.id]);
      expect((await verifyOtp(actor.phone, code)).status).toBe(401);
    });
  });

  describe('proving a number and an address', () => {
    it('marks the account, once per link and code', async () => {
      const asked = registration();
      await house.api.post('/auth/register', asked);
      const token = await proofs.linkToken(asked.email, 'verify_email');
      const verified = await house.api.post<Account>('/auth/verify-email', { token });
      expect([verified.status, verified.body.is_verified]).toEqual([200, true]);
      const again = await house.api.post<Problem>('/auth/verify-email', { token });
      expect([again.status, again.body.code]).toEqual([422, 'auth.link_invalid']);
    });

    it('takes the code of the registration for the phone', async () => {
      const asked = registration();
      await house.api.post('/auth/register', asked);
      const code = await proofs.code(asked.phone);
      const wrong = await house.api.post<Problem>('/auth/verify-phone', { phone: asked.phone, code: await proofs.wrongCode(asked.phone) });
      expect([wrong.status, wrong.body.code]).toEqual([422, 'auth.code_invalid']);
      const right = await house.api.post<Account>('/auth/verify-phone', { phone: asked.phone, code });
      expect([right.status, right.body.is_phone_verified]).toEqual([200, true]);
    });

    it('refuses tokens that are forged, for something else, too old or nonsense', async () => {
      const { email } = (await register()).body;
      const token = await proofs.linkToken(email, 'verify_email');
      const flipped = token.endsWith('A') ? `${token.slice(0, -1)}Q` : `${token.slice(0, -1)}A`;
      await house.api.post('/auth/forgot-password', { email });
      const reset = await proofs.linkToken(email, 'reset_password');
      for (const wrong of [flipped, reset, `${token}x`, 'x', token.split('.')[0], `${token.split('.')[0] ?? ''}.${'A'.repeat(43)}`]) {
        expect((await house.api.post('/auth/verify-email', { token: wrong })).status).toBe(422);
      }
      await house.database.client.query(`UPDATE auth_links SET expires_at = now() - interval '1 second' WHERE email = $1`, [email]);
      expect((await house.api.post('/auth/verify-email', { token })).status).toBe(422);
    });
  });
});
