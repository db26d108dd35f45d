import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Stays. That two of them never share a night is an exclusion constraint; that none shares a night
 * with a block is a pair of triggers, because an exclusion constraint sees one table only: both sides
 * lock the property's row (shared for a stay, alone for a block) and then look at the other table.
 */
export class CreateBookings1795200004000 implements MigrationInterface {
  name = 'CreateBookings1795200004000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE bookings (
        id uuid PRIMARY KEY,
        property_id uuid NOT NULL REFERENCES properties (id),
        tenant_id uuid NOT NULL REFERENCES users (id),
        owner_id uuid NOT NULL REFERENCES users (id),
        start_date date NOT NULL,
        end_date date NOT NULL,
        nights integer NOT NULL GENERATED ALWAYS AS (end_date - start_date) STORED,
        guests smallint,
        message text,
        rental_type varchar(20) NOT NULL,
        total_amount numeric(14,2) NOT NULL,
        currency char(3) NOT NULL,
        price_breakdown jsonb NOT NULL,
        deposit_amount numeric(14,2) NOT NULL DEFAULT 0,
        deposit_paid numeric(14,2) NOT NULL DEFAULT 0,
        cancellation_policy varchar(10) NOT NULL,
        time_zone varchar(40) NOT NULL,
        status varchar(20) NOT NULL DEFAULT 'pending',
        cancelled_by varchar(10),
        cancellation_reason text,
        refund_amount numeric(14,2),
        expires_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT bookings_dates CHECK (end_date > start_date AND isfinite(start_date) AND isfinite(end_date)),
        CONSTRAINT bookings_not_ones_own CHECK (tenant_id <> owner_id),
        CONSTRAINT bookings_guests CHECK (guests BETWEEN 1 AND 100),
        CONSTRAINT bookings_rental_type CHECK (rental_type IN ('short_term', 'long_term')),
        CONSTRAINT bookings_status CHECK (status IN ('pending', 'confirmed', 'cancelled', 'completed')),
        CONSTRAINT bookings_cancellation_policy CHECK (cancellation_policy IN ('flexible', 'moderate', 'strict')),
        CONSTRAINT bookings_currency CHECK (currency IN ('XOF', 'EUR', 'USD')),
        CONSTRAINT bookings_total CHECK (total_amount > 0 AND total_amount < 1000000000000),
        CONSTRAINT bookings_deposit CHECK (deposit_amount >= 0 AND deposit_amount < 1000000000),
        CONSTRAINT bookings_deposit_paid CHECK (deposit_paid BETWEEN 0 AND deposit_amount),
        CONSTRAINT bookings_refund CHECK (refund_amount BETWEEN 0 AND total_amount + deposit_amount),
        CONSTRAINT bookings_whole_francs CHECK (currency <> 'XOF' OR (total_amount = trunc(total_amount)
          AND deposit_amount = trunc(deposit_amount) AND deposit_paid = trunc(deposit_paid)
          AND coalesce(refund_amount = trunc(refund_amount), true))),
        CONSTRAINT bookings_cancelled_by CHECK (cancelled_by IN ('tenant', 'owner', 'admin', 'system')),
        CONSTRAINT bookings_cancelled_says_by_whom CHECK ((status = 'cancelled') = (cancelled_by IS NOT NULL)),
        CONSTRAINT bookings_pending_expires CHECK (status <> 'pending' OR expires_at IS NOT NULL),
        CONSTRAINT bookings_no_overlap EXCLUDE USING gist
          (property_id WITH =, daterange(start_date, end_date, '[)') WITH &&) WHERE (status IN ('pending', 'confirmed'))
      );
      CREATE INDEX bookings_tenant ON bookings (tenant_id, created_at DESC, id DESC);
      CREATE INDEX bookings_owner ON bookings (owner_id, created_at DESC, id DESC);
      CREATE INDEX bookings_property ON bookings (property_id, created_at DESC);
      CREATE INDEX bookings_nights_taken ON bookings (property_id, start_date, end_date)
        INCLUDE (status, expires_at) WHERE status IN ('pending', 'confirmed');
      CREATE INDEX bookings_to_expire ON bookings (expires_at) WHERE status = 'pending';
      CREATE INDEX bookings_to_complete ON bookings (end_date) WHERE status = 'confirmed';

      CREATE TABLE booking_transitions (
        id uuid PRIMARY KEY,
        booking_id uuid NOT NULL REFERENCES bookings (id),
        from_status varchar(20),
        to_status varchar(20) NOT NULL,
        transition varchar(20) NOT NULL,
        actor_id uuid REFERENCES users (id),
        actor_role varchar(20) NOT NULL,
        reason text,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX booking_transitions_booking ON booking_transitions (booking_id, id);

      CREATE FUNCTION refuse_stay_on_block() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM 1 FROM properties WHERE id = NEW.property_id FOR KEY SHARE;
        IF EXISTS (SELECT 1 FROM property_blocks b WHERE b.property_id = NEW.property_id
            AND b.start_date < NEW.end_date AND b.end_date > NEW.start_date) THEN
          RAISE EXCEPTION 'dates are blocked' USING ERRCODE = '23P01', CONSTRAINT = 'bookings_free_of_blocks';
        END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER stays_keep_off_blocks
        AFTER INSERT OR UPDATE OF property_id, start_date, end_date, status ON bookings
        FOR EACH ROW WHEN (NEW.status IN ('pending', 'confirmed')) EXECUTE FUNCTION refuse_stay_on_block();

      CREATE FUNCTION refuse_block_on_stay() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM 1 FROM properties WHERE id = NEW.property_id FOR UPDATE;
        IF EXISTS (SELECT 1 FROM bookings b WHERE b.property_id = NEW.property_id
            AND b.status IN ('pending', 'confirmed') AND (b.status = 'confirmed' OR b.expires_at > now())
            AND b.start_date < NEW.end_date AND b.end_date > NEW.start_date) THEN
          RAISE EXCEPTION 'dates are booked' USING ERRCODE = '23P01', CONSTRAINT = 'property_blocks_free_of_bookings';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER blocks_keep_off_stays
        BEFORE INSERT OR UPDATE OF property_id, start_date, end_date ON property_blocks
        FOR EACH ROW EXECUTE FUNCTION refuse_block_on_stay();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER blocks_keep_off_stays ON property_blocks;
      DROP TABLE booking_transitions, bookings;
      DROP FUNCTION refuse_stay_on_block();
      DROP FUNCTION refuse_block_on_stay();
    `);
  }
}
