import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/id.js';
import type { Role } from '../../platform/authz/actor.js';
import { Database, query, type Tx } from '../../platform/database/database.js';
import { countSql, instantSql } from '../../platform/database/sql.js';
import type { WebhookDeliveryStatus, WebhookDeliveryView } from './dto/webhook.dto.js';
import type { SecretIdentity } from './webhook-secrets.js';
import { FAILING_DAYS, type Attempt, type Verdict } from './webhook.schedule.js';
import type { WebhookEvent, WebhookSubject } from './webhook.topics.js';

/** Somebody whose program wants to be told, as they are now. */
export interface Listener {
  readonly endpoint_id: string;
  readonly user_id: string;
  readonly role: Role;
}

/** What is to be sent, to where. */
export interface DueDelivery extends SecretIdentity {
  readonly delivery_id: string;
  readonly event_id: string;
  readonly type: string;
  readonly payload: string;
  readonly attempts: number;
  readonly url: string;
}

const PARTIES: Readonly<Record<WebhookSubject, string>> = {
  Booking: 'SELECT unnest(ARRAY[tenant_id, owner_id]) FROM bookings WHERE id = $2',
  Payment: 'SELECT unnest(ARRAY[payer_id, payee_id]) FROM payments WHERE id = $2',
};

const VIEW = `d.id, d.event_id, d.type, d.status, d.attempts, ${instantSql('d.last_attempt_at')} AS last_attempt_at, ${instantSql('d.next_attempt_at')} AS next_attempt_at,
  d.response_status, d.response_excerpt, d.error, d.duration_ms, ${instantSql('d.delivered_at')} AS delivered_at, ${instantSql('d.created_at')} AS created_at`;

/** Longer than the longest run (webhook-sender.ts), as long as the lease of the outbox row that started it. */
const LEASE_SECONDS = 45;

/** What is sent to endpoints, and what came of it. PostgreSQL keeps the attempts and their pauses. */
@Injectable()
export class WebhookDeliveries {
  constructor(private readonly database: Database) {}

  /** The parties' endpoints that want this event. Somebody who has become an admin might read all of it, and is told nothing. Whether the others may read what it is about is not asked here. */
  async listeners(event: WebhookEvent, subject: WebhookSubject, id: string): Promise<Listener[]> {
    return this.database.write<Listener & Record<string, unknown>>(
      `SELECT e.id AS endpoint_id, e.user_id, u.user_type AS role FROM webhook_endpoints e JOIN users u ON u.id = e.user_id AND u.is_active AND u.user_type <> 'admin'
       WHERE e.active AND $1 = ANY (e.events) AND e.user_id IN (${PARTIES[subject]}) ORDER BY e.user_id, e.id`,
      [event, id],
    );
  }

  /** Once for an endpoint and an event; answers the id, or null where it is there already. */
  async add(tx: Tx, delivery: { endpoint_id: string; event_id: string; type: string; payload: string }): Promise<string | null> {
    const rows = await query<{ id: string }>(
      tx,
      `INSERT INTO webhook_deliveries (id, endpoint_id, event_id, type, payload, next_attempt_at) VALUES ($1, $2, $3, $4, $5, now()) ON CONFLICT (endpoint_id, event_id) DO NOTHING RETURNING id`,
      [newId(), delivery.endpoint_id, delivery.event_id, delivery.type, delivery.payload],
    );
    return rows[0]?.id ?? null;
  }

  /** Has the endpoint to itself until it is released, or the lease ends; null where somebody else has it, or nothing may be sent there. */
  async lease(endpoint_id: string): Promise<Date | null> {
    const [row] = await this.database.write<{ leased_until: Date }>(
      // Whole milliseconds: the lease is known by its end.
      `UPDATE webhook_endpoints e SET leased_until = date_trunc('milliseconds', now()) + make_interval(secs => $2) FROM users u
       WHERE e.id = $1 AND e.active AND (e.leased_until IS NULL OR e.leased_until <= now()) AND u.id = e.user_id AND u.is_active AND u.erased_at IS NULL
       RETURNING e.leased_until`,
      [endpoint_id, LEASE_SECONDS],
    );
    return row?.leased_until ?? null;
  }

  async release(endpoint_id: string, lease: Date): Promise<void> {
    await this.database.write('UPDATE webhook_endpoints SET leased_until = NULL WHERE id = $1 AND leased_until = $2', [endpoint_id, lease]);
  }

  /** What is due there, longest waiting first. */
  async due(endpoint_id: string, limit: number): Promise<DueDelivery[]> {
    return this.database.write<DueDelivery & Record<string, unknown>>(
      `SELECT d.id AS delivery_id, d.event_id, d.type, d.payload, d.attempts, e.id, e.url, e.secret_generation, e.previous_secret_until
       FROM webhook_deliveries d JOIN webhook_endpoints e ON e.id = d.endpoint_id AND e.active
       WHERE d.endpoint_id = $1 AND d.status = 'waiting' AND d.next_attempt_at <= now() ORDER BY d.next_attempt_at, d.id LIMIT $2`,
      [endpoint_id, limit],
    );
  }

