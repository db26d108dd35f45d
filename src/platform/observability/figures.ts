import { QUEUES } from '../outbox/events.js';

/** A gauge: its name, and what it says. */
type GaugeName = readonly [name: string, help: string];

/**
 * Figures of the whole house, read from PostgreSQL in one statement: a column of numbers for each gauge, and one for each label. Every
 * process shows the same, so rules and panels take `max` over instances, never `sum`.
 */
export interface Reading {
  readonly gauges: Readonly<Record<string, GaugeName>>;
  readonly labels?: readonly string[];
  readonly sql: string;
  /** `$1` of the statement: which queue works an event, or the names of the scheduled jobs. */
  readonly given?: 'consumers' | 'jobs';
  /** Replicas may lag and would hide what is to be seen: only counts of no urgency are read there. */
  readonly from?: 'replica';
}

/** Readings that are made together, at most once in so many seconds by all processes together. */
export interface FigureGroup {
  readonly name: string;
  readonly every_seconds: number;
  readonly readings: readonly Reading[];
}

const age = (column: string, where: string): string => `coalesce(extract(epoch FROM max(now() - ${column}) FILTER (WHERE ${where})), 0)::float8`;
const listed = (names: readonly string[]): string => `unnest(ARRAY[${names.map((name) => `'${name}'`).join(', ')}])`;
const URGENT: readonly Reading[] = [
  {
    gauges: {
      waiting: ['lokahome_outbox_waiting', 'Events not yet delivered'],
      lag: ['lokahome_outbox_lag_seconds', 'For how long the event that is due longest has waited for a worker'],
      retrying: ['lokahome_outbox_retrying', 'Events whose last delivery failed and that are tried again'],
      retrying_age: ['lokahome_outbox_retrying_seconds', 'Age of the oldest event that is tried again'],
      dead: ['lokahome_outbox_dead', 'Events that were given up and wait for people'],
    },
    labels: ['queue'],
    given: 'consumers',
    // Two halves, because each has an index of its own beside the many rows that are done.
    sql: `
      SELECT queue, count(id) FILTER (WHERE dead_at IS NULL) AS waiting, ${age('due_at', 'dead_at IS NULL AND due_at <= now()')} AS lag,
        count(id) FILTER (WHERE dead_at IS NULL AND attempts > 0) AS retrying, ${age('occurred_at', 'dead_at IS NULL AND attempts > 0')} AS retrying_age,
        count(dead_at) AS dead
      FROM ${listed(QUEUES)} AS queue LEFT JOIN (
        SELECT o.*, coalesce(worked.queue, 'events') AS queue FROM (
          SELECT id, type, consumer, due_at, occurred_at, attempts, dead_at FROM outbox WHERE done_at IS NULL AND dead_at IS NULL
          UNION ALL SELECT id, type, consumer, due_at, occurred_at, attempts, dead_at FROM outbox WHERE dead_at IS NOT NULL
        ) AS o LEFT JOIN jsonb_to_recordset($1) AS worked (type text, consumer text, queue text) USING (type, consumer)
      ) AS o USING (queue)
      GROUP BY queue`,
  },
  {
    gauges: {
      waiting: ['lokahome_payment_inbox_waiting', 'Calls of payment providers that were not looked into yet'],
      oldest: ['lokahome_payment_inbox_oldest_seconds', 'Age of the oldest call of a payment provider that was not looked into yet'],
    },
    sql: `SELECT count(*) AS waiting, ${age('received_at', 'true')} AS oldest FROM payment_events WHERE processed_at IS NULL`,
  },
  {
    gauges: { late: ['lokahome_money_unasked_seconds', 'For how long a payment or refund is overdue to be asked about at its provider'] },
    labels: ['what'],
    sql: `SELECT 'payment' AS what, ${age('next_check_at', 'true')} AS late FROM payments WHERE next_check_at < now()
      UNION ALL SELECT 'refund', ${age('next_check_at', 'true')} FROM refunds WHERE next_check_at < now()`,
  },
  {
    gauges: {
      success: ['lokahome_schedule_last_success_timestamp_seconds', 'When the latest run of a scheduled job that succeeded began; 0 where none has'],
      first: ['lokahome_schedule_first_run_timestamp_seconds', 'When the oldest run of a scheduled job that is remembered began; 0 where none is'],
    },
    labels: ['name'],
    given: 'jobs',
    sql: `SELECT name,
        coalesce((SELECT extract(epoch FROM started_at) FROM job_runs r WHERE r.name = job.name AND finished_at IS NOT NULL AND error IS NULL
          ORDER BY started_at DESC LIMIT 1), 0)::float8 AS success,
        coalesce((SELECT extract(epoch FROM started_at) FROM job_runs r WHERE r.name = job.name ORDER BY started_at LIMIT 1), 0)::float8 AS first
      FROM jsonb_array_elements_text($1) AS job (name)`,
  },
  {
    gauges: { late: ['lokahome_webhook_late_seconds', 'For how long a delivery to a program is overdue, of endpoints that answer'] },
    sql: `SELECT ${age('d.next_attempt_at', 'true')} AS late FROM webhook_deliveries d JOIN webhook_endpoints e ON e.id = d.endpoint_id AND e.active AND e.failing_since IS NULL
      WHERE d.status = 'waiting' AND d.next_attempt_at < now()`,
  },
  {
    gauges: { connections: ['lokahome_database_connections', 'Connections to the database, of everybody'] },
    labels: ['state'],
    sql: `SELECT state, count(pid) AS connections FROM ${listed(['active', 'idle', 'idle in transaction'])} AS state
      LEFT JOIN (SELECT state, pid FROM pg_stat_activity WHERE backend_type = 'client backend') AS a USING (state) GROUP BY state`,
  },
  {
    gauges: { most: ['lokahome_database_connections_max', 'Connections that the database takes'] },
    sql: `SELECT current_setting('max_connections')::int AS most`,
  },
];

