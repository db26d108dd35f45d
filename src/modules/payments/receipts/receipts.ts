import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/index.js';
import { todayIn, type CalendarDate } from '../../../kernel/calendar-date.js';
import { newId } from '../../../kernel/id.js';
import { Money, type Currency } from '../../../kernel/money.js';
import { Database, query, type Tx } from '../../../platform/database/database.js';
import type { Account, Due } from '../payable.js';
import type { Payment } from '../payment.entity.js';
import type { PaymentMethod, PaymentType } from '../payment.values.js';
import { newReceiptCode } from './receipt-code.js';

/** What the paper says, as it was on the day it was issued; amounts are decimal text. */
export interface KeptFacts {
  readonly payment_type: PaymentType;
  readonly rental_type: Account['rental_type'];
  readonly payment_method: PaymentMethod;
  readonly payer_name: string;
  readonly payee_name: string;
  readonly subject: string;
  readonly address: string | null;
  readonly place: string;
  readonly period: { readonly start_date: CalendarDate; readonly end_date: CalendarDate } | null;
  readonly amount: string;
  readonly currency: Currency;
  readonly paid_on: CalendarDate;
  readonly transaction: string | null;
}

export interface Receipt {
  readonly number: string;
  readonly code: string;
  readonly issued_on: CalendarDate;
  readonly facts: KeptFacts;
  readonly refunds: readonly { readonly amount: Money; readonly on: CalendarDate }[];
}

interface Row {
  year: number;
  number: number;
  code: string;
  issued_at: Date;
  facts: KeptFacts;
  refunds: { amount: string; at: string }[];
}

const READ = `
  SELECT r.year, r.number, r.code, r.issued_at, r.facts,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('amount', f.amount::text, 'at', f.completed_at) ORDER BY f.completed_at), '[]')
     FROM refunds f WHERE f.payment_id = r.payment_id AND f.status = 'completed') AS refunds
  FROM receipts r`;

const METHOD_NAMES: Readonly<Record<PaymentMethod, string>> = { fedapay: 'FedaPay', mtn_momo: 'MTN Mobile Money', moov_money: 'Moov Money', card: 'carte bancaire' };

/** Proof that money was paid: numbered without gaps in each year, with a code that anybody can check. */
@Injectable()
export class Receipts {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  /** The next number of the year. Its counter stays locked until the commit, so that no number is ever left out. */
  async issue(tx: Tx, payment: Payment, completed_at: Date, account: Account, due: Due): Promise<void> {
    const paid_on = todayIn(this.config.TZ_BUSINESS, completed_at);
    const facts: KeptFacts = {
      payment_type: payment.payment_type,
      rental_type: account.rental_type,
      payment_method: payment.payment_method,
      payer_name: `${account.payer.first_name} ${account.payer.last_name}`,
      payee_name: account.payee_name,
      subject: account.subject,
      address: account.address,
      place: account.place,
      period: due.period,
      amount: payment.amount,
      currency: payment.currency,
      paid_on,
      transaction: payment.transaction_id,
    };
    await query(
      tx,
      `WITH counted AS (
         INSERT INTO receipt_counters (year, latest) VALUES ($3, 1) ON CONFLICT (year) DO UPDATE SET latest = receipt_counters.latest + 1 RETURNING latest)
       INSERT INTO receipts (id, payment_id, year, number, code, facts, issued_at) SELECT $1, $2, $3, latest, $4, $5, $6 FROM counted`,
      [newId(), payment.id, Number(paid_on.slice(0, 4)), newReceiptCode(), facts, completed_at],
    );
  }

  findByPayment(payment_id: string): Promise<Receipt | null> {
    return this.find('r.payment_id = $1', payment_id);
  }

  findByCode(code: string): Promise<Receipt | null> {
    return this.find('r.code = $1', code);
  }

  /** The paper; null where the payment has none. */
  async pdfOf(payment_id: string): Promise<{ filename: string; content: Buffer } | null> {
    const receipt = await this.findByPayment(payment_id);
    if (!receipt) return null;
    const { facts, number, code, issued_on, refunds } = receipt;
    // What draws papers is loaded with the first of them: it is a tenth of starting up.
    const { receiptPdf } = await import('./receipt.pdf.js');
    const content = await receiptPdf({
      number, code, issued_on, refunds,
      verify_url: `${this.config.API_URL.replace(/\/+$/, '')}${this.config.API_V1_STR}/receipts/${code}`,
      place: facts.place,
      payer_name: facts.payer_name,
      payee_name: facts.payee_name,
      payment_type: facts.payment_type,
      rental_type: facts.rental_type,
      subject: facts.subject,
      address: facts.address,
      period: facts.period,
      amount: Money.of(facts.amount, facts.currency),
      payment_method: METHOD_NAMES[facts.payment_method],
      transaction: facts.transaction,
      paid_on: facts.paid_on,
    });
    return { filename: `quittance-${number}.pdf`, content };
  }

  private async find(condition: string, value: string): Promise<Receipt | null> {
    const [row] = await this.database.write<Row>(`${READ} WHERE ${condition}`, [value]);
    if (!row) return null;
    const day = (at: Date): CalendarDate => todayIn(this.config.TZ_BUSINESS, at);
    return {
      number: `${String(row.year)}-${String(row.number).padStart(6, '0')}`,
      code: row.code,
      issued_on: day(row.issued_at),
      facts: row.facts,
      refunds: row.refunds.map(({ amount, at }) => ({ amount: Money.of(amount, row.facts.currency), on: day(new Date(at)) })),
    };
  }
}
