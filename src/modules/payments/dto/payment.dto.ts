import { CURRENCIES } from '../../../kernel/money.js';
import { DateField, EnumField, InstantField, MoneyField, PhoneField, StringField, UuidField } from '../../../platform/http/fields.js';
import { FeedQuery } from '../../../platform/http/page-query.js';
import { PAYMENT_STATUSES, type PaymentStatus } from '../payment.state.js';
import { FAILURE_CODES, PAYMENT_METHODS, PAYMENT_TYPES, type PaymentMethod, type PaymentType } from '../payment.values.js';

export class PaymentRequest {
  @EnumField(PAYMENT_METHODS, { example: 'mtn_momo', description: 'How it is paid.' })
  payment_method: PaymentMethod;

  @UuidField({ optional: true, description: 'The booking that is paid for. This or `service_request_id`.' })
  booking_id?: string;

  @UuidField({ optional: true, description: 'The service request that is paid for. This or `booking_id`.' })
  service_request_id?: string;

  @EnumField(PAYMENT_TYPES, { optional: true, example: 'rent', description: 'What of it; without it, what is owed first.' })
  payment_type?: PaymentType;

  @UuidField({ optional: true, description: 'One installment of the rent schedule; without it, the first that is not paid.' })
  installment_id?: string;

  @MoneyField({ optional: true, min: 0.01, description: 'Checked against what is owed; without it, what is owed.' })
  amount?: number;

  @PhoneField({ optional: true, description: 'The mobile money number to debit; without it, the account’s own.' })
  phone_number?: string;
}

export class PaymentView {
  @UuidField() id: string;
  @UuidField({ nullable: true }) booking_id: string | null;
  @UuidField({ nullable: true }) service_request_id: string | null;
  @UuidField({ nullable: true, description: 'The installment that it pays.' }) installment_id: string | null;
  @UuidField() payer_id: string;
  @UuidField() payee_id: string;
  @MoneyField({ max: 1e12 }) amount: number;
  @MoneyField({ max: 1e12, example: 0, description: 'What has gone back of it.' }) refunded_amount: number;
  @EnumField(CURRENCIES) currency: string;
  @EnumField(PAYMENT_STATUSES, { example: 'pending' }) status: PaymentStatus;
  @EnumField(PAYMENT_METHODS, { example: 'fedapay' }) payment_method: PaymentMethod;
  @EnumField(PAYMENT_TYPES, { example: 'rent' }) payment_type: PaymentType;
  @StringField({ nullable: true, example: '108412', description: 'What the payment provider calls it; null until it has answered.' }) transaction_id: string | null;
  @StringField({ nullable: true, max: 4000, format: 'uri', example: 'https://process.fedapay.com/eyJ0eXAi', description: 'The page to pay on; null where the payer’s phone is asked.' })
  payment_url: string | null;
  @StringField({ max: 140, example: 'Loyer du 1er au 31 mars 2027, Studio meublé près de la plage' }) description: string;
  @EnumField(FAILURE_CODES, { nullable: true, description: 'Why no money came.' }) failure_code: string | null;
  @EnumField(['amount_mismatch', 'currency_mismatch', 'no_answer'], { nullable: true, description: 'Why our team is looking at it.' }) review_reason: string | null;
  @StringField({ nullable: true, max: 20, example: '2027-000123', description: 'Number of the receipt.' }) receipt_number: string | null;
  @InstantField({ nullable: true }) completed_at: string | null;
  @InstantField() created_at: string;
  @InstantField() updated_at: string;
}

export class PaymentHistoryQuery extends FeedQuery {
  @EnumField(['payer', 'payee'], { optional: true, description: 'Only what the caller paid, or only what was paid to them.' })
  role?: 'payer' | 'payee';

  @EnumField(PAYMENT_STATUSES, { optional: true, description: 'Only those in this state.' })
  status?: PaymentStatus;

  @DateField({ optional: true, description: 'Started on this day or later.' })
  from?: string;

  @DateField({ optional: true, description: 'Started on this day or earlier.' })
  to?: string;
}

/** Of all payments there are. */
export class AllPaymentsQuery extends FeedQuery {
  @EnumField(PAYMENT_STATUSES, { optional: true, description: 'Only those in this state.' })
  status?: PaymentStatus;

  @EnumField(PAYMENT_METHODS, { optional: true, description: 'Only those paid this way.' })
  method?: PaymentMethod;

  @UuidField({ optional: true, example: undefined, description: 'Only those of this person, as payer or as payee.' })
  user?: string;

  @DateField({ optional: true, example: undefined, description: 'Started on this day or later, like `2027-03-01`.' })
  from?: string;

  @DateField({ optional: true, example: undefined, description: 'Started on this day or earlier, like `2027-03-31`.' })
  to?: string;
}
