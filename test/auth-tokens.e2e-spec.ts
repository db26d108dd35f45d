import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT, UnsecuredJWT, base64url, decodeJwt, decodeProtectedHeader, importJWK, jwtVerify, type JWTPayload } from 'jose';
import { createHmac, createSecretKey, generateKeyPairSync, hkdfSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { newId } from '../src/kernel/id.js';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';
import { until } from './support/wait.js';

const SECRET = 'a secret of thirty-two characters or more, for the tests';
const ISSUER = 'http://api.lokahome.test';
const secretKey = createSecretKey(Buffer.from(SECRET, 'utf8'));

/** The claims of a good token, signed as told. */
function forge(claims: JWTPayload, options: { key?: KeyObject | Uint8Array; header?: Record<string, unknown>; alg?: string } = {}): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: options.alg ?? 'HS256', typ: 'JWT', ...options.header }).sign(options.key ?? secretKey);
}

function rawToken(header: object, payload: object, key: string | Buffer): string {
  const text = [header, payload].map((part) => base64url.encode(JSON.stringify(part))).join('.');
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}

describe('access tokens signed with a shared secret', () => {
  let house: TestApp;
  let actor: TestActor;
  let good: JWTPayload;
  beforeAll(async () => {
    house = await startApp({ env: { SECRET_KEY: SECRET } });
    actor = await house.actors.asTenant();
    good = decodeJwt(actor.token);
  });
  afterAll(() => house.close());

  const me = (token: string) => house.api.get<{ code: string }>('/users/me', { as: token });
  async function expectRefused(token: string): Promise<void> {
    const { status, body, headers } = await me(token);
    expect([status, body.code, headers.get('www-authenticate')]).toEqual([401, 'auth.unauthorized', 'Bearer realm="lokahome"']);
  }

  it('carry the documented claims and are good', async () => {
    expect(Object.keys(good).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'jti', 'role', 'sid', 'sub', 'type']);
    expect(good).toMatchObject({ sub: actor.id, role: 'tenant', type: 'access', iss: ISSUER, aud: 'lokahome' });
    expect((good.exp ?? 0) - (good.iat ?? 0)).toBe(1800);
    expect((await me(actor.token)).status).toBe(200);
    expect((await me(await forge(good))).status).toBe(200);
  });

  const now = Math.floor(Date.now() / 1000);
  it.each<[string, (claims: JWTPayload) => string | Promise<string>]>([
    ['an unsigned token', (claims) => new UnsecuredJWT(claims).encode()],
    ['alg "none" with a signature', (claims) => rawToken({ alg: 'none', typ: 'JWT' }, claims, SECRET)],
    ['alg "NONE" in capitals', (claims) => `${base64url.encode(JSON.stringify({ alg: 'NONE' }))}.${base64url.encode(JSON.stringify(claims))}.`],
    ['another key', (claims) => forge(claims, { key: Buffer.from('another secret of thirty-two characters') })],
    ['an empty key', (claims) => rawToken({ alg: 'HS256', typ: 'JWT' }, claims, '')],
    ['another HMAC', (claims) => forge(claims, { alg: 'HS512' })],
    ['an expired token', (claims) => forge({ ...claims, exp: now - 5 })],
    ['a token from the future', (claims) => forge({ ...claims, nbf: now + 600 })],
    ['another issuer', (claims) => forge({ ...claims, iss: 'https://evil.example' })],
    ['no issuer', ({ iss: _, ...claims }) => forge(claims)],
    ['another audience', (claims) => forge({ ...claims, aud: 'another' })],
    ['no audience', ({ aud: _, ...claims }) => forge(claims)],
    ['no subject', ({ sub: _, ...claims }) => forge(claims)],
    ['no session', ({ sid: _, ...claims }) => forge(claims)],
    ['no role', ({ role: _, ...claims }) => forge(claims)],
    ['no expiry', ({ exp: _, ...claims }) => forge(claims)],
    ['no id', ({ jti: _, ...claims }) => forge(claims)],
    ['no type', ({ type: _, ...claims }) => forge(claims)],
    ['the type of a refresh token', (claims) => forge({ ...claims, type: 'refresh' })],
    ['a subject that is no id', (claims) => forge({ ...claims, sub: `' OR 1=1 --` })],
    ['a session that is no id', (claims) => forge({ ...claims, sid: '1' })],
    ['a session that is a list', (claims) => forge({ ...claims, sid: [claims['sid']] })],
    ['a session that does not exist', (claims) => forge({ ...claims, sid: newId() })],
    ['somebody else’s subject', (claims) => forge({ ...claims, sub: newId() })],
    ['an unknown critical header', (claims) => rawToken({ alg: 'HS256', crit: ['exp2'], exp2: 1 }, claims, SECRET)],
    ['a key id that is a path', (claims) => forge(claims, { header: { kid: '../../../../dev/null' }, key: Buffer.alloc(32) })],
    ['a key id that is SQL', (claims) => forge(claims, { header: { kid: `x' UNION SELECT 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa` }, key: Buffer.from('a'.repeat(32)) })],
    ['a key of one’s own in the header', (claims) => rawToken({ alg: 'HS256', jwk: { kty: 'oct', k: base64url.encode('mine') } }, claims, 'mine')],
    ['a key set of one’s own in the header', (claims) => forge(claims, { header: { jku: 'https://evil.example/jwks.json' }, key: Buffer.from('mine'.repeat(8)) })],
  ])('refuse %s', async (_, make) => {
    await expectRefused(await make(good));
  });

  it('refuse a refresh token in their place', async () => {
    await expectRefused(actor.refresh_token);
  });

  it('refuse one of which anything was changed', async () => {
    const [header = '', payload = '', signature = ''] = actor.token.split('.');
    const promoted = base64url.encode(JSON.stringify({ ...good, role: 'admin' }));
    // The last character has two bits to spare: its neighbour decodes to the same signature.
    const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.indexOf(signature.slice(-1));
    const neighbour = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.charAt(last ^ 1);
    for (const token of [
      `${header}.${payload}.${signature.slice(0, -1)}${neighbour}`, `${header}.${promoted}.${signature}`, `${header}.${payload}.${signature.slice(0, -4)}`, `${header}.${payload}.`, `${header}.${payload}`,
      `${header}.${payload}.${signature}.${signature}`, '..', 'x', `${actor.token} ${actor.token}`, actor.token.toUpperCase(),
    ]) await expectRefused(token);
  });

  it('give the role that the account has, not the one that a token claims', async () => {
    const promoted = await forge({ ...good, role: 'admin' });
    const { body } = await house.api.get<{ user_type: string } & { code: string }>('/users/me', { as: promoted });
    expect(body.user_type).toBe('tenant');
  });

  it.each(['Basic dXNlcjpwYXNz', 'Bearer', 'Bearer  ', 'Token x', 'bearer'])('refuse the header "%s"', async (authorization) => {
    expect((await house.api.get('/users/me', { headers: { authorization } })).status).toBe(401);
  });

  it('are taken from the header and from nowhere else', async () => {
    expect((await house.api.get('/users/me', { query: { access_token: actor.token } })).status).toBe(401);
    expect((await house.api.get('/users/me', { headers: { cookie: `access_token=${actor.token}` } })).status).toBe(401);
  });

  it('are refused on public routes as well when they are bad', async () => {
    expect((await house.api.get(`/users/${actor.id}`, { as: 'bad' })).status).toBe(401);
    expect((await house.api.get(`/users/${actor.id}`)).status).toBe(200);
  });

  it('stop working when they expire, though they were good a moment before', async () => {
    const brief = await forge({ ...good, exp: Math.floor(Date.now() / 1000) + 1 });
    expect((await me(brief)).status).toBe(200);
    await until(async () => (await me(brief)).status === 401, 'the token to expire', 4000);
  });

  it('have no public keys to show', async () => {
    expect((await house.api.get('//.well-known/jwks.json')).body).toEqual({ keys: [] });
  });

  it('cannot be made of the keys of refresh tokens, nor refresh tokens of theirs', async () => {
    const refreshKey = Buffer.from(hkdfSync('sha256', SECRET, '', 'lokahome refresh tokens', 32));
    await expectRefused(await forge(good, { key: refreshKey }));
    const claims = decodeJwt(actor.refresh_token);
    expect((await house.api.post('/auth/refresh', { refresh_token: await forge(claims) })).status).toBe(401);
    for (const change of [{ generation: '1' }, { generation: 1.5 }, { type: 'access' }, { sid: 'x' }, { iss: 'x' }]) {
      expect((await house.api.post('/auth/refresh', { refresh_token: await forge({ ...claims, ...change }, { key: refreshKey }) })).status).toBe(401);
    }
    expect((await me(actor.token)).status).toBe(200);
  });
});

