import { SetMetadata } from '@nestjs/common';
import type { CalendarDate } from '../../kernel/calendar-date.js';
import type { Currency, Money } from '../../kernel/money.js';
import type { Tx } from '../../platform/database/database.js';
import type { PaymentType } from './payment.values.js';
import type { Payer } from './providers/payment-provider.js';

/** What can be paid for. Payments know no more of it than this. */
export type PayableType = 'booking' | 'service_request';

/** One amount that is owed, whole. */
export interface Due {
  readonly payment_type: PaymentType;
  readonly installment_id: string | null;
  readonly amount: Money;
  /** What is paid for, as the payer reads it on the provider's page: plain French, at most 140 characters. */
  readonly label: string;
  readonly period: { readonly start_date: CalendarDate; readonly end_date: CalendarDate } | null;
}

/** What is owed for a thing, by whom, to whom. */
export interface Account {
  readonly payer_id: string;
  readonly payee_id: string;
  readonly payer: Payer;
  readonly payee_name: string;
  /** The home's or the job's title, its address and its town: what a receipt says. */
  readonly subject: string;
  readonly address: string | null;
  readonly place: string;
  /** Of a stay: rent for months, or for nights; null for a job. */
  readonly rental_type: 'short_term' | 'long_term' | null;
  readonly currency: Currency;
  /** What is owed first comes first; empty where nothing is. */
  readonly dues: readonly Due[];
}

/** A feature whose things are paid for. It is called inside of payments' transactions. */
export interface PayableSource {
  /** Locks the thing until the transaction ends; null where there is none. Always before any payment is locked. */
  lockAccount(tx: Tx, id: string): Promise<Account | null>;
  /** Who pays for it, as they can be reached now; null where there is no such thing. */
  findPayer(id: string): Promise<Payer | null>;
  /** Notes that this due, as `lockAccount` gave it, is paid. */
  credit(tx: Tx, id: string, due: Due): Promise<void>;
}

const PAYABLE = Symbol('payable');

/** `@PayableOf('booking')` on the provider class that is a `PayableSource`. */
export function PayableOf(type: PayableType): ClassDecorator {
  return SetMetadata(PAYABLE, type);
}

export function payableTypeOf(type: object): PayableType | undefined {
  return Reflect.getMetadata(PAYABLE, type) as PayableType | undefined;
}
