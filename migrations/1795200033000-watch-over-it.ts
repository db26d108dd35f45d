import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people report to the staff, and why an admin took a listing off. */
export class WatchOverIt1795200033000 implements MigrationInterface {
  name = 'WatchOverIt1795200033000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE reports (
        id uuid PRIMARY KEY,
        reporter_id uuid NOT NULL REFERENCES users (id),
        subject_type varchar(20) NOT NULL CHECK (subject_type IN ('user', 'property', 'message', 'review')),
        -- No foreign key: what is reported may be taken away, and the report stays.
        subject_id uuid NOT NULL,
        reason varchar(20) NOT NULL CHECK (reason IN ('spam', 'fraud', 'harassment', 'inappropriate', 'wrong_information', 'other')),
        comment text CHECK (char_length(comment) <= 2000),
        status varchar(20) NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'dismissed', 'acted')),
        note text CHECK (char_length(note) <= 2000),
        decided_by uuid REFERENCES users (id),
        decided_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT reports_once UNIQUE (reporter_id, subject_type, subject_id),
        CONSTRAINT reports_decided CHECK ((status = 'open') = (decided_at IS NULL) AND (status = 'open') = (decided_by IS NULL))
      );
      CREATE INDEX reports_queue ON reports ((status <> 'open'), id);
      CREATE INDEX reports_subject ON reports (subject_type, subject_id);
      CREATE INDEX reports_decided_by ON reports (decided_by) WHERE decided_by IS NOT NULL;

      ALTER TABLE properties ADD COLUMN withdrawal_reason text;
      -- The monthly figures, and the staff's lists.
      CREATE INDEX payments_completed_at ON payments (completed_at) WHERE completed_at IS NOT NULL;
      CREATE INDEX bookings_created_at ON bookings (created_at DESC, id DESC);
      CREATE INDEX users_created_at ON users (created_at DESC, id DESC);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX users_created_at, bookings_created_at, payments_completed_at;
      ALTER TABLE properties DROP COLUMN withdrawal_reason;
      DROP TABLE reports;
    `);
  }
}
