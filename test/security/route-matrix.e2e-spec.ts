import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/id.js';
import type { TestActor } from '../support/actors.js';
import type { CallOptions } from '../support/api.js';
import { startApp, type TestApp } from '../support/app.js';
import { everything } from './everything.js';
import { CALLS, type Scene } from './route-calls.js';
import { ACTORS, EXPECTATIONS, type ActorName } from './route-expectations.js';
import { featureRoutesOf } from './routes.js';

/** What the calls of a row meet, and who makes them, in the order of `ACTORS`. */
interface Stage {
  readonly callers: readonly (TestActor | undefined)[];
  readonly ids: readonly string[];
  readonly options: CallOptions;
  readonly before: Record<string, string>;
}

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
    let stage: Stage | undefined;
    for (const actor of ACTORS) {
      stage ??= await stageFor(row);
      const status = await cell(row, actor, stage);
      seen.push(`${actor} ${String(status)}`);
      // What was refused, or only read, has left everything to the next one as it was.
      if (status < 400 && !row.startsWith('GET')) stage = undefined;
    }
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

  /** Records of this row's own, and everything that there is with them. */
  async function stageFor(row: string): Promise<Stage> {
    const [tenant, landlord, provider] = [await house.actors.asTenant(), await house.actors.asLandlord(), await house.actors.asProvider()];
    const others = [await house.actors.asTenant(), await house.actors.asLandlord(), await house.actors.asProvider(), await house.actors.asAdmin()];
    const scene: Scene = { house, tenant, landlord, provider };
    const callers = [undefined, tenant, others[0], landlord, others[1], provider, others[2], others[3]];
    const { ids, ...options } = (await CALLS[row]?.(scene)) ?? {};
    return { callers, ids: ids ?? [], options, before: await everything(house.database.client) };
  }

  /** What is refused must change nothing. */
  async function cell(row: string, actor: ActorName, { callers, ids, options, before }: Stage): Promise<number> {
    const [method = '', pattern = ''] = routeOf(row).split(' ');
    const left = [...ids];
    const path = pattern.replace(/:\w+/g, () => left.shift() ?? 'no-id-was-given');
    const as = callers[ACTORS.indexOf(actor)];
    const { status } = await house.api.call(method, path.startsWith('/api/v1') ? path.slice('/api/v1'.length) : `/${path}`, { ...options, ...(as ? { as } : {}) });
    if (status >= 400 && method !== 'GET') expect([row, actor, await everything(house.database.client)]).toEqual([row, actor, before]);
    return status;
  }
});
