import { todayIn } from '../../kernel/calendar-date.js';
import { Money, type Currency } from '../../kernel/money.js';
import type { SignedIn } from '../../platform/authz/actor.js';
import type { Held } from '../payments/index.js';
import type { Booking } from './booking.entity.js';
import { refundOf, type RefundTerms } from './booking.refund.js';
import { bookingStates, type BookingParty } from './booking.state.js';
import type { BookingRow } from './bookings.repository.js';
import type { BookingView } from './dto/booking.view.js';

type Parties = Pick<Booking, 'tenant_id' | 'owner_id'>;
type Terms = Pick<Booking, 'cancellation_policy' | 'start_date' | 'time_zone'> & { status: string };

/** The side on which a caller stands; admins stand beside. */
export function partyOf(actor: SignedIn, booking: Parties): BookingParty {
  if (actor.id === booking.tenant_id) return 'tenant';
  return actor.id === booking.owner_id ? 'owner' : 'admin';
}

/** What decides a refund, from a booking that is still alive. */
export function refundTermsOf(booking: Terms, held: Held): Omit<RefundTerms, 'cancelled_by'> {
  return {
    status: booking.status === 'confirmed' ? 'confirmed' : 'pending',
    policy: booking.cancellation_policy,
    start_date: booking.start_date,
    time_zone: booking.time_zone,
    rent_held: held.rent,
    deposit_held: held.deposit,
  };
}

/** The wire's booking for one reader; `now` decides what a cancellation would give back. */
export function viewFor(actor: SignedIn, row: BookingRow, now: Date): BookingView {
  const { time_zone: _zone, rent_held: _rent, deposit_held: _deposit, tenant, ...shown } = row;
  const party = partyOf(actor, row);
  return { ...shown, refund_preview: refundIfCancelled(row, party, now), tenant: party === 'tenant' ? null : tenant };
}

/** The same computation as the cancellation's own, or null where this side cannot cancel now. */
function refundIfCancelled(row: BookingRow, party: BookingParty, now: Date): number | null {
  if (!bookingStates.fire('cancel', row.status, party).ok || row.end_date <= todayIn(row.time_zone, now)) return null;
  if (row.expires_at !== null && new Date(row.expires_at) <= now) return null;
  const money = (amount: number): Money => Money.of(amount, row.currency as Currency);
  const terms = refundTermsOf(row as unknown as Terms, { rent: money(row.rent_held), deposit: money(row.deposit_held) });
  const { rent, deposit } = refundOf({ ...terms, cancelled_by: party }, now);
  return rent.plus(deposit).toNumber();
}
