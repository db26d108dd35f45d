import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../../../kernel/calendar-date.js';
import { Money } from '../../../kernel/money.js';
import { Stay } from '../../../kernel/stay.js';
import { priceStay } from '../booking.pricing.js';
import { scheduleOf, type ScheduledPart } from './schedule.js';

function schedule(rental_type: 'short_term' | 'long_term', price: number, start_date: string, end_date: string): ScheduledPart[] {
  const { total, breakdown } = priceStay({ rental_type, price: Money.of(price, 'XOF') }, new Stay(start_date, end_date));
  return scheduleOf({ rental_type, start_date, end_date, currency: 'XOF', total, breakdown });
}

const shown = (parts: ScheduledPart[]): string[] => parts.map((one) => `${one.period_start} ${one.period_end} ${one.due_date} ${one.amount.toDecimal()}`);

describe('a rent schedule', () => {
  it('has one part for a short stay, due at the start', () => {
    expect(shown(schedule('short_term', 15000, '2027-03-12', '2027-03-16'))).toEqual(['2027-03-12 2027-03-16 2027-03-12 60000']);
  });

  it('has one part a month for a long one, the days left over last', () => {
    expect(shown(schedule('long_term', 100000, '2027-03-12', '2027-05-22'))).toEqual([
      '2027-03-12 2027-04-12 2027-03-12 100000', '2027-04-12 2027-05-12 2027-04-12 100000', '2027-05-12 2027-05-22 2027-05-12 33333',
    ]);
  });

  it('is due on the last day of months that are shorter, and on the day itself again after them', () => {
    expect(schedule('long_term', 90000, '2027-01-31', '2027-05-31').map((one) => one.due_date)).toEqual(['2027-01-31', '2027-02-28', '2027-03-31', '2027-04-30']);
  });

  it('has only the days where the stay is shorter than a month', () => {
    expect(shown(schedule('long_term', 90000, '2027-03-01', '2027-03-11'))).toEqual(['2027-03-01 2027-03-11 2027-03-01 30000']);
  });

  it('lets the last month cover days that are worth nothing', () => {
    expect(shown(schedule('long_term', 10, '2027-03-01', '2027-04-02'))).toEqual(['2027-03-01 2027-04-02 2027-03-01 10']);
  });

  it('adds up to the total exactly, without a gap, whatever the stay', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 1, max: 1800 }), fc.integer({ min: 60, max: 5_000_000 }), (from, nights, price) => {
        const start = addDays('2026-01-01', from);
        const end = addDays(start, nights);
        const parts = schedule('long_term', price, start, end);
        const { total } = priceStay({ rental_type: 'long_term', price: Money.of(price, 'XOF') }, new Stay(start, end));
        expect(parts.reduce((sum, one) => sum.plus(one.amount), Money.zero('XOF')).equals(total)).toBe(true);
        expect([parts[0]?.period_start, parts.at(-1)?.period_end]).toEqual([start, end]);
        for (const [index, part] of parts.entries()) {
          expect([part.sequence, part.amount.compare(Money.zero('XOF')) > 0, part.period_end > part.period_start]).toEqual([index + 1, true, true]);
          if (index > 0) expect(part.period_start).toBe(parts[index - 1]?.period_end);
        }
      }),
    );
  });
});
