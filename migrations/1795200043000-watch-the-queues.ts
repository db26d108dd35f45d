import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Since when an event waits for a worker, which trace it belongs to, and the inbox' open end for whoever looks at it every few seconds. */
export class WatchTheQueues1795200043000 implements MigrationInterface {
  name = 'WatchTheQueues1795200043000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE outbox
        -- available_at moves with every lease; this one only when the row is put off on purpose.
        ADD COLUMN due_at timestamptz NOT NULL DEFAULT now(),
        -- W3C Trace Context of who published it, where traces are on.
        ADD COLUMN traceparent varchar(55);
      CREATE INDEX payment_events_unprocessed ON payment_events (received_at) WHERE processed_at IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX payment_events_unprocessed;
      ALTER TABLE outbox DROP COLUMN traceparent, DROP COLUMN due_at;
    `);
  }
}
