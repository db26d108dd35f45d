import { describe, expect, it } from '@jest/globals';
import { BOOKING_PARTIES, BOOKING_STATUSES, bookingStates, type BookingTransition } from './booking.state.js';

const transitions = Object.keys(bookingStates.transitions) as BookingTransition[];

/** `transition from party` → where it leads. All that is not here is refused. */
const LEGAL: Record<string, string> = {
  'accept pending owner': 'confirmed',
  'reject pending owner': 'cancelled',
  'cancel pending tenant': 'cancelled',
  'cancel pending owner': 'cancelled',
  'cancel pending admin': 'cancelled',
  'cancel confirmed tenant': 'cancelled',
  'cancel confirmed owner': 'cancelled',
  'cancel confirmed admin': 'cancelled',
  'expire pending system': 'cancelled',
  'complete confirmed system': 'completed',
};

const every = transitions.flatMap((transition) =>
  BOOKING_STATUSES.flatMap((from) => BOOKING_PARTIES.map((party) => ({ transition, from, party, to: LEGAL[`${transition} ${from} ${party}`] }))),
);

describe('the life of a booking', () => {
  it.each(every.filter(({ to }) => to !== undefined))('lets the $party $transition it while $from', ({ transition, from, party, to }) => {
    expect(bookingStates.fire(transition, from, party)).toEqual({ ok: true, to });
  });

  it.each(every.filter(({ to }) => to === undefined))('does not let the $party $transition it while $from', ({ transition, from, party }) => {
    expect(bookingStates.fire(transition, from, party).ok).toBe(false);
  });

  it('has nothing in its table that the machine does not know', () => {
    expect(every.filter(({ to }) => to !== undefined)).toHaveLength(Object.keys(LEGAL).length);
  });
});
