import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Rent schedules, payments whole, refunds, receipts and the ledger. The ledger defends itself: entries are only ever
 * added, and a transaction commits balanced or not at all, whoever writes it.
 */
export class CreateMoney1795200020000 implements MigrationInterface {
  name = 'CreateMoney1795200020000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SCHEDULES);
    await runner.query(SCHEDULE_THE_CONFIRMED);
    await runner.query(PAYMENTS);
    await runner.query(LEDGER);
    await runner.query(SANDBOX);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE sandbox_transactions, ledger_entries, ledger_transactions, receipts, receipt_counters, refunds, payment_events, payment_transitions;
      DROP FUNCTION refuse_ledger_change();
      DROP FUNCTION refuse_unbalanced_ledger();
      DROP INDEX payments_one_open, payments_to_check, payments_payee, payments_installment, payments_newest;
      ALTER TABLE payments
        DROP CONSTRAINT payments_refunded, DROP CONSTRAINT payments_completed, DROP CONSTRAINT payments_whole_francs,
        DROP COLUMN payee_id, DROP COLUMN installment_id, DROP COLUMN reference, DROP COLUMN description, DROP COLUMN payment_url, DROP COLUMN phone,
        DROP COLUMN refunding_amount, DROP COLUMN collected_amount, DROP COLUMN credit_account, DROP COLUMN failure_code, DROP COLUMN review_reason,
        DROP COLUMN completed_at, DROP COLUMN next_check_at, DROP COLUMN checks,
        ALTER COLUMN payment_provider DROP NOT NULL,
        ADD CONSTRAINT payments_refunded CHECK (refunded_amount BETWEEN 0 AND amount);
      DROP TABLE rent_reminders, contracts, installments;
    `);
  }
}

const SCHEDULES = `
  CREATE TABLE installments (
    id uuid PRIMARY KEY,
    booking_id uuid NOT NULL REFERENCES bookings (id),
    -- Kept here because policies read the row's own columns.
    tenant_id uuid NOT NULL REFERENCES users (id),
    owner_id uuid NOT NULL REFERENCES users (id),
    sequence smallint NOT NULL CHECK (sequence > 0),
    period_start date NOT NULL,
    period_end date NOT NULL,
    due_date date NOT NULL,
    amount numeric(14,2) NOT NULL CHECK (amount > 0 AND amount < 1000000000000),
    paid_amount numeric(14,2) NOT NULL DEFAULT 0,
    currency char(3) NOT NULL CHECK (currency IN ('XOF', 'EUR', 'USD')),
    status varchar(10) NOT NULL DEFAULT 'scheduled',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT installments_sequence UNIQUE (booking_id, sequence),
    CONSTRAINT installments_period CHECK (period_end > period_start AND isfinite(period_start) AND isfinite(period_end) AND isfinite(due_date)),
    CONSTRAINT installments_status CHECK (status IN ('scheduled', 'due', 'overdue', 'paid', 'cancelled')),
    CONSTRAINT installments_paid CHECK (paid_amount BETWEEN 0 AND amount AND (status <> 'paid' OR paid_amount = amount)),
    CONSTRAINT installments_whole_francs CHECK (currency <> 'XOF' OR (amount = trunc(amount) AND paid_amount = trunc(paid_amount)))
  );
  CREATE INDEX installments_to_remind ON installments (due_date, id) WHERE status IN ('scheduled', 'due', 'overdue');
  CREATE INDEX installments_tenant ON installments (tenant_id);
  CREATE INDEX installments_owner ON installments (owner_id);

  -- What the parties agreed on, as it was when the owner accepted.
  CREATE TABLE contracts (
    booking_id uuid PRIMARY KEY REFERENCES bookings (id),
    facts jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  );

