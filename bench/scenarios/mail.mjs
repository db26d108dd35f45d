import { median } from '../lib/drive.mjs';
import { openSink, processorTime, startWorker } from '../lib/mail.mjs';
import { work } from '../lib/work.mjs';

/** Mails that wait in the outbox: handed to Bull, rendered, sent over SMTP, noted as sent. */
export default {
  id: 'mail',
  title: 'outbox to mail accepted',
  writes: true,
  async more({ servers, databaseUrl, client, quick, signal }) {
    const count = quick ? 1000 : 5000;
    const sink = await openSink();
    try {
      await client.query('DELETE FROM outbox');
      const worker = await startWorker(servers, databaseUrl, sink);
      try {
        await waitInOutbox(client, 200);
        await sink.has(200, 60_000); // the compiler has seen it all
        const [ours, theirs, cost] = [[], [], []];
        for (let round = 0; round < (quick ? 1 : 3); round += 1) {
          const before = await sink.seen();
          const begun = Date.now();
          const took = processorTime(worker, servers);
          await waitInOutbox(client, count);
          ours.push(count / (((await sink.has(before.count + count, 300_000)) - begun) / 1000));
          cost.push(took(count));
          const { bytes } = await sink.seen();
          theirs.push((await work('mailer', [sink.smtpPort, count, Math.round((bytes - before.bytes) / count)], { signal })).rps);
        }
        return [
          { side: 'lokahome', rps: median(ours), cpu_us: median(cost.map((one) => one.cpu_us)), stores_us: median(cost.map((one) => one.stores_us)), memory_mb: worker.memory.now, goal: { against: 'nodemailer’s pool', ratio: 0.5 } },
          { side: 'nodemailer’s pool', rps: median(theirs) },
        ];
      } finally {
        await worker.stop();
      }
    } finally {
      await sink.stop();
    }
  },
};

/** As the announcer leaves them: one delivery and one outbox row each, to the owners of stays that are asked for. */
async function waitInOutbox(client, count) {
  await client.query(
    `WITH told AS (
       INSERT INTO deliveries (id, event_id, user_id, channel, template, recipient, facts)
       SELECT gen_random_uuid(), gen_random_uuid(), u.id, 'email', 'booking.requested', u.email, jsonb_build_object('booking_id', b.id)
       FROM (SELECT id, owner_id FROM bookings WHERE status IN ('pending', 'confirmed', 'completed') ORDER BY id LIMIT $1) b JOIN users u ON u.id = b.owner_id
       RETURNING id)
     INSERT INTO outbox (id, event_id, type, consumer, queue, payload)
     SELECT gen_random_uuid(), id, 'delivery.mail', 'mail-sender', 'mail', jsonb_build_object('delivery_id', id) FROM told`,
    [count],
  );
}
