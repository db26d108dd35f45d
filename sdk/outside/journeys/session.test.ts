import { isProblem, memoryStore, type Tokens } from '@lokahome/sdk';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { clientOf, join, PASSWORD } from '../town.js';

describe('a session of the SDK at the real API', () => {
  it('renews itself once, with a refresh token that changes, and ends when it is ended elsewhere', async () => {
    const store = memoryStore();
    const told: string[] = [];
    const { api, email } = await join('tenant', 'Yawa', { tokens: store, onSignedOut: ({ code }) => void told.push(code) });
    const first = (await store.load()) as Tokens;
    // A token that the API refuses, as an old one is.
    await store.save({ ...first, access_token: `${first.access_token.slice(0, -4)}AAAA` });
    const answers = await Promise.all(Array.from({ length: 8 }, () => api.getMe()));
    assert.deepEqual(new Set(answers.map((me) => me.email)), new Set([email]));
    const second = (await store.load()) as Tokens;
    assert.notEqual(second.refresh_token, first.refresh_token);

    // Once more, one after the other.
    await store.save({ ...second, expires_at: 0 });
    assert.equal((await api.getMe()).email, email);
    assert.notEqual(((await store.load()) as Tokens).refresh_token, second.refresh_token);

    // Another device ends all others.
    const phone = clientOf();
    await phone.signIn({ username: email, password: PASSWORD });
    for (const { id, is_current } of await phone.listSessions()) if (!is_current) await phone.endSession({ path: { id } });
    await assert.rejects(api.getMe(), (error) => isProblem(error, 'auth.unauthorized'));
    assert.deepEqual([told, await store.load()], [['auth.unauthorized'], null]);
    await phone.signOut();
    assert.equal(await phone.accessToken(), null);
  });

  it('speaks the language that was asked for, and names the fields that are wrong', async () => {
    const error = await clientOf({ language: 'en' }).register({ body: { email: 'no', phone: '12', password: 'x', first_name: 'A', last_name: 'B', user_type: 'tenant' } }).catch((thrown: unknown) => thrown);
    assert.ok(isProblem(error, 'validation.failed'));
    assert.match(error.field('email')?.message ?? '', /e-mail/i);
    assert.ok(error.request_id.length > 8);
  });
});
