import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Money } from '../../kernel/money.js';
import { type RefundTerms, refundOf } from './booking.refund.js';

const xof = (value: number): Money => Money.of(value, 'XOF');

/** Porto-Novo is UTC+1 all year: 12:00 there is 11:00Z. */
const booking = (change: Partial<RefundTerms> = {}): RefundTerms => ({
  status: 'confirmed',
  cancelled_by: 'tenant',
  policy: 'flexible',
  start_date: '2026-03-20',
  time_zone: 'Africa/Porto-Novo',
  rent_held: xof(100_000),
  deposit_held: xof(50_000),
  ...change,
});
const sum = (terms: RefundTerms, at: Date): Money => {
  const { rent, deposit } = refundOf(terms, at);
  return rent.plus(deposit);
};
const refund = (change: Partial<RefundTerms>, at: string): number => sum(booking(change), new Date(at)).toNumber();

const EVERYTHING = 150_000;
const HALF_AND_DEPOSIT = 100_000;
const DEPOSIT = 50_000;

describe('a tenant who cancels a confirmed stay', () => {
  it.each([
    ['weeks before', '2026-02-01T00:00:00Z', EVERYTHING],
    ['a second before noon of the day before', '2026-03-19T10:59:59Z', EVERYTHING],
    ['at noon of the day before', '2026-03-19T11:00:00.000Z', EVERYTHING],
    ['a millisecond after noon of the day before', '2026-03-19T11:00:00.001Z', DEPOSIT],
    ['a second after noon of the day before', '2026-03-19T11:00:01Z', DEPOSIT],
    ['at noon of the day of arrival', '2026-03-20T11:00:00Z', DEPOSIT],
    ['a day after arrival', '2026-03-21T10:59:59Z', DEPOSIT],
    ['a year after arrival', '2027-03-19T10:00:00Z', DEPOSIT],
  ])('under flexible terms, %s (%s), gets %i', (_, at, amount) => {
    expect(refund({ policy: 'flexible' }, at)).toBe(amount);
  });

  it.each([
    ['weeks before', '2026-02-01T00:00:00Z', EVERYTHING],
    ['a second before noon five days before', '2026-03-15T10:59:59Z', EVERYTHING],
    ['at noon five days before', '2026-03-15T11:00:00.000Z', EVERYTHING],
    ['a millisecond after noon five days before', '2026-03-15T11:00:00.001Z', HALF_AND_DEPOSIT],
    ['a second after noon five days before', '2026-03-15T11:00:01Z', HALF_AND_DEPOSIT],
    ['a second before noon of the day before', '2026-03-19T10:59:59Z', HALF_AND_DEPOSIT],
    ['at noon of the day before', '2026-03-19T11:00:00.000Z', HALF_AND_DEPOSIT],
    ['a second after noon of the day before', '2026-03-19T11:00:01Z', DEPOSIT],
    ['a day after arrival', '2026-03-21T10:59:59Z', DEPOSIT],
    ['five days after arrival', '2026-03-25T10:59:59Z', DEPOSIT],
  ])('under moderate terms, %s (%s), gets %i', (_, at, amount) => {
    expect(refund({ policy: 'moderate' }, at)).toBe(amount);
  });

  it.each([
    ['months before', '2025-10-01T00:00:00Z', HALF_AND_DEPOSIT],
    ['a second before noon seven days before', '2026-03-13T10:59:59Z', HALF_AND_DEPOSIT],
    ['at noon seven days before', '2026-03-13T11:00:00.000Z', HALF_AND_DEPOSIT],
    ['a millisecond after noon seven days before', '2026-03-13T11:00:00.001Z', DEPOSIT],
    ['a second after noon seven days before', '2026-03-13T11:00:01Z', DEPOSIT],
    ['at noon of the day before', '2026-03-19T11:00:00Z', DEPOSIT],
    ['a day after arrival', '2026-03-21T10:59:59Z', DEPOSIT],
    ['seven days after arrival', '2026-03-27T10:59:59Z', DEPOSIT],
  ])('under strict terms, %s (%s), gets %i', (_, at, amount) => {
    expect(refund({ policy: 'strict' }, at)).toBe(amount);
  });

  it('goes by noon where the property is', () => {
    expect(refund({ time_zone: 'America/New_York' }, '2026-03-19T16:00:00Z')).toBe(EVERYTHING);
    expect(refund({ time_zone: 'America/New_York' }, '2026-03-19T16:00:01Z')).toBe(DEPOSIT);
    expect(refund({ time_zone: 'Pacific/Kiritimati' }, '2026-03-18T22:00:00Z')).toBe(EVERYTHING);
    expect(refund({ time_zone: 'Pacific/Kiritimati' }, '2026-03-18T22:00:01Z')).toBe(DEPOSIT);
  });

  it('goes by noon of that day also when summer time begins in between', () => {
    // Paris moves to UTC+2 on 29 March: five days before 1 April is still UTC+1, one day before is not.
    const paris = { policy: 'moderate', time_zone: 'Europe/Paris', start_date: '2026-04-01' } as const;
    expect(refund(paris, '2026-03-27T11:00:00Z')).toBe(EVERYTHING);
    expect(refund(paris, '2026-03-27T11:00:01Z')).toBe(HALF_AND_DEPOSIT);
    expect(refund(paris, '2026-03-31T10:00:00Z')).toBe(HALF_AND_DEPOSIT);
    expect(refund(paris, '2026-03-31T10:00:01Z')).toBe(DEPOSIT);
  });

  it('counts days over the ends of months and years', () => {
    const newYear = { policy: 'strict', start_date: '2027-01-03' } as const;
    expect(refund(newYear, '2026-12-27T11:00:00Z')).toBe(HALF_AND_DEPOSIT);
    expect(refund(newYear, '2026-12-27T11:00:01Z')).toBe(DEPOSIT);
  });

  it('gets half a franc, or half a cent, rounded up', () => {
    const early = new Date('2026-02-01T00:00:00Z');
    const strict = { policy: 'strict' } as const;
    expect(sum(booking({ ...strict, rent_held: xof(25_001), deposit_held: xof(0) }), early).toDecimal()).toBe('12501');
    const euros = { rent_held: Money.of('99.99', 'EUR'), deposit_held: Money.of('10.00', 'EUR') };
    expect(sum(booking({ ...strict, ...euros }), early).toDecimal()).toBe('60.00');
  });
});

