import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { newId } from '../src/kernel/id.js';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';

interface ProblemBody { type: string; title: string; status: number; detail: string; instance: string; code: string; request_id: string; errors?: { field: string; code: string; message: string }[] }

const APP = 'https://app.lokahome.test';

describe('errors', () => {
  let house: TestApp;
  let tenant: TestActor;

  beforeAll(async () => {
    house = await startApp({ env: { BACKEND_CORS_ORIGINS: `${APP},http://localhost:3000`, DATABASE_STATEMENT_TIMEOUT_MS: '400' } });
    tenant = await house.actors.asTenant();
  });
  afterAll(() => house.close());

  const post = (body: string | Buffer | undefined, headers: Record<string, string> = {}, path = '/bookings'): Promise<Response> =>
    fetch(`${house.url}/api/v1${path}`, { method: 'POST', headers: { authorization: `Bearer ${tenant.token}`, 'content-type': 'application/json', ...headers }, ...(body === undefined ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) }) });

  /** Bytes as they are, and all that comes back until the server hangs up. */
  function raw(text: string | Buffer): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(house.url).port), '127.0.0.1');
      let answer = '';
      socket.setTimeout(5000, () => socket.destroy(new Error(`no end after: ${answer.slice(0, 200)}`)));
      socket.on('data', (chunk) => (answer += chunk.toString('utf8')));
      socket.on('close', () => { resolve(answer); });
      socket.on('error', (error: Error & { code?: string }) => { if (error.code === 'ECONNRESET' || error.code === 'EPIPE') resolve(answer); else reject(error); });
      socket.write(text);
    });
  }

  function problemIn(answer: string): { status: number; head: string; problem: ProblemBody } {
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    return { status: Number(head.split(' ')[1]), head: head.toLowerCase(), problem: JSON.parse(body) as ProblemBody };
  }

  describe('look the same wherever they come from', () => {
    it.each([
      ['an address that is not there', () => fetch(`${house.url}/api/v1/nothing`), 404, 'route.not_found'],
      ['a method that the address does not take', () => fetch(`${house.url}/api/v1/bookings`, { method: 'DELETE' }), 404, 'route.not_found'],
      ['a row that is not there', () => fetch(`${house.url}/api/v1/bookings/${newId()}`, { headers: { authorization: `Bearer ${tenant.token}` } }), 404, 'not_found'],
      ['a path that cannot be decoded', () => fetch(`${house.url}/api/v1/bookings/%ff`), 400, 'request.malformed'],
      ['no token', () => fetch(`${house.url}/api/v1/bookings/my-bookings`), 401, 'auth.unauthorized'],
      ['JSON that breaks off', () => post('{"property_id":'), 400, 'request.malformed'],
      ['JSON that is none', () => post('hello'), 400, 'request.malformed'],
      ['JSON that reaches for the prototype', () => post('{"__proto__":{"a":1}}'), 400, 'request.malformed'],
      ['bytes that are no UTF-8', () => post(Buffer.from([0x22, 0xff, 0xfe, 0x22])), 422, 'validation.failed'],
      ['a list for an object', () => post('[]'), 422, 'validation.failed'],
      ['nothing where JSON was announced', () => post(undefined), 400, 'request.malformed'],
      ['null for an object', () => post('null'), 422, 'validation.failed'],
      ['a body of two megabytes', () => post(`"${'x'.repeat(2_000_000)}"`), 413, 'request.too_large'],
      ['XML', () => post('<a/>', { 'content-type': 'application/xml' }), 415, 'request.unsupported_media_type'],
      ['plain text', () => post('hello', { 'content-type': 'text/plain' }), 415, 'request.unsupported_media_type'],
      ['a form where JSON is meant', () => post('a=1', { 'content-type': 'application/X-WWW-Form-Urlencoded' }), 415, 'request.unsupported_media_type'],
      ['a type that is none', () => post('{}', { 'content-type': 'nonsense' }), 415, 'request.unsupported_media_type'],
    ] as const)('for %s', async (_what, call, status, code) => {
      const reply = await call();
      expect(reply.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(reply.headers.get('cache-control')).toBe('no-store');
      const problem = (await reply.json()) as ProblemBody;
      expect([reply.status, problem.code]).toEqual([status, code]);
      expect(problem).toMatchObject({ type: `urn:lokahome:problem:${code}`, status, request_id: reply.headers.get('x-request-id') });
      expect(reply.headers.get('x-process-time')).toMatch(/^\d+\.\d{6}$/);
      expect(Object.keys(problem).sort()).toEqual(['code', 'detail', 'instance', 'request_id', 'status', 'title', 'type', ...(status === 422 ? ['errors'] : [])].sort());
    });

    it('and never show the query, which may hold a secret', async () => {
      const reply = await fetch(`${house.url}/api/v1/nothing?token=geheim`);
      expect(await reply.text()).not.toContain('geheim');
    });

    it('also to a browser that would rather have HTML', async () => {
      const reply = await fetch(`${house.url}/api/v1/nothing`, { headers: { accept: 'text/html' } });
      expect(reply.headers.get('content-type')).toContain('application/problem+json');
    });

    it('and name each refused field once, without what was in it', async () => {
      const reply = await post(JSON.stringify({ property_id: 'geheim', start_date: 'geheim', guests: 'geheim', user_type: 'geheim' }));
      const { errors = [] } = (await reply.json()) as ProblemBody;
      expect(errors.map(({ field, code }) => `${field} ${code}`).sort()).toEqual(['end_date required', 'guests not_an_integer', 'property_id not_a_uuid', 'start_date not_a_date', 'user_type unknown_field']);
      expect(JSON.stringify(errors)).not.toContain('geheim');
    });
  });

  describe('of what never becomes a request', () => {
    it.each([
      ['garbage', 'hello there\r\n\r\n', 400, 'request.malformed'],
      ['a method that nobody knows', 'FROBNICATE / HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'request.malformed'],
      ['a version that nobody speaks', 'GET / HTTP/7.3\r\nHost: x\r\n\r\n', 400, 'request.malformed'],
      ['no Host', 'GET /health HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'request.malformed'],
      ['two lengths', 'POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}', 400, 'request.malformed'],
      ['a length and chunks, to smuggle a second request', 'POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /metrics HTTP/1.1\r\n\r\n', 400, 'request.malformed'],
      ['a chunk of no size', 'POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 400, 'request.malformed'],
      ['a header with a NUL', 'GET /health HTTP/1.1\r\nHost: x\r\nX-A: a\u0000b\r\n\r\n', 400, 'request.malformed'],
      ['a header folded over lines', 'GET /health HTTP/1.1\r\nHost: x\r\nX-A: a\r\n b\r\n\r\n', 400, 'request.malformed'],
      ['headers of forty kilobytes', `GET /health HTTP/1.1\r\nHost: x\r\nX-A: ${'x'.repeat(40_000)}\r\n\r\n`, 431, 'request.headers_too_large'],
      ['an address of forty kilobytes', `GET /${'x'.repeat(40_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431, 'request.headers_too_large'],
    ])('are problems as well: %s', async (_what, text, status, code) => {
      const answer = problemIn(await raw(text));
      expect([answer.status, answer.problem.code]).toEqual([status, code]);
      expect(answer.head).toContain('content-type: application/problem+json');
      expect(answer.head).toContain(`x-request-id: ${answer.problem.request_id}`);
      expect(answer.head).toContain('cache-control: no-store');
    });

    it('do not keep the next caller from being served', async () => {
      await raw('\u0000\u0001\u0002\r\n\r\n');
      expect((await house.api.get('//health')).status).toBe(200);
    });

    it('are no reason to stop at an expectation that nobody knows', async () => {
      expect(await raw('GET /health HTTP/1.1\r\nHost: x\r\nExpect: miracles\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1.1 200 /);
    });

    it('cannot open a tunnel or switch the protocol', async () => {
      for (const text of ['CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n', 'GET /health HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n\r\n']) {
        expect(await raw(text)).not.toMatch(/^HTTP\/1.1 101/);
      }
    });
  });

  describe('speak the reader’s language', () => {
    it.each([
      [undefined, 'Adresse inconnue'],
      ['en', 'Unknown address'],
      ['en-GB, fr;q=0.5', 'Unknown address'],
      ['fr-BJ, en;q=0.9', 'Adresse inconnue'],
      ['yo, de', 'Adresse inconnue'],
      ['*', 'Adresse inconnue'],
    ])('for Accept-Language %j: %s', async (language, title) => {
      const reply = await house.api.get<ProblemBody>('/nothing-here', language === undefined ? {} : { headers: { 'accept-language': language } });
      expect(reply.body.title).toBe(title);
    });

    it('also field by field, and where the address cannot even be decoded', async () => {
      const english = { 'accept-language': 'en' };
      const { errors = [] } = (await (await post('{}', english)).json()) as ProblemBody;
      expect(errors[0]?.message).toBe('This field is required.');
      const unroutable = (await (await fetch(`${house.url}/%ff`, { headers: english })).json()) as ProblemBody;
      expect(unroutable.title).toBe('Malformed request');
    });

    it('which is the house’s own where nothing is asked for', async () => {
      const english = await startApp({ env: { DEFAULT_LOCALE: 'en' } });
      expect((await english.api.get<ProblemBody>('/nothing-here')).body.title).toBe('Unknown address');
      expect((await english.api.get<ProblemBody>('/nothing-here', { headers: { 'accept-language': 'fr' } })).body.title).toBe('Adresse inconnue');
      await english.close();
    });
  });

  describe('of our own', () => {
    it('say nothing of what went wrong inside', async () => {
      await house.database.client.query('ALTER TABLE bookings RENAME TO bookings_elsewhere');
      const reply = await house.api.get<ProblemBody>('/bookings/my-bookings', { as: tenant });
      await house.database.client.query('ALTER TABLE bookings_elsewhere RENAME TO bookings');
      expect([reply.status, reply.body.code]).toEqual([500, 'internal']);
      expect(reply.text).not.toMatch(/bookings_elsewhere|relation|SELECT|42P01|\.ts|at /);
      expect((await house.api.get('/bookings/my-bookings', { as: tenant })).status).toBe(200);
    });

    it('say when to come back where the database takes too long', async () => {
      const { client } = house.database;
      await client.query('BEGIN');
      await client.query('LOCK TABLE bookings IN ACCESS EXCLUSIVE MODE');
      const reply = await house.api.get<ProblemBody>('/bookings/my-bookings', { as: tenant });
      await client.query('ROLLBACK');
      expect([reply.status, reply.body.code, reply.headers.get('retry-after')]).toEqual([503, 'dependency.down', '2']);
    });
  });

  describe('and what surrounds every answer', () => {
    it('is a request id: the caller’s where it looks like one, on errors too', async () => {
      for (const [given, kept] of [['client-0001-abcd', true], ['short', false], ['has spaces in it', false], ['<script>alert(1)</script>', false], ['x'.repeat(129), false]] as const) {
        const reply = await fetch(`${house.url}/api/v1/nothing`, { headers: { 'x-request-id': given } });
        const id = reply.headers.get('x-request-id');
        expect(id === given).toBe(kept);
        expect(((await reply.json()) as ProblemBody).request_id).toBe(id);
      }
    });

    it.each(['/health', '/api/v1/nothing', '/api/v1/bookings/%ff', '/docs'])('are the headers that keep browsers out of mischief, at %s', async (path) => {
      const { headers } = await fetch(house.url + path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('strict-transport-security')).toContain('max-age=');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('server')).toBeNull();
    });

    it('is the same for HEAD as for GET, without a body', async () => {
      for (const [path, status] of [['/health', 200], ['/api/v1/bookings/my-bookings', 401], ['/api/v1/bookings', 404], ['/api/v1/nothing', 404]] as const) {
        const reply = await fetch(house.url + path, { method: 'HEAD' });
        expect([path, reply.status, await reply.text()]).toEqual([path, status, '']);
      }
    });
  });

  describe('across origins', () => {
    const preflight = (origin: string, method: string): Promise<Response> =>
      fetch(`${house.url}/api/v1/bookings`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': 'authorization, content-type, idempotency-key, if-none-match, accept-language, x-request-id' } });

    it.each(['GET', 'POST', 'PUT', 'DELETE'])('let our own pages %s', async (method) => {
      const reply = await preflight(APP, method);
      expect(reply.status).toBe(204);
      expect(reply.headers.get('access-control-allow-origin')).toBe(APP);
      expect(reply.headers.get('access-control-allow-credentials')).toBe('true');
      expect(reply.headers.get('access-control-allow-methods')).toContain(method);
      for (const name of ['authorization', 'content-type', 'idempotency-key', 'if-none-match']) expect(reply.headers.get('access-control-allow-headers')?.toLowerCase()).toContain(name);
      expect(reply.headers.get('vary')?.toLowerCase()).toContain('origin');
    });

    it('let nobody else: another page, a lookalike, no page at all', async () => {
      for (const origin of ['https://evil.example', `${APP}.evil.example`, 'https://app.lokahome.test:8443', 'http://app.lokahome.test', 'null']) {
        expect([origin, (await preflight(origin, 'POST')).headers.get('access-control-allow-origin')]).toEqual([origin, null]);
        expect((await fetch(`${house.url}/health`, { headers: { origin } })).headers.get('access-control-allow-origin')).toBeNull();
      }
    });

    it('show our own pages the errors, and the headers that they live by', async () => {
      const reply = await fetch(`${house.url}/api/v1/bookings/my-bookings`, { headers: { origin: APP } });
      expect(reply.status).toBe(401);
      expect(reply.headers.get('access-control-allow-origin')).toBe(APP);
      for (const name of ['Link', 'X-Total-Count', 'Retry-After', 'RateLimit', 'ETag', 'X-Request-ID', 'Idempotency-Replayed']) expect(reply.headers.get('access-control-expose-headers')).toContain(name);
    });

    it('answer an OPTIONS that is no preflight with nothing at all', async () => {
      const reply = await fetch(`${house.url}/api/v1/bookings`, { method: 'OPTIONS' });
      expect([reply.status, await reply.text(), reply.headers.get('access-control-allow-origin')]).toEqual([204, '', null]);
    });
  });
});
