import { Injectable } from '@nestjs/common';
import type { CalendarDate } from '../../kernel/calendar-date.js';
import { Money, type Currency } from '../../kernel/money.js';
import { Database } from '../../platform/database/database.js';
import { gatheredById } from '../../platform/database/gathered.js';
import type { BookingParty, BookingStatus } from './booking.state.js';

/** What there is to tell about a booking. */
export interface BookingFactsRow {
  readonly id: string;
  readonly status: BookingStatus;
  readonly start_date: CalendarDate;
  readonly end_date: CalendarDate;
  readonly nights: number;
  readonly guests: number | null;
  readonly currency: Currency;
  readonly total_amount: Money;
  readonly deposit_amount: Money;
  readonly refund_amount: Money | null;
  readonly reason: string | null;
  readonly message: string | null;
  readonly cancelled_by: BookingParty | null;
  readonly expires_at: Date | null;
  readonly property: { readonly id: string; readonly title: string; readonly city: string; readonly address: string; readonly neighborhood: string | null };
  readonly tenant_id: string;
  readonly owner_id: string;
  readonly tenant_name: string;
  readonly owner_name: string;
}

type Raw = Omit<BookingFactsRow, 'total_amount' | 'deposit_amount' | 'refund_amount'> & {
  total_amount: string;
  deposit_amount: string;
  refund_amount: string | null;
};

const FACTS = {
  name: 'bookings.facts',
  text: `SELECT b.id, b.status, b.start_date, b.end_date, b.nights, b.guests, b.currency, b.total_amount, b.deposit_amount,
           b.refund_amount, b.cancellation_reason AS reason, b.message, b.cancelled_by, b.expires_at, b.tenant_id, b.owner_id,
           t.first_name || ' ' || t.last_name AS tenant_name, o.first_name || ' ' || o.last_name AS owner_name,
           jsonb_build_object('id', p.id, 'title', p.title, 'city', p.city, 'address', p.address, 'neighborhood', p.neighborhood) AS property
         FROM bookings b JOIN properties p ON p.id = b.property_id JOIN users t ON t.id = b.tenant_id JOIN users o ON o.id = b.owner_id
         WHERE b.id = ANY ($1::uuid[])`,
};

/** The face that whoever tells people about bookings reads. */
@Injectable()
export class BookingFacts {
  private readonly facts = gatheredById((ids) => this.database.write<Raw>(FACTS, [ids]), { inTurn: true });

  constructor(private readonly database: Database) {}

  async find(booking_id: string): Promise<BookingFactsRow | null> {
    const row = await this.facts.ask(booking_id);
    if (!row) return null;
    const money = (amount: string): Money => Money.of(amount, row.currency);
    return {
      ...row,
      total_amount: money(row.total_amount),
      deposit_amount: money(row.deposit_amount),
      refund_amount: row.refund_amount === null ? null : money(row.refund_amount),
    };
  }
}