  -- One reminder for one installment and one day around its due date, ever.
  CREATE TABLE rent_reminders (
    installment_id uuid NOT NULL REFERENCES installments (id),
    offset_days smallint NOT NULL,
    reminded_on date NOT NULL CHECK (isfinite(reminded_on)),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (installment_id, offset_days)
  );
`;

/** Stays that were confirmed before there were schedules. What was due before today was settled between people: not owed here. */
const SCHEDULE_THE_CONFIRMED = `
  INSERT INTO installments (id, booking_id, tenant_id, owner_id, sequence, period_start, period_end, due_date, amount, currency, status)
  SELECT gen_random_uuid(), b.id, b.tenant_id, b.owner_id, n + 1, part.period_start,
    CASE WHEN n = terms.parts - 1 THEN b.end_date ELSE (b.start_date + make_interval(months => n + 1))::date END, part.period_start,
    CASE WHEN n < terms.whole THEN terms.price ELSE b.total_amount - terms.whole * terms.price END, b.currency,
    CASE WHEN part.period_start < terms.today THEN 'cancelled' WHEN part.period_start = terms.today THEN 'due' ELSE 'scheduled' END
  FROM bookings b
    CROSS JOIN LATERAL (SELECT (b.price_breakdown ->> 'months')::int AS months, (b.price_breakdown ->> 'unit_price')::numeric AS unit_price) AS priced
    CROSS JOIN LATERAL (SELECT coalesce(priced.months, 1) AS whole, CASE WHEN priced.months IS NULL THEN b.total_amount ELSE priced.unit_price END AS price,
      coalesce(priced.months, 1) + (priced.months IS NOT NULL AND b.total_amount > priced.months * priced.unit_price)::int AS parts,
      (now() AT TIME ZONE b.time_zone)::date AS today) AS terms
    CROSS JOIN LATERAL generate_series(0, terms.parts - 1) AS n
    CROSS JOIN LATERAL (SELECT (b.start_date + make_interval(months => n))::date AS period_start) AS part
  WHERE b.status = 'confirmed';
`;

const PAYMENTS = `
  ALTER TABLE payments
    ADD COLUMN payee_id uuid NOT NULL REFERENCES users (id),
    ADD COLUMN installment_id uuid REFERENCES installments (id),
    -- Ours, stored before the provider is called; every attempt carries the same.
    ADD COLUMN reference uuid NOT NULL UNIQUE,
    ADD COLUMN description varchar(140) NOT NULL,
    ADD COLUMN payment_url text,
    ADD COLUMN phone varchar(20),
    ADD COLUMN refunding_amount numeric(14,2) NOT NULL DEFAULT 0,
    ADD COLUMN collected_amount numeric(14,2) CHECK (collected_amount >= 0 AND collected_amount < 1000000000000),
    ADD COLUMN credit_account varchar(80),
    ADD COLUMN failure_code varchar(30),
    ADD COLUMN review_reason varchar(40),
    ADD COLUMN completed_at timestamptz,
    ADD COLUMN next_check_at timestamptz,
    ADD COLUMN checks integer NOT NULL DEFAULT 0,
    ALTER COLUMN payment_provider SET NOT NULL,
    DROP CONSTRAINT payments_refunded,
    ADD CONSTRAINT payments_refunded CHECK (refunded_amount BETWEEN 0 AND 1000000000000 AND refunding_amount BETWEEN 0 AND 1000000000000
      AND refunded_amount + refunding_amount <= coalesce(collected_amount, 0)),
    ADD CONSTRAINT payments_completed CHECK (status <> 'completed' OR (completed_at IS NOT NULL AND collected_amount = amount)),
    ADD CONSTRAINT payments_whole_francs CHECK (currency <> 'XOF' OR (amount = trunc(amount) AND refunded_amount = trunc(refunded_amount)
      AND refunding_amount = trunc(refunding_amount)));
  -- While one is open for a thing, it is the only one. One may come under review after another was started: its money is there.
  CREATE UNIQUE INDEX payments_one_open ON payments (coalesce(booking_id, service_request_id), payment_type, installment_id) NULLS NOT DISTINCT
    WHERE status IN ('pending', 'processing') AND review_reason IS NULL;
  CREATE INDEX payments_to_check ON payments (next_check_at) WHERE next_check_at IS NOT NULL;
  CREATE INDEX payments_payee ON payments (payee_id, created_at DESC);
  CREATE INDEX payments_installment ON payments (installment_id) WHERE installment_id IS NOT NULL;
  CREATE INDEX payments_newest ON payments (id DESC);

