import { CURRENCIES } from '../../../kernel/money.js';
import { EnumField, InstantField, MoneyField, ObjectField, StringField, UuidField } from '../../../platform/http/fields.js';
import { REFUND_CAUSES, type RefundCause } from '../refund.entity.js';
import { REFUND_STATUSES, type RefundStatus } from '../refund.state.js';
import { FAILURE_CODES } from '../payment.values.js';
import { PaymentView } from './payment.dto.js';

export class RefundRequest {
  @UuidField({ description: 'The payment.' })
  payment_id: string;

  @MoneyField({ optional: true, min: 0.01, description: 'So much of it; without it, all that is left.', example: 30000 })
  amount?: number;

  @StringField({ min: 1, max: 500, description: 'Why; the payer reads it.', example: 'Une nuit de moins que prévu' })
  reason: string;
}

export class RefundView {
  @UuidField() id: string;
  @UuidField() payment_id: string;
  @MoneyField({ max: 1e12, example: 30000 }) amount: number;
  @EnumField(CURRENCIES) currency: string;
  @EnumField(REFUND_STATUSES, { example: 'pending', description: 'The money leaves in the background; `completed` once the provider has sent it.' }) status: RefundStatus;
  @StringField({ max: 500, example: 'Une nuit de moins que prévu' }) reason: string;
  @EnumField(REFUND_CAUSES, { example: 'manual' }) cause: RefundCause;
  @EnumField(FAILURE_CODES, { nullable: true, description: 'Why it could not be sent.' }) failure_code: string | null;
  @InstantField({ nullable: true }) completed_at: string | null;
  @InstantField() created_at: string;
  @ObjectField(() => PaymentView) payment: PaymentView;
}
