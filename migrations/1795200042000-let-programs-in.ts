import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys for programs that act in a person's place. Only a hash of each is kept. */
export class LetProgramsIn1795200042000 implements MigrationInterface {
  name = 'LetProgramsIn1795200042000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE api_keys (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users (id),
        name varchar(100) NOT NULL,
        -- How the key begins, for people to tell it by.
        start varchar(8) NOT NULL,
        -- SHA-256.
        key_hash bytea NOT NULL CHECK (octet_length(key_hash) = 32),
        scopes text[] NOT NULL CHECK (cardinality(scopes) > 0),
        expires_at timestamptz,
        last_used_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT api_keys_hash UNIQUE (key_hash),
        CONSTRAINT api_keys_name UNIQUE (user_id, name)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE api_keys');
  }
}
