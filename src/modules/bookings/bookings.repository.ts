import { Injectable } from '@nestjs/common';
import type { PageRequest } from '../../kernel/page.js';
import type { Stay } from '../../kernel/stay.js';
import { newId } from '../../kernel/id.js';
import { Database, query, type Statement, type Tx } from '../../platform/database/database.js';
import { countSql, instantSql } from '../../platform/database/sql.js';
import { heldSql } from '../payments/index.js';
import { propertySummaryJson } from '../properties/index.js';
import { Booking } from './booking.entity.js';
import type { BookingParty, BookingStatus, BookingTransition } from './booking.state.js';
import type { BookingView, TenantSummaryView } from './dto/booking.view.js';

/** A booking as it is read: the wire's fields, and what only decides how it is shown. */
export type BookingRow = Omit<BookingView, 'refund_preview' | 'tenant'> & { tenant: TenantSummaryView; time_zone: string; rent_held: number; deposit_held: number };

/** What is stored of a new booking; amounts are numeric text. */
export type NewBooking = Pick<
  Booking,
  | 'id' | 'property_id' | 'tenant_id' | 'owner_id' | 'start_date' | 'end_date' | 'guests' | 'message' | 'rental_type' | 'total_amount'
  | 'currency' | 'price_breakdown' | 'deposit_amount' | 'cancellation_policy' | 'time_zone' | 'expires_at'
>;

export interface BookingChange {
  readonly transition: BookingTransition;
  readonly from: BookingStatus | null;
  readonly to: BookingStatus;
  readonly actor_id: string | null;
  readonly party: BookingParty;
  readonly reason: string | null;
}

/** Bookings as they are read, out of a table or a step of a statement that has its columns. */
const readFrom = (rows: string): string => `
  SELECT jsonb_build_object(
    'id', b.id, 'property_id', b.property_id, 'tenant_id', b.tenant_id, 'owner_id', b.owner_id,
    'start_date', b.start_date, 'end_date', b.end_date, 'nights', b.nights, 'guests', b.guests, 'message', b.message,
    'rental_type', b.rental_type, 'total_amount', trim_scale(b.total_amount), 'currency', b.currency,
    'price_breakdown', b.price_breakdown, 'deposit_amount', trim_scale(b.deposit_amount), 'deposit_paid', trim_scale(b.deposit_paid),
    'cancellation_policy', b.cancellation_policy, 'status', b.status, 'cancelled_by', b.cancelled_by,
    'cancellation_reason', b.cancellation_reason, 'refund_amount', trim_scale(b.refund_amount),
    'expires_at', ${instantSql('b.expires_at')}, 'created_at', ${instantSql('b.created_at')}, 'updated_at', ${instantSql('b.updated_at')},
    'time_zone', b.time_zone, 'rent_held', trim_scale(${heldSql('b.id', 'rent')}), 'deposit_held', trim_scale(${heldSql('b.id', 'deposit')}), 'property', ${propertySummaryJson('p')},
    'tenant', jsonb_build_object('id', t.id, 'first_name', t.first_name, 'last_name', t.last_name,
      'avatar_url', t.avatar_url, 'is_verified', t.is_verified)) AS booking
  FROM ${rows} b JOIN properties p ON p.id = b.property_id JOIN users t ON t.id = b.tenant_id`;
const READ = readFrom('bookings');

const FIND: Statement = { name: 'bookings.find', text: `${READ} WHERE b.id = $1` };

/** The columns of a `NewBooking`, in the order of `HOLD`. */
const HELD: readonly (keyof NewBooking)[] = [
  'id', 'property_id', 'tenant_id', 'owner_id', 'start_date', 'end_date', 'guests', 'message', 'rental_type', 'total_amount', 'currency', 'price_breakdown',
  'deposit_amount', 'cancellation_policy', 'time_zone', 'expires_at',
];
const HOLD: Statement = {
  name: 'bookings.hold',
  text: `WITH held AS (
           INSERT INTO bookings (${HELD.join(', ')}) VALUES (${HELD.map((_, index) => `$${String(index + 1)}`).join(', ')})
           ON CONFLICT ON CONSTRAINT bookings_no_overlap DO NOTHING RETURNING *)
         ${readFrom('held')}`,
};