  CREATE TABLE payment_transitions (
    id uuid PRIMARY KEY,
    payment_id uuid NOT NULL REFERENCES payments (id),
    transition varchar(20) NOT NULL,
    from_status varchar(20) NOT NULL,
    to_status varchar(20) NOT NULL,
    detail varchar(200),
    created_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX payment_transitions_payment ON payment_transitions (payment_id, id);

  -- What providers told us, as it came, each event once.
  CREATE TABLE payment_events (
    id uuid PRIMARY KEY,
    provider varchar(20) NOT NULL,
    event_id varchar(255) NOT NULL,
    type varchar(80) NOT NULL,
    reference uuid,
    transaction_id varchar(255),
    body bytea,
    received_at timestamptz NOT NULL DEFAULT now(),
    processed_at timestamptz,
    CONSTRAINT payment_events_once UNIQUE (provider, event_id)
  );
  CREATE INDEX payment_events_age ON payment_events (received_at) WHERE body IS NOT NULL;
  CREATE INDEX payment_events_reference ON payment_events (reference) WHERE reference IS NOT NULL;

  CREATE TABLE refunds (
    id uuid PRIMARY KEY,
    payment_id uuid NOT NULL REFERENCES payments (id),
    reference uuid NOT NULL UNIQUE,
    amount numeric(14,2) NOT NULL CHECK (amount > 0 AND amount < 1000000000000),
    currency char(3) NOT NULL,
    reason varchar(500) NOT NULL,
    cause varchar(20) NOT NULL CHECK (cause IN ('manual', 'cancellation', 'late')),
    requested_by uuid REFERENCES users (id),
    status varchar(20) NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'processing', 'completed', 'failed')),
    transaction_id varchar(255) UNIQUE,
    failure_code varchar(30),
    next_check_at timestamptz,
    checks integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    completed_at timestamptz,
    CONSTRAINT refunds_completed CHECK ((status = 'completed') = (completed_at IS NOT NULL)),
    CONSTRAINT refunds_whole_francs CHECK (currency <> 'XOF' OR amount = trunc(amount))
  );
  CREATE INDEX refunds_payment ON refunds (payment_id, id);
  CREATE INDEX refunds_requested_by ON refunds (requested_by) WHERE requested_by IS NOT NULL;
  CREATE INDEX refunds_to_check ON refunds (next_check_at) WHERE next_check_at IS NOT NULL;

  -- Counted in the transaction that completes the payment: a number that is rolled back is given again.
  CREATE TABLE receipt_counters (
    year smallint PRIMARY KEY,
    latest integer NOT NULL
  );
  CREATE TABLE receipts (
    id uuid PRIMARY KEY,
    payment_id uuid NOT NULL REFERENCES payments (id),
    year smallint NOT NULL,
    number integer NOT NULL CHECK (number > 0),
    -- On the paper and in its QR code: 128 random bits.
    code char(26) NOT NULL UNIQUE,
    -- What the paper says, as it was on that day.
    facts jsonb NOT NULL,
    issued_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT receipts_one_per_payment UNIQUE (payment_id),
    CONSTRAINT receipts_number UNIQUE (year, number)
  );