const BUSINESS: readonly Reading[] = [
  {
    gauges: { value: ['lokahome_active_users', 'Accounts with a session used in the last 15 minutes'] },
    from: 'replica',
    sql: `SELECT count(DISTINCT user_id) AS value FROM auth_sessions WHERE ended_at IS NULL AND last_used_at > now() - interval '15 minutes'`,
  },
  {
    gauges: { value: ['lokahome_properties_total', 'Properties by status'] },
    labels: ['status'],
    from: 'replica',
    sql: 'SELECT status, count(*) AS value FROM properties WHERE deleted_at IS NULL GROUP BY status',
  },
  {
    gauges: { value: ['lokahome_bookings_total', 'Bookings by status'] },
    labels: ['status'],
    from: 'replica',
    sql: 'SELECT status, count(*) AS value FROM bookings GROUP BY status',
  },
  {
    gauges: { value: ['lokahome_payments_total', 'Payments by method and status'] },
    labels: ['method', 'status'],
    from: 'replica',
    sql: 'SELECT payment_method AS method, status, count(*) AS value FROM payments GROUP BY payment_method, status',
  },
  {
    gauges: { value: ['lokahome_payments_in_review', 'Open payments that people have to look at'] },
    from: 'replica',
    sql: `SELECT count(*) AS value FROM payments WHERE review_reason IS NOT NULL AND status IN ('pending', 'processing')`,
  },
  {
    gauges: { value: ['lokahome_refunds', 'Refunds by status'] },
    labels: ['status'],
    from: 'replica',
    sql: `SELECT status, count(id) AS value FROM ${listed(['pending', 'processing', 'completed', 'failed'])} AS status LEFT JOIN refunds USING (status) GROUP BY status`,
  },
  {
    gauges: { value: ['lokahome_webhook_deliveries', 'Deliveries to programs in the last 30 days, by status'] },
    labels: ['status'],
    from: 'replica',
    sql: `SELECT status, count(id) AS value FROM ${listed(['waiting', 'delivered', 'failed'])} AS status LEFT JOIN webhook_deliveries USING (status) GROUP BY status`,
  },
  {
    gauges: { value: ['lokahome_webhook_endpoints_off', 'Endpoints of programs that we switched off'] },
    from: 'replica',
    sql: 'SELECT count(*) AS value FROM webhook_endpoints WHERE disabled_reason IS NOT NULL',
  },
  {
    gauges: { value: ['lokahome_database_blocks', 'Blocks that the database found in its cache, or had to read'] },
    labels: ['source'],
    sql: `SELECT source, value FROM pg_stat_database, LATERAL (VALUES ('cache', blks_hit), ('disk', blks_read)) AS blocks (source, value)
      WHERE datname = current_database()`,
  },
  { gauges: { value: ['lokahome_database_size_bytes', 'Size of the database'] }, sql: 'SELECT pg_database_size(current_database()) AS value' },
];

const BOOKS: readonly Reading[] = [
  {
    gauges: {
      imbalance: ['lokahome_ledger_imbalance', 'What all entries of the ledger add up to: nothing, or the books are wrong'],
      suspense: ['lokahome_ledger_suspense', 'Money that came and belongs to nobody yet'],
      collected: ['lokahome_ledger_collected', 'Money that payers have paid, less what was given back'],
    },
    labels: ['currency'],
    // Summed up first, then given a row for every currency, also where no money of it has come yet: three times as fast.
    sql: `SELECT currency, coalesce(imbalance, 0)::float8 AS imbalance, coalesce(suspense, 0)::float8 AS suspense, coalesce(-payers, 0)::float8 AS collected
      FROM ${listed(['XOF', 'EUR', 'USD'])} AS currency LEFT JOIN (
        SELECT currency, sum(amount) AS imbalance, sum(amount) FILTER (WHERE account LIKE 'suspense:%') AS suspense, sum(amount) FILTER (WHERE account = 'payer') AS payers
        FROM ledger_entries GROUP BY currency
      ) AS sums USING (currency)`,
  },
  {
    gauges: { value: ['lokahome_ledger_unbooked_payments', 'Payments that came and are in no book'] },
    sql: `SELECT count(*) AS value FROM payments p WHERE completed_at IS NOT NULL AND collected_amount > 0
      AND NOT EXISTS (SELECT 1 FROM ledger_transactions t WHERE t.payment_id = p.id AND t.kind = 'payment')`,
  },
];

export const FIGURES: readonly FigureGroup[] = [
  { name: 'urgent', every_seconds: 15, readings: URGENT },
  { name: 'business', every_seconds: 60, readings: BUSINESS },
  { name: 'books', every_seconds: 300, readings: BOOKS },
];
