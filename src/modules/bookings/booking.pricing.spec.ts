import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../../kernel/calendar-date.js';
import { type Currency, Money } from '../../kernel/money.js';
import { Stay } from '../../kernel/stay.js';
import { type PriceTerms, priceStay } from './booking.pricing.js';

const shortTerm = (price: string, currency: Currency = 'XOF'): PriceTerms => ({
  rental_type: 'short_term',
  price: Money.of(price, currency),
});
const longTerm = (price: string, currency: Currency = 'XOF'): PriceTerms => ({
  rental_type: 'long_term',
  price: Money.of(price, currency),
});

describe('the price of a short stay', () => {
  it('is the price of a night for each night', () => {
    const { total, breakdown } = priceStay(shortTerm('25000'), new Stay('2026-03-12', '2026-03-15'));
    expect(total.toDecimal()).toBe('75000');
    expect(breakdown).toEqual({
      unit: 'night',
      unit_price: 25_000,
      nights: 3,
      nights_amount: 75_000,
      months: null,
      months_amount: null,
      remaining_days: null,
      remaining_days_amount: null,
      total: 75_000,
      currency: 'XOF',
    });
  });

  it('keeps its cents', () => {
    expect(priceStay(shortTerm('49.99', 'EUR'), new Stay('2026-03-12', '2026-03-15')).total.toDecimal()).toBe('149.97');
    expect(priceStay(shortTerm('0.1', 'USD'), new Stay('2026-03-12', '2026-03-15')).breakdown.total).toBe(0.3);
  });

  it('counts nights, also over months', () => {
    expect(priceStay(shortTerm('10000'), new Stay('2026-01-31', '2026-03-31')).total.toDecimal()).toBe('590000');
  });
});

describe('the price of a long stay', () => {
  it('is the price of a month for each whole month, and a thirtieth for each day left over', () => {
    const { total, breakdown } = priceStay(longTerm('150000'), new Stay('2026-03-15', '2026-06-25'));
    expect(total.toDecimal()).toBe('500000');
    expect(breakdown).toEqual({
      unit: 'month',
      unit_price: 150_000,
      nights: null,
      nights_amount: null,
      months: 3,
      months_amount: 450_000,
      remaining_days: 10,
      remaining_days_amount: 50_000,
      total: 500_000,
      currency: 'XOF',
    });
  });

  it.each([
    ['2026-01-31', '2026-02-28', '150000'],
    ['2026-01-31', '2026-03-01', '155000'],
    ['2026-01-31', '2026-03-31', '300000'],
    ['2026-03-15', '2026-03-25', '50000'],
    ['2026-03-15', '2027-03-15', '1800000'],
  ])('from %s to %s at 150 000 a month is %s', (start, end, total) => {
    expect(priceStay(longTerm('150000'), new Stay(start, end)).total.toDecimal()).toBe(total);
  });

  it('rounds the days left over half up to whole francs', () => {
    // 100 000 ÷ 30 = 3 333.33…; × 2 = 6 666.67; 15 × 7 days ÷ 30 = 3.5.
    expect(priceStay(longTerm('100000'), new Stay('2026-03-01', '2026-03-02')).total.toDecimal()).toBe('3333');
    expect(priceStay(longTerm('100000'), new Stay('2026-03-01', '2026-03-03')).total.toDecimal()).toBe('6667');
    expect(priceStay(longTerm('15'), new Stay('2026-03-01', '2026-03-08')).total.toDecimal()).toBe('4');
  });

  it('rounds the days left over to cents where there are cents', () => {
    expect(priceStay(longTerm('500.00', 'EUR'), new Stay('2026-03-01', '2026-03-02')).total.toDecimal()).toBe('16.67');
    expect(priceStay(longTerm('0.15', 'EUR'), new Stay('2026-03-01', '2026-03-02')).total.toDecimal()).toBe('0.01');
  });

  it('may be a whole price for thirty days that are no month', () => {
    const { breakdown } = priceStay(longTerm('150000'), new Stay('2026-03-15', '2026-04-14'));
    expect(breakdown).toMatchObject({
      months: 0,
      months_amount: 0,
      remaining_days: 30,
      remaining_days_amount: 150_000,
    });
  });
});

describe('a price', () => {
  it('adds up exactly, and never falls when the stay gets a night longer', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<PriceTerms['rental_type']>('short_term', 'long_term'),
        fc.integer({ min: 1, max: 99_999_999_999 }),
        fc.constantFrom<Currency>('EUR', 'USD'),
        fc.integer({ min: 0, max: 1_500 }),
        fc.integer({ min: 1, max: 800 }),
        (rental_type, cents, currency, from, nights) => {
          const price = Money.of((cents / 100).toFixed(2), currency);
          const start = addDays('2026-01-01', from);
          const stay = new Stay(start, addDays(start, nights));
          const { total, breakdown } = priceStay({ rental_type, price }, stay);
          const parts = [breakdown.nights_amount, breakdown.months_amount, breakdown.remaining_days_amount];
          const sum = parts.reduce<Money>((all, part) => all.plus(Money.of(part ?? 0, currency)), Money.zero(currency));
          expect(sum.equals(total)).toBe(true);
          expect(breakdown.total).toBe(total.toNumber());
          expect(JSON.parse(JSON.stringify(breakdown))).toEqual(breakdown);
          const longer = new Stay(start, addDays(start, nights + 1));
          expect(priceStay({ rental_type, price }, longer).total.compare(total)).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});
