/** The mail server of the mail scenarios, and workers that send to it. */
import process from 'node:process';

import { freePort } from '../../scripts/lib/ports.mjs';
import { until } from '../../scripts/lib/processes.mjs';
import { HEAP_FLAGS } from '../../scripts/lib/project.mjs';
import { houseEnvironment, nodeFlags } from './house.mjs';
import { startServer, storesCpuSeconds } from './processes.mjs';

export async function openSink() {
  const smtpPort = await freePort();
  const server = await startServer({ name: 'smtp-sink', args: ['bench/baselines/smtp-sink.mjs'], env: { PATH: process.env.PATH, SMTP_PORT: String(smtpPort) }, path: '/' });
  const seen = async () => (await fetch(server.url)).json();
  return {
    smtpPort,
    seen,
    /** Resolves to when the last of `count` mails came; throws when they do not all come. */
    async has(count, patience) {
      const done = await until(async () => (await seen()).count >= count, patience, 100);
      if (!done) throw new Error(`${(await seen()).count} of ${count} mails came`);
      return (await seen()).last;
    },
    stop: () => server.stop(),
  };
}

/** A process that answers and works the queues: its start-up is over when it answers. */
export function startWorker(servers, databaseUrl, { smtpPort }) {
  const env = houseEnvironment(servers, { DATABASE_URL: databaseUrl, MAIL_PORT: String(smtpPort) });
  return startServer({ name: 'worker', args: [...HEAP_FLAGS, ...nodeFlags(), 'dist/main.js', '--with-worker'], env });
}

/** Begins to count processor time; what it answers tells how much of it each of `count` mails took. */
export function processorTime(worker, servers) {
  const before = { worker: worker.cpuSeconds, stores: storesCpuSeconds(servers) };
  return (count) => ({
    cpu_us: ((worker.cpuSeconds - before.worker) * 1e6) / count,
    stores_us: ((storesCpuSeconds(servers) - before.stores) * 1e6) / count,
  });
}
