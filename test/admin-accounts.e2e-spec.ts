import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../src/kernel/id.js';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';

interface Entry { action: string; actor_id: string; subject_id: string; before: object; after: object; client_address: string }
interface Person { id: string; is_active: boolean; user_type: string; email: string; sessions_count: number }

describe('accounts, for the staff', () => {
  let house: TestApp;
  let admin: TestActor;
  beforeAll(async () => {
    house = await startApp();
    admin = await house.actors.asAdmin({ first_name: 'Awa', last_name: 'Dossou' });
  });
  afterAll(() => house.close());

  const logOf = async (subject_id: string): Promise<Entry[]> => (await house.api.get<Entry[]>('/admin/audit-logs', { as: admin, query: { subject_id } })).body;
  const told = async (type: string, user_id: string): Promise<number> =>
    (await house.database.client.query(`SELECT 1 FROM outbox WHERE type = $1 AND payload ->> 'user_id' = $2`, [type, user_id])).rowCount ?? 0;

  it('are found by part of a name without accents, an address, a number or an id, and narrowed down', async () => {
    const found = await house.actors.asLandlord({ first_name: 'Éloïse', last_name: 'Gnonlonfoun', is_verified: false });
    const ids = async (query: Record<string, string>): Promise<string[]> => (await house.api.get<Person[]>('/admin/users', { as: admin, query })).body.map(({ id }) => id);
    for (const q of ['eloise gnon', 'Gnonlonfoun Éloïse', found.email.toUpperCase(), found.phone, found.id]) expect(await ids({ q })).toEqual([found.id]);
    expect(await ids({ q: 'eloise', user_type: 'landlord', is_verified: 'false', is_active: 'true' })).toEqual([found.id]);
    for (const other of [{ user_type: 'tenant' }, { is_verified: 'true' }, { is_active: 'false' }] as Record<string, string>[]) expect(await ids({ q: 'eloise', ...other })).toEqual([]);
    expect(await ids({ q: '%' })).toEqual([]);
    expect((await house.api.get('/admin/users', { as: admin, query: { user_type: 'king' } })).status).toBe(422);
  });

  it('that are deactivated lose every session at once, cannot sign in, are told, and come back', async () => {
    const person = await house.actors.asTenant();
    const decided = await house.api.put<Person>(`/admin/users/${person.id}`, { is_active: false }, { as: admin });
    expect(decided).toMatchObject({ status: 200, body: { is_active: false, sessions_count: 0 } });
    expect((await house.api.get('/users/me', { as: person })).status).toBe(401);
    expect((await house.api.post('/auth/refresh', { refresh_token: person.refresh_token })).status).toBe(401);
    expect((await house.api.post('/auth/login', { username: person.email, password: 'Mot de passe 2026' })).status).toBe(403);
    expect(await told('user.deactivated', person.id)).toBe(1);
    expect(await logOf(person.id)).toMatchObject([{ action: 'user.deactivate', actor_id: admin.id, actor_name: 'Awa Dossou', before: { is_active: true }, after: { is_active: false }, client_address: '127.0.0.1' }]);

    // A second time there is nothing to do, to tell or to note.
    await house.api.put(`/admin/users/${person.id}`, { is_active: false }, { as: admin });
    expect([await told('user.deactivated', person.id), (await logOf(person.id)).length]).toEqual([1, 1]);

    expect((await house.api.put(`/admin/users/${person.id}`, { is_active: true }, { as: admin })).status).toBe(200);
    expect((await house.api.post('/auth/login', { username: person.email, password: 'Mot de passe 2026' })).status).toBe(200);
    expect((await logOf(person.id)).map(({ action }) => action)).toEqual(['user.activate', 'user.deactivate']);
  });

  it('get another role, and have to sign in again', async () => {
    const person = await house.actors.asTenant();
    expect((await house.api.put<Person>(`/admin/users/${person.id}`, { user_type: 'landlord' }, { as: admin })).body.user_type).toBe('landlord');
    expect((await house.api.get('/users/me', { as: person })).status).toBe(401);
    expect(await logOf(person.id)).toMatchObject([{ action: 'user.change_role', before: { user_type: 'tenant' }, after: { user_type: 'landlord' } }]);
  });

  it('are verified without losing their sessions', async () => {
    const person = await house.actors.asTenant({ is_verified: false, is_phone_verified: false });
    await house.api.put(`/admin/users/${person.id}`, { is_verified: true, is_phone_verified: true }, { as: admin });
    expect((await house.api.get('/users/me', { as: person })).body).toMatchObject({ is_verified: true, is_phone_verified: true });
    expect(await logOf(person.id)).toMatchObject([{ action: 'user.verify', before: { is_verified: false, is_phone_verified: false } }]);
  });

  it.each([{ is_active: false }, { user_type: 'tenant' }])('are never the admin’s own to change: %j', async (decision) => {
    expect(await house.api.put(`/admin/users/${admin.id}`, decision, { as: admin })).toMatchObject({ status: 409, body: { code: 'user.own_account' } });
    expect((await house.api.get('/users/me', { as: admin })).status).toBe(200);
  });

  it('take no field but those', async () => {
    const person = await house.actors.asTenant();
    for (const body of [{ email: 'x@example.com' }, { password_hash: 'x' }, { is_active: 'no' }, { user_type: 'root' }, { is_active: null }]) {
      expect((await house.api.put(`/admin/users/${person.id}`, body, { as: admin })).status).toBe(422);
    }
    expect((await house.api.put(`/admin/users/${newId()}`, { is_active: false }, { as: admin })).status).toBe(404);
  });

  it('leave one admin, when the two last deactivate each other at once', async () => {
    await house.database.client.query(`UPDATE users SET is_active = false WHERE user_type = 'admin' AND id <> $1`, [admin.id]);
    for (let round = 0; round < 5; round += 1) {
      const other = await house.actors.asAdmin();
      const decide = (by: TestActor, on: TestActor) => house.api.put(`/admin/users/${on.id}`, round % 2 === 0 ? { is_active: false } : { user_type: 'tenant' }, { as: by });
      const replies = await Promise.all([decide(admin, other), decide(other, admin)]);
      const { rows } = await house.database.client.query<{ id: string }>(`SELECT id FROM users WHERE user_type = 'admin' AND is_active`);
      expect(rows).toHaveLength(1);
      // The loser meets the last admin, or is nobody any more.
      expect(replies.map(({ status }) => (status === 401 ? 409 : status)).sort()).toEqual([200, 409]);
      if (rows[0]?.id !== admin.id) admin = other;
    }
  });

  it('are never without an admin, whoever asks', async () => {
    await house.database.client.query(`UPDATE users SET is_active = false WHERE user_type = 'admin' AND id <> $1`, [admin.id]);
    expect((await house.api.delete('/users/me', { as: admin })).status).toBe(409);
  });

  it('keep a log that nobody rewrites', async () => {
    for (const text of ['UPDATE audit_logs SET action = $$x$$', 'DELETE FROM audit_logs', 'TRUNCATE audit_logs']) await expect(house.database.client.query(text)).rejects.toThrow();
  });

  it('and their log is read in stretches, newest first, and narrowed down', async () => {
    const person = await house.actors.asTenant();
    for (const is_verified of [false, true, false]) await house.api.put(`/admin/users/${person.id}`, { is_verified }, { as: admin });
    const first = await house.api.get<Entry[]>('/admin/audit-logs', { as: admin, query: { subject_id: person.id, per_page: 2 } });
    expect(first.body.map(({ after }) => after)).toEqual([{ is_verified: false }, { is_verified: true }]);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const second = await house.api.get<Entry[]>(next.replace(/^.*\/api\/v1/, ''), { as: admin });
    expect(second.body.map(({ after }) => after)).toEqual([{ is_verified: false }]);
    const count = async (query: Record<string, string>): Promise<number> => (await house.api.get<Entry[]>('/admin/audit-logs', { as: admin, query: { subject_id: person.id, ...query } })).body.length;
    expect(await Promise.all([count({ action: 'user.verify' }), count({ action: 'user.deactivate' }), count({ actor_id: admin.id }), count({ actor_id: newId() }), count({ subject_type: 'property' }), count({ from: '2100-01-01' }), count({ to: '2020-01-01' })])).toEqual([3, 0, 3, 0, 0, 0, 0]);
    expect((await house.api.get('/admin/audit-logs', { as: admin, query: { cursor: 'nonsense' } })).status).toBe(422);
  });
});