  /** Endpoints where something is due and nobody is at it. */
  async dueEndpoints(): Promise<string[]> {
    const rows = await this.database.write<{ endpoint_id: string }>(
      `SELECT e.id AS endpoint_id FROM webhook_endpoints e JOIN users u ON u.id = e.user_id AND u.is_active
       WHERE e.active AND (e.leased_until IS NULL OR e.leased_until <= now())
         AND EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.endpoint_id = e.id AND d.status = 'waiting' AND d.next_attempt_at <= now())`,
    );
    return rows.map(({ endpoint_id }) => endpoint_id);
  }

  /** Writes down what came of an attempt. */
  async note(tx: Tx, { delivery_id }: DueDelivery, attempt: Attempt, verdict: Verdict): Promise<void> {
    const status: WebhookDeliveryStatus = verdict.kind === 'delivered' ? 'delivered' : verdict.kind === 'retry' ? 'waiting' : 'failed';
    await query(
      tx,
      `UPDATE webhook_deliveries SET status = $2::varchar, attempts = attempts + 1, last_attempt_at = now(), response_status = $3, response_excerpt = $4, error = $5, duration_ms = $6,
         delivered_at = CASE WHEN $2::varchar = 'delivered' THEN now() END, next_attempt_at = now() + make_interval(secs => $7) WHERE id = $1`,
      [delivery_id, status, attempt.status, attempt.excerpt, attempt.error, attempt.duration_ms, verdict.kind === 'retry' ? verdict.after_seconds : null],
    );
  }

  /** Before anything else of a failure: it locks the endpoint, as its owner's changes do before they touch deliveries. */
  async noteHealth(tx: Tx, endpoint_id: string, is_well: boolean): Promise<void> {
    await query(
      tx,
      `UPDATE webhook_endpoints SET failing_since = CASE WHEN $2 THEN NULL ELSE coalesce(failing_since, now()) END WHERE id = $1 AND (NOT $2 OR failing_since IS NOT NULL)`,
      [endpoint_id, is_well],
    );
  }

  /** Switches it off: because it is gone, or has failed for days. Answers whose it is; null where neither is so, or it is off already. */
  async disable(tx: Tx, endpoint_id: string, reason: 'failing' | 'gone'): Promise<string | null> {
    const [row] = await query<{ user_id: string }>(
      tx,
      `UPDATE webhook_endpoints SET active = false, disabled_reason = $2::varchar, disabled_at = now(), updated_at = now()
       WHERE id = $1 AND active AND ($2::varchar = 'gone' OR failing_since < now() - make_interval(days => $3)) RETURNING user_id`,
      [endpoint_id, reason, FAILING_DAYS],
    );
    if (row) await this.hold(tx, endpoint_id);
    return row?.user_id ?? null;
  }

  /** What waits for an endpoint that is off is not looked at again until it is on. */
  async hold(tx: Tx, endpoint_id: string): Promise<void> {
    await query(tx, `UPDATE webhook_deliveries SET next_attempt_at = NULL WHERE endpoint_id = $1 AND status = 'waiting'`, [endpoint_id]);
  }

  /** Everything that waits is due now. */
  async wake(tx: Tx, endpoint_id: string): Promise<void> {
    await query(tx, `UPDATE webhook_deliveries SET next_attempt_at = now() WHERE endpoint_id = $1 AND status = 'waiting'`, [endpoint_id]);
  }

  /** From the beginning, whatever became of it; false where the endpoint has no such delivery. */
  async replay(tx: Tx, endpoint_id: string, id: string): Promise<boolean> {
    const rows = await query(
      tx,
      `UPDATE webhook_deliveries SET status = 'waiting', attempts = 0, next_attempt_at = now(), delivered_at = NULL WHERE endpoint_id = $1 AND id = $2 RETURNING id`,
      [endpoint_id, id],
    );
    return rows.length === 1;
  }

  async view(tx: Tx, id: string): Promise<WebhookDeliveryView> {
    const [row] = await query<WebhookDeliveryView>(tx, `SELECT ${VIEW} FROM webhook_deliveries d WHERE d.id = $1`, [id]);
    if (!row) throw new Error('the delivery just written is gone');
    return row;
  }

  /** Newest first, below the id `before` where there is one. */
  async list(endpoint_id: string, status: WebhookDeliveryStatus | null, { before, limit, offset }: { before: string | null; limit: number; offset: number }): Promise<{ rows: WebhookDeliveryView[]; total: number }> {
    const from = 'FROM webhook_deliveries d WHERE d.endpoint_id = $1 AND ($2::text IS NULL OR d.status = $2)';
    const [rows, counted] = await Promise.all([
      this.database.write<WebhookDeliveryView & Record<string, unknown>>(`SELECT ${VIEW} ${from} AND ($3::uuid IS NULL OR d.id < $3) ORDER BY d.id DESC LIMIT $4 OFFSET $5`, [endpoint_id, status, before, limit, offset]),
      this.database.write<{ count: number }>(countSql(from), [endpoint_id, status]),
    ]);
    return { rows, total: counted[0]?.count ?? 0 };
  }

  /** Up to `limit` that are older than so many days go; answers how many went. */
  async forgetOlder(days: number, limit: number): Promise<number> {
    const [row] = await this.database.write<{ count: number }>(
      `WITH gone AS (DELETE FROM webhook_deliveries WHERE ctid = ANY (ARRAY(SELECT ctid FROM webhook_deliveries WHERE created_at < now() - make_interval(days => $1) LIMIT $2)) RETURNING 1)
       SELECT count(*) AS count FROM gone`,
      [days, limit],
    );
    return row?.count ?? 0;
  }
}
