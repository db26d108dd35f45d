import type { Provider } from '@nestjs/common';
import type { CalendarDate } from '../../kernel/calendar-date.js';
import type { Money } from '../../kernel/money.js';
import { publishes } from '../../platform/outbox/consumers.js';

/** Until payments and rent come in: their events and the faces that are read here, in one place. */
declare module '../../platform/outbox/events.js' {
  interface Events {
    'payment.completed': { payment_id: string };
    'payment.failed': { payment_id: string };
    'payment.refunded': { payment_id: string; refund_id: string };
    /** It came when nothing was owed any more, and goes back by itself. */
    'payment.arrived_late': { payment_id: string };
    'payment.review_needed': { payment_id: string };
    'refund.failed': { payment_id: string; refund_id: string };
    /** `offset_days` from the due date as of the run: negative before. */
    'rent.reminder': { installment_id: string; booking_id: string; offset_days: number };
    'rent.overdue': { installment_id: string; booking_id: string };
  }
}

publishes(
  'payment.completed', 'payment.failed', 'payment.refunded', 'payment.arrived_late', 'payment.review_needed', 'refund.failed', 'rent.reminder', 'rent.overdue',
);

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
  readonly payment_type: 'rent' | 'deposit' | 'service';
  readonly payment_method: 'fedapay' | 'mtn_momo' | 'moov_money' | 'card';
  readonly status: 'pending' | 'processing' | 'completed' | 'failed' | 'refunded';
  readonly failure_code: string | null;
  readonly review_reason: string | null;
  readonly subject: string;
  readonly receipt_number: string | null;
  readonly completed_at: Date | null;
}

export interface RefundFactsRow {
  readonly id: string;
  readonly payment_id: string;
  readonly amount: Money;
  readonly status: string;
  readonly reason: string;
  readonly cause: 'manual' | 'cancellation' | 'late' | 'duplicate';
}

export interface InstallmentFactsRow {
  readonly id: string;
  readonly booking_id: string;
  readonly sequence: number;
  readonly of: number;
  readonly tenant_id: string;
  readonly owner_id: string;
  readonly tenant_name: string;
  readonly owner_name: string;
  readonly title: string;
  readonly due_date: CalendarDate;
  /** Still owed. */
  readonly amount: Money;
  readonly status: 'scheduled' | 'due' | 'overdue' | 'paid' | 'cancelled';
  readonly period_start: CalendarDate;
  readonly period_end: CalendarDate;
}

export abstract class PaymentFacts {
  abstract find(payment_id: string): Promise<PaymentFactsRow | null>;
  abstract findRefund(refund_id: string): Promise<RefundFactsRow | null>;
}

export abstract class InstallmentFacts {
  abstract find(installment_id: string): Promise<InstallmentFactsRow | null>;
}

export abstract class Receipts {
  abstract pdfOf(payment_id: string): Promise<{ filename: string; content: Buffer } | null>;
}

/** There are none to read yet. */
const none = { find: () => Promise.resolve(null), findRefund: () => Promise.resolve(null), pdfOf: () => Promise.resolve(null) };

export const noPayments: Provider[] = [PaymentFacts, InstallmentFacts, Receipts].map((face) => ({ provide: face, useValue: none }));
