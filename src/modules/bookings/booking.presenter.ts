import { todayIn } from '../../kernel/calendar-date.js';
import { Money, type Currency } from '../../kernel/money.js';
import type { SignedIn } from '../../platform/authz/actor.js';
import type { Booking } from './booking.entity.js';
import { refundOf, type RefundTerms } from './booking.refund.js';
import { bookingStates, type BookingParty } from './booking.state.js';
import type { BookingRow } from './bookings.repository.js';
import type { BookingView } from './dto/booking.view.js';

type Parties = Pick<Booking, 'tenant_id' | 'owner_id'>;
type Terms = Pick<Booking, 'cancellation_policy' | 'start_date' | 'time_zone'> & {
  status: string;
  currency: string;
  total_amount: string | number;
  deposit_amount: string | number;
};

/** The side on which a caller stands; admins stand beside. */
export function partyOf(actor: SignedIn, booking: Parties): BookingParty {
  if (actor.id === booking.tenant_id) return 'tenant';
  return actor.id === booking.owner_id ? 'owner' : 'admin';
}

/** What decides a refund, from a booking that is still alive. */
export function refundTermsOf(booking: Terms): Omit<RefundTerms, 'cancelled_by'> {
  const currency = booking.currency as Currency;
  return {
    status: booking.status === 'confirmed' ? 'confirmed' : 'pending',
    policy: booking.cancellation_policy,
    start_date: booking.start_date,
    time_zone: booking.time_zone,
    total: Money.of(booking.total_amount, currency),
    deposit: Money.of(booking.deposit_amount, currency),
  };
}

/** The wire's booking for one reader; `now` decides what a cancellation would give back. */
export function viewFor(actor: SignedIn, row: BookingRow, now: Date): BookingView {
  const { time_zone: _, tenant, ...shown } = row;
  const party = partyOf(actor, row);
  return { ...shown, refund_preview: refundIfCancelled(row, party, now), tenant: party === 'tenant' ? null : tenant };
}

/** The same computation as the cancellation's own, or null where this side cannot cancel now. */
function refundIfCancelled(row: BookingRow, party: BookingParty, now: Date): number | null {
  const terms = row as unknown as Terms;
  if (!bookingStates.fire('cancel', row.status, party).ok || row.end_date <= todayIn(row.time_zone, now)) return null;
  if (row.expires_at !== null && new Date(row.expires_at) <= now) return null;
  return refundOf({ ...refundTermsOf(terms), cancelled_by: party }, now).toNumber();
}
