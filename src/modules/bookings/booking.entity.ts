import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CalendarDate } from '../../kernel/calendar-date.js';
import type { Currency } from '../../kernel/money.js';
import type { PriceBreakdown } from './booking.pricing.js';
import type { BookingParty, BookingStatus } from './booking.state.js';

/**
 * One stay in one home. Price, deposit and cancellation terms are those of the moment it was made,
 * whatever becomes of the listing. Amounts are numeric text, exact.
 */
@Entity('bookings')
export class Booking {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') property_id: string;
  @Column('uuid') tenant_id: string;
  /** The home's owner, kept here because policies read the row's own columns. */
  @Column('uuid') owner_id: string;
  @Column('date') start_date: CalendarDate;
  /** The departure day: the first night that is free again. */
  @Column('date') end_date: CalendarDate;
  @Column({ type: 'integer', insert: false, update: false, generatedType: 'STORED', asExpression: 'end_date - start_date' }) nights: number;
  @Column('smallint', { nullable: true }) guests: number | null;
  @Column('text', { nullable: true }) message: string | null;
  @Column('varchar') rental_type: 'short_term' | 'long_term';
  @Column('numeric') total_amount: string;
  @Column('char') currency: Currency;
  @Column('jsonb') price_breakdown: PriceBreakdown;
  @Column('numeric', { default: 0 }) deposit_amount: string;
  @Column('numeric', { default: 0 }) deposit_paid: string;
  @Column('varchar') cancellation_policy: 'flexible' | 'moderate' | 'strict';
  @Column('varchar') time_zone: string;
  @Column('varchar', { default: 'pending' }) status: BookingStatus;
  @Column('varchar', { nullable: true }) cancelled_by: BookingParty | null;
  @Column('text', { nullable: true }) cancellation_reason: string | null;
  @Column('numeric', { nullable: true }) refund_amount: string | null;
  /** While pending: when the hold lets the dates go. */
  @Column('timestamptz', { nullable: true }) expires_at: Date | null;
  @Column('timestamptz', { default: () => 'now()' }) created_at: Date;
  @Column('timestamptz', { default: () => 'now()' }) updated_at: Date;
}
