import { publishes } from '../../platform/outbox/consumers.js';

declare module '../../platform/outbox/events.js' {
  interface Events {
    'delivery.mail': { delivery_id: string };
    'delivery.sms': { delivery_id: string };
    'delivery.push': { delivery_id: string };
  }
}

publishes('delivery.mail', 'delivery.sms', 'delivery.push');
