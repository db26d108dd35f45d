import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../src/kernel/id.js';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';
import { Device, type ChatMessage } from './support/chat.js';
import { until } from './support/wait.js';

describe('the chat, on two instances', () => {
  let house: TestApp;
  let other: TestApp;
  let [afi, koffi]: [TestActor, TestActor] = [] as never;
  const devices: Device[] = [];

  beforeAll(async () => {
    house = await startApp({ worker: true });
    other = await startApp({ beside: house });
  });
  afterAll(async () => {
    await other.close();
    await house.close();
  });
  afterEach(() => {
    for (const device of devices.splice(0)) device.close();
  });

  const device = (person: { token: string }, at: TestApp = house, options: ConstructorParameters<typeof Device>[2] = {}): Device => {
    const one = new Device(at.url, person.token, options);
    devices.push(one);
    return one;
  };
  async function two(): Promise<[Device, Device]> {
    [afi, koffi] = [await house.actors.asTenant({ first_name: 'Afi' }), await house.actors.asLandlord({ first_name: 'Koffi' })];
    return [await device(afi).ready(), await device(koffi, other).ready()];
  }
  const sent = async (from: Device, to: TestActor, ...texts: string[]): Promise<ChatMessage[]> => {
    const messages: ChatMessage[] = [];
    for (const text of texts) {
      const answer = await from.send(to.id, text);
      if (!answer.ok) throw new Error(answer.error.detail);
      messages.push(answer.data);
    }
    return messages;
  };

  describe('lets nobody in', () => {
    it.each([['nothing', ''], ['nonsense', 'not.a.token']])('with %s for a token', async (_what, token) => {
      const stranger = device({ token });
      const error = await until(() => Promise.resolve(stranger.refused), 'to be refused');
      expect(error.data).toMatchObject({ code: 'auth.unauthorized', status: 401 });
      expect(stranger.socket.connected).toBe(false);
    });

    it('whose session has ended, nor from a page of somebody else’s', async () => {
      const gone = await house.actors.asTenant();
      await house.api.post('/auth/logout', undefined, { as: gone });
      const late = device(gone, other);
      expect((await until(() => Promise.resolve(late.refused), 'to be refused')).data).toMatchObject({ code: 'auth.unauthorized' });
      const lured = device(await house.actors.asTenant(), house, { headers: { origin: 'https://evil.example' } });
      await until(() => Promise.resolve(lured.refused), 'to be refused');
      const own = device(await house.actors.asTenant(), house, { headers: { origin: house.url } });
      await own.ready();
    });
  });

  it('a message reaches every device of both, on either instance, and is answered as it is stored', async () => {
    const [mine, theirs] = await two();
    const [tablet, phone] = [await device(afi, other).ready(), await device(koffi).ready()];
    const answer = await mine.send(koffi.id, '  Bonjour Koffi  ', { client_id: 'c-1' });
    expect(answer).toEqual({ ok: true, data: expect.objectContaining({ sender_id: afi.id, receiver_id: koffi.id, content: 'Bonjour Koffi', client_id: 'c-1', is_read: false, property_id: null }) });
    for (const one of [mine, theirs, tablet, phone]) {
      await one.gets('Bonjour Koffi');
      expect(one.all('message:new')[0]).toEqual(answer.ok && answer.data);
    }
    // Over HTTP it is the same.
    const posted = await house.api.post<ChatMessage>('/messages', { receiver_id: afi.id, content: 'Bonjour Afi' }, { as: koffi });
    expect(posted.status).toBe(201);
    for (const one of [mine, theirs, tablet, phone]) await one.gets('Bonjour Koffi', 'Bonjour Afi');
  });

  it('the same client_id is one message, also from two instances at once', async () => {
    const [mine] = await two();
    const tablet = await device(afi, other).ready();
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => (n % 2 === 0 ? mine : tablet).send(koffi.id, 'Une fois', { client_id: 'once' })));
    expect(new Set(answers.map((one) => one.ok && one.data.id)).size).toBe(1);
    await mine.send(koffi.id, 'Encore');
    await tablet.gets('Une fois', 'Encore');
    const { rows } = await house.database.client.query('SELECT content FROM messages WHERE sender_id = $1 ORDER BY sender_seq', [afi.id]);
    expect(rows).toEqual([{ content: 'Une fois' }, { content: 'Encore' }]);
  });

  it('says what is wrong with what was sent', async () => {
    const [mine] = await two();
    const wrong = async (event: string, payload: unknown): Promise<unknown> => {
      const answer = await mine.ask(event, payload);
      return answer.ok ? answer : [answer.error.status, answer.error.code, answer.error.errors?.map(({ field, code }) => `${field} ${code}`)];
    };
    expect(await wrong('message:send', { receiver_id: koffi.id, content: '   ' })).toEqual([422, 'validation.failed', ['content too_short']]);
    expect(await wrong('message:send', { receiver_id: koffi.id, content: 'x'.repeat(5001) })).toEqual([422, 'validation.failed', ['content too_long']]);
    expect(await wrong('message:send', { receiver_id: koffi.id, content: 'x', sender_id: koffi.id })).toEqual([422, 'validation.failed', ['sender_id unknown_field']]);
    expect(await wrong('message:send', { receiver_id: 'koffi', content: 'x\u0000' })).toEqual([422, 'validation.failed', [expect.stringContaining('nul_character')]]);
    for (const nonsense of [null, 'text', 7, [1, 2], []]) expect(await wrong('message:send', nonsense)).toEqual([422, 'validation.failed', expect.anything()]);
    expect(await wrong('message:send', { receiver_id: afi.id, content: 'x' })).toEqual([422, 'message.to_oneself', ['receiver_id message.to_oneself']]);
    expect(await wrong('message:send', { receiver_id: newId(), content: 'x' })).toEqual([404, 'message.receiver_unknown', undefined]);
    expect(await wrong('message:send', { receiver_id: koffi.id, content: 'x', property_id: newId() })).toEqual([404, 'message.subject_unknown', undefined]);
    expect(await wrong('message:read', { message_id: newId() })).toEqual([404, 'not_found', undefined]);
    expect(await wrong('typing', { receiver_id: koffi.id, is_typing: 'yes' })).toEqual([422, 'validation.failed', ['is_typing not_a_boolean']]);
    const english = await device(afi, house, { headers: { 'accept-language': 'en' } }).ready();
    expect(await english.ask('message:read', { message_id: newId() })).toMatchObject({ error: { detail: 'There is no such thing, or it is not yours to see.' } });
  });

  it('shows typing, read marks and who is there, to those it concerns', async () => {
    const [mine, theirs] = await two();
    const stranger = await device(await house.actors.asTenant(), other).ready();
    await mine.ask('typing', { receiver_id: koffi.id, is_typing: true });
    expect(await theirs.hears('typing')).toEqual({ user_id: afi.id, is_typing: true });
    const [, second] = await sent(mine, koffi, 'un', 'deux', 'trois');
    const read = await theirs.ask<ChatMessage>('message:read', { message_id: second?.id });
    expect(read).toMatchObject({ ok: true, data: { id: second?.id, is_read: true } });
    for (const one of [mine, theirs]) expect(await one.hears('message:read')).toEqual({ message_id: second?.id, reader_id: koffi.id, read_at: expect.any(String) });
    expect(await mine.ask('message:read', { message_id: second?.id })).toMatchObject({ ok: false, error: { status: 403 } });
    expect(await stranger.ask('message:read', { message_id: second?.id })).toMatchObject({ ok: false, error: { status: 404 } });

    theirs.close();
    expect(await mine.hears('presence', ({ online }) => online === false)).toEqual({ user_id: koffi.id, online: false });
    const phone = await device(koffi).ready();
    expect(await mine.hears('presence', ({ online }) => online === true)).toEqual({ user_id: koffi.id, online: true });
    expect(await phone.hears('presence')).toEqual({ user_id: afi.id, online: true });
    // A second device that goes is no departure.
    const tablet = await device(koffi, other).ready();
    tablet.close();
    await sent(mine, koffi, 'quatre');
    await phone.gets('quatre');
    expect(mine.all('presence')).toHaveLength(2);
    expect(stranger.heard.map(({ event }) => event)).toEqual(['ready']);
  });

  describe('who was away gets what they missed, once and in order', () => {
    it('when the line was cut, on another instance too', async () => {
      const [mine, theirs] = await two();
      await sent(mine, koffi, 'un', 'deux');
      await theirs.gets('un', 'deux');
      // The client comes back to the first instance, where it never was.
      theirs.socket.io.engine.on('close', () => { (theirs.socket.io as unknown as { uri: string }).uri = house.url; });
      theirs.cut();
      await until(() => Promise.resolve(!theirs.socket.connected), 'the line to be cut');
      await sent(mine, koffi, 'trois', 'quatre');
      await theirs.ready(2);
      await theirs.gets('un', 'deux', 'trois', 'quatre');
      expect(theirs.all('ready')[1]).toMatchObject({ recovered: true });
      await sent(mine, koffi, 'cinq');
      await theirs.gets('un', 'deux', 'trois', 'quatre', 'cinq');
    });

    it('when nothing had come yet, and read marks as well', async () => {
      const [mine, theirs] = await two();
      theirs.close();
      const [message] = await sent(mine, koffi, 'un', 'deux');
      mine.close();
      theirs.socket.connect();
      await theirs.ready(2);
      await theirs.gets('un', 'deux');
      await theirs.ask('message:read', { message_id: message?.id });
      mine.socket.connect();
      await mine.hears('message:read', ({ message_id }) => message_id === message?.id);
      await mine.gets('un', 'deux');
    });

    it('when the app was started anew: its session is known', async () => {
      const [mine, theirs] = await two();
      await sent(mine, koffi, 'un');
      await theirs.gets('un');
      theirs.close();
      await until(async () => (await mine.hears('presence', ({ online }) => online === false)) !== undefined, 'koffi to be gone');
      await sent(mine, koffi, 'deux', 'trois');
      const anew = await device(koffi).ready();
      await anew.gets('deux', 'trois');
      // A second device beside it starts from now on.
      const tablet = await device(koffi).ready();
      await sent(mine, koffi, 'quatre');
      await tablet.gets('quatre');
      await anew.gets('deux', 'trois', 'quatre');
    });

    it('but nobody else’s feed, whatever place they name', async () => {
      const [mine, theirs] = await two();
      await sent(mine, koffi, 'un');
      await theirs.gets('un');
      const stranger = await device(await house.actors.asTenant(), house, { auth: { offset: '0' } }).ready();
      for (const offset of ['-1', '1e3', 'NaN', '999999999999999', "'; DROP TABLE messages; --"]) await device(afi, house, { auth: { offset } }).ready();
      await sent(mine, koffi, 'deux');
      await theirs.gets('un', 'deux');
      expect(stranger.texts).toEqual([]);
    });
  });

  it('a session that ends is cut, on every instance, and does not come back', async () => {
    const [mine, theirs] = await two();
    const tablet = await device(afi, other).ready();
    await house.api.post('/auth/logout', undefined, { as: afi });
    for (const one of [mine, tablet]) await until(() => Promise.resolve(!one.socket.connected), 'the line to be cut', 5000);
    mine.socket.connect();
    expect((await until(() => Promise.resolve(mine.refused), 'to be refused')).data).toMatchObject({ code: 'auth.unauthorized' });
    expect(theirs.socket.connected).toBe(true);
    await house.database.client.query('UPDATE users SET is_active = false WHERE id = $1', [koffi.id]);
    await until(() => Promise.resolve(!theirs.socket.connected), 'the line to be cut', 5000);
  });

  it('who blocks, and who is blocked, neither write to nor see each other', async () => {
    const [mine, theirs] = await two();
    await sent(mine, koffi, 'un');
    expect((await house.api.post(`/users/${afi.id}/block`, undefined, { as: koffi })).status).toBe(200);
    for (const [one, to] of [[mine, koffi], [theirs, afi]] as const) {
      expect(await one.send(to.id, 'deux')).toMatchObject({ ok: false, error: { status: 403, code: 'message.blocked' } });
      await one.ask('typing', { receiver_id: to.id, is_typing: true });
    }
    theirs.close();
    const back = await device(koffi, other).ready();
    await house.api.delete(`/users/${afi.id}/block`, { as: koffi });
    await sent(mine, koffi, 'trois');
    await back.gets('trois');
    expect([...mine.all('typing'), ...mine.all('presence'), ...back.all('presence'), ...theirs.all('typing')]).toEqual([]);
  });

  it('who sends without end is stopped, and told when to go on', async () => {
    const [mine] = await two();
    const answers = await Promise.all(Array.from({ length: 90 }, (_, n) => mine.send(koffi.id, `flot ${String(n)}`)));
    const refused = answers.filter((one) => !one.ok);
    expect(answers.filter((one) => one.ok).length).toBeGreaterThanOrEqual(60);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]).toMatchObject({ error: { status: 429, code: 'request.too_many', detail: expect.stringMatching(/\d+ s/) } });
    expect(mine.socket.connected).toBe(true);
    mine.socket.emit('message:send', { receiver_id: koffi.id, content: 'x'.repeat(100_000) });
    await until(() => Promise.resolve(!mine.socket.connected), 'a packet that is too large to end the connection');
  });

  it('of many devices of one person the oldest make room', async () => {
    await two();
    const many = await Promise.all(Array.from({ length: 12 }, () => device(afi).ready()));
    await until(() => Promise.resolve(many.filter(({ socket }) => socket.connected).length <= 10), 'two of them to be cut');
  });

  it('notes arrive at once where somebody is connected', async () => {
    const [, theirs] = await two();
    const home = await house.build.property(koffi);
    const { status } = await house.api.post('/bookings', { property_id: home.id, start_date: '2027-09-01', end_date: '2027-09-04' }, { as: afi });
    expect(status).toBe(201);
    const note = await theirs.hears('notification:new');
    const { body } = await house.api.get<{ id: string }[]>('/notifications', { as: koffi });
    expect(body).toEqual([note]);
  });

  it('there is nothing at the root of socket.io', async () => {
    const { io } = await import('socket.io-client');
    const root = io(house.url, { transports: ['websocket'], forceNew: true, reconnection: false, auth: { token: (await house.actors.asTenant()).token } });
    const error = await new Promise<Error & { data?: unknown }>((resolve) => root.once('connect_error', resolve));
    expect(error.data).toEqual({ code: 'auth.unauthorized' });
    root.close();
  });
});
