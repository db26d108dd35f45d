import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../src/kernel/id.js';
import { Announcer } from '../src/modules/notifications/announcer.js';
import { Database } from '../src/platform/database/database.js';
import { Outbox } from '../src/platform/outbox/outbox.js';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';
import { FCM_TROUBLE, startFcmSimulator, type FcmSimulator } from './support/simulators/fcm-simulator.js';
import { until } from './support/wait.js';

interface Row {
  [column: string]: unknown;
}

describe('telling people by push', () => {
  let house: TestApp;
  let fcm: FcmSimulator;
  let owner: TestActor;
  let tenant: TestActor;
  let booking_id: string;

  beforeAll(async () => {
    fcm = await startFcmSimulator();
    house = await startApp({ worker: true, env: fcm.env });
  });
  afterAll(async () => {
    await house.close();
    await fcm.stop();
  });
  beforeEach(async () => {
    fcm.clear();
    fcm.tokens.clear();
    [owner, tenant] = await Promise.all([house.actors.asLandlord({ locale: 'en' }), house.actors.asTenant()]);
    const home = await house.build.property(owner, { title: 'Studio meublé' });
    booking_id = (await house.build.booking(home, tenant, { status: 'confirmed', expires_at: null })).id;
  });

  const sql = async (text: string, values: unknown[] = []): Promise<Row[]> => (await house.database.client.query<Row>(text, values)).rows;

  /** A device of theirs, registered as an app does; its token is returned. */
  async function device(actor: TestActor, token = `fcm-${newId()}`): Promise<{ id: string; token: string }> {
    const { status, body } = await house.api.post<{ id: string }>('/users/me/devices', { token, platform: 'android' }, { as: actor });
    expect(status).toBe(201);
    return { id: body.id, token };
  }
  const confirm = (): Promise<string> =>
    house.app.get(Database).transaction((tx) => house.app.get(Outbox).publish(tx, 'booking.confirmed', { booking_id }));
  async function settled(): Promise<void> {
    await until(async () => {
      const [row] = await sql('SELECT count(*)::int AS open FROM outbox WHERE done_at IS NULL AND dead_at IS NULL');
      return row?.['open'] === 0;
    }, 'the outbox to be empty');
  }
  const pushesOf = (actor: TestActor): Promise<Row[]> =>
    sql(`SELECT id, status, recipient, last_error, provider_id FROM deliveries WHERE user_id = $1 AND channel = 'push' ORDER BY id`, [actor.id]);
  const devicesOf = async (actor: TestActor): Promise<unknown[]> => (await sql('SELECT id FROM user_devices WHERE user_id = $1 ORDER BY id', [actor.id])).map((row) => row['id']);

  it('reaches every device of the reader, once each, with the words and the id of the note', async () => {
    const devices = [await device(tenant), await device(tenant)];
    await device(owner);
    await confirm();
    await settled();
    const { body: feed } = await house.api.get<{ id: string; title: string; content: string }[]>('/notifications', { as: tenant });
    expect(feed).toHaveLength(1);
    expect(fcm.pushes.map((push) => push.token).sort()).toEqual(devices.map(({ token }) => token).sort());
    for (const push of fcm.pushes) {
      expect(push.notification).toEqual({ title: 'Réservation confirmée', body: feed[0].content });
      expect(push.data).toEqual({ type: 'booking', related_id: booking_id, notification_id: feed[0].id });
    }
    const deliveries = await pushesOf(tenant);
    expect(deliveries.map((one) => [one['recipient'], one['status']]).sort()).toEqual(devices.map(({ id }) => [id, 'sent']).sort());
    expect(deliveries.map((one) => one['provider_id']).sort()).toEqual(fcm.pushes.map((push) => push.name).sort());
    expect(fcm.pushes.map((push) => push.android.collapse_key).sort()).toEqual(deliveries.map((one) => one['id']).sort());
  });

  it('keeps no token beside the device', async () => {
    const { token } = await device(tenant);
    await confirm();
    await settled();
    const kept = await sql('SELECT d::text AS delivery, o::text AS outbox FROM deliveries d JOIN outbox o ON o.event_id = d.id WHERE d.user_id = $1', [tenant.id]);
    expect(kept.length).toBeGreaterThan(0);
    expect(JSON.stringify(kept)).not.toContain(token);
  });

  it('tells each device once, however often the event comes', async () => {
    await device(tenant);
    const event_id = await confirm();
    const again = { event_id, type: 'booking.confirmed', occurred_at: new Date(), payload: { booking_id } } as const;
    await Promise.all(Array.from({ length: 5 }, () => house.app.get(Announcer).announce(again)));
    await settled();
    expect([fcm.pushes.length, (await pushesOf(tenant)).length]).toEqual([1, 1]);
  });

  it('keeps to what people chose', async () => {
    await device(tenant);
    expect((await house.api.put('/users/me/notification-preferences', [{ type: 'booking', push: false }], { as: tenant })).status).toBe(200);
    await confirm();
    await settled();
    expect([fcm.pushes.length, await pushesOf(tenant)]).toEqual([0, []]);
    const [{ count }] = await sql('SELECT count(*)::int AS count FROM notifications WHERE user_id = $1', [tenant.id]);
    expect(count).toBe(1);
  });

  it('forgets a device that the push service does not know, and tells the others', async () => {
    const [dead, alive] = [await device(tenant), await device(tenant)];
    fcm.tokens.set(dead.token, 'UNREGISTERED');
    await confirm();
    await settled();
    expect(fcm.pushes.map((push) => push.token)).toEqual([alive.token]);
    expect(await devicesOf(tenant)).toEqual([alive.id]);
    const skipped = (await pushesOf(tenant)).find((one) => one['recipient'] === dead.id);
    expect(skipped).toMatchObject({ status: 'skipped', last_error: 'the push service does not know the token (UNREGISTERED)', provider_id: null });
  });

  it('is tried again when the push service has trouble, and the device stays', async () => {
    const { id } = await device(tenant);
    fcm.http.failNext(1, 503, FCM_TROUBLE.unavailable, { 'retry-after': '1' });
    await confirm();
    await settled();
    expect(await pushesOf(tenant)).toEqual([expect.objectContaining({ status: 'sent', last_error: null })]);
    expect([fcm.pushes.length, await devicesOf(tenant)]).toEqual([1, [id]]);
  });

  it('a push that is refused for good is kept for an admin, and the device stays', async () => {
    const { id } = await device(tenant);
    fcm.http.failNext(1, 400, { error: { code: 400, message: 'Message too big', status: 'INVALID_ARGUMENT' } });
    await confirm();
    await settled();
    expect(await pushesOf(tenant)).toEqual([expect.objectContaining({ status: 'failed', last_error: 'FCM answered 400, INVALID_ARGUMENT' })]);
    expect(await devicesOf(tenant)).toEqual([id]);
  });

  it.each([
    ['is gone', async (id: string) => { await house.api.delete(`/users/me/devices/${id}`, { as: tenant }); }],
    ['has become somebody else’s', async (_: string, token: string) => { await device(owner, token); }],
  ])('says nothing to a device that %s by the time of sending', async (_, change) => {
    const { id, token } = await device(tenant);
    const delivery_id = newId();
    await change(id, token);
    await house.build.insert('deliveries', { id: delivery_id, event_id: newId(), user_id: tenant.id, channel: 'push', template: 'booking.confirmed', recipient: id, facts: { booking_id } });
    await house.app.get(Database).transaction((tx) => house.app.get(Outbox).publish(tx, 'delivery.push', { delivery_id }, delivery_id));
    await settled();
    expect(await pushesOf(tenant)).toEqual([expect.objectContaining({ status: 'skipped', last_error: 'the device is gone' })]);
    expect(fcm.pushes).toEqual([]);
  });
});
