import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Currency } from '../../kernel/money.js';
import type { FailureCode } from './payment.values.js';
import type { RefundStatus } from './refund.state.js';

/** `cancellation`: by the policy of a booking. `late`: the money came when nothing was owed. */
export const REFUND_CAUSES = ['manual', 'cancellation', 'late'] as const;
export type RefundCause = (typeof REFUND_CAUSES)[number];

/** Part or all of a payment on its way back. Its amount is reserved on the payment from the first moment. */
@Entity('refunds')
export class Refund {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') payment_id: string;
  /** Ours at the provider, UUID version 4. */
  @Column('uuid') reference: string;
  @Column('numeric') amount: string;
  @Column('char') currency: Currency;
  @Column('varchar') reason: string;
  @Column('varchar') cause: RefundCause;
  /** Null: by itself. */
  @Column('uuid', { nullable: true }) requested_by: string | null;
  @Column('varchar', { default: 'pending' }) status: RefundStatus;
  @Column('varchar', { nullable: true }) transaction_id: string | null;
  @Column('varchar', { nullable: true }) failure_code: FailureCode | null;
  @Column('timestamptz', { nullable: true }) next_check_at: Date | null;
  @Column('integer', { default: 0 }) checks: number;
  @Column('timestamptz', { default: () => 'now()' }) created_at: Date;
  @Column('timestamptz', { default: () => 'now()' }) updated_at: Date;
  @Column('timestamptz', { nullable: true }) completed_at: Date | null;
}
