import { Injectable } from '@nestjs/common';
import { Money, type Currency } from '../../kernel/money.js';
import { Database } from '../../platform/database/database.js';
import { gatheredById } from '../../platform/database/gathered.js';
import type { ReviewReason } from './payment.entity.js';
import type { PaymentStatus } from './payment.state.js';
import type { FailureCode, PaymentMethod, PaymentType } from './payment.values.js';
import type { RefundCause } from './refund.entity.js';
import type { RefundStatus } from './refund.state.js';

/** What there is to tell about a payment. */
export interface PaymentFactsRow {
  readonly id: string;
  readonly booking_id: string | null;
  readonly service_request_id: string | null;
  readonly payer_id: string;
  readonly payee_id: string;
  readonly payer_name: string;
  readonly payee_name: string;
  readonly amount: Money;
  readonly refunded_amount: Money;
  readonly collected_amount: Money | null;
  readonly payment_type: PaymentType;
  readonly payment_method: PaymentMethod;
  readonly status: PaymentStatus;
  readonly failure_code: FailureCode | null;
  readonly review_reason: ReviewReason | null;
  /** What was paid for, in French. */
  readonly description: string;
  /** The home's title, or the job's. */
  readonly subject: string;
  readonly receipt_number: string | null;
  readonly completed_at: Date | null;
}

export interface RefundFactsRow {
  readonly id: string;
  readonly payment_id: string;
  readonly amount: Money;
  readonly reason: string;
  readonly cause: RefundCause;
  readonly status: RefundStatus;
}

type Raw = Omit<PaymentFactsRow, 'amount' | 'refunded_amount' | 'collected_amount'> & {
  amount: string;
  refunded_amount: string;
  collected_amount: string | null;
  currency: Currency;
};

const FACTS = {
  name: 'payments.facts',
  text: `SELECT p.id, p.booking_id, p.service_request_id, p.payer_id, p.payee_id, p.amount, p.refunded_amount, p.collected_amount, p.currency,
           p.payment_type, p.payment_method, p.status, p.failure_code, p.review_reason, p.description, p.completed_at,
           payer.first_name || ' ' || payer.last_name AS payer_name, payee.first_name || ' ' || payee.last_name AS payee_name,
           coalesce(home.title, job.title, '') AS subject, r.year || '-' || lpad(r.number::text, 6, '0') AS receipt_number
         FROM payments p JOIN users payer ON payer.id = p.payer_id JOIN users payee ON payee.id = p.payee_id
           LEFT JOIN bookings b ON b.id = p.booking_id LEFT JOIN properties home ON home.id = b.property_id
           LEFT JOIN service_requests job ON job.id = p.service_request_id LEFT JOIN receipts r ON r.payment_id = p.id
         WHERE p.id = ANY ($1::uuid[])`,
};

/** The face that whoever tells people about payments reads. */
@Injectable()
export class PaymentFacts {
  private readonly facts = gatheredById((ids) => this.database.write<Raw>(FACTS, [ids]), { inTurn: true });

  constructor(private readonly database: Database) {}

  /** From the primary, as everything about money: a receipt that is there is mentioned. */
  async find(payment_id: string): Promise<PaymentFactsRow | null> {
    const row = await this.facts.ask(payment_id);
    if (!row) return null;
    const { currency, ...facts } = row;
    const money = (amount: string): Money => Money.of(amount, currency);
    return {
      ...facts,
      amount: money(row.amount),
      refunded_amount: money(row.refunded_amount),
      collected_amount: row.collected_amount === null ? null : money(row.collected_amount),
    };
  }

  async findRefund(refund_id: string): Promise<RefundFactsRow | null> {
    const [row] = await this.database.write<Omit<RefundFactsRow, 'amount'> & { amount: string; currency: Currency }>(
      { name: 'refunds.facts', text: 'SELECT id, payment_id, amount, currency, reason, cause, status FROM refunds WHERE id = $1' },
      [refund_id],
    );
    if (!row) return null;
    const { currency, ...facts } = row;
    return { ...facts, amount: Money.of(row.amount, currency) };
  }
}

/**
 * SQL for what a booking's or a job's payments have brought in and not given back, by type: a numeric over its id.
 * What came late is not the booking's.
 */
export function heldSql(payable_id: string, type: PaymentType): string {
  return `(SELECT coalesce(sum(held.collected_amount - held.refunded_amount - held.refunding_amount), 0) FROM payments held
    WHERE held.${type === 'service' ? 'service_request_id' : 'booking_id'} = ${payable_id} AND held.payment_type = '${type}' AND held.status = 'completed' AND held.credit_account NOT LIKE 'suspense:%')`;
}
