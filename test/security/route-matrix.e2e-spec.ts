import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/id.js';
import type { TestActor } from '../support/actors.js';
import { startApp, type TestApp } from '../support/app.js';
import { everything } from './everything.js';
import { CALLS, type Scene } from './route-calls.js';
import { ACTORS, EXPECTATIONS, type ActorName } from './route-expectations.js';
import { featureRoutesOf } from './routes.js';

/** `GET /x/:id (a draft)` → `GET /x/:id`. */
const routeOf = (row: string): string => row.replace(/ \(.*\)$/, '');

describe('the route matrix', () => {
  let house: TestApp;

  beforeAll(async () => {
    house = await startApp();
    // Erasing an account must not fail for being the last admin's.
    await house.actors.asAdmin();
  });
  afterAll(() => house.close());

  it('has a row for every route that the server answers at, and none for one that is gone', () => {
    const served = featureRoutesOf(house.app).map(({ method, path }) => `${method} ${path}`);
    const rows = Object.keys(EXPECTATIONS);
    expect(served.filter((route) => !rows.includes(route))).toEqual([]);
    expect(rows.filter((row) => !served.includes(routeOf(row)))).toEqual([]);
    expect(Object.keys(CALLS).filter((row) => !rows.includes(row))).toEqual([]);
  });

  it.each(Object.keys(EXPECTATIONS))('%s', async (row) => {
    const expected = EXPECTATIONS[row] ?? [];
    const seen: string[] = [];
    for (const actor of ACTORS) seen.push(await cell(row, actor, expected[ACTORS.indexOf(actor)] ?? 0));
    expect(seen).toEqual(ACTORS.map((actor, index) => `${actor} ${String(expected[index])}`));
  });

  describe('a token that is not, or no longer, good', () => {
    const guarded = async (): Promise<{ method: string; path: string }[]> => {
      const document = (await (await fetch(`${house.url}/api/v1/openapi.json`)).json()) as { paths: Record<string, Record<string, { security: object[] }>> };
      return Object.entries(document.paths).flatMap(([path, item]) =>
        Object.entries(item).filter(([, { security }]) => JSON.stringify(security) !== '[{}]').map(([method]) => ({ method: method.toUpperCase(), path: path.replace(/\{\w+\}/g, newId()) })),
      );
    };

    it('opens no route that looks at tokens, not even one that needs none', async () => {
      const routes = await guarded();
      expect(routes.length).toBeGreaterThan(40);
      const [gone, deactivated] = [await house.actors.asAdmin(), await house.actors.asAdmin()];
      await house.api.post('/auth/logout', undefined, { as: gone });
      await house.database.client.query('UPDATE users SET is_active = false WHERE id = $1', [deactivated.id]);
      for (const token of ['not.a.token', gone.token, deactivated.token]) {
        for (const { method, path } of routes) {
          const reply = await fetch(house.url + path, { method, headers: { authorization: `Bearer ${token}` } });
          expect([method, path, reply.status, reply.headers.get('www-authenticate')]).toEqual([method, path, 401, 'Bearer realm="lokahome"']);
          await reply.arrayBuffer();
        }
      }
    });
  });

  /** One call on records of its own. What is refused must have changed nothing. */
  async function cell(row: string, actor: ActorName, expected: number): Promise<string> {
    const [tenant, landlord, provider] = [await house.actors.asTenant(), await house.actors.asLandlord(), await house.actors.asProvider()];
    const scene: Scene = { house, tenant, landlord, provider };
    const sent = (await CALLS[row]?.(scene)) ?? {};
    const caller = await callerOf(actor, scene);
    const [method = '', pattern = ''] = routeOf(row).split(' ');
    const ids = [...(sent.ids ?? [])];
    const path = pattern.replace(/:\w+/g, () => ids.shift() ?? 'no-id-was-given');
    const before = expected >= 400 && method !== 'GET' ? await everything(house.database.client) : undefined;
    const { ids: _ids, ...options } = sent;
    const reply = await house.api.call(method, path.startsWith('/api/v1') ? path.slice('/api/v1'.length) : `/${path}`, { ...options, ...(caller ? { as: caller } : {}) });
    if (before) expect([row, actor, await everything(house.database.client)]).toEqual([row, actor, before]);
    return `${actor} ${String(reply.status)}`;
  }

  async function callerOf(actor: ActorName, { tenant, landlord, provider }: Scene): Promise<TestActor | undefined> {
    switch (actor) {
      case 'anonymous': return undefined;
      case 'tenant (the party)': return tenant;
      case 'other tenant': return house.actors.asTenant();
      case 'landlord (the owner)': return landlord;
      case 'other landlord': return house.actors.asLandlord();
      case 'provider': return provider;
      case 'other provider': return house.actors.asProvider();
      case 'admin': return house.actors.asAdmin();
    }
  }
});