@Injectable()
export class BookingsRepository {
  constructor(private readonly database: Database) {}

  /** The rows that `condition` (over `b`, with its `values`) lets through, newest first. */
  async page(condition: string, values: unknown[], { page, per_page }: PageRequest): Promise<{ rows: BookingRow[]; total: number }> {
    const size = String(values.length + 1);
    const skip = String(values.length + 2);
    const [found, counted] = await Promise.all([
      this.database.read<{ booking: BookingRow }>(
        `${READ} WHERE ${condition} ORDER BY b.created_at DESC, b.id DESC LIMIT $${size} OFFSET $${skip}`,
        [...values, per_page, (page - 1) * per_page],
      ),
      this.database.read<{ count: number }>(countSql(`FROM bookings b WHERE ${condition}`), values),
    ]);
    return { rows: found.map((row) => row.booking), total: counted[0]?.count ?? 0 };
  }

  async find(id: string, tx?: Tx): Promise<BookingRow | null> {
    const rows = tx ? await query<{ booking: BookingRow }>(tx, FIND, [id]) : await this.database.read<{ booking: BookingRow }>(FIND, [id]);
    return rows[0]?.booking ?? null;
  }

  /** Locks the row until the transaction ends. */
  lock(tx: Tx, id: string): Promise<Booking | null> {
    return tx.findOne(Booking, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  /**
   * Holds the dates and answers the booking, or null when another live stay has some of them. `ON CONFLICT DO NOTHING`
   * and not a plain insert: two hundred plain inserts at once end in a storm of deadlocks.
   */
  async holdDates(tx: Tx, booking: NewBooking): Promise<BookingRow | null> {
    const rows = await query<{ booking: BookingRow }>(tx, HOLD, HELD.map((column) => booking[column]));
    return rows[0]?.booking ?? null;
  }

  /** Ends the holds that have run out and stand in the way of `stay`; answers their ids. */
  async releaseExpired(tx: Tx, property_id: string, stay: Stay): Promise<string[]> {
    return this.cancelExpired(tx, `property_id = $1 AND start_date < $3 AND end_date > $2`, [property_id, stay.start_date, stay.end_date], '');
  }

  /** Ends up to `limit` holds that have run out, wherever they are. */
  async releaseAnyExpired(tx: Tx, limit: number): Promise<string[]> {
    return this.cancelExpired(tx, 'TRUE', [limit], 'LIMIT $1 FOR UPDATE SKIP LOCKED');
  }

  /** Ends up to `limit` confirmed stays that were over before `day`. */
  async completeStays(tx: Tx, day: string, limit: number): Promise<string[]> {
    const rows = await query<{ id: string }>(
      tx,
      `UPDATE bookings SET status = 'completed', updated_at = now() WHERE id IN (
         SELECT id FROM bookings WHERE status = 'confirmed' AND end_date < $1 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING id`,
      [day, limit],
    );
    return rows.map((row) => row.id);
  }

  /** Keeps who changed it, when and why. */
  async record(tx: Tx, ids: readonly string[], change: BookingChange): Promise<void> {
    if (ids.length === 0) return;
    await query(
      tx,
      `INSERT INTO booking_transitions (id, booking_id, transition, from_status, to_status, actor_id, actor_role, reason)
       SELECT id, booking_id, $3, $4, $5, $6, $7, $8 FROM unnest($1::uuid[], $2::uuid[]) AS row (id, booking_id)`,
      [ids.map(() => newId()), ids, change.transition, change.from, change.to, change.actor_id, change.party, change.reason],
    );
  }

  // Locked in one order by everybody, so that two of them never wait for each other.
  private async cancelExpired(tx: Tx, condition: string, values: unknown[], tail: string): Promise<string[]> {
    const rows = await query<{ id: string }>(
      tx,
      `UPDATE bookings SET status = 'cancelled', cancelled_by = 'system',
         refund_amount = 0, updated_at = now() WHERE id IN (
         SELECT id FROM bookings WHERE status = 'pending' AND expires_at <= now() AND ${condition} ORDER BY id ${tail || 'FOR UPDATE'})
       RETURNING id`,
      values,
    );
    return rows.map((row) => row.id);
  }
}
