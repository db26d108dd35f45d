import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis } from '../scripts/lib/services.mjs';
import { newId } from '../src/kernel/id.js';
import type { TestActor } from './support/actors.js';
import type { CallOptions, Reply } from './support/api.js';
import { startApp, type TestApp } from './support/app.js';
import { until } from './support/wait.js';

const QUOTAS = { RATE_LIMIT_AUTH: '3', RATE_LIMIT_SEARCH: '4', RATE_LIMIT_SEARCH_AUTHENTICATED: '6', RATE_LIMIT_BOOKING: '2', RATE_LIMIT_DEFAULT: '5' };

/** One call of each group. Most are refused for another reason, and count all the same. */
const calls = {
  auth: (house: TestApp, options: CallOptions = {}) => house.api.post('/auth/refresh', { refresh_token: 'x' }, options),
  search: (house: TestApp, options: CallOptions = {}) => house.api.get('/properties', { ...options, query: { per_page: 1 } }),
  booking: (house: TestApp, options: CallOptions = {}) => house.api.post('/bookings', {}, options),
  default: (house: TestApp, options: CallOptions = {}) => house.api.get('/bookings/my-bookings', options),
} as const;

async function times(count: number, call: () => Promise<Reply>): Promise<Reply[]> {
  const replies: Reply[] = [];
  for (let index = 0; index < count; index += 1) replies.push(await call());
  return replies;
}

const refused = (replies: readonly Reply[]): boolean[] => replies.map(({ status }) => status === 429);
const left = (replies: readonly Reply[]): (string | undefined)[] => replies.map(({ headers }) => /r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1]);

describe('limits', () => {
  let house: TestApp;
  let second: TestApp;
  const newcomer = (): Promise<TestActor> => house.actors.asTenant();

  beforeAll(async () => {
    house = await startApp({ env: QUOTAS });
    second = await startApp({ env: QUOTAS, beside: house });
  });
  afterAll(async () => {
    await second.close();
    await house.close();
  });

  it.each([
    ['auth', 'auth', 3, true],
    ['search', 'search', 4, false],
    ['search', 'search-signed-in', 6, true],
    ['booking', 'booking', 2, true],
    ['default', 'default', 5, true],
  ] as const)('of the group %s (%s) end after %i calls a minute', async (group, name, quota, signedIn) => {
    const options = signedIn && group !== 'auth' ? { as: await newcomer() } : {};
    const replies = await times(quota + 2, () => calls[group](house, options));
    expect(refused(replies)).toEqual([...Array.from({ length: quota }, () => false), true, true]);
    expect(left(replies)).toEqual([...Array.from({ length: quota }, (_, index) => String(quota - 1 - index)), '0', '0']);
    for (const { headers } of replies) {
      expect(headers.get('ratelimit-policy')).toBe(`"${name}";q=${String(quota)};w=60`);
      expect(headers.get('ratelimit')).toMatch(new RegExp(`^"${name}";r=\\d+;t=(60|5\\d)$`));
    }
  });

  it('say when to come back, in the reader’s language', async () => {
    const as = await newcomer();
    const replies = await times(3, () => calls.booking(house, { as, headers: { 'accept-language': 'en' } }));
    const { headers, body } = replies[2] as Reply<{ code: string; detail: string }>;
    const seconds = headers.get('retry-after') ?? '';
    expect(Number(seconds)).toBeGreaterThan(50);
    expect(headers.get('ratelimit')).toBe(`"booking";r=0;t=${seconds}`);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body).toMatchObject({ code: 'request.too_many', detail: `Too many requests: try again in ${seconds} s.` });
  });

  it('count each signed-in caller apart, whatever address they share', async () => {
    const [one, two] = [await newcomer(), await newcomer()];
    expect(refused(await times(3, () => calls.booking(house, { as: one })))).toEqual([false, false, true]);
    expect(refused(await times(2, () => calls.booking(house, { as: two })))).toEqual([false, false]);
  });

  it('of one group leave the others alone', async () => {
    const as = await newcomer();
    await times(3, () => calls.booking(house, { as }));
    expect((await calls.default(house, { as })).status).toBe(200);
    expect((await calls.search(house, { as })).status).toBe(200);
  });

  it('are one for all instances', async () => {
    const as = await newcomer();
    const replies = [await calls.booking(house, { as }), await calls.booking(second, { as }), await calls.booking(house, { as }), await calls.booking(second, { as })];
    expect(refused(replies)).toEqual([false, false, true, true]);
    expect(left(replies)).toEqual(['1', '0', '0', '0']);
  });

  it('let through as many as the quota of many calls at once', async () => {
    const as = await newcomer();
    const replies = await Promise.all(Array.from({ length: 40 }, (_, index) => calls.default(index % 2 ? house : second, { as })));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(5);
    expect(replies.filter(({ status }) => status === 429)).toHaveLength(35);
  });

  it('count calls with bad tokens against their address, so that tokens cannot be tried without end', async () => {
    const alone = await startApp({ env: QUOTAS });
    const replies = await times(6, () => calls.default(alone, { as: 'not.a.token' }));
    expect(replies.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429]);
    expect((await calls.default(alone, { as: await alone.actors.asTenant() })).status).toBe(200);
    await alone.close();
  });

  it('do not count looks at the health, the document and preflights', async () => {
    const replies = await times(12, () => house.api.get('//health'));
    expect(replies.every(({ status, headers }) => status === 200 && headers.get('ratelimit') === null)).toBe(true);
    for (const path of ['/ready', '/metrics', '/api/v1/openapi.json']) expect((await fetch(house.url + path)).headers.get('ratelimit')).toBeNull();
    const preflight = await fetch(`${house.url}/api/v1/bookings`, { method: 'OPTIONS', headers: { origin: 'https://a.example', 'access-control-request-method': 'POST' } });
    expect(preflight.headers.get('ratelimit')).toBeNull();
  });

  it('never turn a payment provider away: its calls come from few addresses, and many at once', async () => {
    const replies = await times(12, () => house.api.post('/payments/webhook', { name: 'transaction.approved' }));
    expect(replies.every(({ status, headers }) => status === 400 && headers.get('ratelimit') === null)).toBe(true);
  });
});

