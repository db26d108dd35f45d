import { getQueueToken } from '@nestjs/bull';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Queue } from 'bull';
import { Database } from '../src/platform/database/database.js';
import { Outbox } from '../src/platform/outbox/outbox.js';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';
import { startSmtpSink, type SmtpSink } from './support/simulators/smtp-sink.js';
import { until } from './support/wait.js';

/** What waits in a queue at most, and what the worker has in hand. */
const ROOM = 200;
const IN_HAND = 10;
const BACKLOG = 500;

describe('a backlog in the outbox', () => {
  let smtp: SmtpSink;
  let house: TestApp;
  let person: TestActor;

  beforeAll(async () => {
    smtp = await startSmtpSink();
    house = await startApp({
      worker: true,
      env: { MAIL_SERVER: '127.0.0.1', MAIL_PORT: String(smtp.port), MAIL_STARTTLS: 'false', OUTBOX_LEASE_SECONDS: '5' },
    });
    person = await house.actors.asTenant();
  });
  afterAll(async () => {
    await house.close();
    await smtp.stop();
  });

  async function figures(): Promise<{ handed: number; hands: number; ended: number }> {
    const { rows } = await house.database.client.query<{ handed: number; hands: number; ended: number }>(
      `SELECT count(*) FILTER (WHERE hand_count > 0)::int AS handed, sum(hand_count)::int AS hands,
         count(*) FILTER (WHERE hand_count > 0 AND available_at < now())::int AS ended FROM outbox WHERE consumer = 'mail-sender'`,
    );
    return rows[0] ?? { handed: 0, hands: 0, ended: 0 };
  }
  const waitingMails = (): Promise<number> => house.app.get<Queue>(getQueueToken('mail'), { strict: false }).getWaitingCount();

  it('is handed to its queue as far as that has room, and holds up no other', async () => {
    smtp.pause();
    await house.database.client.query(
      `WITH told AS (
         INSERT INTO deliveries (id, event_id, user_id, channel, template, recipient, facts)
         SELECT gen_random_uuid(), gen_random_uuid(), $1, 'email', 'account.password_changed', $2, '{}' FROM generate_series(1, $3) RETURNING id)
       INSERT INTO outbox (id, event_id, type, consumer, queue, payload)
       SELECT gen_random_uuid(), id, 'delivery.mail', 'mail-sender', 'mail', jsonb_build_object('delivery_id', id) FROM told`,
      [person.id, person.email, BACKLOG],
    );
    await until(async () => (await figures()).handed >= ROOM, 'as many mails to be handed as there is room for');

    // Behind three hundred mails that were there before it, and before any of them has been sent.
    await house.database.client.query(`DELETE FROM notifications`);
    await house.app.get(Database).transaction((tx) => house.app.get(Outbox).publish(tx, 'auth.password_changed', { user_id: person.id }));
    await until(async () => (await house.database.client.query('SELECT 1 FROM notifications')).rowCount === 1, 'the note of another queue');

    // Long enough for every lease to end: what waits in the queue is not handed once more, nor is anything put beside it.
    await until(async () => (await figures()).ended >= ROOM - IN_HAND, 'the leases to end');
    const { handed, hands } = await figures();
    expect(hands).toBe(handed);
    expect(handed).toBeLessThanOrEqual(ROOM + IN_HAND);
    expect(await waitingMails()).toBeLessThanOrEqual(ROOM);
    expect(smtp.mails).toEqual([]);

    smtp.resume();
    await until(async () => (await house.database.client.query('SELECT 1 FROM outbox WHERE done_at IS NULL')).rowCount === 0, 'everything to be sent', 60_000);
    expect(smtp.mails.length).toBe(BACKLOG + 1);
    expect(new Set(smtp.mails.map((mail) => mail.message_id)).size).toBe(BACKLOG + 1);
  }, 120_000);

  it('is written with the queue that works it, and what does not say so goes there all the same', async () => {
    const { client } = house.database;
    const { rows } = await client.query<{ queue: string }>('SELECT DISTINCT queue FROM outbox');
    expect(rows.map(({ queue }) => queue).sort()).toEqual(['events', 'mail']);
    smtp.clear();
    // As the version before writes it.
    await client.query(
      `WITH told AS (
         INSERT INTO deliveries (id, event_id, user_id, channel, template, recipient, facts)
         VALUES (gen_random_uuid(), gen_random_uuid(), $1, 'email', 'account.password_changed', $2, '{}') RETURNING id)
       INSERT INTO outbox (id, event_id, type, consumer, payload)
       SELECT gen_random_uuid(), id, 'delivery.mail', 'mail-sender', jsonb_build_object('delivery_id', id) FROM told`,
      [person.id, person.email],
    );
    expect((await smtp.waitForMail()).to).toEqual([person.email]);
  });
});
