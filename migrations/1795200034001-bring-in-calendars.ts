import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Calendars of other sites. `imported_events` is what they say; the blocks that follow from it leave out booked days. Blocks of imports may lie
 * on others, because two sites often know of the same stay.
 */
export class BringInCalendars1795200034001 implements MigrationInterface {
  name = 'BringInCalendars1795200034001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Counts the owner's secret links: another number makes another token.
      ALTER TABLE properties ADD COLUMN calendar_generation integer NOT NULL DEFAULT 1;

      CREATE TABLE calendar_imports (
        id uuid PRIMARY KEY,
        property_id uuid NOT NULL REFERENCES properties (id) ON DELETE CASCADE,
        url varchar(2000) NOT NULL,
        name varchar(100),
        etag varchar(300),
        last_modified varchar(100),
        -- When its content was last taken over, and when it was last asked for.
        read_at timestamptz,
        last_fetched_at timestamptz,
        last_error varchar(20),
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT calendar_imports_once UNIQUE (property_id, url),
        CONSTRAINT calendar_imports_error CHECK (last_error IN ('unreachable', 'address_refused', 'refused', 'too_large', 'unreadable', 'partly_unreadable', 'empty'))
      );

      CREATE TABLE imported_events (
        import_id uuid NOT NULL REFERENCES calendar_imports (id) ON DELETE CASCADE,
        external_uid varchar(120) NOT NULL,
        start_date date NOT NULL,
        end_date date NOT NULL,
        -- The stays in its way that the owner has been told of.
        told_of uuid[] NOT NULL DEFAULT '{}',
        PRIMARY KEY (import_id, external_uid),
        CONSTRAINT imported_events_dates CHECK (end_date > start_date AND isfinite(start_date) AND isfinite(end_date))
      );

      ALTER TABLE property_blocks
        ADD COLUMN source_id uuid,
        ADD COLUMN external_uid varchar(120),
        ADD CONSTRAINT property_blocks_event CHECK (num_nonnulls(source_id, external_uid) <> 1),
        ADD CONSTRAINT property_blocks_source FOREIGN KEY (source_id, external_uid) REFERENCES imported_events (import_id, external_uid) ON DELETE CASCADE,
        DROP CONSTRAINT property_blocks_no_overlap,
        ADD CONSTRAINT property_blocks_no_overlap EXCLUDE USING gist
          (property_id WITH =, daterange(start_date, end_date, '[)') WITH &&) WHERE (source_id IS NULL);
      CREATE UNIQUE INDEX property_blocks_imported ON property_blocks (source_id, external_uid, start_date) WHERE source_id IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM property_blocks WHERE source_id IS NOT NULL;
      ALTER TABLE property_blocks DROP CONSTRAINT property_blocks_no_overlap,
        DROP COLUMN source_id, DROP COLUMN external_uid,
        ADD CONSTRAINT property_blocks_no_overlap EXCLUDE USING gist (property_id WITH =, daterange(start_date, end_date, '[)') WITH &&);
      DROP TABLE imported_events, calendar_imports;
      ALTER TABLE properties DROP COLUMN calendar_generation;
    `);
  }
}
