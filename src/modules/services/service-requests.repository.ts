import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/id.js';
import type { PageRequest } from '../../kernel/page.js';
import { Database, query, type Tx } from '../../platform/database/database.js';
import { countSql, instantSql } from '../../platform/database/sql.js';
import { heldSql } from '../payments/index.js';
import { publicProfileSql } from '../users/index.js';
import type { ServiceRequestView } from './dto/service-request.dto.js';
import { servesSql } from './providers.service.js';
import { ServiceRequest } from './service-request.entity.js';
import type { ServiceRequestStatus, ServiceRequestTransition } from './service-request.state.js';

/** A request as it is read: the wire's fields, and whose it is. */
export type ServiceRequestRow = ServiceRequestView & { provider_user_id: string | null };

export type NewRequestRow = Pick<ServiceRequest, 'id' | 'service_id' | 'requester_id' | 'property_id' | 'title' | 'description' | 'urgency' | 'city' | 'preferred_date'>;

const READ = `
  SELECT jsonb_build_object('id', r.id, 'service_id', r.service_id, 'requester_id', r.requester_id, 'property_id', r.property_id, 'provider_id', r.provider_id,
    'provider_user_id', r.provider_user_id, 'title', r.title, 'description', r.description, 'urgency', r.urgency, 'status', r.status, 'city', r.city,
    'preferred_date', ${instantSql('r.preferred_date')}, 'price', trim_scale(r.price), 'currency', 'XOF', 'is_paid', r.paid_at IS NOT NULL AND ${heldSql('r.id', 'service')} > 0,
    'quotes_count', (SELECT count(*) FROM service_quotes q WHERE q.service_request_id = r.id AND q.status <> 'rejected'),
    'assigned_at', ${instantSql('r.assigned_at')}, 'started_at', ${instantSql('r.started_at')}, 'done_at', ${instantSql('r.done_at')},
    'completed_at', ${instantSql('r.completed_at')}, 'cancelled_at', ${instantSql('r.cancelled_at')},
    'created_at', ${instantSql('r.created_at')}, 'updated_at', ${instantSql('r.updated_at')},
    'service', jsonb_build_object('id', s.id, 'name', s.name, 'category', s.category),
    'property', CASE WHEN h.id IS NOT NULL THEN jsonb_build_object('id', h.id, 'title', h.title, 'city', h.city, 'neighborhood', h.neighborhood, 'address', h.address) END,
    'requester', ${publicProfileSql('u')}) AS request
  FROM service_requests r JOIN services s ON s.id = r.service_id JOIN users u ON u.id = r.requester_id LEFT JOIN properties h ON h.id = r.property_id`;

/** Whether the profile `p` and the request `r` fit: what is asked for, and where. Never one's own. */
export const FITS = `p.services @> to_jsonb(r.service_id::text) AND p.user_id <> r.requester_id AND (r.city IS NULL OR ${servesSql('r.city')})`;

@Injectable()
export class ServiceRequestsRepository {
  constructor(private readonly database: Database) {}

  /** The rows that `condition` (over `r`, with its `values`) lets through, in this order. */
  async page(condition: string, values: readonly unknown[], order: string, { page, per_page }: PageRequest): Promise<{ rows: ServiceRequestRow[]; total: number }> {
    const [size, skip] = [String(values.length + 1), String(values.length + 2)];
    const [found, counted] = await Promise.all([
      this.database.read<{ request: ServiceRequestRow }>(`${READ} WHERE ${condition} ORDER BY ${order} LIMIT $${size} OFFSET $${skip}`, [...values, per_page, (page - 1) * per_page]),
      this.database.read<{ count: number }>(countSql(`FROM service_requests r WHERE ${condition}`), values),
    ]);
    return { rows: found.map((row) => row.request), total: counted[0]?.count ?? 0 };
  }

  async find(id: string, tx?: Tx): Promise<ServiceRequestRow | null> {
    const text = `${READ} WHERE r.id = $1`;
    const rows = tx ? await query<{ request: ServiceRequestRow }>(tx, text, [id]) : await this.database.write<{ request: ServiceRequestRow }>(text, [id]);
    return rows[0]?.request ?? null;
  }

