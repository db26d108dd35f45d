import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Currency } from '../../kernel/money.js';
import type { PaymentStatus } from './payment.state.js';
import type { FailureCode, PaymentMethod, PaymentType, ProviderName } from './payment.values.js';

/** Money asked of one person for one thing. Amounts are numeric text, exact. */
@Entity('payments')
export class Payment {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { nullable: true }) booking_id: string | null;
  @Column('uuid', { nullable: true }) service_request_id: string | null;
  /** The part of a rent schedule it pays. */
  @Column('uuid', { nullable: true }) installment_id: string | null;
  @Column('uuid') payer_id: string;
  @Column('uuid') payee_id: string;
  /** What was asked. */
  @Column('numeric') amount: string;
  /** What the provider says it took; null until it says so. */
  @Column('numeric', { nullable: true }) collected_amount: string | null;
  /** What has gone back. */
  @Column('numeric', { default: 0 }) refunded_amount: string;
  /** What is on its way back. */
  @Column('numeric', { default: 0 }) refunding_amount: string;
  @Column('char', { default: 'XOF' }) currency: Currency;
  @Column('varchar') payment_type: PaymentType;
  @Column('varchar') payment_method: PaymentMethod;
  @Column('varchar') payment_provider: ProviderName;
  /** Ours at the provider, UUID version 4, stored before it is called. */
  @Column('uuid') reference: string;
  /** What the provider calls it. */
  @Column('varchar', { nullable: true }) transaction_id: string | null;
  @Column('varchar') description: string;
  @Column('text', { nullable: true }) payment_url: string | null;
  /** The handset that is asked, and that money goes back to. */
  @Column('varchar', { nullable: true }) phone: string | null;
  @Column('varchar', { default: 'pending' }) status: PaymentStatus;
  @Column('varchar', { nullable: true }) failure_code: FailureCode | null;
  /** Why people have to look at it. */
  @Column('varchar', { nullable: true }) review_reason: ReviewReason | null;
  /** The ledger's account that the money was put on, and goes back from. */
  @Column('varchar', { nullable: true }) credit_account: string | null;
  @Column('timestamptz', { nullable: true }) completed_at: Date | null;
  /** When the provider is asked by the clock. */
  @Column('timestamptz', { nullable: true }) next_check_at: Date | null;
  @Column('integer', { default: 0 }) checks: number;
  @Column('jsonb', { nullable: true }) metadata: Record<string, unknown> | null;
  @Column('timestamptz', { default: () => 'now()' }) created_at: Date;
  @Column('timestamptz', { default: () => 'now()' }) updated_at: Date;
}

/** `amount_mismatch`, `currency_mismatch`: not what was asked. `no_answer`: a day has passed and nobody knows. */
export type ReviewReason = 'amount_mismatch' | 'currency_mismatch' | 'no_answer';
