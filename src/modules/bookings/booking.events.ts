import { publishes } from '../../platform/outbox/consumers.js';
import type { BookingParty } from './booking.state.js';

declare module '../../platform/outbox/events.js' {
  interface Events {
    'booking.requested': { booking_id: string };
    'booking.confirmed': { booking_id: string };
    'booking.rejected': { booking_id: string };
    'booking.cancelled': { booking_id: string; by: BookingParty };
    'booking.expired': { booking_id: string };
    /** The night after the departure. */
    'booking.completed': { booking_id: string };
    /** `offset_days`: from the due date to the day of the reminder, before it negative. */
    'rent.reminder': { installment_id: string; booking_id: string; offset_days: number };
    /** On its first day late. */
    'rent.overdue': { installment_id: string; booking_id: string };
  }
}

publishes('booking.requested', 'booking.confirmed', 'booking.rejected', 'booking.cancelled', 'booking.expired', 'booking.completed', 'rent.reminder', 'rent.overdue');
