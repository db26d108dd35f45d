import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../src/kernel/id.js';
import { PASSWORD, type TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';
import { Proofs } from './support/proofs.js';

type Json = Record<string, unknown>;
interface Problem {
  code: string;
  errors?: { field: string; code: string }[];
}

describe('accounts', () => {
  let house: TestApp;
  let proofs: Proofs;
  beforeAll(async () => {
    house = await startApp();
    proofs = new Proofs(house);
  });
  afterAll(() => house.close());

  const rows = async <T>(text: string, values: unknown[] = []): Promise<T[]> => (await house.database.client.query(text, values)).rows as T[];
  const events = (actor: TestActor) => rows<{ type: string; payload: Json }>(`SELECT type, payload FROM outbox WHERE payload ->> 'user_id' = $1 ORDER BY id`, [actor.id]);

  describe('one’s own profile', () => {
    const me = (as?: TestActor) => house.api.get<Json & Problem>('/users/me', as ? { as } : {});
    const change = (as: TestActor, json: unknown) => house.api.put<Json & Problem>('/users/me', json, { as });

    it.each(['asTenant', 'asLandlord', 'asProvider', 'asAdmin'] as const)('is there for everyone who is signed in (%s), not to be cached', async (role) => {
      const actor = await house.actors[role]();
      const { status, body, headers } = await me(actor);
      expect([status, headers.get('cache-control'), headers.get('content-type')]).toEqual([200, 'no-store', 'application/json; charset=utf-8']);
      expect(body).toEqual({
        id: actor.id, email: actor.email, phone: actor.phone, first_name: 'Afi', last_name: 'Adjovi', user_type: actor.role, avatar_url: null, is_active: true,
        is_verified: true, is_phone_verified: true, is_identity_verified: false, created_at: expect.stringMatching(/Z$/), locale: 'fr', referral_code: expect.any(String), rating: null,
        reviews_count: 0, updated_at: expect.stringMatching(/Z$/),
      });
    });

    it('is nobody’s without signing in', async () => {
      expect((await me()).status).toBe(401);
      expect((await house.api.put('/users/me', {})).status).toBe(401);
    });

    it('changes in the fields that are given, and only there', async () => {
      const actor = await house.actors.asTenant();
      const { status, body } = await change(actor, { first_name: ' Adjoua ', locale: 'en' });
      expect([status, body]).toEqual([200, expect.objectContaining({ first_name: 'Adjoua', last_name: 'Adjovi', locale: 'en', email: actor.email, is_verified: true })]);
      expect((await change(actor, {})).body).toEqual(body);
      expect(await events(actor)).toEqual([]);
    });

    it.each([
      ['user_type', 'admin'], ['is_verified', true], ['is_phone_verified', true], ['is_active', true], ['rating', 5], ['id', newId()], ['password', 'x'],
      ['referral_code', 'MINE2345'], ['avatar_url', 'https://evil.example/a.jpg'], ['erased_at', null], ['first_name', ''], ['first_name', null],
      ['first_name', 'x'.repeat(101)], ['last_name', 7], ['email', 'nobody'], ['email', null], ['phone', '12'], ['phone', null], ['locale', 'de'], ['__proto__', {}],
    ])('refuses %s = %j', async (field, value) => {
      const actor = await house.actors.asTenant();
      const body = `{${JSON.stringify(field)}:${JSON.stringify(value)}}`;
      const answer = await fetch(`${house.url}/api/v1/users/me`, { method: 'PUT', body, headers: { 'content-type': 'application/json', authorization: `Bearer ${actor.token}` } });
      expect([400, 422]).toContain(answer.status);
      expect(await rows('SELECT 1 FROM users WHERE id = $1 AND updated_at > created_at', [actor.id])).toEqual([]);
    });

    it('with a new address: unproven until its link comes back, the old one is told, and its links are dead', async () => {
      const actor = await house.actors.asTenant();
      await house.api.post('/auth/forgot-password', { email: actor.email });
      const reset = await proofs.linkToken(actor.email, 'reset_password');
      const { body } = await change(actor, { email: 'Nouvelle.Adresse@Example.com' });
      expect(body).toMatchObject({ email: 'nouvelle.adresse@example.com', is_verified: false });
      const told = (await events(actor)).filter((one) => one.type === 'user.email_changed');
      expect(told.map((one) => one.payload)).toEqual([{ user_id: actor.id, link_id: expect.any(String), previous_email: actor.email }]);
      expect((await house.api.post('/auth/reset-password', { token: reset, new_password: 'sept pirogues au lac' })).status).toBe(422);

      const token = await proofs.linkToken('nouvelle.adresse@example.com', 'verify_email');
      expect((await house.api.post<Json>('/auth/verify-email', { token })).body).toMatchObject({ id: actor.id, is_verified: true });
      expect((await house.api.post('/auth/login', { username: 'nouvelle.adresse@example.com', password: PASSWORD })).status).toBe(200);
      expect((await house.api.post('/auth/login', { username: actor.email, password: PASSWORD })).status).toBe(401);
    });

    it('with an address that changes twice: the first link proves nothing', async () => {
      const actor = await house.actors.asTenant();
      await change(actor, { email: 'first.try@example.com' });
      const token = await proofs.linkToken('first.try@example.com', 'verify_email');
      await change(actor, { email: 'second.try@example.com' });
      expect((await house.api.post('/auth/verify-email', { token })).status).toBe(422);
      expect((await me(actor)).body).toMatchObject({ email: 'second.try@example.com', is_verified: false });
    });

    it('with a new number: unproven until its code comes back, and codes for the old one are dead', async () => {
      const actor = await house.actors.asTenant();
      await house.api.post('/auth/send-otp', { phone: actor.phone });
      const old = await proofs.code(actor.phone);
      const { body } = await change(actor, { phone: '96 77 88 99' });
      expect(body).toMatchObject({ phone: '+2290196778899', is_phone_verified: false });
      const told = (await events(actor)).filter((one) => one.type === 'user.phone_changed');
      expect(told.map((one) => one.payload)).toEqual([{ user_id: actor.id, code_id: expect.any(String), previous_phone: actor.phone }]);
      expect((await house.api.post('/auth/verify-otp', { phone: actor.phone, code: old })).status).toBe(401);
      const code = await proofs.code('+2290196778899');
      expect((await house.api.post<Json>('/auth/verify-phone', { phone: '+2290196778899', code })).body).toMatchObject({ id: actor.id, is_phone_verified: true });
    });

    it('with the address and number it has, however they are written, changes nothing and tells nobody', async () => {
      const actor = await house.actors.asTenant();
      const { body } = await change(actor, { email: actor.email.toUpperCase(), phone: actor.phone.replace('+22901', '') });
      expect(body).toMatchObject({ email: actor.email, phone: actor.phone, is_verified: true, is_phone_verified: true });
      expect(await events(actor)).toEqual([]);
    });

    it('refuses an address and a number that are somebody else’s', async () => {
      const [actor, other] = [await house.actors.asTenant(), await house.actors.asTenant()];
      const email = await change(actor, { email: other.email.toUpperCase(), first_name: 'Never' });
      const phone = await change(actor, { phone: other.phone });
      expect([email.status, email.body.code, phone.status, phone.body.code]).toEqual([409, 'auth.email_taken', 409, 'auth.phone_taken']);
      expect((await me(actor)).body).toMatchObject({ email: actor.email, phone: actor.phone, first_name: 'Afi' });
      expect(await events(actor)).toEqual([]);
    });

    it('lets an address move about ten times an hour: each new one gets a mail', async () => {
      const actor = await house.actors.asTenant();
      for (let n = 0; n < 10; n += 1) expect((await change(actor, { email: `hop${String(n)}@example.com` })).status).toBe(200);
      const refused = await change(actor, { email: 'hop10@example.com' });
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '3600']);
      expect((await me(actor)).body['email']).toBe('hop9@example.com');
    });
  });

  describe('public profiles', () => {
    const profile = (id: string, as?: TestActor) => house.api.get<Json>(`/users/${id}`, as ? { as } : {});

    it('show a landlord’s name, a tenant’s initial, and never an address or a number', async () => {
      const landlord = await house.actors.asLandlord({ first_name: 'Rachidatou', last_name: 'Ouédraogo' });
      const tenant = await house.actors.asTenant({ last_name: 'élégbara' });
      await house.database.client.query('UPDATE users SET rating = 4.25, reviews_count = 4 WHERE id = $1', [landlord.id]);
      expect((await profile(landlord.id)).body).toEqual({
        id: landlord.id, first_name: 'Rachidatou', last_name: 'Ouédraogo', avatar_url: null, user_type: 'landlord', is_verified: true, is_identity_verified: false, rating: 4.25,
        reviews_count: 4, created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      });
      expect((await profile(tenant.id)).body).toMatchObject({ last_name: 'É.', rating: null });
      expect((await profile(tenant.id, tenant)).body).toMatchObject({ last_name: 'É.' });
    });

    it('are not there for the deactivated, the erased and the unknown; a malformed id is none', async () => {
      const [deactivated, erased] = [await house.actors.asLandlord(), await house.actors.asLandlord()];
      await house.database.client.query('UPDATE users SET is_active = false WHERE id = $1', [deactivated.id]);
      await house.api.delete('/users/me', { as: erased });
      for (const id of [deactivated.id, erased.id, newId()]) expect((await profile(id)).status).toBe(404);
      for (const id of ['1', 'me2', '%00', '0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e5f0']) expect((await profile(id)).status).toBe(422);
    });
  });
});