  /** Whether this provider's person may look at it without being chosen: it is open and fits, or they have quoted. */
  async isOpenTo(id: string, user_id: string): Promise<boolean> {
    const rows = await this.database.write(
      `SELECT 1 FROM service_requests r JOIN service_providers p ON p.user_id = $2 WHERE r.id = $1 AND (
         (r.status IN ('open', 'quoted') AND ${FITS}) OR EXISTS (SELECT 1 FROM service_quotes q WHERE q.service_request_id = r.id AND q.provider_id = p.id))`,
      [id, user_id],
    );
    return rows.length > 0;
  }

  /** Locks the row until the transaction ends. */
  lock(tx: Tx, id: string): Promise<ServiceRequest | null> {
    return tx.findOne(ServiceRequest, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  /** How long somebody has to wait who has asked so often in the last 24 hours; at once, they ask one after the other. */
  async secondsUntilNext(tx: Tx, requester_id: string, most: number): Promise<number> {
    await query(tx, 'SELECT 1 FROM users WHERE id = $1 FOR NO KEY UPDATE', [requester_id]);
    const [row] = await query<{ seconds: number }>(
      tx,
      `SELECT ceil(extract(epoch FROM created_at + interval '1 day' - now()))::int AS seconds FROM service_requests
       WHERE requester_id = $1 AND created_at > now() - interval '1 day' ORDER BY created_at DESC OFFSET $2 LIMIT 1`,
      [requester_id, most - 1],
    );
    return row?.seconds ?? 0;
  }

  async add(tx: Tx, row: NewRequestRow): Promise<void> {
    const columns = Object.keys(row);
    await query(
      tx,
      `INSERT INTO service_requests (${columns.join(', ')}) VALUES (${columns.map((_, index) => `$${String(index + 1)}`).join(', ')})`,
      Object.values(row),
    );
  }

  /** The people whose profiles fit, the best first; no more than can usefully be asked. */
  async matching(tx: Tx, id: string, limit: number): Promise<string[]> {
    const rows = await query<{ user_id: string }>(
      tx,
      `SELECT p.user_id FROM service_requests r JOIN service_providers p ON ${FITS} JOIN users u ON u.id = p.user_id
       WHERE r.id = $1 AND u.is_active AND u.erased_at IS NULL ORDER BY p.is_verified DESC, p.rating DESC NULLS LAST, p.id LIMIT $2`,
      [id, limit],
    );
    return rows.map((row) => row.user_id);
  }

  /** Keeps who changed it and when. */
  async record(tx: Tx, id: string, change: { transition: ServiceRequestTransition; from: ServiceRequestStatus; to: ServiceRequestStatus; actor_id: string | null }): Promise<void> {
    await query(
      tx,
      'INSERT INTO service_request_transitions (id, service_request_id, transition, from_status, to_status, actor_id) VALUES ($1, $2, $3, $4, $5, $6)',
      [newId(), id, change.transition, change.from, change.to, change.actor_id],
    );
  }

  /** Of a home that the person owns, or rents now or soon: its town; null where it is not theirs. */
  async cityOfOwn(tx: Tx, property_id: string, user_id: string): Promise<string | null> {
    const rows = await query<{ city: string }>(
      tx,
      `SELECT h.city FROM properties h WHERE h.id = $1 AND h.deleted_at IS NULL AND (h.owner_id = $2
         OR EXISTS (SELECT 1 FROM bookings b WHERE b.property_id = h.id AND b.tenant_id = $2 AND b.status = 'confirmed' AND b.end_date >= current_date))`,
      [property_id, user_id],
    );
    return rows[0]?.city ?? null;
  }

  /** Where somebody lives, by their main address. */
  async homeTownOf(tx: Tx, user_id: string): Promise<string | null> {
    const rows = await query<{ city: string }>(tx, 'SELECT city FROM user_addresses WHERE user_id = $1 ORDER BY is_default DESC, id LIMIT 1', [user_id]);
    return rows[0]?.city ?? null;
  }

  /** Jobs that were said to be done before this instant and that nobody has confirmed. */
  async unconfirmed(before: Date, limit: number): Promise<string[]> {
    const rows = await this.database.write<{ id: string }>(
      `SELECT id FROM service_requests WHERE status = 'in_progress' AND done_at <= $1 ORDER BY done_at LIMIT $2`,
      [before, limit],
    );
    return rows.map((row) => row.id);
  }
}
