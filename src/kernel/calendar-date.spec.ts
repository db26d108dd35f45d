import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, addMonths, daysBetween, formatDate, instantAt, isCalendarDate, todayIn } from './calendar-date.js';

const anyDate = fc.integer({ min: 0, max: 70_000 }).map((n) => addDays('1990-01-01', n));

describe('a calendar date', () => {
  it.each(['2026-03-12', '2024-02-29', '2000-02-29', '1900-01-01', '2200-12-31'])('is %s', (value) => {
    expect(isCalendarDate(value)).toBe(true);
  });

  it.each([
    '2026-02-29',
    '1900-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '1899-12-31',
    '2201-01-01',
    '2026-3-12',
    '12/03/2026',
    '2026-03-12T00:00:00Z',
    ' 2026-03-12',
    '2026-03-12\n',
    '',
    null,
    undefined,
    20260312,
    new Date(),
  ])('is not %j', (value) => {
    expect(isCalendarDate(value)).toBe(false);
  });

  it('moves by days over months, years and leap days', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
    expect(addDays('2026-03-12', 0)).toBe('2026-03-12');
  });

  it('moves by months from its anchor and stops at the last day of shorter ones', () => {
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(addMonths('2026-01-31', 2)).toBe('2026-03-31');
    expect(addMonths('2026-01-31', 3)).toBe('2026-04-30');
    expect(addMonths('2028-01-31', 1)).toBe('2028-02-29');
    expect(addMonths('2024-02-29', 12)).toBe('2025-02-28');
    expect(addMonths('2024-02-29', 48)).toBe('2028-02-29');
    expect(addMonths('2026-03-31', -1)).toBe('2026-02-28');
    expect(addMonths('2026-01-15', -1)).toBe('2025-12-15');
    expect(addMonths('2026-12-05', 1)).toBe('2027-01-05');
  });

  it('counts the days between two dates as addDays moves them', () => {
    expect(daysBetween('2026-03-12', '2026-03-15')).toBe(3);
    expect(daysBetween('2026-03-15', '2026-03-12')).toBe(-3);
    fc.assert(
      fc.property(anyDate, fc.integer({ min: -5_000, max: 5_000 }), (date, n) => {
        expect(daysBetween(date, addDays(date, n))).toBe(n);
      }),
    );
  });

  it('moves by months never backwards and never past the month aimed at', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: 0, max: 200 }), (date, n) => {
        const moved = addMonths(date, n);
        const months = (text: string): number => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7));
        expect(months(moved) - months(date)).toBe(n);
        expect(moved.slice(8) <= date.slice(8)).toBe(true);
        expect(addMonths(date, n + 1) > moved).toBe(true);
      }),
    );
  });

  it('refuses to compute with what is no date, with fractions and past the years it knows', () => {
    expect(() => addDays('2026-02-30', 1)).toThrow(RangeError);
    expect(() => addMonths('soon', 1)).toThrow(RangeError);
    expect(() => daysBetween('2026-01-01', '')).toThrow(RangeError);
    expect(() => addDays('2026-01-01', 0.5)).toThrow(RangeError);
    expect(() => addMonths('2026-01-01', NaN)).toThrow(RangeError);
    expect(() => addDays('2200-12-31', 1)).toThrow(RangeError);
    expect(() => addDays('2026-01-01', Number.MAX_SAFE_INTEGER)).toThrow(RangeError);
    expect(() => addMonths('1900-01-01', -1)).toThrow(RangeError);
    expect(() => addMonths('2026-01-01', Number.MAX_SAFE_INTEGER)).toThrow(RangeError);
  });
});

describe('the day and the hour in a time zone', () => {
  it('is already tomorrow in Porto-Novo in the last UTC hour of the day', () => {
    expect(todayIn('Africa/Porto-Novo', new Date('2026-03-12T22:59:59Z'))).toBe('2026-03-12');
    expect(todayIn('Africa/Porto-Novo', new Date('2026-03-12T23:00:00Z'))).toBe('2026-03-13');
  });

  it('is still yesterday in New York in the first UTC hours of the day', () => {
    expect(todayIn('America/New_York', new Date('2026-03-12T03:59:59Z'))).toBe('2026-03-11');
  });

  it('turns a time on a day into an instant', () => {
    expect(instantAt('2026-03-12', '12:00', 'Africa/Porto-Novo').toISOString()).toBe('2026-03-12T11:00:00.000Z');
    expect(instantAt('2026-01-12', '12:00', 'Europe/Paris').toISOString()).toBe('2026-01-12T11:00:00.000Z');
    expect(instantAt('2026-07-12', '12:00', 'Europe/Paris').toISOString()).toBe('2026-07-12T10:00:00.000Z');
    expect(instantAt('2026-03-12', '00:00', 'UTC').toISOString()).toBe('2026-03-12T00:00:00.000Z');
    expect(instantAt('2026-03-12', '23:59', 'UTC').toISOString()).toBe('2026-03-12T23:59:00.000Z');
  });

  it('moves a time that summer time skips as much later', () => {
    expect(instantAt('2026-03-29', '02:30', 'Europe/Paris').toISOString()).toBe('2026-03-29T01:30:00.000Z');
  });

  it('answers one instant for a time that comes twice', () => {
    const at = instantAt('2026-10-25', '02:30', 'Europe/Paris').toISOString();
    expect(['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z']).toContain(at);
  });

  it.each(['Mars/Phobos', '', 'local', 'system', 'UTC+3'])('refuses the zone %j', (zone) => {
    expect(() => todayIn(zone, new Date())).toThrow(RangeError);
    expect(() => instantAt('2026-03-12', '12:00', zone)).toThrow(RangeError);
  });

  it.each(['24:00', '12:60', '9:00', '12:00:00', ''])('refuses the time %j', (time) => {
    expect(() => instantAt('2026-03-12', time, 'UTC')).toThrow(RangeError);
  });

  it('refuses an invalid instant and an invalid date', () => {
    expect(() => todayIn('UTC', new Date(NaN))).toThrow(RangeError);
    expect(() => instantAt('2026-02-29', '12:00', 'UTC')).toThrow(RangeError);
  });
});

describe('a date for people', () => {
  it('is written in French', () => {
    expect(formatDate('2026-03-12', 'fr')).toBe('12 mars 2026');
    expect(formatDate('2026-03-01', 'fr')).toBe('1er mars 2026');
    expect(formatDate('2026-08-02', 'fr')).toBe('2 août 2026');
    expect(formatDate('2026-12-21', 'fr')).toBe('21 décembre 2026');
  });

  it('is written in English', () => {
    expect(formatDate('2026-03-12', 'en')).toBe('12 March 2026');
    expect(formatDate('2026-03-01', 'en')).toBe('1 March 2026');
  });

  it('is refused when it is no date', () => {
    expect(() => formatDate('2026-02-30', 'fr')).toThrow(RangeError);
  });
});
