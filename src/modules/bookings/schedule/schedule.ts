import { addMonths, type CalendarDate } from '../../../kernel/calendar-date.js';
import { Money, type Currency } from '../../../kernel/money.js';
import { Stay } from '../../../kernel/stay.js';
import type { PriceBreakdown } from '../booking.pricing.js';

/** What decides a schedule: the stay and the price that was frozen into the booking. */
export interface ScheduleTerms {
  readonly rental_type: 'short_term' | 'long_term';
  readonly start_date: CalendarDate;
  readonly end_date: CalendarDate;
  readonly currency: Currency;
  readonly total: Money;
  readonly breakdown: Pick<PriceBreakdown, 'unit_price'>;
}

export interface ScheduledPart {
  readonly sequence: number;
  readonly period_start: CalendarDate;
  readonly period_end: CalendarDate;
  readonly due_date: CalendarDate;
  readonly amount: Money;
}

/**
 * The rent in parts that add up to the total exactly. Short term: one, due at the start. Long term: one a month, due on
 * the day of the month of `start_date` (the last day of shorter months), the days left over last; where they are worth
 * less than half a franc, the month before them covers them.
 */
export function scheduleOf(terms: ScheduleTerms): ScheduledPart[] {
  const { start_date, end_date, total } = terms;
  if (terms.rental_type === 'short_term') return [{ sequence: 1, period_start: start_date, period_end: end_date, due_date: start_date, amount: total }];
  const price = Money.of(terms.breakdown.unit_price, terms.currency);
  const { whole } = new Stay(start_date, end_date).months();
  const rest = total.minus(price.times(whole));
  const parts = whole + (rest.isZero() ? 0 : 1);
  return Array.from({ length: parts }, (_, index) => {
    const period_start = addMonths(start_date, index);
    const is_last = index === parts - 1;
    return {
      sequence: index + 1,
      period_start,
      period_end: is_last ? end_date : addMonths(start_date, index + 1),
      due_date: period_start,
      amount: index < whole ? price : rest,
    };
  });
}
