import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../src/kernel/id.js';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';
import { Device } from './support/chat.js';
import { startOutside, type Outside } from './support/outside.js';
import { until } from './support/wait.js';
import { TestWork } from './support/work.js';

interface Message { id: string; sender_id: string; receiver_id: string; content: string; property_id: string | null; service_request_id: string | null; is_read: boolean; created_at: string }
interface Conversation { user: { id: string; last_name: string }; last_message: Message; unread_count: number }
interface Note { type: string; title: string; content: string; related_id: string }
interface Problem { code: string; errors: { field: string; code: string }[] }

describe('messages', () => {
  let outside: Outside;
  let house: TestApp;
  let tenant: TestActor;
  let landlord: TestActor;

  beforeAll(async () => {
    outside = await startOutside();
    house = await startApp({ worker: true, env: outside.env });
  });
  afterAll(async () => {
    await house.close();
    await outside.stop();
  });
  beforeEach(async () => {
    [tenant, landlord] = [await house.actors.asTenant({ first_name: 'Afi', last_name: 'Dossou' }), await house.actors.asLandlord({ first_name: 'Koffi' })];
  });

  const post = (as: TestActor, body: object, headers: Record<string, string> = {}) => house.api.post<Message & Problem>('/messages', body, { as, headers });
  async function write(from: TestActor, to: TestActor, ...texts: string[]): Promise<Message[]> {
    const messages: Message[] = [];
    for (const content of texts) {
      const { status, body } = await post(from, { receiver_id: to.id, content });
      expect(status).toBe(201);
      messages.push(body);
    }
    return messages;
  }
  const conversations = (as: TestActor, query = {}) => house.api.get<Conversation[]>('/messages/conversations', { as, query });
  const history = (as: TestActor, partner: { id: string }, query = {}) => house.api.get<Message[]>(`/messages/conversation/${partner.id}`, { as, query });
  const read = (as: TestActor, id: string) => house.api.put<Message & Problem>(`/messages/${id}/read`, undefined, { as });
  const texts = (messages: readonly Message[]): string[] => messages.map(({ content }) => content);
  const cursorOf = (reply: { headers: Headers }): string => decodeURIComponent(/cursor=([^&>]+)>; rel="next"/.exec(reply.headers.get('link') ?? '')?.[1] ?? '');

  it('go to one person, about a home or a job if one likes', async () => {
    const home = await house.build.property(landlord);
    const { status, body } = await post(tenant, { receiver_id: landlord.id, content: ' Libre en mars ? ', property_id: home.id });
    expect([status, body]).toEqual([201, expect.objectContaining({ sender_id: tenant.id, receiver_id: landlord.id, content: 'Libre en mars ?', property_id: home.id, service_request_id: null, is_read: false })]);
    const job = await new TestWork(house).assigned(landlord);
    expect((await post(landlord, { receiver_id: job.provider.id, content: 'À demain', service_request_id: job.id })).status).toBe(201);

    const draft = await house.build.property(await house.actors.asLandlord(), { status: 'draft' });
    const own = await house.build.property(landlord, { status: 'draft' });
    expect((await post(landlord, { receiver_id: tenant.id, content: 'Bientôt', property_id: own.id })).status).toBe(201);
    for (const about of [{ property_id: draft.id }, { property_id: newId() }, { service_request_id: job.id }, { service_request_id: newId() }]) {
      const reply = await post(tenant, { receiver_id: job.provider.id, content: 'x', ...about });
      expect([reply.status, reply.body.code]).toEqual([404, 'message.subject_unknown']);
    }
  });

  it('are refused where there is nobody, nothing, too much, or too much besides', async () => {
    const gone = await house.actors.asTenant();
    await house.database.client.query('UPDATE users SET is_active = false WHERE id = $1', [gone.id]);
    for (const id of [newId(), gone.id]) expect((await post(tenant, { receiver_id: id, content: 'x' })).body.code).toBe('message.receiver_unknown');
    expect((await post(tenant, { receiver_id: tenant.id, content: 'x' })).body).toMatchObject({ code: 'message.to_oneself', errors: [{ field: 'receiver_id' }] });
    const wrong = async (body: object): Promise<unknown> => (await post(tenant, { receiver_id: landlord.id, content: 'x', ...body })).body.errors.map(({ field, code }) => `${field} ${code}`);
    expect(await wrong({ content: '' })).toEqual(['content too_short']);
    expect(await wrong({ content: ' '.repeat(10) })).toEqual(['content too_short']);
    expect(await wrong({ content: 'x'.repeat(5001) })).toEqual(['content too_long']);
    expect(await wrong({ receiver_id: 'koffi' })).toEqual(['receiver_id not_a_uuid']);
    for (const name of ['sender_id', 'is_read', 'created_at', 'client_id']) expect(await wrong({ [name]: 'x' })).toEqual([`${name} unknown_field`]);
    expect((await post(tenant, { receiver_id: landlord.id, content: '🏠'.repeat(2500) })).status).toBe(201);
  });

  it('under one key are one', async () => {
    const key = { 'idempotency-key': newId() };
    const [one, two] = [await post(tenant, { receiver_id: landlord.id, content: 'Une fois' }, key), await post(tenant, { receiver_id: landlord.id, content: 'Une fois' }, key)];
    expect([two.status, two.headers.get('idempotency-replayed'), two.body]).toEqual([201, 'true', one.body]);
    expect((await history(tenant, landlord)).body).toHaveLength(1);
    expect((await post(tenant, { receiver_id: landlord.id, content: 'Autre' }, key)).status).toBe(422);
  });

  it('are listed by conversation, the latest first, with what is not read', async () => {
    const [second, third] = [await house.actors.asLandlord(), await house.actors.asProvider()];
    expect((await conversations(tenant)).body).toEqual([]);
    await write(landlord, tenant, 'un', 'deux');
    await write(second, tenant, 'trois');
    await write(tenant, third, 'quatre');
    await write(tenant, landlord, 'cinq');
    const { body, headers } = await conversations(tenant);
    expect(body.map(({ user, last_message, unread_count }) => [user.id, last_message.content, unread_count])).toEqual([[landlord.id, 'cinq', 2], [third.id, 'quatre', 0], [second.id, 'trois', 1]]);
    expect(headers.get('x-total-count')).toBe('3');
    expect((await conversations(landlord)).body).toEqual([expect.objectContaining({ user: expect.objectContaining({ id: tenant.id, last_name: 'D.' }), unread_count: 1 })]);

    const seen: string[] = [];
    for (let cursor: string | undefined; cursor !== ''; ) {
      const page = await conversations(tenant, { per_page: 1, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.body.map(({ user }) => user.id));
      cursor = cursorOf(page);
    }
    expect(seen).toEqual([landlord.id, third.id, second.id]);
    expect((await conversations(tenant, { per_page: 1, page: 2 })).body.map(({ user }) => user.id)).toEqual([third.id]);
  });

  it('are leafed through from the newest to the oldest, in both directions’ order, while more come in', async () => {
    for (let n = 0; n < 12; n += 1) await write(n % 3 === 0 ? landlord : tenant, n % 3 === 0 ? tenant : landlord, `m${String(n)}`);
    await write(landlord, await house.actors.asTenant(), 'à un autre');
    for (const [one, other] of [[tenant, landlord], [landlord, tenant]] as const) {
      const seen: string[] = [];
      for (let cursor: string | undefined; cursor !== ''; ) {
        const page = await history(one, other, { per_page: 5, ...(cursor === undefined ? {} : { cursor }) });
        seen.push(...texts(page.body));
        cursor = cursorOf(page);
        if (seen.length === 5) await write(tenant, await house.actors.asLandlord(), 'entre-temps');
      }
      expect(seen).toEqual(Array.from({ length: 12 }, (_, n) => `m${String(11 - n)}`));
    }
    expect((await history(tenant, { id: newId() })).body).toEqual([]);
    const stranger = await house.actors.asTenant();
    expect((await history(stranger, landlord)).body).toEqual([]);
    for (const cursor of ['x', 'WzFd', 'Wy0xLDJd', 'WyJhIiwiYiJd', 'W10']) expect((await house.api.get<Problem>(`/messages/conversation/${landlord.id}`, { as: tenant, query: { cursor } })).body.errors).toEqual([expect.objectContaining({ field: 'cursor', code: 'not_a_cursor' })]);
  });

  it('are read up to one, by who got them, and only forwards', async () => {
    const [first, second, third] = await write(tenant, landlord, 'un', 'deux', 'trois');
    const [answer] = await write(landlord, tenant, 'quatre');
    expect((await read(landlord, second?.id ?? '')).body).toMatchObject({ id: second?.id, is_read: true });
    expect((await conversations(landlord)).body[0]?.unread_count).toBe(1);
    for (const as of [tenant, landlord]) expect((await history(as, as === tenant ? landlord : tenant)).body.map(({ content, is_read }) => [content, is_read])).toEqual([['quatre', false], ['trois', false], ['deux', true], ['un', true]]);
    expect((await read(landlord, first?.id ?? '')).body.is_read).toBe(true);
    expect((await conversations(landlord)).body[0]?.unread_count).toBe(1);
    expect((await read(landlord, third?.id ?? '')).status).toBe(200);
    expect((await conversations(landlord)).body[0]?.unread_count).toBe(0);
    expect((await read(tenant, third?.id ?? '')).status).toBe(403);
    expect((await read(await house.actors.asAdmin(), answer?.id ?? '')).body.code).toBe('not_found');
    expect((await conversations(tenant)).body[0]).toMatchObject({ unread_count: 1, last_message: { content: 'quatre', is_read: false } });
  });

  it('written and read by many at once leave every count right', async () => {
    const others = await Promise.all(Array.from({ length: 5 }, () => house.actors.asTenant()));
    await Promise.all(others.flatMap((one) => Array.from({ length: 8 }, async (_, n) => {
      const [message] = await write(n % 2 === 0 ? one : landlord, n % 2 === 0 ? landlord : one, `m${String(n)}`);
      if (n === 2) await read(landlord, message?.id ?? '');
    })));
    const { rows } = await house.database.client.query<{ unread: number; counted: number }>(
      `SELECT c.unread_count AS unread, (SELECT count(*)::int FROM messages m WHERE m.receiver_id = c.user_id AND m.sender_id = c.partner_id AND m.receiver_seq > c.read_seq) AS counted
       FROM conversations c WHERE c.user_id = $1 OR c.partner_id = $1`, [landlord.id]);
    expect(rows).toHaveLength(10);
    for (const { unread, counted } of rows) expect(unread).toBe(counted);
    const feed = await house.database.client.query<{ seq: number }>('SELECT CASE WHEN receiver_id = $1 THEN receiver_seq ELSE sender_seq END::int AS seq FROM messages WHERE $1 IN (sender_id, receiver_id) ORDER BY 1', [landlord.id]);
    expect(feed.rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
  });

  it('stop when one blocks the other, and go on when that is over', async () => {
    await write(tenant, landlord, 'un');
    expect((await house.api.post<object>(`/users/${tenant.id}/block`, undefined, { as: landlord })).body).toEqual({ is_blocked: true });
    expect((await house.api.post<object>(`/users/${tenant.id}/block`, undefined, { as: landlord })).status).toBe(200);
    expect((await house.api.get<{ id: string }[]>('/users/me/blocks', { as: landlord })).body.map(({ id }) => id)).toEqual([tenant.id]);
    expect((await house.api.get<object[]>('/users/me/blocks', { as: tenant })).body).toEqual([]);
    for (const [from, to] of [[tenant, landlord], [landlord, tenant]] as const) expect((await post(from, { receiver_id: to.id, content: 'x' })).body.code).toBe('message.blocked');
    expect(texts((await history(tenant, landlord)).body)).toEqual(['un']);
    for (let n = 0; n < 2; n += 1) expect((await house.api.delete<object>(`/users/${tenant.id}/block`, { as: landlord })).body).toEqual({ is_blocked: false });
    await write(tenant, landlord, 'deux');
    expect((await house.api.post<Problem>(`/users/${newId()}/block`, undefined, { as: landlord })).status).toBe(404);
  });

  it('can be reported by who got them, and admins see what they say', async () => {
    const [message] = await write(tenant, landlord, 'Payez-moi hors du site');
    const report = { subject_type: 'message', subject_id: message?.id, reason: 'fraud' };
    expect((await house.api.post('/reports', report, { as: await house.actors.asTenant() })).status).toBe(404);
    expect((await house.api.post('/reports', report, { as: landlord })).status).toBe(201);
    const { text } = await house.api.get('/admin/reports-queue', { as: await house.actors.asAdmin() });
    expect(text).toContain('Payez-moi hors du site');
  });

  describe('tell who is not connected', () => {
    const notes = async (as: TestActor): Promise<Note[]> => (await house.api.get<Note[]>('/notifications', { as, query: { type: 'message' } })).body;
    const pushes = (to: TestActor) => outside.push.pushes.filter(({ token }) => token === `device-${to.id}`);
    const quiet = () => until(async () => (await house.database.client.query('SELECT 1 FROM outbox WHERE done_at IS NULL LIMIT 1')).rowCount === 0, 'everybody to be told', 30_000);
    beforeEach(async () => { await house.api.post('/users/me/devices', { token: `device-${landlord.id}`, platform: 'android' }, { as: landlord }); });

    it('once for what comes at once, and again for what comes later', async () => {
      await write(tenant, landlord, 'un', 'deux', 'trois');
      await quiet();
      expect(await notes(landlord)).toEqual([expect.objectContaining({ type: 'message', title: 'Message de Afi', content: 'trois', related_id: tenant.id })]);
      expect(pushes(landlord).map(({ notification, data }) => [notification.title, data['related_id']])).toEqual([['Message de Afi', tenant.id]]);
      await write(tenant, landlord, 'quatre');
      await quiet();
      expect((await notes(landlord)).map(({ content }) => content)).toEqual(['quatre', 'trois']);
      expect(await notes(tenant)).toEqual([]);
    });

    it('not of what they have read meanwhile, nor while a device is connected', async () => {
      const [message] = await write(tenant, landlord, 'un');
      await read(landlord, message?.id ?? '');
      await quiet();
      const device = await new Device(house.url, landlord.token).ready();
      await write(tenant, landlord, 'deux');
      await device.gets('deux');
      await quiet();
      expect([await notes(landlord), pushes(landlord)]).toEqual([[], []]);
      device.close();
    });

    it('of what was sent down a line that turned out to be broken', async () => {
      const device = await new Device(house.url, landlord.token).ready();
      device.socket.io.reconnection(false);
      await write(tenant, landlord, 'perdu ?');
      device.cut();
      await until(async () => (await notes(landlord)).length === 1, 'the landlord to be told', 30_000);
      await quiet();
      expect(pushes(landlord)).toHaveLength(1);
    });
  });
});
