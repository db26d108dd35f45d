import { publishes } from '../../platform/outbox/consumers.js';

declare module '../../platform/outbox/events.js' {
  interface Events {
    'identity.approved': { user_id: string; verification_id: string };
    'identity.rejected': { user_id: string; verification_id: string };
  }
}

publishes('identity.approved', 'identity.rejected');