describe('everything comes back', () => {
  const late = '2026-03-25T00:00:00Z';
  const policies = ['flexible', 'moderate', 'strict'] as const;

  it.each(['owner', 'admin', 'system'] as const)('when the %s cancels, whenever and under whichever terms', (by) => {
    for (const policy of policies) {
      for (const status of ['pending', 'confirmed'] as const) {
        expect(refund({ policy, status, cancelled_by: by }, late)).toBe(EVERYTHING);
      }
    }
  });

  it('when the tenant cancels before it is confirmed', () => {
    for (const policy of policies) expect(refund({ policy, status: 'pending' }, late)).toBe(EVERYTHING);
  });
});

describe('a refund', () => {
  const anyBooking: fc.Arbitrary<RefundTerms> = fc.record({
    status: fc.constantFrom('pending' as const, 'confirmed' as const),
    cancelled_by: fc.constantFrom('tenant' as const, 'owner' as const, 'admin' as const, 'system' as const),
    policy: fc.constantFrom('flexible' as const, 'moderate' as const, 'strict' as const),
    start_date: fc.constantFrom('2026-03-20', '2026-03-30', '2026-11-02', '2028-03-01'),
    time_zone: fc.constantFrom('Africa/Porto-Novo', 'Europe/Paris', 'America/New_York', 'Pacific/Kiritimati'),
    rent_held: fc.integer({ min: 0, max: 999_999_999 }).map(xof),
    deposit_held: fc.integer({ min: 0, max: 999_999_999 }).map(xof),
  });
  /** Seconds from arrival: ten days before to ten days after. */
  const anyMoment = fc.integer({ min: -864_000, max: 864_000 });

  it('is at least the deposit, at most all that was paid, and never grows as time passes', () => {
    fc.assert(
      fc.property(anyBooking, anyMoment, anyMoment, (terms, one, other) => {
        const start = Date.parse(`${terms.start_date}T00:00:00Z`);
        const [earlier, later] = [Math.min(one, other), Math.max(one, other)].map((seconds) =>
          sum(terms, new Date(start + seconds * 1_000)),
        );
        expect(earlier.compare(later)).toBeGreaterThanOrEqual(0);
        expect(later.compare(terms.deposit_held)).toBeGreaterThanOrEqual(0);
        expect(earlier.compare(terms.rent_held.plus(terms.deposit_held))).toBeLessThanOrEqual(0);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is nothing where nothing was paid, whoever cancels', () => {
    for (const cancelled_by of ['tenant', 'owner', 'admin', 'system'] as const) expect(refund({ cancelled_by, rent_held: xof(0), deposit_held: xof(0) }, '2026-02-01T00:00:00Z')).toBe(0);
  });
});