`;

const LEDGER = `
  CREATE TABLE ledger_transactions (
    id uuid PRIMARY KEY,
    kind varchar(20) NOT NULL CHECK (kind IN ('payment', 'refund', 'payout')),
    -- Whose books it must agree with.
    provider varchar(20) NOT NULL,
    payment_id uuid REFERENCES payments (id),
    refund_id uuid REFERENCES refunds (id),
    memo varchar(200),
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT ledger_transactions_say_what_for CHECK (CASE kind WHEN 'payment' THEN payment_id IS NOT NULL AND refund_id IS NULL
      WHEN 'refund' THEN payment_id IS NOT NULL AND refund_id IS NOT NULL ELSE payment_id IS NULL AND refund_id IS NULL END),
    CONSTRAINT ledger_transactions_one_per_refund UNIQUE (refund_id)
  );
  -- The same transfer is recorded once.
  CREATE UNIQUE INDEX ledger_transactions_one_per_payout ON ledger_transactions (memo) WHERE kind = 'payout';
  CREATE UNIQUE INDEX ledger_transactions_one_per_payment ON ledger_transactions (payment_id) WHERE kind = 'payment';
  CREATE INDEX ledger_transactions_payment ON ledger_transactions (payment_id) WHERE payment_id IS NOT NULL;

  -- Positive: the account has so much more. The amounts of a transaction add up to nothing in each currency.
  CREATE TABLE ledger_entries (
    id uuid PRIMARY KEY,
    transaction_id uuid NOT NULL REFERENCES ledger_transactions (id),
    account varchar(80) NOT NULL CHECK (account ~ '^[a-z_]+(:[0-9a-f-]{36})?$'),
    amount numeric(14,2) NOT NULL CHECK (amount <> 0 AND amount > -1000000000000 AND amount < 1000000000000),
    currency char(3) NOT NULL CHECK (currency IN ('XOF', 'EUR', 'USD')),
    created_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX ledger_entries_transaction ON ledger_entries (transaction_id);
  CREATE INDEX ledger_entries_account ON ledger_entries (account, currency) INCLUDE (amount);

  CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'the ledger is append-only: % on %', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END $$;
  CREATE TRIGGER ledger_entries_append_only BEFORE UPDATE OR DELETE ON ledger_entries FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
  CREATE TRIGGER ledger_transactions_append_only BEFORE UPDATE OR DELETE ON ledger_transactions FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
  CREATE TRIGGER ledger_entries_never_emptied BEFORE TRUNCATE ON ledger_entries EXECUTE FUNCTION refuse_ledger_change();
  CREATE TRIGGER ledger_transactions_never_emptied BEFORE TRUNCATE ON ledger_transactions EXECUTE FUNCTION refuse_ledger_change();

  CREATE FUNCTION refuse_unbalanced_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    the_transaction uuid;
  BEGIN
    IF TG_TABLE_NAME = 'ledger_entries' THEN the_transaction := NEW.transaction_id; ELSE the_transaction := NEW.id; END IF;
    IF NOT EXISTS (SELECT 1 FROM ledger_entries WHERE transaction_id = the_transaction)
      OR EXISTS (SELECT 1 FROM ledger_entries WHERE transaction_id = the_transaction GROUP BY currency HAVING sum(amount) <> 0) THEN
      RAISE EXCEPTION 'ledger transaction % does not balance', the_transaction USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_balances';
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER ledger_entries_balance AFTER INSERT ON ledger_entries
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_unbalanced_ledger();
  CREATE CONSTRAINT TRIGGER ledger_transactions_balance AFTER INSERT ON ledger_transactions
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_unbalanced_ledger();
`;

const SANDBOX = `
  -- The books of the built-in sandbox: a provider of its own that happens to live in the same database.
  CREATE TABLE sandbox_transactions (
    id uuid PRIMARY KEY,
    kind varchar(10) NOT NULL CHECK (kind IN ('collection', 'refund')),
    reference uuid NOT NULL UNIQUE,
    amount numeric(14,2) NOT NULL CHECK (amount > 0 AND amount < 1000000000000),
    currency char(3) NOT NULL,
    method varchar(50) NOT NULL,
    description varchar(140) NOT NULL,
    return_url text,
    status varchar(10) NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'approved', 'declined')),
    created_at timestamptz NOT NULL DEFAULT now(),
    decided_at timestamptz
  );
`;
