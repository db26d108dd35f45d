import { Injectable } from '@nestjs/common';
import { Config } from '../../config/index.js';
import type { Locale } from '../../kernel/app-error.js';
import { BookingFacts, InstallmentFacts } from '../bookings/index.js';
import { MessageFacts } from '../messages/index.js';
import { IdentityFacts } from '../identity/index.js';
import { WebhookFacts } from '../partners/index.js';
import { PaymentFacts } from '../payments/index.js';
import { PropertyFacts } from '../properties/index.js';
import { ReviewFacts } from '../reviews/index.js';
import { ServiceFacts, type ServiceFactsRow } from '../services/index.js';
import type { Part } from './announcements.js';
import type { DeliveryFacts } from './delivery.entity.js';
import { bookingValues } from './rendering/booking-values.js';
import { messageValues } from './rendering/message-values.js';
import { listingValues } from './rendering/listing-values.js';
import { paymentValues } from './rendering/payment-values.js';
import { rentValues } from './rendering/rent-values.js';
import { reviewValues } from './rendering/review-values.js';
import { webhookValues } from './rendering/webhook-values.js';
import { serviceValues } from './rendering/service-values.js';
import type { Values } from './templates/template.js';

/** What a message is about: who takes part in it, and what there is to say. */
export interface Subject {
  readonly people: Readonly<Partial<Record<Part, string>>>;
  values(locale: Locale): Values;
  /** Why there is nothing left to say with this template; null while there is. Names nobody. */
  over(template: string): string | null;
}

/** The account itself: its person is the event's, and notes about it hold no values. */
const NOTHING_ELSE: Subject = { people: {}, values: () => ({}), over: () => null };

@Injectable()
export class Subjects {
  constructor(
    private readonly config: Config,
    private readonly bookings: BookingFacts,
    private readonly payments: PaymentFacts,
    private readonly installments: InstallmentFacts,
    private readonly services: ServiceFacts,
    private readonly reviews: ReviewFacts,
    private readonly messages: MessageFacts,
    private readonly identities: IdentityFacts,
    private readonly properties: PropertyFacts,
    private readonly webhooks: WebhookFacts,
  ) {}

  /** @throws Error when it cannot be read: none but reviews is ever deleted, so a replica that lags behind has not got it yet. */
  of({ payment_id, refund_id, installment_id, offset_days, booking_id, service_request_id, quote_id, review_id, message_id, verification_id, property_id, webhook_id }: DeliveryFacts): Promise<Subject> {
    if (payment_id !== undefined) return this.payment(payment_id, refund_id);
    if (installment_id !== undefined) return this.rent(installment_id, offset_days ?? 0);
    if (booking_id !== undefined) return this.booking(booking_id);
    if (service_request_id !== undefined) return this.service(service_request_id, quote_id);
    if (review_id !== undefined) return this.review(review_id);
    if (message_id !== undefined) return this.message(message_id);
    if (verification_id !== undefined) return this.identity(verification_id);
    if (property_id !== undefined) return this.listing(property_id);
    if (webhook_id !== undefined) return this.webhook(webhook_id);
    return Promise.resolve(NOTHING_ELSE);
  }

  private async booking(id: string): Promise<Subject> {
    const booking = there(await this.bookings.find(id), 'booking');
    return {
      people: { tenant: booking.tenant_id, owner: booking.owner_id },
      values: (locale) => bookingValues(booking, locale, this.config.TZ_BUSINESS),
      over: () => null,
    };
  }

  private async listing(id: string): Promise<Subject> {
    const property = there(await this.properties.find(id), 'listing');
    return { people: {}, values: () => listingValues(property), over: () => null };
  }

  /** It may be deleted, or switched on again, by the time it is told of. */
  private async webhook(id: string): Promise<Subject> {
    const webhook = await this.webhooks.find(id);
    return { people: {}, values: () => webhookValues(webhook), over: () => (webhook?.disabled_reason ? null : 'the webhook is gone, or on again') };
  }

  private async payment(id: string, refund_id: string | undefined): Promise<Subject> {
    const payment = there(await this.payments.find(id), 'payment');
    const refund = refund_id === undefined ? null : there(await this.payments.findRefund(refund_id), 'refund');
    const came = payment.status === 'completed' || payment.status === 'refunded';
    return {
      people: { payer: payment.payer_id, payee: payment.payee_id },
      values: (locale) => paymentValues(payment, refund, locale, this.config.TZ_BUSINESS),
      over: (template) => (template === 'payment.failed' && came ? 'the payment has come after all' : null),
    };
  }

  /** Unlike the others it may be gone: with the account that it was about. */
  private async identity(id: string): Promise<Subject> {
    const check = await this.identities.find(id);
    return { people: {}, values: () => ({ reason: check?.reason ?? null }), over: () => (check ? null : 'the identity check is gone') };
  }

  private async rent(id: string, offset_days: number): Promise<Subject> {
    const installment = there(await this.installments.find(id), 'installment');
    const done = installment.status === 'paid' || installment.status === 'cancelled';
    return {
      people: { tenant: installment.tenant_id, owner: installment.owner_id },
      values: (locale) => rentValues(installment, offset_days, locale),
      over: () => (done ? `the installment is ${installment.status}` : null),
    };
  }

  private async service(id: string, quote_id: string | undefined): Promise<Subject> {
    const job = there(await this.services.find(id, quote_id), 'service request');
    const { provider_user_id } = job;
    return {
      people: { requester: job.requester_id, ...(provider_user_id !== null && { provider: provider_user_id }) },
      values: (locale) => serviceValues(job, locale),
      over: (template) => overOf(job, template),
    };
  }

  private async message(id: string): Promise<Subject> {
    const message = there(await this.messages.find(id), 'message');
    return { people: { receiver: message.receiver_id }, values: () => messageValues(message), over: () => (message.is_read ? 'the message was read' : null) };
  }

  private async review(id: string): Promise<Subject> {
    const review = await this.reviews.find(id);
    if (!review) return { ...NOTHING_ELSE, over: () => 'the review was taken back' };
    return { people: { reviewed: review.user_id }, values: (locale) => reviewValues(review, locale), over: () => null };
  }
}

/** What a note or a push about these facts leads to, by its type: the payment; the booking, also of a rent; the service request; the review; who wrote a message; the listing; the webhook. */
export function relatedId({ payment_id, booking_id, service_request_id, review_id, sender_id, property_id, webhook_id }: DeliveryFacts): string | null {
  return payment_id ?? booking_id ?? service_request_id ?? review_id ?? sender_id ?? property_id ?? webhook_id ?? null;
}

/** What nobody needs to hear any more of a job. */
function overOf({ status, provider_user_id }: ServiceFactsRow, template: string): string | null {
  const open = status === 'open' || status === 'quoted';
  if (template === 'service.cancelled' && provider_user_id === null) return 'nobody was chosen';
  if ((template === 'service.matched' || template === 'service.quoted') && !open) return `the request is ${status}`;
  return template === 'service.done' && status !== 'in_progress' ? `the request is ${status}` : null;
}

function there<T>(row: T | null, what: string): T {
  if (row === null) throw new Error(`the ${what} cannot be read yet`);
  return row;
}
