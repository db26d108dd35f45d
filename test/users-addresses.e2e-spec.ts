import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../src/kernel/id.js';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';

type Json = Record<string, unknown>;
interface Problem {
  code: string;
  errors?: { field: string; code: string }[];
}

describe('addresses', () => {
  let house: TestApp;
  beforeAll(async () => {
    house = await startApp();
  });
  afterAll(() => house.close());

  interface Address {
    id: string;
    is_default: boolean;
  }
  const home = { label: 'Maison', address: 'Lot 1204, rue du Gouverneur Bayol', city: 'Cotonou', neighborhood: 'Haie Vive', latitude: 6.3527, longitude: 2.3712 };
  const list = (as: TestActor, query = {}) => house.api.get<Address[]>('/users/me/addresses', { as, query });
  const create = (as: TestActor, json: unknown, headers = {}) => house.api.post<Address & Json & Problem>('/users/me/addresses', json, { as, headers });
  const change = (as: TestActor, id: string, json: unknown) => house.api.put<Address & Json & Problem>(`/users/me/addresses/${id}`, json, { as });

  it('are kept, changed and forgotten', async () => {
    const actor = await house.actors.asTenant();
    const { status, body } = await create(actor, home);
    expect([status, body]).toEqual([201, { ...home, id: expect.any(String), country: 'BJ', is_default: false, created_at: expect.any(String), updated_at: expect.any(String) }]);
    const bare = (await create(actor, { address: 'Akpakpa', city: 'Cotonou', country: 'TG' })).body;
    expect(bare).toMatchObject({ label: null, neighborhood: null, latitude: null, longitude: null, country: 'TG' });
    expect((await list(actor)).body).toEqual([body, bare]);
    const moved = await change(actor, body.id, { city: 'Ouidah', neighborhood: null, latitude: null, longitude: null });
    expect(moved.body).toEqual({ ...body, city: 'Ouidah', neighborhood: null, latitude: null, longitude: null, updated_at: expect.any(String) });
    expect((await house.api.delete(`/users/me/addresses/${body.id}`, { as: actor })).status).toBe(204);
    expect((await list(actor)).body).toEqual([bare]);
    expect((await house.api.delete(`/users/me/addresses/${body.id}`, { as: actor })).status).toBe(404);
  });

  it('have one default at most, also when ten become it at once', async () => {
    const actor = await house.actors.asTenant();
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => create(actor, { ...home, label: `Place ${String(n)}`, is_default: true })));
    expect(answers.map((one) => one.status)).toEqual(Array.from({ length: 10 }, () => 201));
    const { body } = await list(actor);
    expect(body.filter((one) => one.is_default)).toHaveLength(1);
    const other = body.find((one) => !one.is_default)?.id ?? '';
    await change(actor, other, { is_default: true });
    expect((await list(actor)).body.filter((one) => one.is_default).map((one) => one.id)).toEqual([other]);
  });

  it('of others are not there', async () => {
    const [actor, other, admin] = [await house.actors.asTenant(), await house.actors.asTenant(), await house.actors.asAdmin()];
    const { body } = await create(actor, home);
    for (const stranger of [other, admin]) {
      expect((await list(stranger)).body).toEqual([]);
      expect((await change(stranger, body.id, { city: 'Lomé' })).status).toBe(404);
      expect((await house.api.delete(`/users/me/addresses/${body.id}`, { as: stranger })).status).toBe(404);
    }
    expect((await list(actor)).body).toMatchObject([{ city: 'Cotonou' }]);
    expect((await house.api.get('/users/me/addresses')).status).toBe(401);
  });

  it('come in pages', async () => {
    const actor = await house.actors.asTenant();
    for (let n = 0; n < 5; n += 1) await create(actor, { ...home, label: String(n) });
    const { body, headers } = await list(actor, { page: 2, per_page: 2 });
    expect(body.map((one) => (one as unknown as { label: string }).label)).toEqual(['2', '3']);
    expect(headers.get('x-total-count')).toBe('5');
    expect(headers.get('link')).toMatch(/rel="first".*rel="prev".*rel="next"/);
    expect((await list(actor, { per_page: 101 })).status).toBe(422);
    expect((await list(actor, { page: 101, per_page: 100 })).status).toBe(422);
  });

  it('are fifty at most', async () => {
    const actor = await house.actors.asTenant();
    const answers = await Promise.all(Array.from({ length: 52 }, () => create(actor, home)));
    expect(answers.filter((one) => one.status === 201)).toHaveLength(50);
    expect(answers.find((one) => one.status !== 201)?.body.code).toBe('user.too_many_addresses');
  });

  it('are made once under one key', async () => {
    const actor = await house.actors.asTenant();
    const headers = { 'idempotency-key': 'address-once' };
    const [first, second] = [await create(actor, home, headers), await create(actor, home, headers)];
    expect([second.status, second.body, second.headers.get('idempotency-replayed')]).toEqual([201, first.body, 'true']);
    expect((await create(actor, { ...home, city: 'Lomé' }, headers)).body.code).toBe('idempotency.key_reused');
    expect((await list(actor)).body).toHaveLength(1);
  });

  it.each([
    ['no city', { address: 'x' }, 'city', 'required'], ['half a point', { ...home, longitude: null }, 'longitude', 'address.half_a_point'],
    ['a place off the globe', { ...home, latitude: 91 }, 'latitude', 'too_large'], ['a point in words', { ...home, latitude: 'north' }, 'latitude', 'not_a_number'],
    ['a country of three letters', { ...home, country: 'BEN' }, 'country', 'too_long'], ['a country in small letters', { ...home, country: 'bj' }, 'country', 'bad_pattern'], ['somebody else’s id', { ...home, user_id: newId() }, 'user_id', 'unknown_field'],
    ['a NUL', { ...home, label: 'a\u0000b' }, 'body', 'nul_character'],
  ])('refuse %s', async (_, json, field, code) => {
    const { status, body } = await create(await house.actors.asTenant(), json);
    expect(status).toBe(422);
    expect(body.errors).toContainEqual(expect.objectContaining({ field, code }));
  });

  it('refuse half a point in a change as well', async () => {
    const actor = await house.actors.asTenant();
    const { body } = await create(actor, home);
    expect((await change(actor, body.id, { latitude: null })).body.code).toBe('address.half_a_point');
    expect((await change(actor, 'x', { city: 'Lomé' })).status).toBe(422);
    expect((await change(actor, newId(), { city: 'Lomé' })).status).toBe(404);
  });
});
