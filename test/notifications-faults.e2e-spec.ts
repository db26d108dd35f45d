import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Database } from '../src/platform/database/database.js';
import { Outbox } from '../src/platform/outbox/outbox.js';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';
import { startTwilioSimulator, type TwilioSimulator } from './support/simulators/sms-simulators.js';
import { startSmtpSink, type SmtpSink } from './support/simulators/smtp-sink.js';
import { until } from './support/wait.js';

const TWILIO = { account_sid: 'AC00000000000000000000000000000001', auth_token: 'test-token' };
const REFUSED = '+2290196000000';

interface Told {
  id: string;
  channel: string;
  status: string;
  last_error: string | null;
  provider_id: string | null;
  dead: boolean;
}

describe('when mail or SMS fail', () => {
  let house: TestApp;
  let smtp: SmtpSink;
  let twilio: TwilioSimulator;

  beforeAll(async () => {
    [smtp, twilio] = await Promise.all([startSmtpSink(), startTwilioSimulator({ ...TWILIO, refused: { [REFUSED]: 21610 } })]);
    house = await startApp({
      worker: true,
      env: {
        MAIL_SERVER: '127.0.0.1', MAIL_PORT: String(smtp.port), MAIL_STARTTLS: 'false',
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

  /** The tenant of a stay that has just been confirmed: to be told by mail and by SMS. */
  async function confirmed(facts: Partial<TestActor> = {}): Promise<TestActor> {
    const [owner, tenant] = await Promise.all([house.actors.asLandlord(), house.actors.asTenant(facts)]);
    const home = await house.build.property(owner);
    const booking = await house.build.booking(home, tenant, { status: 'confirmed', expires_at: null });
    await house.app.get(Database).transaction((tx) => house.app.get(Outbox).publish(tx, 'booking.confirmed', { booking_id: booking.id }));
    return tenant;
  }

  async function told(actor: TestActor, channel: 'email' | 'sms'): Promise<Told | undefined> {
    const { rows } = await house.database.client.query<Told>(
      `SELECT d.id, d.channel, d.status, d.last_error, d.provider_id, o.dead_at IS NOT NULL AS dead
       FROM deliveries d JOIN outbox o ON o.event_id = d.id WHERE d.user_id = $1 AND d.channel = $2`,
      [actor.id, channel],
    );
    return rows[0];
  }

  const toldAs = (actor: TestActor, channel: 'email' | 'sms', is: (one: Told) => boolean, what: string): Promise<Told> =>
    until(async () => {
      const one = await told(actor, channel);
      return one && is(one) ? one : undefined;
    }, what);
  const sent = (actor: TestActor, channel: 'email' | 'sms' = 'email'): Promise<Told> => toldAs(actor, channel, (one) => one.status === 'sent', `the ${channel} to be sent`);

  it('a mail server that is down and comes back gets the mail once, in the language of that moment', async () => {
    const { port } = smtp;
    await smtp.stop();
    const tenant = await confirmed();
    const waiting = await toldAs(tenant, 'email', (one) => one.last_error !== null, 'a first attempt');
    expect(waiting).toMatchObject({ status: 'waiting', last_error: expect.stringContaining('the mail server could not be used'), dead: false });
    await house.database.client.query(`UPDATE users SET locale = 'en' WHERE id = $1`, [tenant.id]);

    smtp = await startSmtpSink({ port });
    const mail = await smtp.waitForMail(undefined, { timeout: 15_000 });
    expect(mail.subject).toBe('Booking confirmed: Studio meublé près de la plage');
    const after = await sent(tenant);
    expect(after).toMatchObject({ last_error: null, provider_id: mail.message_id });
    expect(smtp.mails.length).toBe(1);
  });

  it('a server that is busy is asked again', async () => {
    smtp.failNext(2, 451, 'rcpt');
    const tenant = await confirmed();
    await sent(tenant);
    expect(smtp.mails.map((mail) => mail.to)).toEqual([[tenant.email]]);
  });

  it('a mail that may have left is sent again under the same id', async () => {
    smtp.cutNext(1);
    const tenant = await confirmed();
    const { id } = await sent(tenant);
    expect(smtp.mails.length).toBeGreaterThan(1);
    expect(new Set(smtp.mails.map((mail) => mail.message_id))).toEqual(new Set([`${id}@lokahome.bj`]));
  });

  it('a refused address ends as failed, kept where an admin sees it, without naming anybody', async () => {
    smtp.failNext(1, 550, 'rcpt', '5.1.1 nobody@example.com unknown');
    const tenant = await confirmed();
    const one = await toldAs(tenant, 'email', ({ dead }) => dead, 'it to be given up');
    expect(one).toMatchObject({ status: 'failed', last_error: 'the mail server answered RCPT TO: 550 5.1.1 [address] unknown' });
    expect(smtp.mails).toEqual([]);
    // The other channel is not held up by it.
    await sent(tenant, 'sms');
  });

  it('a refused number too', async () => {
    const tenant = await confirmed({ phone: REFUSED });
    const one = await toldAs(tenant, 'sms', ({ dead }) => dead, 'it to be given up');
    expect(one).toMatchObject({ status: 'failed', last_error: 'Twilio answered 400, code 21610' });
    await sent(tenant, 'email');
  });

  it('an SMS provider with trouble is asked again', async () => {
    twilio.failNext(1, 503);
    const tenant = await confirmed();
    await sent(tenant, 'sms');
    expect(twilio.messages.map((sms) => sms.to)).toEqual([tenant.phone]);
  });

  it('a database that cannot note what was sent does not make it leave twice', async () => {
    const { client } = house.database;
    // A sequence is not rolled back: the first three notes fail, the fourth is taken.
    await client.query(`
      CREATE SEQUENCE noted;
      CREATE FUNCTION refuse_notes() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.status = 'sent' AND nextval('noted') <= 3 THEN RAISE EXCEPTION 'away' USING ERRCODE = '57P01'; END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER refuse_notes BEFORE UPDATE ON deliveries FOR EACH ROW WHEN (NEW.channel = 'email') EXECUTE FUNCTION refuse_notes()`);
    try {
      const tenant = await confirmed();
      await sent(tenant);
      const { rows } = await client.query<{ last_value: number }>('SELECT last_value FROM noted');
      expect(rows).toEqual([{ last_value: 4 }]);
      expect(smtp.mails.length).toBe(1);
    } finally {
      await client.query('DROP TRIGGER refuse_notes ON deliveries; DROP FUNCTION refuse_notes; DROP SEQUENCE noted');
    }
  });

  it('one that cannot be announced holds up none of those that are announced with it', async () => {
    const { client } = house.database;
    const owner = await house.actors.asLandlord();
    const home = await house.build.property(owner);
    const tenants = await Promise.all(Array.from({ length: 6 }, () => house.actors.asTenant()));
    const bookings = await Promise.all(tenants.map((tenant, nth) => house.build.booking(home, tenant, {
      status: 'confirmed', expires_at: null, start_date: `2031-0${String(nth + 1)}-01`, end_date: `2031-0${String(nth + 1)}-05`,
    })));
    const [unlucky] = tenants;
    await client.query(`
      CREATE FUNCTION refuse_note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not this one'; END $$;
      CREATE TRIGGER refuse_note BEFORE INSERT ON notifications FOR EACH ROW WHEN (NEW.user_id = '${unlucky?.id ?? ''}') EXECUTE FUNCTION refuse_note()`);
    try {
      // Written together, so that they are handed, and worked, together.
      await house.app.get(Database).transaction((tx) => house.app.get(Outbox).publishAll(tx, 'booking.confirmed', bookings.map(({ id }) => ({ payload: { booking_id: id } }))));
      await Promise.all(tenants.slice(1).map((tenant) => sent(tenant)));
      expect(smtp.mails.map(({ to }) => to[0]).sort()).toEqual(tenants.slice(1).map(({ email }) => email).sort());
    } finally {
      await client.query('DROP TRIGGER refuse_note ON notifications; DROP FUNCTION refuse_note');
    }
    // Nothing of it was half done.
    await sent(unlucky);
    const { rows } = await client.query('SELECT user_id FROM notifications WHERE user_id = ANY ($1)', [tenants.map(({ id }) => id)]);
    expect([rows.length, smtp.mails.length]).toEqual([6, 6]);
  });
});
