import { publishes } from '../../platform/outbox/consumers.js';

declare module '../../platform/outbox/events.js' {
  interface Events {
    /** A home has an address and no coordinates. */
    'property.geocode_wanted': { property_id: string };
    /** A calendar to bring in is new, or its list was written again. */
    'calendar.fetch_wanted': { import_id: string };
    /** Another site's calendar claims days of this stay; told once of each event. */
    'calendar.conflict': { booking_id: string };
    /** By the staff. `user_id` is its owner's. */
    'property.unpublished': { property_id: string; user_id: string };
  }
}

publishes('property.geocode_wanted', 'property.unpublished', 'calendar.fetch_wanted', 'calendar.conflict');
