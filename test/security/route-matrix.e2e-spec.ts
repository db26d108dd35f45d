import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import type { TestActor } from '../support/actors.js';
import { startApp, type TestApp } from '../support/app.js';
import { ACTORS, EXPECTATIONS } from './route-expectations.js';
import { World } from './route-world.js';
import { featureRoutesOf } from './routes.js';

const NOBODY = ACTORS.map(() => null);

describe('who may call what', () => {
  let house: TestApp;
  let picture: Buffer;

  beforeAll(async () => {
    house = await startApp();
    picture = await sharp({ create: { width: 60, height: 40, channels: 3, background: 'orange' } }).jpeg().toBuffer();
    // The last admin could not leave.
    await house.actors.asAdmin();
  });
  afterAll(() => house.close());

  function signIn(name: (typeof ACTORS)[number]): Promise<TestActor | null> {
    const role = name.replace('other ', '');
    if (role === 'tenant') return house.actors.asTenant();
    if (role === 'landlord') return house.actors.asLandlord();
    if (role === 'provider') return house.actors.asProvider();
    return role === 'admin' ? house.actors.asAdmin() : Promise.resolve(null);
  }

  it('has a row for every route, and a route for every row', () => {
    const routes = featureRoutesOf(house.app).map(({ method, path }) => `${method} ${path}`);
    expect(Object.keys(EXPECTATIONS).toSorted()).toEqual(routes.toSorted());
  });

  it.each(Object.entries(EXPECTATIONS))('%s', async (route, { statuses, call }) => {
    const [method = '', pattern = ''] = route.split(' ');
    const answered: (number | null)[] = [...NOBODY];
    for (const [index, name] of ACTORS.entries()) {
      const actor = await signIn(name);
      const { path = {}, options = {} } = (await call?.(new World(house, picture, { name, actor }))) ?? {};
      const address = pattern.replace(/:(\w+)/g, (_, parameter: string) => path[parameter] ?? '');
      const place = address.startsWith('/api/v1/') && !/^\/api\/v1\/(health|ready)/.test(address) ? address.slice('/api/v1'.length) : `/${address}`;
      answered[index] = (await house.api.call(method, place, { ...options, ...(actor ? { as: actor } : {}) })).status;
    }
    expect(Object.fromEntries(ACTORS.map((name, index) => [name, answered[index]]))).toEqual(Object.fromEntries(ACTORS.map((name, index) => [name, statuses[index]])));
  });
});
