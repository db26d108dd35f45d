import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../src/kernel/id.js';
import { encodeCursor } from '../src/kernel/page.js';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';

interface Note {
  id: string;
  title: string;
  content: string;
  type: string;
  related_id: string | null;
  is_read: boolean;
  created_at: string;
}

describe('the feed of notifications', () => {
  let house: TestApp;
  beforeAll(async () => {
    house = await startApp();
  });
  afterAll(() => house.close());

  /** Ids of notes, oldest first. */
  async function notes(actor: TestActor, count: number, facts: Record<string, unknown> = {}): Promise<string[]> {
    const ids: string[] = [];
    for (let n = 1; n <= count; n += 1) {
      const id = newId();
      await house.build.insert('notifications', {
        id, user_id: actor.id, event_id: newId(), title: `Note ${String(n)}`, content: 'Une réservation vous attend.', type: 'booking', ...facts,
      });
      ids.push(id);
    }
    return ids;
  }
  const list = (as: TestActor, query: Record<string, string | number | boolean | undefined> = {}) => house.api.get<Note[]>('/notifications', { as, query });
  const next = (headers: Headers): string | null => /<[^>]*[?&]cursor=([^&>]+)[^>]*>; rel="next"/.exec(headers.get('link') ?? '')?.[1] ?? null;
  const unread = async (as: TestActor): Promise<number> => (await house.api.get<{ count: number }>('/notifications/unread-count', { as })).body.count;

  it.each(['asTenant', 'asLandlord', 'asProvider', 'asAdmin'] as const)('is open to everyone who is signed in (%s), and empty at first', async (role) => {
    const actor = await house.actors[role]();
    const { status, body, headers } = await list(actor);
    expect([status, body, headers.get('link'), headers.get('x-total-count')]).toEqual([200, [], '</api/v1/notifications>; rel="first"', '0']);
    expect(await unread(actor)).toBe(0);
  });

  it('answers the newest first, with all their fields', async () => {
    const actor = await house.actors.asTenant();
    const related_id = newId();
    const [first, second] = await notes(actor, 2, { related_id });
    const { body } = await list(actor);
    expect(body.map((note) => note.id)).toEqual([second, first]);
    expect(body[1]).toEqual({
      id: first, title: 'Note 1', content: 'Une réservation vous attend.', type: 'booking', related_id, is_read: false,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
  });

  it('is leafed through by cursor to its end, and new notes do not shift it', async () => {
    const actor = await house.actors.asTenant();
    const ids = await notes(actor, 25);
    const seen: string[] = [];
    let cursor: string | null = '';
    const sizes: number[] = [];
    while (cursor !== null) {
      const { body, headers }: { body: Note[]; headers: Headers } = await list(actor, { per_page: 10, cursor: cursor === '' ? undefined : cursor });
      seen.push(...body.map((note) => note.id));
      sizes.push(body.length);
      cursor = next(headers);
      if (sizes.length === 1) await notes(actor, 3);
    }
    expect(sizes).toEqual([10, 10, 5]);
    expect(seen).toEqual(ids.toReversed());
  });

  it('keeps the filters in the next link', async () => {
    const actor = await house.actors.asTenant();
    await notes(actor, 3, { is_read: true });
    const { headers } = await list(actor, { per_page: 2, is_read: true });
    const link = /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1] ?? '';
    const { status, body } = await house.api.call<Note[]>('GET', `/${link}`, { as: actor });
    expect([status, body.length]).toEqual([200, 1]);
  });

  it('takes page numbers too', async () => {
    const actor = await house.actors.asTenant();
    const ids = await notes(actor, 5);
    const { body, headers } = await list(actor, { page: 2, per_page: 2 });
    expect(body.map((note) => note.id)).toEqual([ids[2], ids[1]]);
    const after = await list(actor, { per_page: 2, cursor: next(headers) ?? '' });
    expect(after.body.map((note) => note.id)).toEqual([ids[0]]);
  });

  it('filters by type and by what is read', async () => {
    const actor = await house.actors.asTenant();
    const [account] = await notes(actor, 1, { type: 'account' });
    const [read] = await notes(actor, 1, { is_read: true });
    await notes(actor, 1);
    const idsOf = async (query: Record<string, string | boolean>): Promise<string[]> => (await list(actor, query)).body.map((note) => note.id);
    expect(await idsOf({ type: 'account' })).toEqual([account]);
    expect(await idsOf({ is_read: true })).toEqual([read]);
    expect(await idsOf({ is_read: false, type: 'account' })).toEqual([account]);
    expect(await idsOf({ is_read: true, type: 'account' })).toEqual([]);
  });

  it.each([
    [{ type: 'gossip' }, 'type', 'not_one_of'],
    [{ is_read: 'maybe' }, 'is_read', 'not_a_boolean'],
    [{ cursor: 'nonsense' }, 'cursor', 'not_a_cursor'],
    [{ cursor: encodeCursor(["' OR true --"]) }, 'cursor', 'not_a_cursor'],
    [{ cursor: encodeCursor([newId(), 1]) }, 'cursor', 'not_a_cursor'],
    [{ per_page: 101 }, 'per_page', 'too_large'],
    [{ page: 101, per_page: 100 }, 'page', 'page.too_deep'],
    [{ user_id: newId() }, 'user_id', 'unknown_field'],
  ])('refuses %j', async (query, field, code) => {
    const actor = await house.actors.asTenant();
    const { status, body } = await house.api.get<{ errors: { field: string; code: string }[] }>('/notifications', { as: actor, query });
    expect(status).toBe(422);
    expect(body.errors).toEqual([expect.objectContaining({ field, code })]);
  });

  it('marks one as read, as often as one likes', async () => {
    const actor = await house.actors.asTenant();
    const [id] = await notes(actor, 2);
    expect(await unread(actor)).toBe(2);
    for (let n = 0; n < 2; n += 1) {
      const { status, body } = await house.api.put<Note>(`/notifications/${id}/read`, undefined, { as: actor });
      expect([status, body.id, body.is_read]).toEqual([200, id, true]);
    }
    expect(await unread(actor)).toBe(1);
  });

  it('marks all as read and says how many were not', async () => {
    const actor = await house.actors.asTenant();
    await notes(actor, 3);
    await notes(actor, 1, { is_read: true });
    const readAll = () => house.api.put<{ updated: number }>('/notifications/read-all', undefined, { as: actor });
    expect((await readAll()).body).toEqual({ updated: 3 });
    expect((await readAll()).body).toEqual({ updated: 0 });
    expect(await unread(actor)).toBe(0);
  });

  it('shows and gives nobody the notes of another, not even an admin', async () => {
    const owner = await house.actors.asTenant();
    const [id] = await notes(owner, 2);
    for (const stranger of [await house.actors.asTenant(), await house.actors.asAdmin()]) {
      expect((await list(stranger)).body).toEqual([]);
      expect((await list(stranger, { cursor: encodeCursor([newId()]) })).body).toEqual([]);
      const { status, body } = await house.api.put<{ code: string }>(`/notifications/${id}/read`, undefined, { as: stranger });
      expect([status, body.code]).toEqual([404, 'not_found']);
      await house.api.put('/notifications/read-all', undefined, { as: stranger });
    }
    expect(await unread(owner)).toBe(2);
  });

  it('knows a malformed id from one that nobody has', async () => {
    const actor = await house.actors.asTenant();
    expect((await house.api.put('/notifications/12/read', undefined, { as: actor })).status).toBe(422);
    expect((await house.api.put(`/notifications/${newId()}/read`, undefined, { as: actor })).status).toBe(404);
  });

  it.each([['GET', '/notifications'], ['GET', '/notifications/unread-count'], ['PUT', '/notifications/read-all'], ['PUT', `/notifications/${newId()}/read`]])(
    '%s %s asks for a sign-in',
    async (method, path) => {
      expect((await house.api.call(method, path)).status).toBe(401);
    },
  );
});
