import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { isProblem, LokaHome, memoryStore, ProblemError, storageStore, type Tokens, type TokenStore } from '../dist/index.js';
import { good, pair, problem, startServer, type Asked, type Reply } from './server.ts';

const REFRESH = '/api/v1/auth/refresh';
const signedIn = (nth: number, expires_in = 1800): Tokens => ({ access_token: `access-${nth}`, refresh_token: `refresh-${nth}`, expires_at: Date.now() + expires_in * 1000 });
const refreshes = (asked: Asked[]): string[] => asked.filter(({ path }) => path === REFRESH).map(({ body }) => (JSON.parse(body.toString()) as { refresh_token: string }).refresh_token);

/** An API where only `access-<valid>` is good, and each refresh token works once. */
function houseWith(state: { valid: number; dead?: boolean }) {
  return ({ path, headers, body }: Asked): Reply => {
    if (path === REFRESH) {
      const given = (JSON.parse(body.toString()) as { refresh_token: string }).refresh_token;
      if (state.dead || given !== `refresh-${state.valid - 1}`) return problem(401, 'auth.unauthorized');
      return good(pair(state.valid));
    }
    if (path === '/api/v1/services' && headers.authorization === undefined) return good([]);
    return headers.authorization === `Bearer access-${state.valid}` ? good({ id: 'me' }) : problem(401, 'auth.unauthorized');
  };
}

describe('a session', () => {
  it('is renewed once for all calls that find its token refused, each of which then succeeds', async () => {
    const state = { valid: 2 };
    const { url, asked } = await startServer(houseWith(state));
    const store = memoryStore(signedIn(1));
    const api = new LokaHome({ baseUrl: url, tokens: store });
    const answers = await Promise.all(Array.from({ length: 12 }, () => api.getMe()));
    assert.deepEqual(new Set(answers.map(({ id }) => id)), new Set(['me']));
    assert.deepEqual(refreshes(asked), ['refresh-1']);
    // The pair has changed as a whole: the next renewal uses the new refresh token.
    assert.equal((await store.load())?.refresh_token, 'refresh-2');
    state.valid = 3;
    await api.getMe();
    assert.deepEqual(refreshes(asked), ['refresh-1', 'refresh-2']);
  });

  it('is renewed once by two clients of one store, as two tabs of a browser are', async () => {
    const { url, asked } = await startServer(houseWith({ valid: 2 }));
    const store = memoryStore(signedIn(1));
    const tabs = [1, 2, 3].map(() => new LokaHome({ baseUrl: url, tokens: store }));
    await Promise.all(tabs.map((tab) => tab.getMe()));
    assert.deepEqual(refreshes(asked), ['refresh-1']);
  });

  it('is renewed before the call when its token is about to end', async () => {
    const { url, asked } = await startServer(houseWith({ valid: 2 }));
    const api = new LokaHome({ baseUrl: url, tokens: memoryStore(signedIn(1, 5)) });
    await api.getMe();
    assert.deepEqual(asked.map(({ path }) => path), [REFRESH, '/api/v1/users/me']);
    assert.equal(await api.accessToken(), 'access-2');
  });

  it('ends when its refresh token is refused: everybody is told once, the store is empty', async () => {
    const { url, asked } = await startServer(houseWith({ valid: 2, dead: true }));
    const store = memoryStore(signedIn(1));
    const told: ProblemError[] = [];
    const api = new LokaHome({ baseUrl: url, tokens: store, onSignedOut: (reason) => void told.push(reason) });
    const outcomes = await Promise.allSettled([api.getMe(), api.getMe(), api.getMe()]);
    for (const outcome of outcomes) assert.ok(outcome.status === 'rejected' && isProblem(outcome.reason, 'auth.unauthorized'));
    assert.equal(refreshes(asked).length, 1);
    assert.deepEqual(told.map(({ code }) => code), ['auth.unauthorized']);
    assert.equal(await store.load(), null);
  });

  it('that has ended leaves open what is open to everybody', async () => {
    const { url, asked } = await startServer(houseWith({ valid: 2, dead: true }));
    const api = new LokaHome({ baseUrl: url, tokens: memoryStore(signedIn(1)) });
    assert.deepEqual(await api.listServices(), []);
    assert.deepEqual(asked.map(({ headers }) => headers.authorization), ['Bearer access-1', undefined, undefined]);
  });

  it('outlives a renewal that comes at a bad moment', async () => {
    const store = memoryStore(signedIn(1));
    const { url } = await startServer(({ path }) => (path === REFRESH ? problem(503, 'service.unavailable', { headers: { 'retry-after': '600' } }) : problem(401, 'auth.unauthorized')));
    const api = new LokaHome({ baseUrl: url, tokens: store, onSignedOut: () => assert.fail('signed out') });
    await assert.rejects(api.getMe(), (error) => error instanceof ProblemError && error.status === 503 && error.retry_after === 600);
    assert.equal((await store.load())?.refresh_token, 'refresh-1');
  });

  it('is not renewed for a wrong password, whose 401 means something else', async () => {
    const { url, asked } = await startServer(() => problem(401, 'auth.bad_credentials'));
    const api = new LokaHome({ baseUrl: url, tokens: memoryStore(signedIn(1)) });
    await assert.rejects(api.changePassword({ body: { current_password: 'x', new_password: 'Un mot de passe neuf' } }), (error) => isProblem(error, 'auth.bad_credentials'));
    assert.equal(asked.length, 1);
  });

  it('sends no token to who does not ask for one', async () => {
    const { url, asked } = await startServer(() => good(pair(2)));
    const api = new LokaHome({ baseUrl: url, tokens: memoryStore(signedIn(1)) });
    await api.signIn({ username: 'afi@example.com', password: 'secret' });
    assert.equal(asked[0]?.headers.authorization, undefined);
    assert.equal(await api.accessToken(), 'access-2');
  });

  it('ends here when somebody signs out, though the server cannot be reached', async () => {
    const { url } = await startServer(() => 'cut');
    const store = memoryStore(signedIn(1));
    await assert.rejects(new LokaHome({ baseUrl: url, tokens: store }).signOut(), { name: 'ConnectionError' });
    assert.equal(await store.load(), null);
  });

  it('does not keep a caller who gives up', async () => {
    const { url } = await startServer(({ path }) => (path === REFRESH ? 'hang' : problem(401, 'auth.unauthorized')));
    const api = new LokaHome({ baseUrl: url, tokens: memoryStore(signedIn(1)), timeout: 60_000 });
    const reason = new Error('changed my mind');
    const giving = new AbortController();
    const call = api.getMe({ signal: giving.signal });
    giving.abort(reason);
    await assert.rejects(call, reason);
  });
});

describe('a store of tokens', () => {
  const storage = (): Map<string, string> & { getItem: (key: string) => string | null; setItem: (key: string, value: string) => void; removeItem: (key: string) => void } => {
    const map = new Map<string, string>();
    return Object.assign(map, { getItem: (key: string) => map.get(key) ?? null, setItem: (key: string, value: string) => void map.set(key, value), removeItem: (key: string) => void map.delete(key) });
  };

  it('keeps them over a restart, and takes what it cannot read for nothing', async () => {
    const place = storage();
    const first: TokenStore = storageStore(place);
    const tokens = signedIn(1);
    await first.save(tokens);
    assert.deepEqual(await storageStore(place).load(), tokens);
    place.set('lokahome.tokens', '{"access_token":');
    assert.equal(await first.load(), null);
    await first.clear();
    assert.equal(place.size, 0);
  });
});
