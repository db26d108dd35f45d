import { publishes } from '../../platform/outbox/consumers.js';

declare module '../../platform/outbox/events.js' {
  interface Events {
    'auth.code_requested': { user_id: string; code_id: string };
    'auth.password_reset_requested': { user_id: string; link_id: string };
    'auth.password_changed': { user_id: string };
    'auth.api_key_created': { user_id: string };
  }
}

publishes('auth.code_requested', 'auth.password_reset_requested', 'auth.password_changed', 'auth.api_key_created');
