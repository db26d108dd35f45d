import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/id.js';
import { Database, query, type Tx } from '../../platform/database/database.js';
import { countSql, instantSql } from '../../platform/database/sql.js';
import type { PaymentView } from './dto/payment.dto.js';
import { Payment } from './payment.entity.js';
import { paymentStates, type PaymentParty, type PaymentTransition } from './payment.state.js';

/** What is stored of a new payment; amounts are numeric text. */
export type NewPayment = Pick<
  Payment,
  | 'id' | 'booking_id' | 'service_request_id' | 'installment_id' | 'payer_id' | 'payee_id' | 'amount' | 'currency' | 'payment_type'
  | 'payment_method' | 'payment_provider' | 'reference' | 'description' | 'phone' | 'next_check_at'
>;

/** A condition over `p`, with its values. */
export interface Where {
  readonly condition: string;
  readonly values: unknown[];
}

/** SQL that builds a `PaymentView` (jsonb) from `payments p LEFT JOIN receipts r`. */
export const PAYMENT_JSON = `jsonb_build_object(
    'id', p.id, 'booking_id', p.booking_id, 'service_request_id', p.service_request_id, 'installment_id', p.installment_id,
    'payer_id', p.payer_id, 'payee_id', p.payee_id, 'amount', trim_scale(p.amount), 'refunded_amount', trim_scale(p.refunded_amount),
    'currency', p.currency, 'status', p.status, 'payment_method', p.payment_method, 'payment_type', p.payment_type,
    'transaction_id', p.transaction_id, 'payment_url', CASE WHEN p.status IN ('pending', 'processing') THEN p.payment_url END,
    'description', p.description, 'failure_code', p.failure_code, 'review_reason', p.review_reason,
    'receipt_number', r.year || '-' || lpad(r.number::text, 6, '0'), 'completed_at', ${instantSql('p.completed_at')},
    'created_at', ${instantSql('p.created_at')}, 'updated_at', ${instantSql('p.updated_at')})`;
const READ = `SELECT ${PAYMENT_JSON} AS payment FROM payments p LEFT JOIN receipts r ON r.payment_id = p.id`;

@Injectable()
export class PaymentsRepository {
  constructor(private readonly database: Database) {}

  /** From the primary: who has just paid asks at once. */
  async find(id: string, tx?: Tx): Promise<PaymentView | null> {
    const text = `${READ} WHERE p.id = $1`;
    const rows = tx ? await query<{ payment: PaymentView }>(tx, text, [id]) : await this.database.write<{ payment: PaymentView }>(text, [id]);
    return rows[0]?.payment ?? null;
  }

  /** Newest first; one that was started later has a greater id. */
  async list({ condition, values }: Where, { limit, offset }: { limit: number; offset: number }): Promise<PaymentView[]> {
    const rows = await this.database.read<{ payment: PaymentView }>(
      `${READ} WHERE ${condition} ORDER BY p.id DESC LIMIT $${String(values.length + 1)} OFFSET $${String(values.length + 2)}`,
      [...values, limit, offset],
    );
    return rows.map((row) => row.payment);
  }

  async count({ condition, values }: Where): Promise<number> {
    const rows = await this.database.read<{ count: number }>(countSql(`FROM payments p WHERE ${condition}`), values);
    return rows[0]?.count ?? 0;
  }

  /** From the primary, without a lock: for what never changes, and for looking before one locks. */
  async get(id: string): Promise<Payment | null> {
    const rows = await this.database.write<Payment>('SELECT * FROM payments WHERE id = $1', [id]);
    return rows[0] ?? null;
  }

  /** Locks the row until the transaction ends. What it pays for is always locked before it. */
  lock(tx: Tx, id: string): Promise<Payment | null> {
    return tx.findOne(Payment, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  /** False when another payment is open for the same thing. */
  async add(tx: Tx, payment: NewPayment): Promise<boolean> {
    const columns = Object.keys(payment);
    const rows = await query(
      tx,
      `INSERT INTO payments (${columns.join(', ')}) VALUES (${columns.map((_, index) => `$${String(index + 1)}`).join(', ')})
       ON CONFLICT DO NOTHING RETURNING id`,
      Object.values(payment),
    );
    return rows.length === 1;
  }

  /** The payment that is open for this thing, if there is one; else one under review, which keeps it from being paid again. */
  async findOpen(tx: Tx, of: Pick<Payment, 'payment_type' | 'installment_id'>, payable_id: string): Promise<PaymentView | null> {
    const rows = await query<{ payment: PaymentView }>(
      tx,
      `${READ} WHERE coalesce(p.booking_id, p.service_request_id) = $1 AND p.payment_type = $2 AND p.installment_id IS NOT DISTINCT FROM $3::uuid
         AND p.status IN ('pending', 'processing') ORDER BY p.review_reason IS NOT NULL LIMIT 1`,
      [payable_id, of.payment_type, of.installment_id],
    );
    return rows[0]?.payment ?? null;
  }

  /** Whether nobody knew what had become of it when its first start had ended. */
  async startBrokeOff(id: string): Promise<boolean> {
    const rows = await this.database.write(`SELECT 1 FROM payment_transitions WHERE payment_id = $1 AND transition = 'submit' AND detail IS NOT NULL`, [id]);
    return rows.length > 0;
  }

  /** Saves a change of state and who made it, of a payment that is locked. @throws Error for one the machine does not have. */
  async change(tx: Tx, payment: Payment, transition: PaymentTransition, by: PaymentParty, facts: Partial<Omit<Payment, 'metadata'>>, detail: string | null): Promise<void> {
    const fired = paymentStates.fire(transition, payment.status, by);
    if (!fired.ok) throw new Error(`a ${payment.status} payment cannot ${transition}`);
    await tx.update(Payment, { id: payment.id }, { ...facts, status: fired.to, updated_at: new Date() });
    await query(
      tx,
      `INSERT INTO payment_transitions (id, payment_id, transition, from_status, to_status, detail) VALUES ($1, $2, $3, $4, $5, $6)`,
      [newId(), payment.id, transition, payment.status, fired.to, detail?.slice(0, 200) ?? null],
    );
  }
}
