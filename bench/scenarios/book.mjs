import { strictEqual } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Agent, request as send } from 'node:http';

import pg from 'pg';

import { median } from '../lib/drive.mjs';
import { bearer } from '../lib/people.mjs';

const DAY = 86_400_000;
const STORM = 200;

/** Stays that nobody else wants, with everything that hangs on one; then the same nights wanted by two hundred at once. */
export default {
  id: 'book',
  title: 'create booking',
  writes: true,
  goal: { against: 'bare inserts', ratio: 0.5 },
  async sides({ house, raw, client, people }) {
    const homes = await bookableHomes(client);
    let stays = 0;
    const requests = (path) =>
      people.map((person) => ({
        method: 'POST',
        path,
        setupRequest: (request) => ({
          ...request,
          headers: { ...bearer(person), 'content-type': 'application/json', 'idempotency-key': randomUUID() },
          body: JSON.stringify(nextStay(homes, stays++)),
        }),
      }));
    return { lokahome: { server: house, requests: requests('/api/v1/bookings') }, 'bare inserts': { server: raw, requests: requests('/bookings') } };
  },
  check({ lokahome }) {
    // A booking asked for again under its key is the one that was made, not another.
    const [{ path, setupRequest }] = lokahome.requests;
    return async () => {
      const { headers, body } = setupRequest({});
      const [first, second] = [await post(lokahome.server.url + path, headers, body), await post(lokahome.server.url + path, headers, body)];
      strictEqual(first.status, 201);
      strictEqual(second.headers.get('idempotency-replayed'), 'true');
      strictEqual((await second.json()).id, (await first.json()).id);
      const rival = await post(lokahome.server.url + path, { ...headers, 'idempotency-key': randomUUID() }, body);
      strictEqual([rival.status, (await rival.json()).code].join(' '), '409 booking.dates_unavailable');
    };
  },
  async more({ house, client, people, databaseUrl, quick }) {
    const homes = await bookableHomes(client);
    const agent = new Agent({ keepAlive: true, maxSockets: STORM });
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 50 });
    try {
      const times = { http: [], sql: [] };
      for (let round = 0; round < (quick ? 3 : 7); round += 1) {
        times.sql.push(await stormInSql(pool, homes.at(-1 - round), people[0]));
        times.http.push(await stormOverHttp(agent, house, homes.at(-101 - round), people));
      }
      return [
        { id: 'storm', title: '200 for the same nights, all answered', side: 'lokahome', p50: median(times.http), p99: Math.max(...times.http), goal: { against: 'SQL', at_most: 5, of: 'p99' } },
        { id: 'storm', title: '200 for the same nights, all answered', side: 'SQL', p50: median(times.sql), p99: Math.max(...times.sql) },
      ];
    } finally {
      agent.destroy();
      await pool.end();
    }
  },
};

async function bookableHomes(client) {
  const { rows } = await client.query(
    `SELECT id FROM properties WHERE status = 'published' AND rental_type = 'short_term' AND available_from IS NULL AND available_to IS NULL
       AND coalesce(minimum_stay, 1) <= 2 ORDER BY id LIMIT 5000`,
  );
  return rows.map(({ id }) => id);
}

/** Two nights each, far enough away that none of the seeded ones is met. */
function nextStay(homes, nth) {
  const start = Date.now() + (400 + 2 * Math.floor(nth / homes.length)) * DAY;
  const day = (at) => new Date(at).toISOString().slice(0, 10);
  return { property_id: homes[nth % homes.length], start_date: day(start), end_date: day(start + 2 * DAY), guests: 2 };
}

function post(url, headers, body) {
  return fetch(url, { method: 'POST', headers, body });
}

/** Milliseconds until the last of them has an answer: one is told yes, all others no. */
async function stormOverHttp(agent, house, property_id, people) {
  const { start_date, end_date } = nextStay([property_id], 300);
  await Promise.all(Array.from({ length: STORM }, () => answer(agent, `${house.url}/ready`, { method: 'GET' })));
  const begun = performance.now();
  const answers = await Promise.all(
    Array.from({ length: STORM }, (_, nth) =>
      answer(agent, `${house.url}/api/v1/bookings`, {
        method: 'POST',
        headers: { ...bearer(people[nth % people.length]), 'content-type': 'application/json', 'idempotency-key': randomUUID() },
        body: JSON.stringify({ property_id, start_date, end_date, guests: 2 }),
      })),
  );
  const took = performance.now() - begun;
  strictEqual(answers.filter((status) => status === 201).length, 1);
  // On a machine that is too busy some are told to come again.
  strictEqual(answers.filter((status) => status === 409 || status === 503).length, STORM - 1);
  return took;
}

function answer(agent, url, { method, headers, body }) {
  return new Promise((resolve, reject) => {
    const request = send(url, { agent, method, headers }, (response) => response.resume().once('end', () => resolve(response.statusCode)));
    request.once('error', reject);
    request.end(body);
  });
}

async function stormInSql(pool, property_id, { id: tenant_id }) {
  const { start_date, end_date } = nextStay([property_id], 300);
  await Promise.all(Array.from({ length: 50 }, () => pool.query('SELECT pg_sleep(0.01)')));
  const text = `INSERT INTO bookings (id, property_id, tenant_id, owner_id, start_date, end_date, rental_type, total_amount, currency, price_breakdown, cancellation_policy, time_zone, expires_at)
    SELECT gen_random_uuid(), id, $2, owner_id, $3, $4, rental_type, price, currency, '{}', cancellation_policy, time_zone, now() + interval '1 day' FROM properties WHERE id = $1
    ON CONFLICT ON CONSTRAINT bookings_no_overlap DO NOTHING`;
  const begun = performance.now();
  const results = await Promise.all(Array.from({ length: STORM }, () => pool.query({ name: 'storm', text, values: [property_id, tenant_id, start_date, end_date] })));
  const took = performance.now() - begun;
  strictEqual(results.reduce((sum, { rowCount }) => sum + rowCount, 0), 1);
  return took;
}
