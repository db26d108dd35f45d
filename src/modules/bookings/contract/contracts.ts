import { Injectable } from '@nestjs/common';
import { todayIn, type CalendarDate } from '../../../kernel/calendar-date.js';
import { Money } from '../../../kernel/money.js';
import { Database, query, type Tx } from '../../../platform/database/database.js';
import type { Booking } from '../booking.entity.js';
import { CONTRACT_DRAFT } from './contract.draft.js';
import type { ContractFacts } from './contract.facts.js';

type MoneyFact = 'total' | 'unit_price' | 'deposit' | 'installments' | 'made_on';
/** The facts as they are kept: amounts are decimal text of the booking's currency. */
type KeptFacts = Omit<ContractFacts, MoneyFact> & {
  readonly currency: Booking['currency'];
  readonly time_zone: string;
  readonly total: string;
  readonly unit_price: string;
  readonly deposit: string;
  readonly installments: readonly { sequence: number; period_start: CalendarDate; period_end: CalendarDate; due_date: CalendarDate; amount: string }[];
};

/** What tenant and landlord agreed on: written when the booking is confirmed, and from then on the same, whatever changes. */
@Injectable()
export class Contracts {
  constructor(private readonly database: Database) {}

  /** After the schedule was written. */
  async write(tx: Tx, booking: Booking): Promise<void> {
    await query(tx, `INSERT INTO contracts (booking_id, facts) ${CONTRACT_DRAFT} WHERE b.id = $1`, [booking.id]);
  }

  /** The paper; null where the booking was never confirmed. */
  async pdfOf(booking_id: string): Promise<{ filename: string; content: Buffer } | null> {
    const [row] = await this.database.write<{ facts: KeptFacts; created_at: Date }>('SELECT facts, created_at FROM contracts WHERE booking_id = $1', [booking_id]);
    if (!row) return null;
    const { currency, time_zone, ...facts } = row.facts;
    const money = (amount: string): Money => Money.of(amount, currency);
    const { contractPdf } = await import('./contract.pdf.js');
    const content = await contractPdf({
      ...facts,
      made_on: todayIn(time_zone, row.created_at),
      total: money(facts.total),
      unit_price: money(facts.unit_price),
      deposit: money(facts.deposit),
      installments: facts.installments.map((one) => ({ ...one, amount: money(one.amount) })),
    });
    return { filename: `contrat-${facts.reference}.pdf`, content };
  }
}
