export { BookingFacts, type BookingFactsRow } from './booking-facts.js';
export { Booking } from './booking.entity.js';
export { bookingPolicy, installmentPolicy } from './booking.policy.js';
export type { BookingParty, BookingStatus } from './booking.state.js';
export { InstallmentFacts, type InstallmentFactsRow } from './schedule/installment-facts.js';
export { BookingsModule } from './bookings.module.js';
import './booking.events.js';
