import { publishes } from '../../platform/outbox/consumers.js';

declare module '../../platform/outbox/events.js' {
  interface Events {
    /** Recorded; from here on it is followed until it is settled. */
    'payment.started': { payment_id: string };
    /** A provider has called: the stored event is to be looked into. */
    'payment.notified': { payment_event_id: string };
    'payment.completed': { payment_id: string };
    'payment.failed': { payment_id: string };
    /** It came when nothing was owed any more, and goes back by itself. */
    'payment.arrived_late': { payment_id: string };
    'payment.review_needed': { payment_id: string };
    'refund.requested': { refund_id: string };
    'payment.refunded': { payment_id: string; refund_id: string };
    'refund.failed': { payment_id: string; refund_id: string };
  }
}

publishes(
  'payment.started', 'payment.notified', 'payment.completed', 'payment.failed', 'payment.arrived_late', 'payment.review_needed',
  'refund.requested', 'payment.refunded', 'refund.failed',
);
