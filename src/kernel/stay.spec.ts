import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, addMonths } from './calendar-date.js';
import { Stay } from './stay.js';

const anyStay = (horizon: number, longest: number): fc.Arbitrary<Stay> =>
  fc
    .tuple(fc.integer({ min: 0, max: horizon }), fc.integer({ min: 1, max: longest }))
    .map(([from, nights]) => new Stay(addDays('2024-01-01', from), addDays('2024-01-01', from + nights)));

const nightsOf = (stay: Stay): string[] => Array.from({ length: stay.nights }, (_, n) => addDays(stay.start_date, n));

describe('a stay', () => {
  it('has a night for each day from arrival to the day before departure', () => {
    expect(new Stay('2026-03-12', '2026-03-13').nights).toBe(1);
    expect(new Stay('2026-02-27', '2026-03-02').nights).toBe(3);
    expect(new Stay('2024-02-27', '2024-03-02').nights).toBe(4);
  });

  it.each([
    ['2026-03-12', '2026-03-12'],
    ['2026-03-12', '2026-03-11'],
    ['2026-02-30', '2026-03-11'],
    ['2026-02-20', '2026-02-29'],
    ['', ''],
  ])('is refused from %j to %j', (start, end) => {
    expect(() => new Stay(start, end)).toThrow(RangeError);
  });

  it('contains its arrival and not its departure', () => {
    const stay = new Stay('2026-03-12', '2026-03-14');
    expect(['2026-03-11', '2026-03-12', '2026-03-13', '2026-03-14'].map((date) => stay.contains(date))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('does not overlap the one that arrives on the day it leaves', () => {
    const march = new Stay('2026-03-12', '2026-03-14');
    expect(march.overlaps(new Stay('2026-03-14', '2026-03-15'))).toBe(false);
    expect(new Stay('2026-03-14', '2026-03-15').overlaps(march)).toBe(false);
    expect(march.overlaps(new Stay('2026-03-13', '2026-03-15'))).toBe(true);
    expect(march.overlaps(new Stay('2026-03-01', '2026-03-31'))).toBe(true);
    expect(march.overlaps(march)).toBe(true);
  });

  it('overlaps another exactly when they share a night', () => {
    fc.assert(
      fc.property(anyStay(40, 20), anyStay(40, 20), (one, other) => {
        const shared = nightsOf(one).some((night) => other.contains(night));
        expect(one.overlaps(other)).toBe(shared);
        expect(other.overlaps(one)).toBe(shared);
      }),
    );
  });
});

describe('a stay in months', () => {
  it.each([
    ['2026-01-31', '2026-02-28', 1, 0],
    ['2026-01-31', '2026-03-01', 1, 1],
    ['2026-01-31', '2026-03-30', 1, 30],
    ['2026-01-31', '2026-03-31', 2, 0],
    ['2028-01-31', '2028-02-28', 0, 28],
    ['2028-01-31', '2028-02-29', 1, 0],
    ['2026-03-15', '2026-04-14', 0, 30],
    ['2026-03-15', '2026-04-15', 1, 0],
    ['2026-03-15', '2026-04-25', 1, 10],
    ['2026-12-31', '2027-02-28', 2, 0],
    ['2026-05-01', '2027-05-01', 12, 0],
    ['2026-03-12', '2026-03-13', 0, 1],
    ['2199-12-31', '2200-12-31', 12, 0],
  ])('from %s to %s is %i and %i days', (start, end, whole, remaining_days) => {
    expect(new Stay(start, end).months()).toEqual({ whole, remaining_days });
  });

  it('adds up to the stay again, with less than a month left over', () => {
    fc.assert(
      fc.property(anyStay(1_500, 1_500), (stay) => {
        const { whole, remaining_days } = stay.months();
        expect(addDays(addMonths(stay.start_date, whole), remaining_days)).toBe(stay.end_date);
        expect(remaining_days).toBeGreaterThanOrEqual(0);
        expect(remaining_days).toBeLessThanOrEqual(30);
        expect(addMonths(stay.start_date, whole + 1) > stay.end_date).toBe(true);
      }),
    );
  });
});
