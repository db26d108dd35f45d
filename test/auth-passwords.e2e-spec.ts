import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PASSWORD, type TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';
import { Proofs } from './support/proofs.js';

interface Problem {
  code: string;
  errors?: { field: string; code: string }[];
}

const NEW_PASSWORD = 'sept pirogues au lac Nokoué';

describe('choosing another password', () => {
  let house: TestApp;
  let proofs: Proofs;
  beforeAll(async () => {
    house = await startApp();
    proofs = new Proofs(house);
  });
  beforeEach(() => proofs.letPass('2 hours'));
  afterAll(() => house.close());

  const login = (username: string, password: string) => house.api.post<{ access_token: string }>('/auth/login', { username, password });
  const forgot = (email: string) => house.api.post('/auth/forgot-password', { email });
  const reset = (token: string, new_password = NEW_PASSWORD) => house.api.post<Problem>('/auth/reset-password', { token, new_password });
  const me = (as: TestActor | string) => house.api.get<{ is_verified: boolean }>('/users/me', { as });
  const rows = async <T>(text: string, values: unknown[]): Promise<T[]> => (await house.database.client.query(text, values)).rows as T[];
  const events = (actor: TestActor) => rows<{ type: string; payload: object }>(`SELECT type, payload FROM outbox WHERE payload ->> 'user_id' = $1 ORDER BY id`, [actor.id]);

  describe('with a link', () => {
    it('works once; all sessions end and word is sent', async () => {
      const actor = await house.actors.asTenant({ is_verified: false });
      expect((await forgot(actor.email.toUpperCase())).status).toBe(202);
      const token = await proofs.linkToken(actor.email, 'reset_password');
      expect((await reset(token)).status).toBe(204);
      expect((await me(actor)).status).toBe(401);
      expect((await house.api.post('/auth/refresh', { refresh_token: actor.refresh_token })).status).toBe(401);
      expect((await login(actor.email, PASSWORD)).status).toBe(401);
      const fresh = await login(actor.email, NEW_PASSWORD);
      expect((await me(fresh.body.access_token)).body.is_verified).toBe(true);
      const again = await reset(token, 'huit pirogues au lac Nokoué');
      expect([again.status, again.body.code]).toEqual([422, 'auth.link_invalid']);
      const told = await events(actor);
      expect(told.map((one) => one.type)).toEqual(['auth.password_reset_requested', 'auth.password_changed']);
      expect(told.map((one) => Object.keys(one.payload).sort())).toEqual([['link_id', 'user_id'], ['user_id']]);
    });

    it('lets one of ten at once through', async () => {
      const actor = await house.actors.asTenant();
      await forgot(actor.email);
      const token = await proofs.linkToken(actor.email, 'reset_password');
      const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => reset(token, `${NEW_PASSWORD} ${String(n)}`)));
      expect(answers.map((one) => one.status).sort()).toEqual([204, ...Array.from({ length: 9 }, () => 422)]);
    });

    it('is not used up by a password that is refused', async () => {
      const actor = await house.actors.asTenant();
      await forgot(actor.email);
      const token = await proofs.linkToken(actor.email, 'reset_password');
      const common = await reset(token, 'Motdepasse2026!');
      expect([common.status, common.body.code, common.body.errors?.[0]]).toEqual([422, 'password.too_common', expect.objectContaining({ field: 'new_password' })]);
      expect((await reset(token, actor.email)).body.code).toBe('password.is_personal');
      expect((await reset(token)).status).toBe(204);
    });

    it('makes the other links for it useless', async () => {
      const actor = await house.actors.asTenant();
      await forgot(actor.email);
      const older = await proofs.linkToken(actor.email, 'reset_password');
      await forgot(actor.email);
      expect((await reset(await proofs.linkToken(actor.email, 'reset_password'))).status).toBe(204);
      expect((await reset(older)).status).toBe(422);
    });

    it('is refused after an hour, forged, for something else, or when the address has changed since', async () => {
      const actor = await house.actors.asTenant();
      await forgot(actor.email);
      const token = await proofs.linkToken(actor.email, 'reset_password');
      const [{ expires_in: seconds } = { expires_in: 0 }] = await rows<{ expires_in: number }>(
        'SELECT extract(epoch FROM expires_at - now())::int AS expires_in FROM auth_links WHERE user_id = $1', [actor.id],
      );
      expect(seconds).toBeGreaterThan(3590);
      expect(seconds).toBeLessThanOrEqual(3600);
      for (const wrong of [`${token.slice(0, -2)}AA`, 'x.y', token.split('.')[0] ?? '', ''.padEnd(22, 'A') + '.' + ''.padEnd(43, 'A')]) {
        expect((await reset(wrong)).status).toBe(422);
      }
      await house.database.client.query('UPDATE users SET email = $2 WHERE id = $1', [actor.id, `moved.${actor.email}`]);
      expect((await reset(token)).status).toBe(422);
      await house.database.client.query('UPDATE users SET email = $2 WHERE id = $1', [actor.id, actor.email]);
      await house.database.client.query(`UPDATE auth_links SET expires_at = now() - interval '1 second' WHERE user_id = $1`, [actor.id]);
      expect((await reset(token)).status).toBe(422);
      expect((await me(actor)).status).toBe(200);
    });

    it('cannot be asked for or used by the deactivated, and nobody is told', async () => {
      const actor = await house.actors.asTenant();
      await forgot(actor.email);
      const token = await proofs.linkToken(actor.email, 'reset_password');
      await house.database.client.query('UPDATE users SET is_active = false WHERE id = $1', [actor.id]);
      expect((await reset(token)).status).toBe(422);
      expect((await forgot(actor.email)).status).toBe(202);
      expect(await rows('SELECT 1 FROM auth_links WHERE user_id = $1', [actor.id])).toHaveLength(1);
    });

    it('is asked for in the same words and time whether there is such an account or not', async () => {
      const actors = await Promise.all(Array.from({ length: 7 }, () => house.actors.asTenant()));
      const times = { known: [] as number[], unknown: [] as number[] };
      for (const [index, { email }] of actors.entries()) {
        for (const [kind, address] of [['known', email], ['unknown', `nobody${String(index)}@example.com`]] as const) {
          const start = performance.now();
          const { status, text } = await forgot(address);
          times[kind].push(performance.now() - start);
          expect([status, text]).toEqual([202, '']);
        }
      }
      const median = (list: number[]): number => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
      const ratio = median(times.known) / median(times.unknown);
      expect(ratio).toBeGreaterThan(0.5);
      expect(ratio).toBeLessThan(2);
    });

    it('leaves five times an hour for one account, and it is never told', async () => {
      const actor = await house.actors.asTenant();
      for (let n = 0; n < 7; n += 1) expect((await forgot(actor.email)).status).toBe(202);
      expect(await rows('SELECT 1 FROM auth_links WHERE user_id = $1', [actor.id])).toHaveLength(5);
    });
  });

  describe('with the current one', () => {
    const change = (as: TestActor, current_password: string, new_password = NEW_PASSWORD) =>
      house.api.post<Problem>('/auth/change-password', { current_password, new_password }, { as });

    it('ends the other sessions and keeps this one', async () => {
      const actor = await house.actors.asTenant();
      const other = (await login(actor.email, PASSWORD)).body.access_token;
      expect((await change(actor, PASSWORD)).status).toBe(204);
      expect((await me(actor)).status).toBe(200);
      expect((await me(other)).status).toBe(401);
      expect((await login(actor.email, PASSWORD)).status).toBe(401);
      expect((await login(actor.email, NEW_PASSWORD)).status).toBe(200);
      expect((await events(actor)).map((one) => one.type)).toEqual(['auth.password_changed']);
    });

    it('makes links to reset it useless', async () => {
      const actor = await house.actors.asTenant();
      await forgot(actor.email);
      const token = await proofs.linkToken(actor.email, 'reset_password');
      await change(actor, PASSWORD);
      expect((await reset(token)).status).toBe(422);
    });

    it('is refused when that is wrong, missing, or the new one is bad', async () => {
      const actor = await house.actors.asTenant();
      const wrong = await change(actor, 'not it');
      expect([wrong.status, wrong.body.code, wrong.body.errors?.[0]?.field]).toEqual([422, 'auth.current_password_wrong', 'current_password']);
      expect((await change(actor, PASSWORD, '12345678')).body.code).toBe('password.too_common');
      expect((await change(actor, PASSWORD, 'short')).status).toBe(422);
      expect((await house.api.post('/auth/change-password', { new_password: NEW_PASSWORD }, { as: actor })).status).toBe(422);
      expect((await house.api.post('/auth/change-password', { current_password: PASSWORD, new_password: NEW_PASSWORD })).status).toBe(401);
      expect((await login(actor.email, PASSWORD)).status).toBe(200);
    });

    it('lets no sign-in with the old one slip past the change', async () => {
      for (let round = 0; round < 5; round += 1) {
        const actor = await house.actors.asTenant();
        const [changed, ...pairs] = await Promise.all([change(actor, PASSWORD), ...Array.from({ length: 6 }, () => login(actor.email, PASSWORD))]);
        expect(changed.status).toBe(204);
        for (const pair of pairs) {
          if (pair.status === 200) expect((await me(pair.body.access_token)).status).toBe(401);
        }
        expect((await me(actor)).status).toBe(200);
      }
    });
  });
});
