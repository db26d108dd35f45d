import { publishes } from '../../platform/outbox/consumers.js';

declare module '../../platform/outbox/events.js' {
  interface Events {
    /** There may be something to send there. */
    'webhook.due': { endpoint_id: string };
    /** It failed for days, or said that it is gone. */
    'webhook.disabled': { user_id: string; webhook_id: string };
  }
}

publishes('webhook.due', 'webhook.disabled');
