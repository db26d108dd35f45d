import { addDays, type CalendarDate, instantAt } from '../../kernel/calendar-date.js';
import { Money } from '../../kernel/money.js';

/** What decides a refund: the terms frozen into the booking, and who cancels it in which state. */
export interface RefundTerms {
  status: 'pending' | 'confirmed';
  cancelled_by: 'tenant' | 'owner' | 'admin' | 'system';
  policy: 'flexible' | 'moderate' | 'strict';
  start_date: CalendarDate;
  /** The property's, an IANA name. */
  time_zone: string;
  /** What of the price was paid and has not gone back. */
  rent_held: Money;
  /** The same of the deposit. */
  deposit_held: Money;
}

/** What goes back, apart: rent and deposit lie on different accounts. */
export interface Refund {
  rent: Money;
  deposit: Money;
}

/** Until 12:00 of the day so many days before arrival, so much of the price comes back. */
export interface Step {
  days_before: number;
  share: readonly [numerator: number, denominator: number];
}

const ALL = [1, 1] as const;
const HALF = [1, 2] as const;

/** The best step first; after the last one nothing of the price comes back. */
export const POLICIES: Record<RefundTerms['policy'], readonly Step[]> = {
  flexible: [{ days_before: 1, share: ALL }],
  moderate: [
    { days_before: 5, share: ALL },
    { days_before: 1, share: HALF },
  ],
  strict: [{ days_before: 7, share: HALF }],
};

/**
 * What comes back of what was paid when the booking is cancelled at that instant; the preview and the refund itself
 * both ask here. Everything when it was not yet confirmed or when the tenant is not the one who cancels; else the
 * policy's share of the rent that was paid (half a franc up), and always the whole deposit. A step still holds at its
 * very instant, 12:00:00.000. Throws `RangeError` on a bad date or an unknown zone.
 */
export function refundOf(terms: RefundTerms, at: Date): Refund {
  const all = { rent: terms.rent_held, deposit: terms.deposit_held };
  if (terms.status === 'pending' || terms.cancelled_by !== 'tenant') return all;
  const step = POLICIES[terms.policy].find(
    ({ days_before }) => at.getTime() <= lastInstant(terms, days_before).getTime(),
  );
  return { ...all, rent: step ? terms.rent_held.ratio(...step.share) : Money.zero(terms.rent_held.currency) };
}

/** Compared as instants, not as a number of days, so that a day after arrival can never count as before it. */
function lastInstant(terms: RefundTerms, days_before: number): Date {
  return instantAt(addDays(terms.start_date, -days_before), '12:00', terms.time_zone);
}
