import { publishes } from '../../platform/outbox/consumers.js';
import type { BookingParty } from './booking.state.js';

declare module '../../platform/outbox/events.js' {
  interface Events {
    'booking.requested': { booking_id: string };
    'booking.confirmed': { booking_id: string };
    'booking.rejected': { booking_id: string };
    'booking.cancelled': { booking_id: string; by: BookingParty };
    'booking.expired': { booking_id: string };
  }
}

publishes('booking.requested', 'booking.confirmed', 'booking.rejected', 'booking.cancelled', 'booking.expired');
