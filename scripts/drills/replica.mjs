/**
 * `npm run drill:replica`: a streaming replica of PostgreSQL and two APIs that read from it. Lists and searches come from
 * the replica; what one has just written one reads back, through either API, also while replay stands still.
 */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import pg from 'pg';

import { onProjectNode } from '../lib/project.mjs';

await onProjectNode();
const { Crowd, nextAddress, tenant, visitor } = await import('./lib/crowd.mjs');
const { fromTests, runDrill } = await import('./lib/drill.mjs');
const { startNginx } = await import('./lib/nginx.mjs');
const { Person } = await import('./lib/person.mjs');
const { freePort } = await import('../lib/ports.mjs');
const { startReplica } = await import('../lib/postgres.mjs');
const { until } = await import('../lib/processes.mjs');

const MAX_LAG_MS = 8000;

await runDrill({ name: 'drill:replica', within_ms: 420_000 }, async (drill) => {
  const { Stack } = await fromTests('faults/support/stack.ts');
  const { askFor } = await fromTests('faults/support/load.ts');

  drill.say('PostgreSQL, its replica, Redis, the build …');
  const stack = await Stack.start({ TRUST_PROXY: '1', DATABASE_REPLICA_MAX_LAG_MS: String(MAX_LAG_MS) });
  drill.undo.push(() => stack.close());
  const town = await stack.settle({ tenants: 8, homes: 40 });
  const place = { dir: join(stack.directory, 'replica'), of: stack.postgres };
  let replica = await startReplica(place);
  drill.undo.push(() => replica.stop());
  const env = { DATABASE_REPLICA_URLS: replica.url };
  const ports = [await freePort(), await freePort()];
  const apis = await Promise.all(ports.map((port) => stack.api({ env: { ...env, PORT: String(port) } })));
  const nginx = await startNginx({ dir: join(stack.directory, 'nginx'), apis: ports.map((port) => `127.0.0.1:${port}`) });
  drill.undo.push(nginx.stop);

  let turn = 0;
  const context = { url: nginx.url, town, booked: [], nextStay: () => askFor(town, town.tenants[turn++ % town.tenants.length].token) };
  const homes = town.homes.map(({ id }) => id);
  await until(allUse, 10_000);
  drill.check('both APIs have found the replica', await allUse(), await figures());

  await strangersReadFromTheReplica();
  await ownWritesWhileAllIsWell();
  await ownWritesWhileReplayStands();
  await tooFarBehind();
  await replicaDies();
  await primaryDies();

  /** Without anybody who writes, the primary's homes are not looked at once. */
  async function strangersReadFromTheReplica() {
    // What was looked at while the town was built is still being counted: a connection that rests tells it after 10 s.
    let before = await scans();
    for (let told = Date.now(); Date.now() - told < 11_000; await pause(500)) {
      const now = await scans();
      if (now.primary !== before.primary) told = Date.now();
      before = now;
    }
    const crowd = new Crowd(context);
    crowd.join(visitor, 6, 20);
    await until(() => crowd.asked >= 300, 30_000);
    await crowd.stop();
    // Statistics are written once a second at most.
    await until(async () => (await scans()).replica - before.replica >= crowd.asked / 3, 5000, 250);
    const after = await scans();
    drill.check('lists, searches and homes that strangers ask for come from the replica alone', crowd.errors.length === 0 && after.primary === before.primary && after.replica > before.replica, {
      requests: crowd.asked, errors: crowd.errors.slice(0, 3), scans_of_homes: { primary: after.primary - before.primary, replica: after.replica - before.replica },
    });
  }

  async function ownWritesWhileAllIsWell() {
    const before = await reads();
    const crowd = new Crowd(context);
    crowd.join(tenant, 6, 100);
    crowd.join(visitor, 2, 100);
    await until(() => context.booked.length >= 100, 30_000);
    await crowd.stop();
    const { rows: [lag] } = await onPrimary(`SELECT coalesce(extract(epoch FROM max(replay_lag)) * 1000, 0)::float8 AS ms FROM pg_stat_replication`);
    drill.check('who books reads the booking back at once, from whichever API and server', crowd.errors.length === 0, crowd.errors.length ? crowd.errors.slice(0, 5) : {
      requests: crowd.asked, bookings: context.booked.length, statements_of_the_replica: (await reads()) - before, replay_lag_ms: Math.round(lag.ms * 10) / 10,
    });
  }

  async function ownWritesWhileReplayStands() {
    await onReplica('SELECT pg_wal_replay_pause()');
    await until(async () => (await onReplica('SELECT pg_get_wal_replay_pause_state() AS state')).rows[0].state === 'paused', 5000);
    const stood = Date.now();
    const landlord = stranger();
    const { token } = town.landlord;
    const change = await landlord.ask('PUT', `/properties/${homes[0]}`, { token, json: { price: 77_700 }, expect: 200, url: apis[0].url });
    const own = await Promise.all(apis.map(({ url }) => landlord.ask('GET', `/properties/${homes[0]}`, { token, url })));
    const theirs = await Promise.all(apis.map(({ url }) => landlord.ask('GET', `/properties/${homes[0]}`, { url })));
    const price = ({ body }) => Number(body?.price?.amount ?? body?.price);
    drill.check('replay stands: the owner sees the new price through both APIs', change.status === 200 && own.every((one) => price(one) === 77_700), own.map(price));
    drill.check('strangers still see the old one: it is the replica that answers them', theirs.every((one) => price(one) !== 77_700), theirs.map(price));
    landlord.leave();

    const booked = context.booked.length;
    const crowd = new Crowd(context);
    crowd.join(tenant, 4, 50);
    await until(() => context.booked.length >= booked + 20 || Date.now() - stood > MAX_LAG_MS, MAX_LAG_MS + 5000);
    await crowd.stop();
    drill.check('who books meanwhile reads the booking back', crowd.errors.length === 0 && context.booked.length > booked, crowd.errors.length ? crowd.errors.slice(0, 5) : {
      bookings: context.booked.length - booked, replica: await figures(),
    });
  }

  async function tooFarBehind() {
    const left = await until(noneUses, MAX_LAG_MS + 20_000, 200);
    drill.check(`more than ${MAX_LAG_MS / 1000} s behind, the replica is left out`, left, await figures());
    const person = stranger();
    const seen = await person.ask('GET', `/properties/${homes[0]}`);
    person.leave();
    drill.check('now strangers see the new price too', Number(seen.body?.price?.amount ?? seen.body?.price) === 77_700);
    const resumed = Date.now();
    await onReplica('SELECT pg_wal_replay_resume()');
    const back = await until(allUse, 20_000, 100);
    drill.check('replay goes on: the replica is read from again', back, { after_ms: Date.now() - resumed, replica: await figures() });
  }

  async function replicaDies() {
    const crowd = new Crowd(context);
    crowd.join(visitor, 4, 20);
    crowd.join(tenant, 4, 50);
    await until(() => crowd.asked >= 60, 20_000);
    await replica.kill();
    const asked = crowd.asked;
    await until(() => crowd.asked >= asked + 120, 20_000);
    const unused = await until(noneUses, 10_000, 200);
    await crowd.stop();
    drill.check('the replica is killed under load: nobody notices', crowd.errors.length === 0 && unused, crowd.errors.length ? crowd.errors.slice(0, 5) : {
      requests: crowd.asked, slowest_ms: crowd.slowest_ms,
    });
    replica = await startReplica(place);
    drill.check('a new one at its address is taken in', await until(allUse, 20_000, 200), await figures());
  }

  async function primaryDies() {
    const person = stranger();
    await stack.postgres.kill();
    const answers = [];
    for (let n = 0; n < 20; n += 1) answers.push(await person.ask('GET', `/properties?per_page=3&page=${1 + (n % 5)}`));
    const { token, body, key } = context.nextStay();
    const refused = await person.ask('POST', '/bookings', { token, json: body, key, expect: null });
    drill.check('the primary is killed: strangers can still look around, bookings are refused with 503 and may be repeated', answers.every(({ status }) => status === 200) && refused.status === 503 && Number(refused.headers['retry-after']) > 0, {
      looked: answers.filter(({ status }) => status === 200).length, booking: refused.status,
    });
    await stack.postgres.restart();
    const up = Date.now();
    let again;
    await until(async () => (again = await person.ask('POST', '/bookings', { token, json: body, key, expect: null })).status === 201, 15_000, 100);
    const after_ms = Date.now() - up;
    person.leave();
    drill.check('it is back: the same booking under the same key is made', again.status === 201, { after_ms });
  }

  function stranger() {
    return new Person({ url: nginx.url, address: nextAddress() });
  }

  /** What each API says of the replica: used or not, lag in seconds, statements answered. */
  async function figures() {
    return Promise.all(
      apis.map(async ({ url }) => {
        const text = await (await fetch(`${url}/metrics`)).text();
        const of = (name) => Number(new RegExp(`^${name}\\{[^}]*\\} (\\S+)`, 'm').exec(text)?.[1]);
        return { used: of('lokahome_replica_used'), lag_s: Math.round(of('lokahome_replica_lag_seconds') * 100) / 100, reads: of('lokahome_replica_reads_total') };
      }),
    );
  }

  async function allUse() {
    return (await figures()).every(({ used }) => used === 1);
  }

  async function noneUses() {
    return (await figures()).every(({ used }) => used === 0);
  }

  async function reads() {
    return (await figures()).reduce((sum, one) => sum + one.reads, 0);
  }

  /** How often the homes' table was looked into, by each server's own statistics. */
  async function scans() {
    const text = `SELECT (coalesce(seq_scan, 0) + coalesce(idx_scan, 0))::int AS scans FROM pg_stat_user_tables WHERE relname = 'properties'`;
    await pause(1100); // a session writes its statistics down once a second at most
    const [primary, copy] = await Promise.all([onPrimary(text), onReplica(text)]);
    return { primary: primary.rows[0].scans, replica: copy.rows[0].scans };
  }

  async function onPrimary(text) {
    return { rows: await stack.sql(text) };
  }

  async function onReplica(text) {
    const client = new pg.Client({ connectionString: replica.url });
    await client.connect();
    try {
      return await client.query(text);
    } finally {
      await client.end();
    }
  }
});
