import { OmitType } from '@nestjs/swagger';
import { EnumField, InstantField, IntField, ObjectField, UuidField } from '../../../platform/http/fields.js';
import { BookingView } from '../../bookings/index.js';
import { PaymentView } from '../../payments/index.js';
import { PING, WEBHOOK_EVENTS } from '../webhook.topics.js';

/** Ids and facts: names, what people wrote, and what depends on the reader are asked for by GET. */
export const UNTOLD_OF_BOOKINGS = ['message', 'cancellation_reason', 'refund_preview', 'property', 'tenant'] as const;
export const UNTOLD_OF_PAYMENTS = ['payment_url', 'review_reason'] as const;

export class WebhookBookingView extends OmitType(BookingView, UNTOLD_OF_BOOKINGS) {}
export class WebhookPaymentView extends OmitType(PaymentView, UNTOLD_OF_PAYMENTS) {}

export class WebhookDataView {
  @ObjectField(() => WebhookBookingView, { optional: true, description: 'Of `booking.*`: the booking, as `GET /bookings/{id}` gives it, without names and texts.' }) booking?: WebhookBookingView;
  @ObjectField(() => WebhookPaymentView, { optional: true, description: 'Of `payment.*`: the payment, as `GET /payments/{id}` gives it.' }) payment?: WebhookPaymentView;
  @UuidField({ optional: true, description: 'Of `payment.refunded`: the refund.' }) refund_id?: string;
}

/** The body of a webhook, after Standard Webhooks. */
export class WebhookMessageView {
  @EnumField([...WEBHOOK_EVENTS, PING], { example: 'booking.confirmed' }) type: string;
  @InstantField({ description: 'When it happened; when it was sent is in `webhook-timestamp`.' }) timestamp: string;
  @IntField({ min: 1, example: 1, description: 'Of the form of `data`: fields may be added to it, never taken away.' }) version: number;
  @ObjectField(() => WebhookDataView) data: WebhookDataView;
}
