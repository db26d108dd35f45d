import { publishes } from '../../platform/outbox/consumers.js';

declare module '../../platform/outbox/events.js' {
  interface Events {
    /** A home has an address and no coordinates. */
    'property.geocode_wanted': { property_id: string };
  }
}

publishes('property.geocode_wanted');
