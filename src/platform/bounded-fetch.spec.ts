import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type HttpSimulator, startHttpSimulator } from '../../test/support/simulators/http-simulator.js';
import { boundedFetch, NoAnswer, retryAfterSeconds } from './bounded-fetch.js';

let server: HttpSimulator;
beforeEach(async () => {
  server = await startHttpSimulator(({ path }) => {
    if (path === '/large') return { status: 200, body: 'x'.repeat(5_000) };
    if (path === '/moved') return { status: 302, headers: { location: '/elsewhere' } };
    return { status: 200, body: 'été' };
  });
});
afterEach(() => server.stop());

const at = (path: string): URL => new URL(path, server.url);

describe('boundedFetch', () => {
  it('gives status, headers and text', async () => {
    const answer = await boundedFetch(at('/'));
    expect(answer).toMatchObject({ status: 200, text: 'été' });
    expect(answer.headers.get('content-type')).toContain('text/plain');
  });

  it.each(['hang', 'stall', 'trickle'] as const)('ends when the server does not (%s)', async (kind) => {
    server.fault({ kind });
    await expect(boundedFetch(at('/'), { timeout_ms: 200 })).rejects.toMatchObject({ name: 'NoAnswer', maybe_sent: true });
  });

  it('says that the request may have been acted on when the line is cut', async () => {
    server.cutNext();
    await expect(boundedFetch(at('/'))).rejects.toMatchObject({ name: 'NoAnswer', maybe_sent: true });
  });

  it('says that it was not when nobody listens', async () => {
    const url = at('/');
    await server.stop();
    await expect(boundedFetch(url)).rejects.toMatchObject({ name: 'NoAnswer', maybe_sent: false });
  });

  it('does not read an answer larger than allowed', async () => {
    await expect(boundedFetch(at('/large'), { max_bytes: 1_000 })).rejects.toBeInstanceOf(NoAnswer);
    expect((await boundedFetch(at('/large'), { max_bytes: 5_000 })).text).toHaveLength(5_000);
  });

  it('does not follow a redirect', async () => {
    expect((await boundedFetch(at('/moved'))).status).toBe(302);
    expect(server.requests.items).toHaveLength(1);
  });
});

describe('retryAfterSeconds', () => {
  const now = Date.parse('2026-11-20T10:00:00Z');

  it.each([
    ['30', 30],
    ['Fri, 20 Nov 2026 10:02:00 GMT', 120],
    ['Fri, 20 Nov 2026 09:00:00 GMT', undefined],
    ['soon', undefined],
    ['0', undefined],
  ])('reads %j as %p', (value, seconds) => {
    expect(retryAfterSeconds(new Headers({ 'retry-after': value }), now)).toBe(seconds);
  });

  it('has nothing to say without the header', () => {
    expect(retryAfterSeconds(new Headers(), now)).toBeUndefined();
  });
});
