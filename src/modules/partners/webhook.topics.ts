/** What a program can be told of. Each is an event of the house, under the same name. */
export const WEBHOOK_EVENTS = [
  'booking.requested', 'booking.confirmed', 'booking.rejected', 'booking.cancelled', 'booking.expired', 'booking.completed',
  'payment.completed', 'payment.failed', 'payment.refunded', 'payment.arrived_late',
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** Sent on request, to try an endpoint out; nobody subscribes to it. */
export const PING = 'webhook.ping';

export type WebhookSubject = 'Booking' | 'Payment';

/** Who may read the subject is told of the event: the policies decide, as they do for GET. */
export function subjectOf(event: WebhookEvent): WebhookSubject {
  return event.startsWith('booking.') ? 'Booking' : 'Payment';
}
