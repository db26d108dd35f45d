import { Injectable } from '@nestjs/common';
import type { CalendarDate } from '../../../kernel/calendar-date.js';
import { Money, type Currency } from '../../../kernel/money.js';
import { Database } from '../../../platform/database/database.js';
import { gatheredById } from '../../../platform/database/gathered.js';
import type { InstallmentStatus } from './installment.entity.js';

/** What there is to tell about one part of a rent. */
export interface InstallmentFactsRow {
  readonly id: string;
  readonly booking_id: string;
  readonly sequence: number;
  /** How many parts there are. */
  readonly of: number;
  readonly tenant_id: string;
  readonly owner_id: string;
  readonly tenant_name: string;
  readonly owner_name: string;
  readonly title: string;
  readonly rental_type: 'short_term' | 'long_term';
  readonly due_date: CalendarDate;
  /** What it pays for, half-open. */
  readonly period_start: CalendarDate;
  readonly period_end: CalendarDate;
  /** What is still owed. */
  readonly amount: Money;
  readonly status: InstallmentStatus;
}

type Raw = Omit<InstallmentFactsRow, 'amount'> & { amount: string; currency: Currency };

const FACTS = {
  name: 'installments.facts',
  text: `SELECT i.id, i.booking_id, i.sequence, (SELECT count(*)::int FROM installments WHERE booking_id = i.booking_id) AS of, i.tenant_id, i.owner_id,
           t.first_name || ' ' || t.last_name AS tenant_name, o.first_name || ' ' || o.last_name AS owner_name, p.title, b.rental_type,
           i.due_date, i.period_start, i.period_end, (i.amount - i.paid_amount)::text AS amount, i.currency, i.status
         FROM installments i JOIN bookings b ON b.id = i.booking_id JOIN properties p ON p.id = b.property_id
           JOIN users t ON t.id = i.tenant_id JOIN users o ON o.id = i.owner_id
         WHERE i.id = ANY ($1::uuid[])`,
};

/** The face that whoever reminds people of the rent reads. */
@Injectable()
export class InstallmentFacts {
  private readonly facts = gatheredById((ids) => this.database.write<Raw>(FACTS, [ids]), { inTurn: true });

  constructor(private readonly database: Database) {}

  /** From the primary: who has just paid is not reminded. */
  async find(id: string): Promise<InstallmentFactsRow | null> {
    const row = await this.facts.ask(id);
    if (!row) return null;
    const { currency, ...facts } = row;
    return { ...facts, amount: Money.of(row.amount, currency) };
  }
}
