import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which queue an event waits for: the relay looks at each by itself, however many wait for the others. */
export class ShareTheRelayOut1795200070000 implements MigrationInterface {
  name = 'ShareTheRelayOut1795200070000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The version before does not say it: what it writes counts as one of the events, and goes where it belongs all the same.
      ALTER TABLE outbox ADD COLUMN queue varchar(20) NOT NULL DEFAULT 'events';
      CREATE INDEX outbox_waiting_by_queue ON outbox (queue, available_at, id) WHERE done_at IS NULL AND dead_at IS NULL;
      DROP INDEX outbox_waiting;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX outbox_waiting ON outbox (available_at, id) WHERE done_at IS NULL AND dead_at IS NULL;
      ALTER TABLE outbox DROP COLUMN queue;
    `);
  }
}
