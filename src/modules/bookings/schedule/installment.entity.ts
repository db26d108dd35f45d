import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CalendarDate } from '../../../kernel/calendar-date.js';
import type { Currency } from '../../../kernel/money.js';

/** `due`: from its day on. `overdue`: from the morning after, once its landlord is being told. */
export const INSTALLMENT_STATUSES = ['scheduled', 'due', 'overdue', 'paid', 'cancelled'] as const;
export type InstallmentStatus = (typeof INSTALLMENT_STATUSES)[number];

/** One part of the rent and the day it is due. Amounts are numeric text, exact. */
@Entity('installments')
export class Installment {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') booking_id: string;
  /** The parties, kept here because policies read the row's own columns. */
  @Column('uuid') tenant_id: string;
  @Column('uuid') owner_id: string;
  /** From 1. */
  @Column('smallint') sequence: number;
  /** What it pays for, half-open. */
  @Column('date') period_start: CalendarDate;
  @Column('date') period_end: CalendarDate;
  @Column('date') due_date: CalendarDate;
  @Column('numeric') amount: string;
  @Column('numeric', { default: 0 }) paid_amount: string;
  @Column('char') currency: Currency;
  @Column('varchar', { default: 'scheduled' }) status: InstallmentStatus;
  @Column('timestamptz', { default: () => 'now()' }) created_at: Date;
  @Column('timestamptz', { default: () => 'now()' }) updated_at: Date;
}
