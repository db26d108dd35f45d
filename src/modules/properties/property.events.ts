import { publishes } from '../../platform/outbox/consumers.js';

declare module '../../platform/outbox/events.js' {
  interface Events {
    /** A home has an address and no coordinates. */
    'property.geocode_wanted': { property_id: string };
    /** By the staff. `user_id` is its owner's. */
    'property.unpublished': { property_id: string; user_id: string };
  }
}

publishes('property.geocode_wanted', 'property.unpublished');
