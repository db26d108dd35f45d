import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AuthCleanup } from '../src/modules/auth/index.js';
import { PASSWORD, type TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';
import { Proofs } from './support/proofs.js';

interface Refusal {
  code: string;
  detail: string;
}

describe('guessing does not pay', () => {
  let house: TestApp;
  let second: TestApp;
  let proofs: Proofs;
  beforeAll(async () => {
    house = await startApp();
    second = await startApp({ beside: house });
    proofs = new Proofs(house);
  });
  beforeEach(() => proofs.letPass('2 hours'));
  afterAll(async () => {
    await second.close();
    await house.close();
  });

  const login = (username: string, password = 'not it', at = house) => at.api.post<Refusal>('/auth/login', { username, password });
  const count = async (text: string, values: unknown[]): Promise<number> => {
    const { rows } = await house.database.client.query<{ count: number }>(text, values);
    return rows[0]?.count ?? -1;
  };
  const sql = (text: string, values: unknown[] = []) => house.database.client.query(text, values);
  const statuses = (answers: { status: number }[]): Record<number, number> => {
    const counts: Record<number, number> = {};
    for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
    return counts;
  };

  describe('passwords', () => {
    /** What ten wrong passwords and then the right one answer. */
    const exhaust = async (username: string) => {
      for (let n = 0; n < 10; n += 1) expect((await login(username)).status).toBe(401);
      return login(username, PASSWORD);
    };

    it('are checked ten times in 15 minutes, known account or not, in the same words', async () => {
      const actor = await house.actors.asTenant();
      const [known, unknown] = [await exhaust(actor.email), await exhaust('nobody.at.all@example.com')];
      for (const answer of [known, unknown]) {
        expect([answer.status, answer.body.code]).toEqual([429, 'auth.too_many_attempts']);
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(890);
        expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(900);
      }
      expect(Object.keys(known.body)).toEqual(Object.keys(unknown.body));
      expect((await login(actor.email.toUpperCase(), PASSWORD)).status).toBe(429);
    });

    it('are counted by account: its phone number does not give ten more', async () => {
      const actor = await house.actors.asTenant();
      await exhaust(actor.email);
      expect((await login(actor.phone, PASSWORD)).status).toBe(429);
    });

    it('are looked at ten times however many come at once, at two instances', async () => {
      const actor = await house.actors.asTenant();
      for (const username of [actor.email, 'nobody.in.a.storm@example.com']) {
        const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => login(username, `wrong ${String(n)}`, n % 2 ? house : second)));
        expect(statuses(answers)).toEqual({ 401: 10, 429: 50 });
      }
    });

    it('can be tried again 15 minutes after the last look', async () => {
      const actor = await house.actors.asTenant();
      await exhaust(actor.email);
      await sql(`UPDATE guess_counters SET updated_at = updated_at - interval '14 minutes 50 seconds'`);
      const early = await login(actor.email, PASSWORD);
      expect([early.status, Number(early.headers.get('retry-after')) <= 10]).toEqual([429, true]);
      await sql(`UPDATE guess_counters SET updated_at = updated_at - interval '11 seconds'`);
      expect((await login(actor.email, PASSWORD)).status).toBe(200);
    });

    it('that are right never use up the guesses: thirty sign-ins in a row and at once are thirty sign-ins', async () => {
      const actor = await house.actors.asTenant();
      for (let n = 0; n < 9; n += 1) await login(actor.email);
      for (let n = 0; n < 15; n += 1) expect((await login(actor.email, PASSWORD)).status).toBe(200);
      const other = await house.actors.asTenant();
      const answers = await Promise.all(Array.from({ length: 15 }, () => login(other.email, PASSWORD)));
      expect(statuses(answers)).toEqual({ 200: 15 });
    });

    it('are locked after a hundred failures in a row until a new one is chosen, and nobody’s alike', async () => {
      const actor = await house.actors.asTenant();
      for (const username of [actor.email, 'nobody.to.lock@example.com']) {
        for (let round = 0; round < 10; round += 1) {
          const answers = await Promise.all(Array.from({ length: 10 }, () => login(username)));
          expect(statuses(answers)).toEqual({ 401: 10 });
          await sql(`UPDATE guess_counters SET updated_at = updated_at - interval '16 minutes'`);
        }
        const locked = await login(username, PASSWORD);
        expect([locked.status, locked.body.code, locked.headers.has('retry-after')]).toEqual([429, 'auth.password_locked', true]);
        await sql(`UPDATE guess_counters SET updated_at = updated_at - interval '30 days'`);
        await house.app.get(AuthCleanup).removeExpired();
        expect((await login(username, PASSWORD)).body.code).toBe('auth.password_locked');
      }
      await house.api.post('/auth/forgot-password', { email: actor.email });
      const token = await proofs.linkToken(actor.email, 'reset_password');
      expect((await house.api.post('/auth/reset-password', { token, new_password: 'deux fois plus de gari' })).status).toBe(204);
      expect((await login(actor.email, 'deux fois plus de gari')).status).toBe(200);
    });

    it('are counted at /auth/change-password too', async () => {
      const actor = await house.actors.asTenant();
      const change = (current_password: string) => house.api.post<Refusal>('/auth/change-password', { current_password, new_password: 'deux fois plus de gari' }, { as: actor });
      for (let n = 0; n < 10; n += 1) expect((await change('not it')).body.code).toBe('auth.current_password_wrong');
      expect((await change(PASSWORD)).status).toBe(429);
      expect((await login(actor.email, PASSWORD)).status).toBe(429);
    });
  });

  describe('codes', () => {
    const sendOtp = (phone: string, at = house) => at.api.post('/auth/send-otp', { phone });
    const verifyOtp = (phone: string, code: string, at = house) => at.api.post<Refusal>('/auth/verify-otp', { phone, code });
    const codes = (actor: TestActor) => count('SELECT count(*)::int AS count FROM auth_codes WHERE user_id = $1', [actor.id]);

    it('have three tries: the right digits are too late for the fourth', async () => {
      const actor = await house.actors.asTenant();
      await sendOtp(actor.phone);
      const wrong = await proofs.wrongCode(actor.phone);
      expect((await verifyOtp(actor.phone, wrong)).status).toBe(401);
      expect((await house.api.post('/auth/verify-phone', { phone: actor.phone, code: wrong })).status).toBe(422);
      expect((await verifyOtp(actor.phone, wrong)).status).toBe(401);
      const late = await verifyOtp(actor.phone, await proofs.code(actor.phone));
      expect([late.status, late.body.code]).toEqual([401, 'auth.code_refused']);
      expect((await house.api.post('/auth/verify-phone', { phone: actor.phone, code: await proofs.code(actor.phone) })).status).toBe(422);
    });

    it('have three tries however many come at once, at two instances', async () => {
      const actor = await house.actors.asTenant();
      await sendOtp(actor.phone);
      const wrong = await proofs.wrongCode(actor.phone);
      const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => verifyOtp(actor.phone, wrong, n % 2 ? house : second)));
      expect(statuses(answers)).toEqual({ 401: 30 });
      expect(await count('SELECT tries AS count FROM auth_codes WHERE user_id = $1', [actor.id])).toBe(3);
      expect((await verifyOtp(actor.phone, await proofs.code(actor.phone))).status).toBe(401);
    });

    it('sign in one of ten who use the right one at once', async () => {
      const actor = await house.actors.asTenant();
      await sendOtp(actor.phone);
      const code = await proofs.code(actor.phone);
      const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => verifyOtp(actor.phone, code, n % 2 ? house : second)));
      expect(statuses(answers)).toEqual({ 200: 1, 401: 9 });
    });

    it('count failures on over new codes: after a hundred in a row none is good, until a new password is chosen', async () => {
      const actor = await house.actors.asTenant();
      let failures = 0;
      while (failures < 100) {
        await proofs.letPass('2 hours');
        await sendOtp(actor.phone);
        const wrong = await proofs.wrongCode(actor.phone);
        const answers = await Promise.all([1, 2, 3].slice(0, 100 - failures).map(() => verifyOtp(actor.phone, wrong)));
        failures += answers.length;
      }
      await proofs.letPass('2 hours');
      await sendOtp(actor.phone);
      const refused = await verifyOtp(actor.phone, await proofs.code(actor.phone));
      expect([refused.status, refused.body.code]).toEqual([401, 'auth.code_refused']);

      await house.api.post('/auth/forgot-password', { email: actor.email });
      const token = await proofs.linkToken(actor.email, 'reset_password');
      await house.api.post('/auth/reset-password', { token, new_password: 'deux fois plus de gari' });
      await proofs.letPass('2 hours');
      await sendOtp(actor.phone);
      expect((await verifyOtp(actor.phone, await proofs.code(actor.phone))).status).toBe(200);
    });

    it('before the latest are worth nothing', async () => {
      const actor = await house.actors.asTenant();
      await sendOtp(actor.phone);
      const old = await proofs.code(actor.phone);
      await proofs.letPass('2 minutes');
      await sendOtp(actor.phone);
      if (old !== (await proofs.code(actor.phone))) expect((await verifyOtp(actor.phone, old)).status).toBe(401);
      expect((await verifyOtp(actor.phone, await proofs.code(actor.phone))).status).toBe(200);
    });

    it('leave once a minute, three times in ten minutes and five times an hour, and it is never told', async () => {
      const actor = await house.actors.asTenant();
      const ask = async (): Promise<number> => {
        expect((await sendOtp(actor.phone)).status).toBe(202);
        return codes(actor);
      };
      expect(await ask()).toBe(1);
      expect(await ask()).toBe(1);
      for (const sent of [2, 3]) {
        await proofs.letPass('61 seconds');
        expect(await ask()).toBe(sent);
      }
      await proofs.letPass('61 seconds');
      expect(await ask()).toBe(3);
      for (const sent of [4, 5]) {
        await proofs.letPass('11 minutes');
        expect(await ask()).toBe(sent);
      }
      await proofs.letPass('11 minutes');
      expect(await ask()).toBe(5);
      await proofs.letPass('1 hour');
      expect(await ask()).toBe(6);
    });

    it('leave once for twenty requests at once', async () => {
      const actor = await house.actors.asTenant();
      const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => sendOtp(actor.phone, n % 2 ? house : second)));
      expect(statuses(answers)).toEqual({ 202: 20 });
      expect(await codes(actor)).toBe(1);
    });

    it('leave ten times an hour for one client address, registrations included', async () => {
      const before = await count('SELECT count(*)::int AS count FROM auth_codes', []);
      const actors = await Promise.all(Array.from({ length: 11 }, () => house.actors.asTenant()));
      await house.api.post('/auth/register', {
        email: 'eleventh@example.com', phone: '+2290166990011', password: 'quatre zems verts 42', first_name: 'A', last_name: 'B', user_type: 'tenant',
      });
      await Promise.all(actors.map((actor, n) => sendOtp(actor.phone, n % 2 ? house : second)));
      expect(await count('SELECT count(*)::int AS count FROM auth_codes', [])).toBe(before + 10);
    });

    it('are counted on for a number whose account was erased in between', async () => {
      const phone = '+2290166990022';
      for (let n = 0; n < 4; n += 1) {
        const email = `again${String(n)}@example.com`;
        await house.api.post('/auth/register', { email, phone, password: 'quatre zems verts 42', first_name: 'A', last_name: 'B', user_type: 'tenant' });
        expect(await count('SELECT count(*)::int AS count FROM auth_codes WHERE phone = $1', [phone])).toBe(n < 3 ? 1 : 0);
        const { body } = await house.api.post<{ access_token: string }>('/auth/login', { username: email, password: 'quatre zems verts 42' });
        expect((await house.api.delete('/users/me', { as: body.access_token })).status).toBe(204);
      }
    });

    it('leave no address or number in the counts', async () => {
      const actor = await house.actors.asTenant();
      await sendOtp(actor.phone);
      const { rows } = await sql('SELECT string_agg(key, $1) AS keys FROM auth_sends', [' ']);
      expect((rows[0] as { keys: string }).keys).toMatch(/^[0-9a-f ]+$/);
    });
  });

  describe('the rate of calls', () => {
    it('to the credential routes is five a minute for one address, unless the environment says otherwise', async () => {
      const strict = await startApp({ env: { RATE_LIMIT_AUTH: '5' } });
      try {
        const answers = [];
        for (let n = 0; n < 7; n += 1) answers.push(await strict.api.post('/auth/login', { username: `x${String(n)}@example.com`, password: 'y' }));
        expect(answers.map((one) => one.status)).toEqual([401, 401, 401, 401, 401, 429, 429]);
        expect(answers.at(-1)?.headers.get('retry-after')).toMatch(/^\d+$/);
        const others = await Promise.all(
          ['register', 'refresh', 'forgot-password', 'reset-password', 'verify-email', 'verify-phone', 'send-otp', 'verify-otp'].map((path) => strict.api.post(`/auth/${path}`, {})),
        );
        expect(statuses(others)).toEqual({ 429: 8 });
      } finally {
        await strict.close();
      }
    });
  });

  it('dead sessions, links, codes and counts go at night, live ones stay', async () => {
    const actor = await house.actors.asTenant();
    await house.actors.asTenant();
    await house.api.post('/auth/forgot-password', { email: actor.email });
    await sql(`UPDATE auth_sessions SET expires_at = now() - interval '8 days' WHERE user_id = $1`, [actor.id]);
    const live = await count('SELECT count(*)::int AS count FROM auth_sessions WHERE expires_at > now()', []);
    await sql(`UPDATE auth_links SET expires_at = now() - interval '2 days' WHERE user_id = $1`, [actor.id]);
    const counts = await house.app.get(AuthCleanup).removeExpired();
    expect(counts).toMatchObject({ auth_sessions: 1, auth_links: 1 });
    expect(await count('SELECT count(*)::int AS count FROM auth_sessions', [])).toBe(live);
    expect(await house.app.get(AuthCleanup).removeExpired()).toMatchObject({ auth_sessions: 0, auth_links: 0, auth_codes: 0 });
  });
});
