import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, todayIn } from '../src/kernel/calendar-date.js';
import { newId } from '../src/kernel/id.js';
import { newApiKey } from '../src/modules/auth/api-keys/api-key-text.js';
import { WebhookSender } from '../src/modules/partners/webhook-sender.js';
import { SCOPE_NAMES, type Scope } from '../src/platform/authz/scopes.js';
import { PASSWORD, type TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';
import { Device } from './support/chat.js';
import { Proofs } from './support/proofs.js';
import { until } from './support/wait.js';

interface Key { id: string; key: string; name: string; start: string; scopes: Scope[]; expires_at: string | null; last_used_at: string | null }
interface Refusal { code: string; detail: string; errors: { field: string; code: string }[] }

const today = todayIn('Africa/Porto-Novo', new Date());

describe('what lets programs in, and what they are told of', () => {
  let house: TestApp;
  let landlord: TestActor;
  let tenant: TestActor;
  let home: { id: string; owner_id: string };

  beforeAll(async () => {
    house = await startApp();
    [landlord, tenant] = [await house.actors.asLandlord(), await house.actors.asTenant()];
    home = await house.build.property(landlord);
  });
  afterAll(() => house.close());

  const sql = async <T>(text: string, values: unknown[] = []): Promise<T[]> => (await house.database.client.query(text, values)).rows as T[];
  const ask = (as: TestActor, body: object) => house.api.post<Key & Refusal>('/users/me/api-keys', body, { as });
  const make = async (as: TestActor, ...scopes: Scope[]): Promise<Key> => {
    const { status, body, text } = await ask(as, { name: newId(), scopes });
    if (status !== 201) throw new Error(text);
    return body;
  };
  let next = 10;
  const stay = async (): Promise<string> => {
    next += 5;
    return (await house.build.booking(home, tenant, { start_date: addDays(today, next), end_date: addDays(today, next + 3) })).id;
  };
  const statusOf = async (key: string): Promise<number> => (await house.api.get('/users/me', { as: key })).status;

  describe('making one', () => {
    it('shows the key once; what is kept of it opens nothing', async () => {
      const { status, body, headers } = await ask(landlord, { name: 'Channel manager', scopes: ['bookings:read', 'webhooks:write'] });
      expect([status, headers.get('cache-control')]).toEqual([201, 'no-store']);
      expect(body).toMatchObject({ name: 'Channel manager', start: body.key.slice(0, 8), scopes: ['bookings:read', 'webhooks:write'], expires_at: null, last_used_at: null });
      expect(body.key).toMatch(/^lkh_[0-9A-Za-z]{38}$/);
      const listed = await house.api.get<Key[]>('/users/me/api-keys', { as: landlord });
      expect([listed.body[0]?.id, listed.headers.get('x-total-count'), listed.text.includes(body.key)]).toEqual([body.id, '1', false]);
      for (const table of ['api_keys', 'idempotency_keys', 'outbox', 'audit_logs']) {
        const rows = await sql<{ text: string }>(`SELECT t::text AS text FROM ${table} t`);
        expect([table, rows.some(({ text }) => text.includes(body.key.slice(8)))]).toEqual([table, false]);
      }
    });

    it('is told to its owner, and noted', async () => {
      const someone = await house.actors.asProvider();
      const { id } = await make(someone, 'services:read');
      expect(await sql(`SELECT 1 FROM outbox WHERE type = 'auth.api_key_created' AND payload ->> 'user_id' = $1`, [someone.id])).toHaveLength(1);
      await house.api.delete(`/users/me/api-keys/${id}`, { as: someone });
      expect(await sql(`SELECT action, actor_id, before, after FROM audit_logs WHERE subject_id = $1 ORDER BY id`, [id])).toEqual([
        { action: 'api_key.create', actor_id: someone.id, before: null, after: { scopes: ['services:read'], expires_at: null } },
        { action: 'api_key.delete', actor_id: someone.id, before: { scopes: ['services:read'] }, after: null },
      ]);
    });

    it.each([
      ['without a name', { scopes: ['bookings:read'] }, 422, 'name required'],
      ['without a scope', { name: 'x', scopes: [] }, 422, 'scopes too_few_items'],
      ['with a scope that there is not', { name: 'x', scopes: ['admin:write'] }, 422, 'scopes not_one_of'],
      ['with one scope twice', { name: 'x', scopes: ['bookings:read', 'bookings:read'] }, 422, 'scopes repeated_item'],
      ['that has expired already', { name: 'x', scopes: ['bookings:read'], expires_at: '2020-01-01T00:00:00Z' }, 422, 'expires_at api_key.expiry_past'],
      ['with a key of one’s own', { name: 'x', scopes: ['bookings:read'], key: newApiKey() }, 422, 'key unknown_field'],
    ])('is refused %s', async (_, body, status, error) => {
      const reply = await ask(landlord, body);
      expect([reply.status, reply.body.errors.map(({ field, code }) => `${field} ${code}`)]).toEqual([status, [error]]);
    });

    it('is refused a second time under one name, and beyond twenty, also of thirty at once', async () => {
      const someone = await house.actors.asLandlord();
      const body = { name: 'Same', scopes: ['bookings:read'] };
      expect([(await ask(someone, body)).status, (await ask(someone, body)).body.code]).toEqual([201, 'api_key.name_taken']);
      const replies = await Promise.all(Array.from({ length: 30 }, () => ask(someone, { ...body, name: newId() })));
      expect(replies.filter(({ status }) => status === 201)).toHaveLength(19);
      expect(new Set(replies.filter(({ status }) => status !== 201).map((reply) => reply.body.code))).toEqual(new Set(['api_key.too_many']));
    });
  });

  describe('what one may do', () => {
    it('is what its owner may, within its scopes', async () => {
      const [reads, writes] = [await make(landlord, 'bookings:read'), await make(landlord, 'bookings:write')];
      const [one, two] = [await stay(), await stay()];
      const theirs = (await house.build.booking(await house.build.property(await house.actors.asLandlord()), tenant)).id;
      const list = await house.api.get<{ id: string }[]>('/bookings/my-properties', { as: reads.key });
      expect(list.body.map(({ id }) => id)).toEqual(expect.arrayContaining([one, two]));
      expect(list.body.map(({ id }) => id)).not.toContain(theirs);
      const refused = await house.api.put<Refusal>(`/bookings/${one}/accept`, undefined, { as: reads.key, headers: { 'accept-language': 'en' } });
      expect([refused.status, refused.body.code, refused.body.detail]).toEqual([403, 'auth.scope_missing', 'This API key lacks a scope (bookings:write): create one that has it.']);
      expect((await house.api.put(`/bookings/${one}/accept`, undefined, { as: writes.key })).status).toBe(200);
      expect((await house.api.put(`/bookings/${theirs}/accept`, undefined, { as: writes.key })).status).toBe(404);
      const [change] = await sql<{ actor_id: string }>(`SELECT actor_id FROM booking_transitions WHERE booking_id = $1`, [one]);
      expect(change?.actor_id).toBe(landlord.id);
    });

    it('is not widened by a scope: a tenant’s key publishes no home', async () => {
      const { key } = await make(tenant, 'properties:write');
      const reply = await house.api.post<Refusal>('/properties', { title: 'Studio', property_type: 'studio', rental_type: 'short_term', price: 15000, address: 'Rue 12', city: 'Cotonou' }, { as: key });
      expect([reply.status, reply.body.code]).toEqual([403, 'auth.forbidden']);
    });

    it('is never less than what anybody may', async () => {
      const { key } = await make(tenant, 'profile:read');
      expect((await house.api.get(`/properties/${home.id}`, { as: key })).status).toBe(200);
      expect((await house.api.get('/properties', { as: key })).status).toBe(200);
      const draft = await house.build.property(landlord, { status: 'draft' });
      const [blind, sees] = [await make(landlord, 'bookings:read'), await make(landlord, 'properties:read')];
      expect((await house.api.get(`/properties/${draft.id}`, { as: blind.key })).status).toBe(404);
      expect((await house.api.get(`/properties/${draft.id}`, { as: sees.key })).status).toBe(200);
    });

    it('is exactly what the document says: with every scope nothing that is closed to keys, and nothing at all with another scope', async () => {
      const document = (await (await fetch(`${house.url}/api/v1/openapi.json`)).json()) as { paths: Record<string, Record<string, { description?: string; security: Record<string, unknown>[] }>> };
      const guarded = Object.entries(document.paths).flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, ...operation })))
        .filter(({ security }) => security.every((one) => Object.keys(one).length > 0));
      const call = async (method: string, path: string, as: string): Promise<string> => {
        const reply = await fetch(house.url + path.replace(/\{\w+\}/g, newId()), { method, headers: { authorization: `Bearer ${as}` } });
        return `${String(reply.status)} ${((await reply.json().catch(() => ({}))) as Refusal).code}`;
      };
      const closed = guarded.filter(({ security }) => !security.some((one) => 'apiKey' in one));
      const open = guarded.filter(({ security }) => security.some((one) => 'apiKey' in one));
      for (const path of ['/users/me/api-keys', '/auth/sessions', '/auth/logout', '/auth/change-password', '/users/me/export', '/admin/users', '/admin/audit-logs', '/uploads/documents']) {
        expect([path, closed.some((one) => one.path === `/api/v1${path}`)]).toEqual([path, true]);
      }
      const [all, other] = [await make(landlord, ...SCOPE_NAMES), await make(landlord, 'profile:read')];
      expect(open.length).toBeGreaterThan(25);
      for (const { method, path } of closed) expect([method, path, await call(method, path, all.key)]).toEqual([method, path, expect.stringMatching(/^403 auth\.(key_refused|forbidden)$/)]);
      for (const { method, path, description } of open.filter((one) => !one.description?.includes('profile:read'))) {
        expect([method, path, description, await call(method, path, other.key)]).toEqual([method, path, expect.stringMatching(/API keys: `\w+:\w+`/), expect.stringMatching(/^403 auth\.(scope_missing|forbidden)$/)]);
      }
    });

    it('counts and repeats as its owner’s: one quota, one space of idempotency keys', async () => {
      const { key } = await make(tenant, 'bookings:write');
      const [headers, other] = [{ 'idempotency-key': newId() }, await house.build.property(landlord)];
      const body = { property_id: other.id, start_date: addDays(today, 90), end_date: addDays(today, 93) };
      const one = await house.api.post<{ id: string }>('/bookings', body, { as: tenant, headers });
      const two = await house.api.post<{ id: string }>('/bookings', body, { as: key, headers });
      expect([two.status, two.body.id, two.headers.get('idempotency-replayed')]).toEqual([201, one.body.id, 'true']);
      const left = (reply: { headers: Headers }): number => Number(/r=(\d+)/.exec(reply.headers.get('ratelimit') ?? '')?.[1]);
      expect(left(two)).toBe(left(one) - 1);
    });

    it('is writing and reading messages over HTTP, and nothing over sockets', async () => {
      const { key } = await make(tenant, 'messages:write');
      expect((await house.api.post('/messages', { receiver_id: landlord.id, content: 'Bonsoir' }, { as: key })).status).toBe(201);
      expect((await house.api.get<object[]>('/messages/conversations', { as: key })).body).toHaveLength(1);
      const device = new Device(house.url, key);
      const refused = await until(() => Promise.resolve(device.refused), 'the socket to be refused');
      device.socket.close();
      expect(refused.data).toMatchObject({ code: 'auth.unauthorized' });
    });

    it('is seen in when it was last used', async () => {
      const { id, key } = await make(tenant, 'profile:read');
      expect(await statusOf(key)).toBe(200);
      const { body } = await house.api.get<Key[]>('/users/me/api-keys', { as: tenant });
      expect(Date.parse(body.find((one) => one.id === id)?.last_used_at ?? '')).toBeGreaterThan(Date.now() - 60_000);
    });
  });

  describe('its end', () => {
    it('is at once when it is deleted, here and within half a second elsewhere', async () => {
      const [here, elsewhere] = [await make(tenant, 'profile:read'), await make(tenant, 'profile:read')];
      expect([await statusOf(here.key), await statusOf(elsewhere.key)]).toEqual([200, 200]);
      expect((await house.api.delete(`/users/me/api-keys/${here.id}`, { as: tenant })).status).toBe(204);
      expect(await statusOf(here.key)).toBe(401);
      expect((await house.api.delete(`/users/me/api-keys/${here.id}`, { as: tenant })).status).toBe(404);
      // As another process would.
      await sql('DELETE FROM api_keys WHERE id = $1', [elsewhere.id]);
      const deleted = performance.now();
      await until(async () => (await statusOf(elsewhere.key)) === 401, 'the key to end', 5000);
      // Half a second of trust, and the time that asking takes on a crowded machine.
      expect(performance.now() - deleted).toBeLessThan(2000);
    });

    it('is when it expires', async () => {
      const { id, key } = await make(tenant, 'profile:read');
      expect(await statusOf(key)).toBe(200);
      await sql(`UPDATE api_keys SET expires_at = now() WHERE id = $1`, [id]);
      await until(async () => (await statusOf(key)) === 401, 'the key to expire', 5000);
    });

    it.each([
      ['deactivated', { is_active: false }, { is_active: true }], ['given another role', { user_type: 'landlord' }, { user_type: 'tenant' }],
    ])('is for good when the account is %s', async (_, change, back) => {
      const [someone, admin] = [await house.actors.asTenant(), await house.actors.asAdmin()];
      const { key } = await make(someone, 'profile:read');
      expect(await statusOf(key)).toBe(200);
      for (const json of [change, back]) {
        expect((await house.api.put(`/admin/users/${someone.id}`, json, { as: admin })).status).toBe(200);
        expect(await statusOf(key)).toBe(401);
      }
    });

    it('is when the password is reset by mail, not when its owner changes it', async () => {
      const someone = await house.actors.asTenant();
      const { key } = await make(someone, 'profile:read');
      expect((await house.api.post('/auth/change-password', { current_password: PASSWORD, new_password: 'huit baobabs en ville' }, { as: someone })).status).toBe(204);
      expect(await statusOf(key)).toBe(200);
      await house.api.post('/auth/forgot-password', { email: someone.email });
      const token = await new Proofs(house).linkToken(someone.email, 'reset_password');
      expect((await house.api.post('/auth/reset-password', { token, new_password: 'neuf baobabs en ville' })).status).toBe(204);
      expect(await statusOf(key)).toBe(401);
    });

    it('is when the account is erased', async () => {
      const someone = await house.actors.asTenant();
      const { key } = await make(someone, 'profile:read');
      const exported = await house.api.get<{ api_keys: { scopes: string[]; key_hash?: string }[] }>('/users/me/export', { as: someone });
      expect(exported.body.api_keys).toEqual([expect.objectContaining({ scopes: ['profile:read'] })]);
      expect(exported.text).not.toContain('key_hash');
      expect((await house.api.delete('/users/me', { as: someone })).status).toBe(204);
      expect([await statusOf(key), await sql('SELECT 1 FROM api_keys WHERE user_id = $1', [someone.id])]).toEqual([401, []]);
    });

    it('leaves no way in by a session that has just ended', async () => {
      const someone = await house.actors.asTenant();
      expect((await house.api.get('/users/me', { as: someone })).status).toBe(200);
      // Another process ends it; this one still trusts what it saw.
      await sql(`UPDATE auth_sessions SET ended_at = now() WHERE user_id = $1`, [someone.id]);
      expect((await ask(someone, { name: 'x', scopes: ['profile:read'] })).status).toBe(401);
      expect(await sql('SELECT 1 FROM api_keys WHERE user_id = $1', [someone.id])).toEqual([]);
    });
  });

  it.each([['made up', newApiKey()], ['cut', newApiKey().slice(0, -1)], ['mistyped', `lkh_${'0'.repeat(38)}`]])('one that is %s opens nothing, not even what needs none', async (_, key) => {
    for (const path of ['/users/me', `/properties/${home.id}`]) {
      const reply = await house.api.get(path, { as: key });
      expect([path, reply.status, reply.headers.get('www-authenticate')]).toEqual([path, 401, 'Bearer realm="lokahome"']);
    }
  });

  /** As in production: there is no exception for private addresses. What is sent is tested in webhooks.e2e-spec.ts. */
  describe('the address of a webhook', () => {
    it.each([
      ['http', 'http://hooks.example.com/'], ['this machine', 'https://127.0.0.1/'], ['this machine in other words', 'https://2130706433/'], ['its private network', 'https://10.0.0.7/hooks'],
      ['the cloud’s metadata', 'https://169.254.169.254/latest/meta-data'], ['another port', 'https://hooks.example.com:8443/'], ['credentials', 'https://user:pass@hooks.example.com/'], ['another protocol', 'file:///etc/passwd'],
      ['no address', 'hooks'],
    ])('is refused with %s', async (_, url) => {
      const reply = await house.api.post<Refusal>('/webhooks', { url, events: ['booking.requested'] }, { as: landlord });
      expect([reply.status, reply.body.errors.map(({ field, code }) => `${field} ${code}`)]).toEqual([422, ['url webhook.url_refused']]);
    });

    it('is not called when its name leads to this machine', async () => {
      const { body } = await house.api.post<{ id: string }>('/webhooks', { url: 'https://localhost/', events: ['booking.requested'] }, { as: landlord });
      await house.api.post(`/webhooks/${body.id}/ping`, undefined, { as: landlord });
      await house.app.get(WebhookSender).send({ event_id: newId(), type: 'webhook.due', occurred_at: new Date(), payload: { endpoint_id: body.id } });
      const log = await house.api.get<object[]>(`/webhooks/${body.id}/deliveries`, { as: landlord });
      expect(log.body).toEqual([expect.objectContaining({ status: 'waiting', attempts: 1, error: 'address_refused', response_status: null, response_excerpt: null })]);
    });
  });
});
