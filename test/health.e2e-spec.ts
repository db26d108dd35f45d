import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FastRedis } from '../src/platform/redis/redis.module.js';
import { startApp, type TestApp } from './support/app.js';

describe('health', () => {
  let house: TestApp;
  beforeAll(async () => {
    house = await startApp();
  });
  afterAll(() => house.close());

  it('welcomes whoever looks at the root', async () => {
    const { status, body } = await house.api.get<object>('//');
    expect(status).toBe(200);
    expect(body).toEqual({ message: 'LOKAHOME API', version: '1.0.0', docs: '/docs' });
  });

  it.each(['//health', '/health'])('says that it is healthy at %s', async (path) => {
    expect((await house.api.get(path)).body).toEqual({ status: 'healthy', version: '1.0.0' });
  });

  it.each(['//ready', '/ready'])('is ready at %s', async (path) => {
    expect((await house.api.get(path)).body).toEqual({ ready: true });
  });

  it('names each dependency and how fast it answers', async () => {
    const { body } = await house.api.get<{ status: string; checks: Record<string, { status: string; latency_ms: number }> }>('//health/detailed');
    expect(body.status).toBe('healthy');
    expect(Object.keys(body.checks)).toEqual(['database', 'redis', 'storage', 'queue']);
    for (const check of Object.values(body.checks)) expect(check).toEqual({ status: 'healthy', latency_ms: expect.any(Number) });
  });

  it('shows metrics by route pattern, never by raw path', async () => {
    await house.api.get('//health');
    await house.api.get('/no/such/thing');
    const { text, headers } = await house.api.get('//metrics');
    expect(headers.get('content-type')).toContain('text/plain');
    expect(text).toContain('lokahome_requests_total{method="GET",endpoint="/health",status="200"}');
    expect(text).toContain('endpoint="unknown",status="404"');
    expect(text).not.toContain('/no/such/thing');
  });

  it('counts payments by method and state, and by nothing that names anybody', async () => {
    const [tenant, landlord] = [await house.actors.asTenant(), await house.actors.asLandlord()];
    const booking = await house.build.booking(await house.build.property(landlord), tenant);
    for (const facts of [{}, {}, { payment_method: 'mtn_momo' }, { status: 'failed', collected_amount: null, completed_at: null }]) await house.build.payment(booking, { tenant, landlord }, facts);
    // What was counted is kept for a minute, for all instances: one that nobody has asked yet counts now, once that is forgotten.
    const kept = await house.app.get(FastRedis).keys('metrics:figures:*');
    expect(kept).toHaveLength(3);
    await house.app.get(FastRedis).del(kept);
    const fresh = await startApp({ beside: house });
    const { text } = await fresh.api.get('//metrics');
    await fresh.close();
    expect(text.split('\n').filter((line) => line.startsWith('lokahome_payments_total')).toSorted()).toEqual([
      'lokahome_payments_total{method="fedapay",status="completed"} 2',
      'lokahome_payments_total{method="fedapay",status="failed"} 1',
      'lokahome_payments_total{method="mtn_momo",status="completed"} 1',
    ]);
  });

  it('gives every answer a request id and its time, and takes over an id that looks like one', async () => {
    const plain = await house.api.get('//health');
    expect(plain.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(Number(plain.headers.get('x-process-time'))).toBeGreaterThan(0);
    const given = await house.api.get('//health', { headers: { 'x-request-id': 'client-0001-abcd' } });
    expect(given.headers.get('x-request-id')).toBe('client-0001-abcd');
    const odd = await house.api.get('//health', { headers: { 'x-request-id': 'no spaces, please' } });
    expect(odd.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('answers an unknown address in the reader’s language', async () => {
    const french = await house.api.get<{ title: string; code: string }>('/nothing-here');
    expect(french.status).toBe(404);
    expect(french.headers.get('content-type')).toContain('application/problem+json');
    expect(french.body).toMatchObject({ title: 'Adresse inconnue', code: 'route.not_found', instance: '/api/v1/nothing-here' });
    const english = await house.api.get<{ title: string }>('/nothing-here', { headers: { 'accept-language': 'de, en-GB;q=0.8, fr;q=0.3' } });
    expect(english.body.title).toBe('Unknown address');
  });
});
