import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The wire contract asks for the front of a document alone; back and picture may come with it. */
export class LetChecksGoWithoutSelfie1795200041000 implements MigrationInterface {
  name = 'LetChecksGoWithoutSelfie1795200041000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE identity_verifications ALTER COLUMN selfie_id DROP NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    // A check without one cannot be kept in the table as it was.
    await runner.query('DELETE FROM identity_verifications WHERE selfie_id IS NULL');
    await runner.query('ALTER TABLE identity_verifications ALTER COLUMN selfie_id SET NOT NULL');
  }
}
