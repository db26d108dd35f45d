import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where programs want to be told of what happens, and everything that is sent there. Secrets are derived: only their number is kept. */
export class TellPrograms1795200042001 implements MigrationInterface {
  name = 'TellPrograms1795200042001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE webhook_endpoints (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users (id),
        url varchar(2000) NOT NULL,
        description varchar(200),
        events text[] NOT NULL CHECK (cardinality(events) > 0),
        active boolean NOT NULL DEFAULT true,
        disabled_reason varchar(10) CHECK (disabled_reason IN ('failing', 'gone')),
        disabled_at timestamptz,
        -- Since when every attempt has failed.
        failing_since timestamptz,
        -- Counts the secrets: another number makes another one.
        secret_generation integer NOT NULL DEFAULT 1 CHECK (secret_generation > 0),
        -- Until when the secret before signs as well.
        previous_secret_until timestamptz,
        -- Until when one worker has it to itself.
        leased_until timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT webhook_endpoints_once UNIQUE (user_id, url),
        CONSTRAINT webhook_endpoints_disabled CHECK ((disabled_reason IS NULL) = (disabled_at IS NULL) AND (disabled_reason IS NULL OR NOT active))
      );

      CREATE TABLE webhook_deliveries (
        id uuid PRIMARY KEY,
        endpoint_id uuid NOT NULL REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
        event_id uuid NOT NULL,
        type varchar(40) NOT NULL,
        -- The very text that is signed and sent.
        payload text NOT NULL,
        status varchar(10) NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'delivered', 'failed')),
        attempts integer NOT NULL DEFAULT 0,
        -- NULL while waiting: its endpoint is switched off.
        next_attempt_at timestamptz,
        last_attempt_at timestamptz,
        response_status smallint,
        response_excerpt varchar(500),
        error varchar(20),
        duration_ms integer,
        delivered_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT webhook_deliveries_once UNIQUE (endpoint_id, event_id),
        CONSTRAINT webhook_deliveries_next CHECK (status = 'waiting' OR next_attempt_at IS NULL)
      );
      CREATE INDEX webhook_deliveries_log ON webhook_deliveries (endpoint_id, id DESC);
      CREATE INDEX webhook_deliveries_due ON webhook_deliveries (endpoint_id, next_attempt_at) WHERE status = 'waiting';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE webhook_deliveries, webhook_endpoints');
  }
}