describe('the address of a caller', () => {
  const apps: TestApp[] = [];
  afterAll(() => Promise.all(apps.map((app) => app.close())));
  const houseWith = async (TRUST_PROXY?: string): Promise<TestApp> => {
    const app = await startApp({ env: { ...QUOTAS, ...(TRUST_PROXY === undefined ? {} : { TRUST_PROXY }) } });
    apps.push(app);
    return app;
  };
  const from = (house: TestApp, forwarded: string): Promise<Reply> => calls.auth(house, { headers: { 'x-forwarded-for': forwarded, forwarded: `for=${forwarded}`, 'x-real-ip': forwarded } });

  it('is not what the caller says it is', async () => {
    const house = await houseWith();
    const replies = await times(4, () => from(house, `203.0.113.${String(Math.floor(Math.random() * 250))}`));
    expect(refused(replies)).toEqual([false, false, false, true]);
  });

  it('is what the proxies in front say, as many as there are', async () => {
    const house = await houseWith('1');
    const replies = [];
    for (const forwarded of ['203.0.113.1', '203.0.113.1', '203.0.113.1', '203.0.113.1', '203.0.113.2', '9.9.9.9, 203.0.113.1', '203.0.113.1, 203.0.113.3']) replies.push(await from(house, forwarded));
    expect(refused(replies)).toEqual([false, false, false, true, false, true, false]);
  });

  it('is what a named proxy says, and nobody else', async () => {
    const [trusting, distrusting] = [await houseWith('127.0.0.0/8'), await houseWith('10.0.0.0/8')];
    const both = async (house: TestApp): Promise<boolean[]> => refused([...(await times(3, () => from(house, '203.0.113.1'))), await from(house, '203.0.113.2')]);
    expect(await both(trusting)).toEqual([false, false, false, false]);
    expect(await both(distrusting)).toEqual([false, false, false, true]);
  });

  it('may be nonsense without anything breaking', async () => {
    const house = await startApp({ env: { TRUST_PROXY: '1' } });
    apps.push(house);
    const someone = await house.actors.asTenant();
    for (const forwarded of ['nonsense', '1.2.3.4:5678', "'; DROP TABLE users", '::ffff:1.2.3.4', 'x'.repeat(500)]) {
      const reply = await house.api.post('/auth/login', { username: someone.email, password: 'Mot de passe 2026' }, { headers: { 'x-forwarded-for': forwarded } });
      expect([forwarded, reply.status]).toEqual([forwarded, 200]);
    }
  });

  it('is half of it where it is IPv6: a home has as many as it likes', async () => {
    const house = await houseWith('1');
    const replies = [];
    for (const forwarded of ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', '2001:db8:1:2:0:0:0:3', '2001:db8:1:2::4', '2001:db8:1:3::1']) replies.push(await from(house, forwarded));
    expect(refused(replies)).toEqual([false, false, false, true, false]);
  });
});

describe('limits without Redis', () => {
  it('stay, for each instance by itself, and answer at once', async () => {
    const house = await startApp({ env: QUOTAS });
    const second = await startApp({ env: QUOTAS, beside: house });
    const as = await house.actors.asTenant();
    expect((await calls.booking(house, { as })).status).not.toBe(429);
    await house.redis?.stop();
    const started = performance.now();
    expect(refused(await times(3, () => calls.booking(house, { as })))).toEqual([false, false, true]);
    expect(refused(await times(3, () => calls.booking(second, { as })))).toEqual([false, false, true]);
    expect(performance.now() - started).toBeLessThan(6000);
    await second.close();
    await house.close();
  });

  it('are shared again once it is back', async () => {
    const redis = await startRedis({ dir: join(tmpdir(), `lokahome-limits-${newId()}`) });
    const house = await startApp({ env: QUOTAS, redisUrl: redis.url });
    const second = await startApp({ env: QUOTAS, redisUrl: redis.url, beside: house });
    await redis.restart();
    for (const instance of [house, second]) {
      await until(async () => (await instance.api.get<{ checks: { redis: { status: string } } }>('//health/detailed')).body.checks.redis.status === 'healthy', 'Redis to be back');
    }
    const as = await house.actors.asTenant();
    const replies = [await calls.booking(house, { as }), await calls.booking(second, { as }), await calls.booking(house, { as })];
    expect(refused(replies)).toEqual([false, false, true]);
    await second.close();
    await house.close();
    await redis.stop();
    await rm(redis.dir, { recursive: true, force: true });
  });

  it('can be switched off', async () => {
    const house = await startApp({ env: { ...QUOTAS, RATE_LIMIT_ENABLED: 'false' } });
    const replies = await times(6, () => calls.auth(house));
    expect(refused(replies)).toEqual([false, false, false, false, false, false]);
    expect(replies[0]?.headers.get('ratelimit')).toBeNull();
    await house.close();
  });
});
