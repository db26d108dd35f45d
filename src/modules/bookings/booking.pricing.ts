import type { Currency, Money } from '../../kernel/money.js';
import type { Stay } from '../../kernel/stay.js';

/** What a property asks: `price` is for a night (short term) or a month (long term). */
export interface PriceTerms {
  rental_type: 'short_term' | 'long_term';
  price: Money;
}

/**
 * How a total came about, ready for JSON and for the `price_breakdown` column; amounts in the main unit. The night
 * fields are null for a long term, the month fields for a short one. The amounts add up to `total` exactly.
 */
export interface PriceBreakdown {
  unit: 'night' | 'month';
  unit_price: number;
  nights: number | null;
  nights_amount: number | null;
  months: number | null;
  months_amount: number | null;
  remaining_days: number | null;
  remaining_days_amount: number | null;
  total: number;
  currency: Currency;
}

/** A thirtieth of the month's price for each day left over, however long that month is: the usage of the trade. */
const DAYS_OF_A_MONTH = 30;

/**
 * What a stay costs. Short term: price × nights. Long term: price × whole months counted from `start_date`, plus
 * price × remaining days ÷ 30 rounded half up to the currency's decimals. The deposit is not part of it.
 */
export function priceStay(terms: PriceTerms, stay: Stay): { total: Money; breakdown: PriceBreakdown } {
  return terms.rental_type === 'short_term' ? priceNights(terms.price, stay) : priceMonths(terms.price, stay);
}

function priceNights(price: Money, stay: Stay): { total: Money; breakdown: PriceBreakdown } {
  const total = price.times(stay.nights);
  return {
    total,
    breakdown: {
      unit: 'night',
      unit_price: price.toNumber(),
      nights: stay.nights,
      nights_amount: total.toNumber(),
      months: null,
      months_amount: null,
      remaining_days: null,
      remaining_days_amount: null,
      total: total.toNumber(),
      currency: price.currency,
    },
  };
}

function priceMonths(price: Money, stay: Stay): { total: Money; breakdown: PriceBreakdown } {
  const { whole, remaining_days } = stay.months();
  const months = price.times(whole);
  const rest = price.ratio(remaining_days, DAYS_OF_A_MONTH);
  const total = months.plus(rest);
  return {
    total,
    breakdown: {
      unit: 'month',
      unit_price: price.toNumber(),
      nights: null,
      nights_amount: null,
      months: whole,
      months_amount: months.toNumber(),
      remaining_days,
      remaining_days_amount: rest.toNumber(),
      total: total.toNumber(),
      currency: price.currency,
    },
  };
}
