import { publishes } from '../../platform/outbox/consumers.js';

declare module '../../platform/outbox/events.js' {
  interface Events {
    /** `code_id` is null where the number or the caller's address has had its share of SMS: none is sent. */
    'user.registered': { user_id: string; link_id: string; code_id: string | null };
    /** The link proves the new address; the old one is told. */
    'user.email_changed': { user_id: string; link_id: string; previous_email: string };
    'user.phone_changed': { user_id: string; code_id: string | null; previous_phone: string | null };
    /** The name is another one now than the one that was checked. */
    'user.identity_lapsed': { user_id: string };
    /** Private files that nobody points to any more. */
    'user.files_dropped': { storage_keys: string[] };
    /** By the staff. */
    'user.deactivated': { user_id: string };
  }
}

publishes('user.registered', 'user.email_changed', 'user.phone_changed', 'user.files_dropped', 'user.identity_lapsed', 'user.deactivated');
