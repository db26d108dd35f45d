import { join } from 'node:path';
import process from 'node:process';

import { run } from '../../scripts/lib/processes.mjs';
import { root, say } from '../../scripts/lib/project.mjs';
import { houseEnvironment } from '../lib/house.mjs';
import { openSink, processorTime, startWorker } from '../lib/mail.mjs';

const ALL = 100_000;
const MINUTES = 10;

/** Rents that are due today: noted by the job, announced, mailed. A part of them is worked and the rest reckoned. */
export default {
  id: 'reminders',
  title: 'reminders for 100 000 installments',
  writes: true,
  async more({ servers, databaseUrl, client, quick, signal }) {
    const count = quick ? 2000 : 20_000;
    const sink = await openSink();
    const worker = await startWorker(servers, databaseUrl, sink);
    try {
      await client.query('DELETE FROM outbox');
      const due = await fallDue(client, count);
      const begun = Date.now();
      const spent = processorTime(worker, servers);
      await remind(servers, databaseUrl, signal);
      const half = await halfway(sink, worker, due);
      const took = ((await sink.has(due, 600_000)) - begun) / 1000;
      const minutes = (took / due) * (ALL / 60);
      say(`  ${minutes.toFixed(1)} minutes for ${ALL}; ${half} MB half-way, ${worker.memory.now} MB at the end`);
      return [{ side: 'lokahome', rps: due / took, ...spent(due), memory_mb: worker.memory.now, goal: { rps: ALL / (MINUTES * 60) } }];
    } finally {
      await worker.stop();
      await sink.stop();
    }
  },
};

/** That many installments, and no others, are reminded of today. */
async function fallDue(client, count) {
  await client.query(`UPDATE installments SET status = 'paid', paid_amount = amount WHERE status IN ('scheduled', 'due', 'overdue') AND due_date < now()::date + 8`);
  const { rowCount } = await client.query(
    `UPDATE installments SET due_date = (now() AT TIME ZONE 'Africa/Porto-Novo')::date, status = 'due' WHERE id IN (
       SELECT i.id FROM installments i JOIN bookings b ON b.id = i.booking_id WHERE i.status = 'scheduled' AND b.status = 'confirmed' ORDER BY i.id LIMIT $1)`,
    [count],
  );
  return rowCount;
}

async function remind(servers, databaseUrl, signal) {
  const env = houseEnvironment(servers, { DATABASE_URL: databaseUrl });
  const { status, output } = await run(process.execPath, [join(root, 'dist/cli.js'), 'jobs:run', 'rent-reminders'], { env, signal });
  if (status !== 0) throw new Error(output);
}

async function halfway(sink, worker, due) {
  await sink.has(Math.floor(due / 2), 600_000);
  return worker.memory.now;
}
