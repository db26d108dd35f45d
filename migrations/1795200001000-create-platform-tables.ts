import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What no feature owns: outbox, deliveries of scheduled work, idempotency keys, guess counters. */
export class CreatePlatformTables1795200001000 implements MigrationInterface {
  name = 'CreatePlatformTables1795200001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- One row per event and consumer: each consumer is retried on its own.
      CREATE TABLE outbox (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL,
        type varchar(80) NOT NULL,
        consumer varchar(40) NOT NULL,
        payload jsonb NOT NULL,
        occurred_at timestamptz NOT NULL DEFAULT now(),
        available_at timestamptz NOT NULL DEFAULT now(),
        hand_count integer NOT NULL DEFAULT 0,
        attempts integer NOT NULL DEFAULT 0,
        last_error text,
        done_at timestamptz,
        dead_at timestamptz,
        CONSTRAINT outbox_event_consumer UNIQUE (event_id, consumer),
        CONSTRAINT outbox_ends_once CHECK (done_at IS NULL OR dead_at IS NULL)
      );
      CREATE INDEX outbox_waiting ON outbox (available_at, id) WHERE done_at IS NULL AND dead_at IS NULL;
      CREATE INDEX outbox_done ON outbox (done_at) WHERE done_at IS NOT NULL;
      CREATE INDEX outbox_dead ON outbox (dead_at) WHERE dead_at IS NOT NULL;

      CREATE TABLE idempotency_keys (
        scope varchar(120) NOT NULL,
        key varchar(255) NOT NULL,
        fingerprint char(64) NOT NULL,
        status smallint NOT NULL,
        body jsonb,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (scope, key)
      );
      CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);

      CREATE TABLE guess_counters (
        key varchar(120) PRIMARY KEY,
        window_started_at timestamptz NOT NULL,
        window_count integer NOT NULL,
        failures_in_a_row integer NOT NULL DEFAULT 0,
        updated_at timestamptz NOT NULL DEFAULT now()
      );

      CREATE TABLE job_locks (
        name varchar(60) PRIMARY KEY,
        holder uuid NOT NULL,
        leased_until timestamptz NOT NULL
      );
      CREATE TABLE job_runs (
        id uuid PRIMARY KEY,
        name varchar(60) NOT NULL,
        day date NOT NULL,
        started_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz,
        counts jsonb,
        error text
      );
      CREATE INDEX job_runs_latest ON job_runs (name, started_at DESC);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE job_runs, job_locks, guess_counters, idempotency_keys, outbox`);
  }
}
