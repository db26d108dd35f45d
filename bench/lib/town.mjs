/** All scenarios on a town of one size: first those that only read, then those that write, on a copy. */
import { join } from 'node:path';
import process from 'node:process';

import { say, stateDir } from '../../scripts/lib/project.mjs';
import { compare } from './drive.mjs';
import { copyOf, dropCopy, seeded, withClient } from './databases.mjs';
import { citiesOf } from './draw.mjs';
import { judge } from './goals.mjs';
import { houseEnvironment, startBaseline, startHouse } from './house.mjs';
import { signIn } from './people.mjs';

export async function runTown(servers, homes, options) {
  const { signal, sizes, scenarios } = options;
  const env = { ...process.env, REDIS_URL: servers.redis.url, STORAGE_LOCAL_PATH: join(stateDir, 'bench/files') };
  const url = await seeded(servers, homes, { env, signal });
  const largest = homes === Math.max(...sizes);
  const reads = scenarios.filter(({ writes, once }) => !writes && (!once || largest));
  // What does not depend on the size is measured once, in the largest town.
  const writes = scenarios.filter((one) => one.writes && largest);
  const rows = [];
  if (reads.length > 0) rows.push(...(await inTown(servers, { url, homes, scenarios: reads, options })));
  if (writes.length > 0) {
    try {
      rows.push(...(await inTown(servers, { url: await copyOf(servers, homes), homes, scenarios: writes, options })));
    } finally {
      await dropCopy(servers);
    }
  }
  return rows;
}

async function inTown(servers, { url, homes, scenarios, options }) {
  return withClient(url, async (client) => {
    const house = await startHouse(servers, url, { name: `api-${homes}` });
    const raw = await startBaseline('raw', url, { ISSUER: houseEnvironment(servers).API_URL });
    try {
      await warm(client);
      const atRest = house.memory.now;
      const context = {
        ...options, servers, homes, databaseUrl: url, client, house, raw, atRest, cities: await citiesOf(client), people: await signIn(house, client, 50),
      };
      const rows = [];
      for (const scenario of scenarios) {
        options.signal?.throwIfAborted();
        say(`${scenario.title}, ${homes} homes …`);
        rows.push(...(await runScenario(scenario, context).catch((error) => {
          options.signal?.throwIfAborted();
          // Half an hour of others' figures is not thrown away with it.
          say(`  failed: ${error.stack}`);
          return [{ id: scenario.id, title: scenario.title, side: 'failed', homes, met: false }];
        })));
      }
      return rows;
    } finally {
      await Promise.all([house.stop(), raw.stop()]);
    }
  });
}

async function runScenario(scenario, context) {
  const { id, title, goal, grows } = scenario;
  const rows = [];
  if (scenario.sides) {
    const sides = await scenario.sides(context);
    const measured = await compare(sides, { rounds: context.rounds, seconds: context.seconds, warmSeconds: context.warmSeconds, servers: context.servers, check: scenario.check?.(sides), signal: context.signal });
    for (const [side, result] of Object.entries(measured)) rows.push({ id, title, side, ...result, ...(side === 'lokahome' ? { goal, grows } : {}) });
  }
  rows.push(...((await scenario.more?.(context, rows)) ?? []).map((row) => ({ id, title, ...row })));
  return judge(rows.map((row) => ({ ...row, homes: context.homes })));
}

/** What production has in memory after its first hour. */
async function warm(client) {
  await client.query('CREATE EXTENSION IF NOT EXISTS pg_prewarm');
  await client.query(`SELECT pg_prewarm(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'i') AND c.relname ~ '^(properties|property_views|users|property_images|bookings_(nights|no))'`);
}
