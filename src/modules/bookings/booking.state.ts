import { defineStateMachine } from '../../kernel/state-machine.js';

export const BOOKING_STATUSES = ['pending', 'confirmed', 'cancelled', 'completed'] as const;
export type BookingStatus = (typeof BOOKING_STATUSES)[number];

/** Who moves a booking: its tenant, the home's owner, an admin, or the clock. */
export const BOOKING_PARTIES = ['tenant', 'owner', 'admin', 'system'] as const;
export type BookingParty = (typeof BOOKING_PARTIES)[number];

/** The life of a stay (rules of the house, §2). Anything else is `booking.invalid_transition`. */
export const bookingStates = defineStateMachine({
  name: 'booking',
  states: BOOKING_STATUSES,
  initial: 'pending',
  final: ['cancelled', 'completed'],
  transitions: {
    accept: { from: 'pending', to: 'confirmed', by: ['owner'] },
    reject: { from: 'pending', to: 'cancelled', by: ['owner'] },
    cancel: { from: ['pending', 'confirmed'], to: 'cancelled', by: ['tenant', 'owner', 'admin'] },
    expire: { from: 'pending', to: 'cancelled', by: ['system'] },
    complete: { from: 'confirmed', to: 'completed', by: ['system'] },
  },
});

export type BookingTransition = keyof typeof bookingStates.transitions;
