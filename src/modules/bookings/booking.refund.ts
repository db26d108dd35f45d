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
  /** The price of the stay, without the deposit. */
  total: Money;
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
 * What comes back of price and deposit when the booking is cancelled at that instant; the preview and the refund
 * itself both ask here. Everything when it was not yet confirmed or when the tenant is not the one who cancels;
 * else the policy's share of the price (half a franc up), and always the whole deposit. A step still holds at its
 * very instant, 12:00:00.000. It tells what is owed of the full amounts: what was not paid yet is for the caller
 * to leave out. Throws `RangeError` on a bad date, an unknown zone or two currencies.
 */
export function refundOf(terms: RefundTerms, at: Date): Money {
  if (terms.status === 'pending' || terms.cancelled_by !== 'tenant') return terms.total.plus(terms.deposit);
  const step = POLICIES[terms.policy].find(
    ({ days_before }) => at.getTime() <= lastInstant(terms, days_before).getTime(),
  );
  const share = step ? terms.total.ratio(...step.share) : Money.zero(terms.total.currency);
  return share.plus(terms.deposit);
}

/** Compared as instants, not as a number of days, so that a day after arrival can never count as before it. */
function lastInstant(terms: RefundTerms, days_before: number): Date {
  return instantAt(addDays(terms.start_date, -days_before), '12:00', terms.time_zone);
}
