import { publishes } from '../../platform/outbox/consumers.js';

declare module '../../platform/outbox/events.js' {
  interface Events {
    'review.received': { review_id: string };
  }
}

publishes('review.received');
