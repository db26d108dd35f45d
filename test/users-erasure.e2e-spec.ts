import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { newId } from '../src/kernel/id.js';
import { HOLDINGS } from '../src/modules/users/personal-data.js';
import { PASSWORD, type TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';

type Json = Record<string, unknown>;

describe('what is held about a person', () => {
  let house: TestApp;
  beforeAll(async () => {
    house = await startApp();
  });
  afterAll(() => house.close());

  const sql = async <T>(text: string, values: unknown[] = []): Promise<T[]> => (await house.database.client.query(text, values)).rows as T[];
  const erase = (as: TestActor | string) => house.api.delete<{ code: string }>('/users/me', { as });
  const tables = async (): Promise<string[]> =>
    (await sql<{ name: string }>(`SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'spatial_ref_sys'`)).map((one) => one.name);

  /** The tables that hold one of these texts in any column of any row. */
  async function whereabouts(texts: readonly string[]): Promise<string[]> {
    const found: string[] = [];
    for (const table of await tables()) {
      const rows = await sql<{ text: string }>(`SELECT t::text AS text FROM ${table} t WHERE ${texts.map((_, n) => `t::text ILIKE '%' || $${String(n + 1)} || '%'`).join(' OR ')}`, [...texts]);
      found.push(...rows.map((row) => `${table}: ${row.text}`));
    }
    return found;
  }

  /** Somebody with something of everything, each text of which can be told by its words. */
  async function somebody(): Promise<{ person: TestActor; other: TestActor; words: string[]; avatar: string }> {
    const other = await house.actors.asTenant();
    const facts = { email: 'zinsou.quenum@example.com', phone: '+2290166123456', first_name: 'Zinsouvi', last_name: 'Quenumovic' };
    const registered = await house.api.post<{ id: string }>('/auth/register', { ...facts, password: 'un mot que nul ne sait', user_type: 'landlord' }, { headers: { 'idempotency-key': 'the-person' } });
    const id = registered.body.id;
    const { body: pair } = await house.api.post<{ access_token: string; refresh_token: string }>('/auth/login', { username: facts.email, password: 'un mot que nul ne sait' }, { headers: { 'user-agent': 'Zinsouphone 9' } });
    const person: TestActor = { id, role: 'landlord', ...facts, token: pair.access_token, refresh_token: pair.refresh_token };
    const as = { as: person };
    await house.api.put('/users/me', { email: 'quenum.zinsou@example.org', phone: '+2290166654321' }, as);
    await house.api.post('/users/me/addresses', { address: 'Carré 7 Quenumville', city: 'Zinsoutown' }, { ...as, headers: { 'idempotency-key': 'my-address' } });
    await house.api.post('/users/me/devices', { token: 'zinsou-push-token', platform: 'ios' }, as);
    await house.api.put('/users/me/notification-preferences', [{ type: 'rent', sms: false }], as);
    await house.api.post('/auth/forgot-password', { email: 'quenum.zinsou@example.org' });
    const picture = await sharp({ create: { width: 60, height: 60, channels: 3, background: '#369' } }).jpeg().toBuffer();
    const { body: shown } = await house.api.post<{ avatar_url: string }>('/users/me/avatar', undefined, { ...as, files: { file: [picture] } });
    const home = await house.build.property(person);
    const elsewhere = await house.build.property(await house.actors.asLandlord());
    await house.build.insert('favorites', { user_id: id, property_id: elsewhere.id });
    await house.build.insert('notifications', { id: newId(), user_id: id, event_id: newId(), title: 'Bonjour Zinsouvi', content: 'À vous', type: 'account' });
    await house.build.insert('deliveries', { id: newId(), event_id: newId(), user_id: id, channel: 'email', template: 'account.welcome', recipient: facts.email, facts: {} });
    await house.build.booking(elsewhere, person, { status: 'completed', message: 'Je suis Zinsouvi', start_date: '2026-01-01', end_date: '2026-01-03' });
    await house.build.booking(elsewhere, person, { status: 'cancelled', cancelled_by: 'tenant', cancellation_reason: 'Zinsouvi est malade', start_date: '2026-02-01', end_date: '2026-02-03' });
    await house.build.booking(home, other, { status: 'completed', message: 'Je suis l’autre', start_date: '2026-01-01', end_date: '2026-01-03' });
    await house.api.post('/messages', { receiver_id: other.id, content: 'Ici Zinsouvi' }, { as: person });
    await house.api.post('/messages', { receiver_id: id, content: 'Ici l’autre' }, { as: other });
    const words = [facts.email, 'quenum.zinsou@example.org', facts.phone, '+2290166654321', 'Zinsou', 'Quenum', 'zinsou-push-token'];
    return { person, other, words, avatar: join(house.directory, 'files', new URL(shown.avatar_url).pathname.replace('/media/', '')) };
  }

  it('is on one page of the source: every table that refers to people says what it shows and what erasure does', async () => {
    const referring = await sql<{ name: string }>(
      `SELECT DISTINCT conrelid::regclass::text AS name FROM pg_constraint WHERE contype = 'f' AND confrelid = 'users'::regclass AND conrelid <> 'users'::regclass`,
    );
    const spokenOf = HOLDINGS.map((one) => one.table);
    expect(referring.map((one) => one.name).filter((name) => !spokenOf.includes(name))).toEqual([]);
    expect((await tables()).filter((name) => spokenOf.includes(name)).sort()).toEqual([...spokenOf].sort());
  });

  it('can be taken along by its owner, and then goes: no name, address, number or text of theirs is left anywhere', async () => {
    const { person, other, words, avatar } = await somebody();

    const exported = await house.api.get<Json & Record<string, Json[]>>('/users/me/export', { as: person });
    expect([exported.status, exported.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const { body } = exported;
    expect(body['account']).toMatchObject({ id: person.id, email: 'quenum.zinsou@example.org', first_name: 'Zinsouvi' });
    const sizes = Object.fromEntries(Object.entries(body).filter(([, value]) => Array.isArray(value)).map(([name, value]) => [name, value.length]));
    expect(sizes).toMatchObject({
      addresses: 1, devices: 1, notification_preferences: 1, favorites: 1, properties: 1, bookings: 3, messages: 2, sessions: 1, links: 3, codes: 2,
    });
    expect(body['bookings']).toContainEqual(expect.objectContaining({ role: 'tenant', message: 'Je suis Zinsouvi', total_amount: 60000, start_date: '2026-01-01' }));
    expect(body['bookings']).toContainEqual(expect.objectContaining({ role: 'owner', message: null }));
    expect(exported.text).not.toContain('argon2');
    expect(exported.text).not.toContain(other.email);
    expect(exported.text).not.toContain(other.phone);
    expect(exported.text).toMatch(/"created_at":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"/);

    expect((await whereabouts(words)).length).toBeGreaterThan(8);
    expect(existsSync(avatar)).toBe(true);
    expect((await erase(person)).status).toBe(204);
    expect(await whereabouts(words)).toEqual([]);
    expect(existsSync(avatar)).toBe(false);

    const [row] = await sql<Json>('SELECT * FROM users WHERE id = $1', [person.id]);
    expect(row).toMatchObject({
      email: `erased-${person.id}@erased.invalid`, phone: null, password_hash: '!', first_name: 'Compte', last_name: 'supprimé', avatar_url: null,
      is_active: false, is_verified: false, is_phone_verified: false, referred_by: null, erased_at: expect.any(Date),
    });
    expect(await sql('SELECT 1 FROM bookings WHERE tenant_id = $1 OR owner_id = $1', [person.id])).toHaveLength(3);
    expect(await sql('SELECT message FROM bookings WHERE tenant_id = $1', [other.id])).toEqual([{ message: 'Je suis l’autre' }]);
    expect(await sql('SELECT content FROM messages WHERE sender_id = $1', [other.id])).toEqual([{ content: 'Ici l’autre' }]);
    expect(await sql('SELECT status, deleted_at IS NOT NULL AS deleted FROM properties WHERE owner_id = $1', [person.id])).toEqual([{ status: 'inactive', deleted: true }]);
  });

  it('goes out of what payment providers wrote, about payments and about the money that went back', async () => {
    const [tenant, other, landlord] = [await house.actors.asTenant(), await house.actors.asTenant(), await house.actors.asLandlord()];
    const [mine, theirs] = await Promise.all([tenant, other].map(async (payer) => {
      const stay = await house.build.booking(await house.build.property(landlord), payer, { status: 'completed', expires_at: null, start_date: '2026-01-01', end_date: '2026-01-05' });
      const payment = await house.build.payment(stay, { tenant: payer, landlord }, { transaction_id: newId(), refunding_amount: 1000 });
      const refund = { id: newId(), payment_id: payment.id, reference: newId(), transaction_id: newId(), amount: 1000, currency: 'XOF', reason: 'Une nuit', cause: 'manual' };
      await house.build.insert('refunds', refund);
      const [paid] = await sql<{ reference: string; transaction_id: string }>('SELECT reference, transaction_id FROM payments WHERE id = $1', [payment.id]);
      const about = [{ reference: paid?.reference }, { transaction_id: paid?.transaction_id }, { reference: refund.reference }, { transaction_id: refund.transaction_id }];
      const events = about.map((one) => ({ id: newId(), provider: 'fedapay', event_id: newId(), type: 'told', body: Buffer.from('{"firstname":"Afi"}'), ...one }));
      for (const event of events) await house.build.insert('payment_events', event);
      return events.map(({ id }) => id);
    }));
    expect((await erase(tenant)).status).toBe(204);
    const kept = await sql<{ id: string }>('SELECT id FROM payment_events WHERE body IS NOT NULL AND id = ANY ($1) ORDER BY id', [[...(mine ?? []), ...(theirs ?? [])]]);
    expect(kept.map(({ id }) => id)).toEqual(theirs?.toSorted());
  });

  it('when it is gone nobody gets in with it, and its address and number are free', async () => {
    const actor = await house.actors.asTenant();
    expect((await erase(actor)).status).toBe(204);
    expect((await erase(actor)).status).toBe(401);
    expect((await house.api.post('/auth/refresh', { refresh_token: actor.refresh_token })).status).toBe(401);
    for (const username of [actor.email, actor.phone, `erased-${actor.id}@erased.invalid`]) {
      expect((await house.api.post('/auth/login', { username, password: PASSWORD })).status).toBe(401);
    }
    expect((await house.api.post('/auth/forgot-password', { email: `erased-${actor.id}@erased.invalid` })).status).toBe(202);
    expect(await sql('SELECT 1 FROM auth_links WHERE user_id = $1', [actor.id])).toEqual([]);
    const again = await house.api.post('/auth/register', { email: actor.email, phone: actor.phone, password: 'quatre zems verts 42', first_name: 'A', last_name: 'B', user_type: 'tenant' });
    expect(again.status).toBe(201);
  });

  it('is erased once when that is asked five times at once', async () => {
    const actor = await house.actors.asTenant();
    const answers = await Promise.all(Array.from({ length: 5 }, () => erase(actor)));
    expect(answers.map((one) => one.status).sort()).toEqual([204, 401, 401, 401, 401]);
  });

  it.each([
    ['pending', 'tenant'], ['pending', 'owner'], ['confirmed', 'tenant'], ['confirmed', 'owner'],
  ])('stays while a %s booking is open for its %s', async (status, party) => {
    const [owner, tenant] = [await house.actors.asLandlord(), await house.actors.asTenant()];
    await house.build.booking(await house.build.property(owner), tenant, { status });
    const refused = await erase(party === 'owner' ? owner : tenant);
    expect([refused.status, refused.body.code]).toEqual([409, 'user.open_bookings']);
    expect((await house.api.get<Json>('/users/me', { as: party === 'owner' ? owner : tenant })).body['first_name']).toBe('Afi');
  });

  it.each([
    ['cancelled', { cancelled_by: 'tenant' }], ['completed', {}], ['pending', { expires_at: new Date(Date.now() - 1000) }],
  ])('goes though there is a %s booking %j', async (status, facts) => {
    const [owner, tenant] = [await house.actors.asLandlord(), await house.actors.asTenant()];
    await house.build.booking(await house.build.property(owner), tenant, { status, ...facts });
    expect((await erase(tenant)).status).toBe(204);
    expect((await erase(owner)).status).toBe(204);
  });

  it('does not go with the last admin: of two who leave at once one stays', async () => {
    await sql(`UPDATE users SET is_active = false WHERE user_type = 'admin'`);
    const admins = [await house.actors.asAdmin(), await house.actors.asAdmin()];
    const answers = await Promise.all(admins.map((admin) => erase(admin)));
    expect(answers.map((one) => one.status).sort()).toEqual([204, 409]);
    expect(answers.find((one) => one.status === 409)?.body.code).toBe('user.last_admin');
  });

  it('is shown and erased for its owner only, who is signed in', async () => {
    expect((await house.api.get('/users/me/export')).status).toBe(401);
    expect((await house.api.delete('/users/me')).status).toBe(401);
  });
});
