import { Injectable } from '@nestjs/common';
import { todayIn, type CalendarDate } from '../../../kernel/calendar-date.js';
import { Money } from '../../../kernel/money.js';
import { Database, query, type Tx } from '../../../platform/database/database.js';
import type { Booking } from '../booking.entity.js';
import type { ContractFacts } from './contract.facts.js';
import { contractPdf } from './contract.pdf.js';

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
    await query(
      tx,
      `INSERT INTO contracts (booking_id, facts)
       SELECT b.id, jsonb_build_object(
         'booking_id', b.id, 'reference', upper(right(b.id::text, 8)), 'currency', b.currency, 'time_zone', b.time_zone,
         'landlord_name', o.first_name || ' ' || o.last_name, 'landlord_phone', o.phone, 'landlord_email', o.email,
         'tenant_name', t.first_name || ' ' || t.last_name, 'tenant_phone', t.phone, 'tenant_email', t.email,
         'property', jsonb_build_object('title', p.title, 'address', p.address, 'city', p.city, 'neighborhood', p.neighborhood,
           'property_type', p.property_type, 'bedrooms', p.bedrooms, 'bathrooms', p.bathrooms, 'surface_area', trim_scale(p.surface_area), 'is_furnished', p.is_furnished),
         'rental_type', b.rental_type, 'start_date', b.start_date, 'end_date', b.end_date, 'nights', b.nights, 'guests', b.guests,
         'unit', b.price_breakdown ->> 'unit', 'unit_price', b.price_breakdown ->> 'unit_price', 'total', b.total_amount::text, 'deposit', b.deposit_amount::text,
         'cancellation_policy', b.cancellation_policy, 'rules', p.rules,
         'installments', (SELECT jsonb_agg(jsonb_build_object('sequence', i.sequence, 'period_start', i.period_start, 'period_end', i.period_end,
           'due_date', i.due_date, 'amount', i.amount::text) ORDER BY i.sequence) FROM installments i WHERE i.booking_id = b.id))
       FROM bookings b JOIN properties p ON p.id = b.property_id JOIN users o ON o.id = b.owner_id JOIN users t ON t.id = b.tenant_id WHERE b.id = $1`,
      [booking.id],
    );
  }

  /** The paper; null where the booking was never confirmed. */
  async pdfOf(booking_id: string): Promise<{ filename: string; content: Buffer } | null> {
    const [row] = await this.database.write<{ facts: KeptFacts; created_at: Date }>('SELECT facts, created_at FROM contracts WHERE booking_id = $1', [booking_id]);
    if (!row) return null;
    const { currency, time_zone, ...facts } = row.facts;
    const money = (amount: string): Money => Money.of(amount, currency);
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
