import { BooleanField, EnumField, InstantField, IntField, ListField, StringField, UuidField } from '../../../platform/http/fields.js';
import { FeedQuery } from '../../../platform/http/page-query.js';
import { ATTEMPT_ERRORS, type AttemptError } from '../webhook.schedule.js';
import { PING, WEBHOOK_EVENTS, type WebhookEvent } from '../webhook.topics.js';

const url = { min: 1, max: 2000, format: 'uri', example: 'https://hooks.example.com/lokahome', description: 'Public, https, port 443.' };
const description = { nullable: true, max: 200, example: 'Channel manager' };
const events = {
  min: 1, max: WEBHOOK_EVENTS.length, unique: true, items: { type: 'string', enum: [...WEBHOOK_EVENTS] }, example: ['booking.requested', 'booking.confirmed', 'payment.completed'],
  description: 'What it is told of, where its owner may read the booking or payment.',
};
const known = { each: { code: 'not_one_of', parameters: { values: WEBHOOK_EVENTS.join(', ') }, test: (one: unknown) => WEBHOOK_EVENTS.some((event) => event === one) } };
const active = { description: 'Switched on. One that is off is told nothing; what waited for it waits on, 30 days at most.' };

export class NewWebhook {
  @StringField(url) url: string;
  @ListField({ ...events, ...known }) events: WebhookEvent[];
  @StringField({ ...description, optional: true }) description?: string | null;
  @BooleanField({ ...active, optional: true, default: true }) active?: boolean;
}

/** What is given is changed. */
export class WebhookChange {
  @StringField({ ...url, optional: true }) url?: string;
  @ListField({ ...events, ...known, optional: true }) events?: WebhookEvent[];
  @StringField({ ...description, optional: true }) description?: string | null;
  @BooleanField({ ...active, optional: true }) active?: boolean;
}

export class SecretRotation {
  @IntField({ optional: true, min: 0, max: 168, default: 24, description: 'For how many hours the old secret signs as well; 0 where it has leaked.' }) previous_valid_hours?: number;
}

export class WebhookView {
  @UuidField() id: string;
  @StringField(url) url: string;
  @StringField(description) description: string | null;
  @ListField(events) events: WebhookEvent[];
  @BooleanField(active) active: boolean;
  @EnumField(['failing', 'gone'], { nullable: true, description: 'Why we switched it off: it failed for three days, or answered 410.' }) disabled_reason: 'failing' | 'gone' | null;
  @InstantField({ nullable: true }) disabled_at: string | null;
  @InstantField({ nullable: true, description: 'Since when every attempt has failed; null while all is well.' }) failing_since: string | null;
  @InstantField({ nullable: true, description: 'Until when the secret before signs as well.' }) previous_secret_until: string | null;
  @InstantField() created_at: string;
  @InstantField() updated_at: string;
}

export class WebhookSecretView extends WebhookView {
  @StringField({ max: 100, example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=', description: 'What signatures are verified with. It is shown this once.' }) secret: string;
}

export const DELIVERY_STATUSES = ['waiting', 'delivered', 'failed'] as const;
export type WebhookDeliveryStatus = (typeof DELIVERY_STATUSES)[number];

export class WebhookDeliveriesQuery extends FeedQuery {
  @EnumField(DELIVERY_STATUSES, { optional: true, description: 'Only those in this state.' }) status?: WebhookDeliveryStatus;
}

export class WebhookDeliveryView {
  @UuidField() id: string;
  @UuidField({ description: 'The `webhook-id` that it is sent with: the same at every attempt, and at every endpoint that is told of the event.' }) event_id: string;
  @EnumField([...WEBHOOK_EVENTS, PING], { example: 'booking.confirmed' }) type: string;
  @EnumField(DELIVERY_STATUSES, { description: '`failed`: given up.' }) status: WebhookDeliveryStatus;
  @IntField({ example: 2 }) attempts: number;
  @InstantField({ nullable: true }) last_attempt_at: string | null;
  @InstantField({ nullable: true, description: 'Null where it is done, or its webhook is switched off.' }) next_attempt_at: string | null;
  @IntField({ nullable: true, example: 500, description: 'HTTP status of the latest answer.' }) response_status: number | null;
  @StringField({ nullable: true, max: 500, example: 'Internal Server Error', description: 'How the latest answer begins.' }) response_excerpt: string | null;
  @EnumField(ATTEMPT_ERRORS, { nullable: true, description: 'What the latest attempt ran into.' }) error: AttemptError | null;
  @IntField({ nullable: true, example: 120, description: 'Milliseconds that the latest attempt took.' }) duration_ms: number | null;
  @InstantField({ nullable: true }) delivered_at: string | null;
  @InstantField() created_at: string;
}
