import { publishes } from '../../platform/outbox/consumers.js';

declare module '../../platform/outbox/events.js' {
  interface Events {
    /** Something waits for a person who does not seem to be connected; once for all that comes before it is looked into. */
    'message.waiting': { user_id: string; partner_id: string };
    /** They are not connected and have not read it. */
    'message.received': { message_id: string; sender_id: string };
  }
}

publishes('message.waiting', 'message.received');
