import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { addDays, todayIn } from '../src/kernel/calendar-date.js';
import { newId } from '../src/kernel/id.js';
import { v7 } from 'uuid';
import { AuthCodes, AuthLinks, AuthSecrets } from '../src/modules/auth/index.js';
import { DeliveriesCleanup } from '../src/modules/notifications/deliveries.cleanup.js';
import { Announcer } from '../src/modules/notifications/announcer.js';
import { Sender } from '../src/modules/notifications/sender.js';
import { Database } from '../src/platform/database/database.js';
import type { Events, EventType } from '../src/platform/outbox/events.js';
import { Outbox } from '../src/platform/outbox/outbox.js';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';
import { startTwilioSimulator, type TwilioSimulator } from './support/simulators/sms-simulators.js';
import { startSmtpSink, type SinkMail, type SmtpSink } from './support/simulators/smtp-sink.js';
import { until } from './support/wait.js';

const TWILIO = { account_sid: 'AC00000000000000000000000000000001', auth_token: 'test-token' };

interface Row {
  [column: string]: unknown;
}

describe('telling people', () => {
  let house: TestApp;
  let smtp: SmtpSink;
  let twilio: TwilioSimulator;

  beforeAll(async () => {
    [smtp, twilio] = await Promise.all([startSmtpSink(), startTwilioSimulator(TWILIO)]);
    house = await startApp({
      worker: true,
      env: {
        MAIL_SERVER: '127.0.0.1', MAIL_PORT: String(smtp.port), MAIL_STARTTLS: 'false', MAIL_FROM: 'LOKAHOME <noreply@lokahome.bj>',
        SMS_PROVIDER: 'twilio', TWILIO_ACCOUNT_SID: TWILIO.account_sid, TWILIO_AUTH_TOKEN: TWILIO.auth_token,
        TWILIO_PHONE_NUMBER: '+15005550006', TWILIO_API_URL: twilio.url,
      },
    });
  });
  afterAll(async () => {
    await house.close();
    await Promise.all([smtp.stop(), twilio.stop()]);
  });
  beforeEach(() => {
    smtp.clear();
    twilio.clear();
  });

  const sql = async (text: string, values: unknown[] = []): Promise<Row[]> => (await house.database.client.query<Row>(text, values)).rows;

  function happen<T extends EventType>(type: T, payload: Events[T], event_id = newId()): Promise<string> {
    return house.app.get(Database).transaction((tx) => house.app.get(Outbox).publish(tx, type, payload, event_id));
  }

  /** Everything that was written to the outbox has been worked. */
  async function settled(): Promise<void> {
    await until(async () => {
      const [row] = await sql('SELECT count(*) FILTER (WHERE done_at IS NULL) AS open, count(*) FILTER (WHERE dead_at IS NOT NULL) AS dead FROM outbox');
      if (Number(row?.['dead']) > 0) throw new Error(`given up: ${JSON.stringify(await sql('SELECT type, last_error FROM outbox WHERE dead_at IS NOT NULL'))}`);
      return row?.['open'] === '0' || row?.['open'] === 0;
    }, 'the outbox to be empty');
  }

  const notesOf = (actor: TestActor): Promise<Row[]> => sql('SELECT title, content, type, related_id FROM notifications WHERE user_id = $1 ORDER BY id', [actor.id]);
  const deliveriesOf = (actor: TestActor): Promise<Row[]> => sql('SELECT channel, status, recipient, facts, last_error, provider_id FROM deliveries WHERE user_id = $1 ORDER BY id', [actor.id]);
  const mailsTo = (address: string): SinkMail[] => smtp.mails.filter((mail) => mail.to.includes(address));
  const smsTo = (phone: string): string[] => twilio.messages.filter((sms) => sms.to === phone).map((sms) => sms.text);
  const tokenIn = (mail: SinkMail): string => /token=([\w.-]+)/.exec(mail.text)?.[1] ?? '';

  async function link(actor: TestActor, purpose: 'verify_email' | 'reset_password', email = actor.email): Promise<string> {
    return house.app.get(Database).transaction((tx) => house.app.get(AuthLinks).create(tx, { id: actor.id, email }, purpose));
  }
  async function code(actor: TestActor, phone = actor.phone): Promise<string> {
    const id = newId();
    await house.build.insert('auth_codes', { id, user_id: actor.id, phone, expires_at: new Date(Date.now() + 600_000) });
    return id;
  }

  it('forgets old deliveries that are done, and keeps those that failed', async () => {
    const actor = await house.actors.asTenant();
    const facts = { user_id: actor.id, channel: 'email', template: 'account.welcome', recipient: actor.email, facts: {} };
    const old = Date.now() - 91 * 86_400_000;
    for (const [msecs, status] of [[old, 'sent'], [old, 'skipped'], [old, 'failed'], [old, 'waiting'], [old + 2 * 86_400_000, 'sent']] as const) {
      await house.build.insert('deliveries', { id: v7({ msecs }), event_id: newId(), status, ...facts });
    }
    expect(await house.app.get(DeliveriesCleanup).clean()).toEqual({ deliveries: 2 });
    expect((await deliveriesOf(actor)).map((one) => one['status']).sort()).toEqual(['failed', 'sent', 'waiting']);
  });

  describe('about bookings', () => {
    let owner: TestActor;
    let tenant: TestActor;
    let home: { id: string; owner_id: string };
    beforeEach(async () => {
      owner = await house.actors.asLandlord({ first_name: 'Kossi', last_name: 'Houngbédji' });
      tenant = await house.actors.asTenant({ first_name: 'Afi', locale: 'en' });
      home = await house.build.property(owner, { title: 'Villa <b>bleue</b>' });
    });

    it('from the request to the confirmation, each side in its language', async () => {
      const start_date = addDays(todayIn('Africa/Porto-Novo', new Date()), 30);
      const asked = await house.api.post<{ id: string }>('/bookings', { property_id: home.id, start_date, end_date: addDays(start_date, 3) }, { as: tenant });
      expect(asked.status).toBe(201);
      const toOwner = await smtp.waitForMail((mail) => mail.to.includes(owner.email));
      expect(toOwner).toMatchObject({ subject: 'Nouvelle demande de réservation\u00a0: Villa <b>bleue</b>', from: 'noreply@lokahome.bj' });
      expect(toOwner.text).toContain('Bonjour Kossi,');
      expect(toOwner.text).toContain('45\u00a0000\u00a0FCFA');
      expect(toOwner.html).toContain('Villa &lt;b&gt;bleue&lt;/b&gt;');
      expect(toOwner.html).toContain(`http://app.lokahome.test/bookings/${asked.body.id}`);

      await house.api.put(`/bookings/${asked.body.id}/accept`, {}, { as: owner });
      const [toTenant, sms] = await Promise.all([
        smtp.waitForMail((mail) => mail.to.includes(tenant.email)),
        twilio.waitForSms((one) => one.to === tenant.phone),
      ]);
      expect(toTenant.subject).toBe('Booking confirmed: Villa <b>bleue</b>');
      expect(toTenant.text).toContain('Kossi Houngbédji is expecting you');
      expect(sms.text).toMatch(/^LOKAHOME: booking confirmed, Villa <b>bleue<\/b>, from .* Amount: 45,000 FCFA\. Details in the app\.$/);
      await settled();

      expect([mailsTo(owner.email).length, mailsTo(tenant.email).length, smsTo(tenant.phone).length, smsTo(owner.phone).length]).toEqual([1, 1, 1, 0]);
      expect(await notesOf(owner)).toEqual([expect.objectContaining({ title: 'Nouvelle demande de réservation', type: 'booking', related_id: asked.body.id })]);
      const feed = await house.api.get<Row[]>('/notifications', { as: tenant });
      expect(feed.body).toEqual([expect.objectContaining({ title: 'Booking confirmed', type: 'booking', related_id: asked.body.id, is_read: false })]);
      expect(await deliveriesOf(tenant)).toEqual([
        { channel: 'email', status: 'sent', recipient: tenant.email, facts: { booking_id: asked.body.id }, last_error: null, provider_id: toTenant.message_id },
        { channel: 'sms', status: 'sent', recipient: tenant.phone, facts: { booking_id: asked.body.id }, last_error: null, provider_id: sms.id },
      ]);
    });

    it.each([
      ['tenant', 'Villa', ['owner']],
      ['owner', 'Villa', ['tenant']],
      ['admin', 'Villa', ['tenant', 'owner']],
    ] as const)('a cancellation by the %s reaches the other side only', async (by, _, sides) => {
      const booking = await house.build.booking(home, tenant, { status: 'cancelled', cancelled_by: by, refund_amount: 60000, cancellation_reason: 'Travaux' });
      await happen('booking.cancelled', { booking_id: booking.id, by });
      await settled();
      const told = { tenant, owner };
      for (const side of ['tenant', 'owner'] as const) {
        const expected = (sides as readonly string[]).includes(side) ? 1 : 0;
        expect([side, mailsTo(told[side].email).length, (await notesOf(told[side])).length]).toEqual([side, expected, expected]);
      }
      for (const mail of mailsTo(tenant.email)) expect(mail.text).toContain('You will get 60,000\u00a0FCFA back');
    });

    it('an expired request is told to both, a rejected one to the tenant', async () => {
      const booking = await house.build.booking(home, tenant, { status: 'cancelled', cancelled_by: 'system' });
      await happen('booking.expired', { booking_id: booking.id });
      await happen('booking.rejected', { booking_id: booking.id });
      await settled();
      expect(mailsTo(tenant.email).map((mail) => mail.subject).sort()).toEqual(['Booking request declined: Villa <b>bleue</b>', 'Your booking request has expired: Villa <b>bleue</b>']);
      expect(mailsTo(owner.email).map((mail) => mail.subject)).toEqual(['Une demande de réservation a expiré\u00a0: Villa <b>bleue</b>']);
    });

    it('tells once, however often the event comes', async () => {
      const booking = await house.build.booking(home, tenant, { status: 'confirmed', expires_at: null });
      const event_id = await happen('booking.confirmed', { booking_id: booking.id });
      const again = { event_id, type: 'booking.confirmed', occurred_at: new Date(), payload: { booking_id: booking.id } } as const;
      await Promise.all(Array.from({ length: 5 }, () => house.app.get(Announcer).announce(again)));
      await settled();
      await house.app.get(Announcer).announce(again);
      const deliveries = await sql('SELECT id, channel FROM deliveries WHERE user_id = $1', [tenant.id]);
      for (const { id, channel } of deliveries) {
        const payload = { delivery_id: String(id) };
        if (channel === 'email') await house.app.get(Sender).sendMail({ event_id: payload.delivery_id, type: 'delivery.mail', occurred_at: new Date(), payload });
        else await house.app.get(Sender).sendSms({ event_id: payload.delivery_id, type: 'delivery.sms', occurred_at: new Date(), payload });
      }
      await settled();
      expect([(await notesOf(tenant)).length, deliveries.length, mailsTo(tenant.email).length, smsTo(tenant.phone).length]).toEqual([1, 2, 1, 1]);
    });

    it('keeps to what people chose, channel by channel', async () => {
      const chosen = await house.api.put('/users/me/notification-preferences', [{ type: 'booking', email: false }], { as: tenant });
      expect(chosen.status).toBe(200);
      const booking = await house.build.booking(home, tenant, { status: 'confirmed', expires_at: null });
      await happen('booking.confirmed', { booking_id: booking.id });
      await settled();
      expect((await deliveriesOf(tenant)).map((one) => one['channel'])).toEqual(['sms']);
      expect((await notesOf(tenant)).length).toBe(1);
    });

    it('leaves alone who is deactivated or erased, also after it was announced', async () => {
      const third = await house.actors.asTenant();
      const booking = await house.build.booking(home, tenant, { status: 'cancelled', cancelled_by: 'system' });
      await sql('UPDATE users SET is_active = false WHERE id = $1', [tenant.id]);
      await sql('UPDATE users SET erased_at = now() WHERE id = $1', [owner.id]);
      await happen('booking.expired', { booking_id: booking.id });
      await settled();
      expect([await notesOf(tenant), await deliveriesOf(tenant), await notesOf(owner), await deliveriesOf(owner)]).toEqual([[], [], [], []]);

      const id = newId();
      await sql('UPDATE users SET is_active = false WHERE id = $1', [third.id]);
      await house.build.insert('deliveries', { id, event_id: newId(), user_id: third.id, channel: 'email', template: 'booking.confirmed', recipient: third.email, facts: { booking_id: booking.id } });
      await happen('delivery.mail', { delivery_id: id }, id);
      await settled();
      expect(await deliveriesOf(third)).toEqual([expect.objectContaining({ status: 'skipped', last_error: 'the account is inactive' })]);
      expect(smtp.mails).toEqual([]);
    });

    it('writes nothing to an account that is being erased at that moment', async () => {
      const booking = await house.build.booking(home, tenant, { status: 'confirmed', expires_at: null });
      await sql('BEGIN');
      await sql('SELECT 1 FROM users WHERE id = $1 FOR UPDATE', [tenant.id]);
      await sql('UPDATE users SET erased_at = now() WHERE id = $1', [tenant.id]);
      await happen('booking.confirmed', { booking_id: booking.id });
      await until(async () => (await sql('SELECT 1 FROM pg_locks WHERE NOT granted')).length > 0, 'the announcer to wait for the erasure');
      await sql('COMMIT');
      await settled();
      expect([await notesOf(tenant), await deliveriesOf(tenant)]).toEqual([[], []]);
    });
  });

  describe('about the account', () => {
    it('welcomes with a link that works and a code that opens, and keeps neither', async () => {
      const actor = await house.actors.asTenant({ first_name: 'Sènan', is_verified: false });
      const [link_id, code_id] = [await link(actor, 'verify_email'), await code(actor)];
      await happen('user.registered', { user_id: actor.id, link_id, code_id });
      const [mail, sms] = await Promise.all([smtp.waitForMail(), twilio.waitForSms()]);
      await settled();
      expect(mail.subject).toBe('Bienvenue sur LOKAHOME\u00a0: confirmez votre adresse e-mail');
      expect(mail.text).toContain('Bonjour Sènan,');
      const secrets = house.app.get(AuthSecrets);
      const token = tokenIn(mail);
      expect(secrets.opensLink(token, { id: link_id, purpose: 'verify_email' })).toBe(true);
      expect(mail.html).toContain('http://app.lokahome.test/verify-email?token');
      const digits = secrets.codeDigits({ id: code_id });
      expect(sms.text).toBe(`LOKAHOME : votre code est ${digits}. Il expire dans 10 min. Ne le communiquez à personne.`);
      expect(await notesOf(actor)).toEqual([]);

      const kept = await sql(`SELECT d.facts::text AS facts, d.template, d.last_error, o.payload::text AS payload FROM deliveries d JOIN outbox o ON o.event_id = d.id WHERE d.user_id = $1 ORDER BY d.id`, [actor.id]);
      expect(kept.map((row) => JSON.parse(String(row['facts'])) as unknown)).toEqual([{ link_id }, { code_id }]);
      expect(JSON.stringify(kept)).not.toContain(token);
      expect((await house.app.get(AuthCodes).findCode(code_id))?.used_at).toBeNull();
    });

    it('says the code of a sign-in by SMS only, and nothing without one', async () => {
      const actor = await house.actors.asTenant({ locale: 'en' });
      await happen('auth.code_requested', { user_id: actor.id, code_id: await code(actor) });
      await happen('user.registered', { user_id: actor.id, link_id: await link(actor, 'verify_email'), code_id: null });
      await settled();
      expect(smsTo(actor.phone)).toEqual([expect.stringMatching(/^LOKAHOME: your code is \d{6}\. It expires in 10 min\. Do not share it with anyone\.$/)]);
      expect(mailsTo(actor.email).map((mail) => mail.subject)).toEqual(['Welcome to LOKAHOME: please confirm your e-mail address']);
    });

    it('sends security messages whatever was chosen, and to the deactivated as well', async () => {
      const actor = await house.actors.asTenant();
      await house.build.insert('notification_preferences', { user_id: actor.id, type: 'account', push: false, email: false, sms: false });
      await sql('UPDATE users SET is_active = false WHERE id = $1', [actor.id]);
      await happen('auth.password_reset_requested', { user_id: actor.id, link_id: await link(actor, 'reset_password') });
      await happen('auth.password_changed', { user_id: actor.id });
      await settled();
      expect(mailsTo(actor.email).map((mail) => mail.subject).sort()).toEqual(['Choisissez un nouveau mot de passe', 'Votre mot de passe a été modifié']);
      expect((await notesOf(actor)).map((note) => note['title']).sort()).toEqual(['Mot de passe modifié', 'Nouveau mot de passe demandé']);
    });

    it('tells both addresses of a new one, and sends the link to the one that it proves', async () => {
      const actor = await house.actors.asTenant({ locale: 'en' });
      const previous_email = `before.${actor.email}`;
      const link_id = await link(actor, 'verify_email', 'in.between@example.com');
      await happen('user.email_changed', { user_id: actor.id, link_id, previous_email });
      await settled();
      expect(smtp.mails.map((mail) => [mail.to[0], mail.subject]).sort()).toEqual([
        [previous_email, 'The e-mail address of your account was changed'],
        ['in.between@example.com', 'Confirm your new e-mail address'],
      ].sort());
      expect(tokenIn(mailsTo(previous_email)[0])).toBe('');
      expect((await notesOf(actor)).map((note) => note['title'])).toEqual(['E-mail address changed']);
    });

    it('sends a new number its code and tells the address', async () => {
      const actor = await house.actors.asTenant();
      const code_id = await code(actor, '+2290196000001');
      await happen('user.phone_changed', { user_id: actor.id, code_id, previous_phone: actor.phone });
      await settled();
      expect([smsTo('+2290196000001').length, smsTo(actor.phone).length]).toEqual([1, 0]);
      expect(mailsTo(actor.email).map((mail) => mail.subject)).toEqual(['Votre numéro de téléphone a été modifié']);
    });

    it('does not send what has become useless', async () => {
      const actor = await house.actors.asTenant();
      const [link_id, code_id] = [await link(actor, 'verify_email'), await code(actor)];
      await sql('UPDATE auth_links SET used_at = now() WHERE id = $1', [link_id]);
      await sql(`UPDATE auth_codes SET expires_at = now() - interval '1 second' WHERE id = $1`, [code_id]);
      await happen('user.registered', { user_id: actor.id, link_id, code_id });
      await settled();
      expect((await deliveriesOf(actor)).map((one) => [one['channel'], one['status'], one['last_error']])).toEqual([
        ['email', 'skipped', 'the link is used or has expired'],
        ['sms', 'skipped', 'the code is used or has expired'],
      ]);
      expect([smtp.mails.length, twilio.messages.length]).toEqual([0, 0]);
    });
  });
});
