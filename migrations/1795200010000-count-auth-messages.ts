import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How many messages went to a number, or were asked for from an address. Apart from the codes themselves, so
 * that an erased account takes its number along and still cannot be used to send more; who it was cannot be
 * read from a row. The address that a code was asked from is kept here and nowhere else.
 */
export class CountAuthMessages1795200010000 implements MigrationInterface {
  name = 'CountAuthMessages1795200010000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE auth_sends (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        -- HMAC of what is counted, in hexadecimal.
        key varchar(64) NOT NULL,
        sent_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX auth_sends_key ON auth_sends (key, sent_at);
      CREATE INDEX auth_sends_age ON auth_sends (sent_at);
      ALTER TABLE auth_codes DROP COLUMN requested_from;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE auth_sends;
      ALTER TABLE auth_codes ADD COLUMN requested_from inet;
      CREATE INDEX auth_codes_address ON auth_codes (requested_from, created_at DESC);
    `);
  }
}
