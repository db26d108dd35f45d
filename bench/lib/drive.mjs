/** Drives servers in turn (A B A B …) with autocannon and takes medians over the rounds. */
import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import autocannon from 'autocannon';

import { Explained } from '../../scripts/lib/project.mjs';
import { storesCpuSeconds } from './processes.mjs';

export const CONNECTIONS = 50;
const WARM_CALLS = 8000;

/**
 * @param {Record<string, { server: import('./processes.mjs').Server, requests: object[] }>} sides what is compared; each
 *   request is autocannon's: `{ method, path, headers, body }`
 * @param {{ rounds: number, seconds: number, warmSeconds?: number, servers: object, connections?: number, check?: () => Promise<void>, signal?: AbortSignal }} options
 *   `check` looks at answers, again and again while the first side is measured, and throws when one is wrong
 * @returns per side the medians: `{ rps, p50, p99, cpu_us, stores_us, memory_mb }`: processor time a request in the
 *   server, and in PostgreSQL and Redis, which a crowded machine blurs least
 */
export async function compare(sides, { rounds, seconds, warmSeconds = 2, servers, connections = CONNECTIONS, check, signal }) {
  const names = Object.keys(sides);
  const results = Object.fromEntries(names.map((name) => [name, []]));
  for (const name of names) await warmUp(sides[name], { warmSeconds, servers, connections });
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) {
      signal?.throwIfAborted();
      const watch = name === names[0] && check ? watching(check) : undefined;
      const result = await shoot(sides[name], { seconds, servers, connections });
      const checks = await watch?.stop();
      results[name].push({ ...result, ...(checks === undefined ? {} : { checks }) });
    }
  }
  return Object.fromEntries(names.map((name) => [name, medians(results[name])]));
}

/** Until the compiler has seen enough of it: a large program needs more calls than a bare one. */
async function warmUp(side, { warmSeconds, servers, connections }) {
  for (let [calls, rounds] = [0, 0]; calls < WARM_CALLS && rounds < warmSeconds; rounds += 1) calls += (await shoot(side, { seconds: 1, servers, connections })).rps;
}

/**
 * One round against one server. `each` is how many of the requests a connection goes through, over and over: making them
 * ready takes a millisecond for forty, which the round would measure.
 */
export async function shoot({ server, requests, expect = (status) => status < 300 }, { seconds, servers, connections, amount, each = 100 }) {
  const before = { server: server.cpuSeconds, stores: storesCpuSeconds(servers) };
  let wrong = '';
  const result = await autocannon({
    url: server.url,
    connections,
    ...(amount ? { amount } : { duration: seconds }),
    timeout: 20,
    // Each connection goes its own way: in step they would all ask the same at the same moment.
    setupClient: (client) => client.setRequests(shuffled(requests).slice(0, each).map((request) => ({ ...request }))),
  });
  for (const status of Object.keys(result.statusCodeStats)) if (!expect(Number(status))) wrong += ` ${result.statusCodeStats[status].count} × ${status}`;
  if (result.errors > 0 || wrong !== '') throw new Explained(`${server.name} failed while it was measured: ${result.errors} errors${wrong} (${server.log})`);
  const done = result['2xx'] + result['4xx'];
  return {
    rps: done / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    cpu_us: ((server.cpuSeconds - before.server) * 1e6) / done,
    stores_us: ((storesCpuSeconds(servers) - before.stores) * 1e6) / done,
    memory_mb: server.memory.now,
  };
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function medians(rounds) {
  return Object.fromEntries(Object.keys(rounds[0]).map((field) => [field, median(rounds.map((round) => round[field]))]));
}

/** Looks at answers while a server is busy; `stop()` throws what was found, or tells how many were looked at. */
function watching(check) {
  let going = true;
  let count = 0;
  const work = (async () => {
    while (going) {
      await check();
      count += 1;
      await pause(50);
    }
  })();
  work.catch(() => (going = false));
  return {
    async stop() {
      going = false;
      await work;
      return count;
    },
  };
}

function shuffled(list) {
  const copy = [...list];
  for (let index = copy.length - 1; index > 0; index -= 1) {
    const other = randomInt(index + 1);
    [copy[index], copy[other]] = [copy[other], copy[index]];
  }
  return copy;
}
