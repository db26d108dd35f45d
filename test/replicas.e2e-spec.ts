import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres, startReplica, type PrivatePostgres, type PrivateServer } from '../scripts/lib/services.mjs';
import { loadConfig } from '../src/config/index.js';
import { migrateUp } from '../src/platform/database/migrate.js';
import { PASSWORD, type TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';
import { until } from './support/wait.js';

const HOME = { title: 'Villa calme avec jardin', price: 90_000 };

/** A primary and a streaming replica of this file alone; the replica can be made to fall behind. */
describe('reads with a replica', () => {
  let directory: string;
  let primary: PrivatePostgres;
  let replica: Omit<PrivateServer, 'restart'>;
  let behind: pg.Client;
  let house: TestApp;
  let landlord: TestActor;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lokahome-replicas-'));
    primary = await startPostgres({ dir: join(directory, 'primary') });
    await migrateUp(loadConfig({ DATABASE_URL: primary.url, REDIS_URL: 'redis://unused' }));
    replica = await startReplica({ dir: join(directory, 'replica'), of: primary });
    behind = new pg.Client({ connectionString: replica.url });
    behind.on('error', () => undefined); // it is killed in the end
    const client = new pg.Client({ connectionString: primary.url });
    await Promise.all([behind.connect(), client.connect()]);
    house = await startApp({
      database: { name: 'postgres', url: primary.url, client, drop: () => client.end() },
      env: { DATABASE_REPLICA_URLS: replica.url, DATABASE_REPLICA_MAX_LAG_MS: '600000' },
    });
    landlord = await house.actors.asLandlord();
    await house.build.property(landlord, { title: 'Studio meublé près de la plage' });
    await until(caughtUp, 'the replica to have it all');
  }, 90_000);

  afterAll(async () => {
    await house.close();
    await behind.end().catch(() => undefined);
    await Promise.all([primary.stop(), replica.stop()]);
    await rm(directory, { recursive: true, force: true });
  }, 60_000);

  it('the replica answers who looks around; the primary answers who changes something', async () => {
    for (const path of ['/properties', '/properties/search?q=plage']) await fromReplica(async () => {
      await until(async () => (await house.api.get<unknown[]>(path)).body.length === 1, 'the replica to have the home');
    });
    const after = await replicaReads();
    expect((await house.api.post('/properties', {}, { as: landlord })).status).toBe(422);
    expect(await replicaReads()).toBe(after);
  });

  describe('that has fallen behind', () => {
    beforeAll(async () => {
      await behind.query('SELECT pg_wal_replay_pause()');
    });
    afterAll(async () => {
      await behind.query('SELECT pg_wal_replay_resume()');
      await until(caughtUp, 'the replica to have it all');
    });

    it('whoever has changed something reads it back', async () => {
      const home = await house.build.property(landlord, HOME);
      expect((await house.api.put(`/properties/${home.id}`, { price: 75_000 }, { as: landlord })).status).toBe(200);
      const mine = await house.api.get<{ id: string }[]>('/properties', { query: { max_price: 80_000, min_price: 70_000 }, as: landlord });
      expect(mine.body.map(({ id }) => id)).toEqual([home.id]);
    });

    it('others see it a little later in lists, and at once where they know its address', async () => {
      const home = await house.build.property(landlord, HOME);
      await fromReplica(async () => {
        const { body } = await house.api.get<unknown[]>('/properties', { query: { min_price: 85_000 } });
        return body.length === 0;
      });
      expect((await house.api.get<{ id: string }>(`/properties/${home.id}`)).body).toMatchObject({ id: home.id });
    });

    it('who has just signed up and signed in finds themselves', async () => {
      const email = 'fifame@example.com';
      const account = { email, password: PASSWORD, first_name: 'Fifamè', last_name: 'Zinsou', phone: '+2290196000001', user_type: 'tenant' };
      expect((await house.api.post('/auth/register', account)).status).toBe(201);
      const pair = await house.api.post<{ access_token: string }>('/auth/login', { username: email, password: PASSWORD });
      expect((await house.api.get('/users/me', { as: pair.body.access_token })).body).toMatchObject({ email });
    });

    it('while Redis is away, whoever is signed in reads from the primary', async () => {
      const guest = await house.actors.asTenant();
      const homes = async (as?: TestActor) => (await house.api.get<unknown[]>('/properties', { as })).body.length;
      await until(async () => (await homes(guest)) === 1, 'the replica, which has one home only');
      await house.redis!.kill();
      await until(async () => (await homes(guest)) > 1, 'the homes that only the primary has');
      await until(async () => (await homes()) === 1, 'strangers, who go on reading from the replica');
    });
  });

  it('where the replica is gone, the primary answers, and nobody notices', async () => {
    await replica.kill();
    const answers = await Promise.all(Array.from({ length: 10 }, () => house.api.get<unknown[]>('/properties')));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    const metrics = await (await fetch(`${house.url}/metrics`)).text();
    expect(metrics).toMatch(/lokahome_replica_used\{[^}]*\} 0/);
  });

  /** On a crowded machine a replica may be left out for a moment: asks until it was the one that answered. */
  async function fromReplica(ask: () => Promise<unknown>): Promise<void> {
    await until(async () => {
      const before = await replicaReads();
      const answer = await ask();
      return (await replicaReads()) > before && answer !== false;
    }, 'an answer of the replica');
  }

  async function replicaReads(): Promise<number> {
    const metrics = await (await fetch(`${house.url}/metrics`)).text();
    return Number(/lokahome_replica_reads_total\{[^}]*\} (\d+)/.exec(metrics)?.[1] ?? NaN);
  }

  async function caughtUp(): Promise<boolean> {
    const { rows } = await house.database.client.query<{ lsn: string }>('SELECT pg_current_wal_flush_lsn()::text AS lsn');
    const { rows: [standing] } = await behind.query<{ there: boolean }>('SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn AS there', [rows[0].lsn]);
    return standing.there;
  }
});