describe.each(['RS256', 'ES256', 'EdDSA'] as const)('access tokens signed with %s', (algorithm) => {
  const directory = mkdtempSync(join(tmpdir(), 'lokahome-keys-'));
  const pair = {
    RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
    ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    EdDSA: () => generateKeyPairSync('ed25519'),
  }[algorithm]();
  const pem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  let house: TestApp;
  let actor: TestActor;
  beforeAll(async () => {
    const [JWT_PRIVATE_KEY_PATH, JWT_PUBLIC_KEY_PATH] = [join(directory, 'private.pem'), join(directory, 'public.pem')];
    writeFileSync(JWT_PRIVATE_KEY_PATH, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(JWT_PUBLIC_KEY_PATH, pem);
    house = await startApp({ env: { SECRET_KEY: SECRET, ALGORITHM: algorithm, JWT_PRIVATE_KEY_PATH, JWT_PUBLIC_KEY_PATH } });
    actor = await house.actors.asTenant();
  });
  afterAll(async () => {
    await house.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const status = async (token: string): Promise<number> => (await house.api.get('/users/me', { as: token })).status;

  it('are good, and anyone can verify them with the published key', async () => {
    expect(await status(actor.token)).toBe(200);
    const { body, headers } = await house.api.get<{ keys: Record<string, string>[] }>('//.well-known/jwks.json');
    expect(headers.get('cache-control')).toContain('max-age');
    const [key] = body.keys;
    expect(key).toMatchObject({ kid: decodeProtectedHeader(actor.token).kid, use: 'sig', alg: algorithm });
    for (const secret of ['d', 'p', 'q', 'k']) expect(key).not.toHaveProperty(secret);
    const { payload } = await jwtVerify(actor.token, await importJWK(key ?? {}), { issuer: ISSUER, audience: 'lokahome' });
    expect(payload.sub).toBe(actor.id);
  });

  it('refuse what is signed with the public key as if it were a shared secret, or with the secret key', async () => {
    const claims = decodeJwt(actor.token);
    const { kid } = decodeProtectedHeader(actor.token);
    for (const key of [pem, pem.trim(), SECRET, pair.publicKey.export({ type: 'spki', format: 'der' })]) {
      expect(await status(rawToken({ alg: 'HS256', typ: 'JWT', kid }, claims, key))).toBe(401);
    }
    expect(await status(rawToken({ alg: algorithm, typ: 'JWT', kid }, claims, pem))).toBe(401);
  });

  it('refuse another key pair under the known key id', async () => {
    const { kid } = decodeProtectedHeader(actor.token);
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
    expect(await status(await forge(decodeJwt(actor.token), { alg: 'RS256', key: other.privateKey, header: { kid } }))).toBe(401);
  });

  it('do not care which key id a token names: one key is ours', async () => {
    expect(await status(await forge(decodeJwt(actor.token), { alg: algorithm, key: pair.privateKey, header: { kid: '../../etc/passwd' } }))).toBe(200);
  });
});

describe('sessions over two instances', () => {
  let first: TestApp;
  let second: TestApp;
  beforeAll(async () => {
    first = await startApp();
    second = await startApp({ beside: first });
  });
  afterAll(async () => {
    await second.close();
    await first.close();
  });

  const isRefusedAtBoth = (token: string) =>
    until(async () => {
      const answers = await Promise.all([first, second].map((house) => house.api.get('/users/me', { as: token })));
      return answers.every((answer) => answer.status === 401);
    }, 'both instances to refuse the token', 1000);

  async function seenByBoth(): Promise<TestActor> {
    const actor = await first.actors.asTenant();
    for (const house of [first, second]) expect((await house.api.get('/users/me', { as: actor })).status).toBe(200);
    return actor;
  }

  it('end everywhere within a second of logging out', async () => {
    const actor = await seenByBoth();
    expect((await first.api.post('/auth/logout', undefined, { as: actor })).status).toBe(204);
    await isRefusedAtBoth(actor.token);
  });

  it('end everywhere within a second of being deactivated or erased', async () => {
    const deactivated = await seenByBoth();
    await first.database.client.query('UPDATE users SET is_active = false WHERE id = $1', [deactivated.id]);
    await isRefusedAtBoth(deactivated.token);
    const erased = await seenByBoth();
    expect((await second.api.delete('/users/me', { as: erased })).status).toBe(204);
    await isRefusedAtBoth(erased.token);
  });

  it('take a change of role everywhere within a second', async () => {
    const actor = await seenByBoth();
    await first.database.client.query(`UPDATE users SET user_type = 'landlord' WHERE id = $1`, [actor.id]);
    await until(async () => (await second.api.get<{ user_type: string }>('/users/me', { as: actor })).body.user_type === 'landlord', 'the new role', 1000);
  });
});
