import { Injectable } from '@nestjs/common';
import { todayIn, type CalendarDate } from '../../../kernel/calendar-date.js';
import { newId } from '../../../kernel/id.js';
import { Money } from '../../../kernel/money.js';
import { Database, query, type Tx } from '../../../platform/database/database.js';
import type { Booking } from '../booking.entity.js';
import type { InstallmentView } from './installment.view.js';
import type { Installment } from './installment.entity.js';
import { scheduleOf } from './schedule.js';

/** An installment that a reminder was noted for. */
export interface Reminded {
  readonly installment_id: string;
  readonly booking_id: string;
  /** From its due date to the day; more than the offset that was noted where that one's day was missed. */
  readonly offset_days: number;
}

const UNPAID = `('scheduled', 'due', 'overdue')`;

@Injectable()
export class InstallmentsRepository {
  constructor(private readonly database: Database) {}

  /** Writes the schedule of a booking that is being confirmed; what is late already, the job finds and tells of. */
  async write(tx: Tx, booking: Booking, now: Date): Promise<void> {
    const today = todayIn(booking.time_zone, now);
    const parts = scheduleOf({
      rental_type: booking.rental_type, start_date: booking.start_date, end_date: booking.end_date, currency: booking.currency,
      total: Money.of(booking.total_amount, booking.currency), breakdown: booking.price_breakdown,
    });
    const rows = parts.map(({ amount, ...part }) => ({ ...part, id: newId(), amount: amount.toDecimal(), status: part.due_date > today ? 'scheduled' : 'due' }));
    await query(
      tx,
      `INSERT INTO installments (id, booking_id, tenant_id, owner_id, sequence, period_start, period_end, due_date, amount, currency, status)
       SELECT id, $2, $3, $4, sequence, period_start, period_end, due_date, amount, $5, status FROM jsonb_to_recordset($1)
         AS part (id uuid, sequence smallint, period_start date, period_end date, due_date date, amount numeric, status text)`,
      [JSON.stringify(rows), booking.id, booking.tenant_id, booking.owner_id, booking.currency],
    );
  }

  /** Of a booking, in the order they are due, as JSON rows of the wire. */
  async list(booking_id: string): Promise<InstallmentView[]> {
    const rows = await this.database.write<{ installment: InstallmentView }>(
      `SELECT jsonb_build_object('id', id, 'sequence', sequence, 'period_start', period_start, 'period_end', period_end, 'due_date', due_date,
         'amount', trim_scale(amount), 'paid_amount', trim_scale(paid_amount), 'currency', currency, 'status', status) AS installment
       FROM installments WHERE booking_id = $1 ORDER BY sequence`,
      [booking_id],
    );
    return rows.map((row) => row.installment);
  }

  /** Those not paid yet, the first due first; the booking's row is locked. */
  listUnpaid(tx: Tx, booking_id: string): Promise<Installment[]> {
    return query<Installment>(tx, `SELECT * FROM installments WHERE booking_id = $1 AND status IN ${UNPAID} ORDER BY sequence`, [booking_id]);
  }

  async markPaid(tx: Tx, id: string): Promise<void> {
    await query(tx, `UPDATE installments SET paid_amount = amount, status = 'paid', updated_at = now() WHERE id = $1`, [id]);
  }

  /** What was not paid is not owed any more. */
  async cancelUnpaid(tx: Tx, booking_id: string): Promise<void> {
    await query(tx, `UPDATE installments SET status = 'cancelled', updated_at = now() WHERE booking_id = $1 AND status IN ${UNPAID}`, [booking_id]);
  }

  /** On their day they become due, after it overdue. Answers those that were late for the first time. */
  async age(tx: Tx, day: CalendarDate, limit: number): Promise<{ changed: number; late: { id: string; booking_id: string }[] }> {
    const rows = await query<{ id: string; booking_id: string; status: string }>(
      tx,
      `UPDATE installments SET status = CASE WHEN due_date < $1 THEN 'overdue' ELSE 'due' END, updated_at = now()
       WHERE id IN (
         SELECT id FROM installments WHERE (status = 'scheduled' AND due_date <= $1) OR (status = 'due' AND due_date < $1)
         ORDER BY due_date, id LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING id, booking_id, status`,
      [day, limit],
    );
    return { changed: rows.length, late: rows.filter((row) => row.status === 'overdue') };
  }

  /**
   * Notes the reminders that are called for on `day`, at most `limit`: of each unpaid installment the latest offset that
   * has come, unless it or a later one was noted before. So a day that was missed is caught up with, once.
   */
  async noteReminders(tx: Tx, day: CalendarDate, offsets: readonly number[], limit: number): Promise<Reminded[]> {
    return query<Reminded>(
      tx,
      `WITH noted AS (
         INSERT INTO rent_reminders (installment_id, offset_days, reminded_on)
         SELECT i.id, latest.offset_days, $1
         FROM installments i
           CROSS JOIN LATERAL (SELECT max(o) AS offset_days FROM unnest($2::int[]) AS o WHERE o <= $1::date - i.due_date) AS latest
         WHERE i.status IN ${UNPAID} AND i.due_date <= $1::date - $3::int AND latest.offset_days IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM rent_reminders r WHERE r.installment_id = i.id AND r.offset_days >= latest.offset_days)
         ORDER BY i.due_date, i.id LIMIT $4
         ON CONFLICT DO NOTHING
         RETURNING installment_id)
       SELECT i.id AS installment_id, i.booking_id, $1::date - i.due_date AS offset_days FROM noted JOIN installments i ON i.id = noted.installment_id`,
      [day, offsets, Math.min(...offsets), limit],
    );
  }
}
