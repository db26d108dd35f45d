import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';
import { routesOf } from './security/routes.js';
import { until } from './support/wait.js';

const PATH = '/api/v1/admin/queues';

describe('the dashboard of the queues', () => {
  let house: TestApp;
  let admin: TestActor;
  beforeAll(async () => {
    // Without a worker: the API alone shows it.
    house = await startApp();
    admin = await house.actors.asAdmin();
  });
  afterAll(() => house.close());

  const call = (path: string, headers: Record<string, string> = {}, method = 'GET') => fetch(house.url + path, { method, headers, redirect: 'manual' });
  const bearer = ({ token }: TestActor) => ({ authorization: `Bearer ${token}` });
  const passOf = async (actor: TestActor): Promise<string> => {
    const { status, headers } = await house.api.post('/admin/queues/session', undefined, { as: actor });
    expect(status).toBe(201);
    return headers.get('set-cookie') ?? '';
  };
  const cookieOf = async (actor: TestActor): Promise<{ cookie: string }> => ({ cookie: (await passOf(actor)).split(';')[0] ?? '' });

  it('opens no route of it to anybody but admins', async () => {
    const routes = routesOf(house.app).filter(({ path }) => path.startsWith(PATH) && !path.endsWith('/session'));
    expect(routes.length).toBeGreaterThan(20);
    const others = [await house.actors.asTenant(), await house.actors.asLandlord(), await house.actors.asProvider()];
    for (const { method, path } of routes) {
      const address = path.replace(/:\w+/g, 'events').replace('*', 'static/js/main.js');
      expect([method, path, (await call(address, {}, method)).status]).toEqual([method, path, 401]);
      for (const other of others) expect([method, path, other.role, (await call(address, bearer(other), method)).status]).toEqual([method, path, other.role, 403]);
      // It looks, and changes nothing.
      if (method !== 'GET') expect([method, path, (await call(address, bearer(admin), method)).status]).toEqual([method, path, 405]);
    }
  });

  it('answers a problem to those it refuses, and never keeps a page', async () => {
    const reply = await call(PATH);
    expect([reply.headers.get('content-type'), reply.headers.get('www-authenticate')]).toEqual(['application/problem+json; charset=utf-8', 'Bearer realm="lokahome"']);
    expect(await reply.json()).toMatchObject({ code: 'auth.unauthorized' });
  });

  it('shows its page, its scripts and its queues to an admin', async () => {
    const page = await call(`${PATH}/`, bearer(admin));
    const html = await page.text();
    expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'private, no-store']);
    expect(html).toContain(`<base href="${PATH}/"`);
    expect(html).not.toContain('googleapis');
    expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self';.*base-uri 'self'/);
    for (const [, file] of html.matchAll(/(?:src|href)="(static\/[^"]+)"/g)) expect([file, (await call(`${PATH}/${file ?? ''}`, bearer(admin))).status]).toEqual([file, 200]);
    const { queues } = (await (await call(`${PATH}/api/queues`, bearer(admin))).json()) as { queues: { name: string; readOnlyMode: boolean }[] };
    expect(queues.map(({ name, readOnlyMode }) => `${name} ${String(readOnlyMode)}`).sort()).toEqual(['background true', 'events true', 'mail true', 'payments true', 'push true', 'sms true', 'webhooks true']);
  });

  it('lets a browser in by a cookie that no script, other site or other path gets', async () => {
    const pass = await passOf(admin);
    expect(pass).toMatch(/^lokahome_queues=[\w.-]+; Path=\/api\/v1\/admin\/queues; Max-Age=900; HttpOnly; SameSite=Strict$/);
    const cookie = { cookie: `theme=dark; ${pass.split(';')[0] ?? ''}` };
    expect((await call(`${PATH}/api/queues`, cookie)).status).toBe(200);
    expect((await call(`${PATH}/api/queues/pause`, cookie, 'PUT')).status).toBe(405);
    // It is good for the dashboard only, also where somebody carries it elsewhere.
    expect((await call('/api/v1/admin/users', cookie)).status).toBe(401);
    expect((await call('/api/v1/users/me', { authorization: `Bearer ${(pass.split(';')[0] ?? '').split('=')[1] ?? ''}` })).status).toBe(401);
  });

  it('takes no cookie that it did not make, nor an access token in its place', async () => {
    for (const value of ['', 'x', 'a.b.c', admin.token, `${(await cookieOf(admin)).cookie.split('=')[1] ?? ''}x`]) {
      expect([value, (await call(PATH, { cookie: `lokahome_queues=${value}` })).status]).toEqual([value, 401]);
    }
  });

  it('closes with the session, and with the role', async () => {
    const [leaves, falls] = [await house.actors.asAdmin(), await house.actors.asAdmin()];
    const [one, two] = [await cookieOf(leaves), await cookieOf(falls)];
    expect([(await call(`${PATH}/api/queues`, one)).status, (await call(`${PATH}/api/queues`, two)).status]).toEqual([200, 200]);
    await house.api.post('/auth/logout', undefined, { as: leaves });
    await house.database.client.query(`UPDATE users SET user_type = 'tenant' WHERE id = $1`, [falls.id]);
    expect((await call(`${PATH}/api/queues`, one)).status).toBe(401);
    await until(async () => (await call(`${PATH}/api/queues`, two)).status === 403, 'the role to be looked up again');
  });

  it('answers 503 while Redis is away, and the API does not mind', async () => {
    const alone = await startApp({ databaseUrl: house.database.url, redisUrl: 'redis://127.0.0.1:1' });
    try {
      const reply = await fetch(`${alone.url}${PATH}`, { headers: bearer(admin) });
      expect([reply.status, reply.headers.get('content-type')]).toEqual([503, 'application/problem+json; charset=utf-8']);
      expect((await fetch(`${alone.url}/api/v1/admin/stats`, { headers: bearer(admin) })).status).toBe(200);
    } finally {
      await alone.close();
    }
  });
});
