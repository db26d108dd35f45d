import { DateTime, IANAZone } from 'luxon';

/** A day without hour or zone, `YYYY-MM-DD`, from 1900 to 2200. As strings they compare in the order of time. */
export type CalendarDate = string;

const FORM = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const DAY_MS = 86_400_000;
const FIRST_YEAR = 1900;
const LAST_YEAR = 2200;

const MONTHS = {
  fr: [
    'janvier',
    'février',
    'mars',
    'avril',
    'mai',
    'juin',
    'juillet',
    'août',
    'septembre',
    'octobre',
    'novembre',
    'décembre',
  ],
  en: [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
  ],
} as const;

/** Whether the value is a real day (no 30 February) written `YYYY-MM-DD`, in the years 1900..2200. */
export function isCalendarDate(value: unknown): value is CalendarDate {
  return typeof value === 'string' && parse(value) !== null;
}

/** The day `n` days later (negative: earlier). Throws `RangeError` on a bad date, a fraction, or a result out of range. */
export function addDays(date: CalendarDate, n: number): CalendarDate {
  const { year, month, day } = partsOf(date);
  return format(new Date(Date.UTC(year, month - 1, day) + integer(n) * DAY_MS));
}

/**
 * The same day of the month `n` months later (negative: earlier), or the last day where that month is shorter:
 * 31 January + 1 = 28 February, + 2 = 31 March. Always count from the anchor, not from the month before, else the
 * day is lost on the way. Throws `RangeError` on a bad date, a fraction, or a result out of range.
 */
export function addMonths(date: CalendarDate, n: number): CalendarDate {
  const { year, month, day } = partsOf(date);
  const first = new Date(Date.UTC(year, month - 1 + integer(n), 1));
  const lastDay = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return format(new Date(first.getTime() + (Math.min(day, lastDay) - 1) * DAY_MS));
}

/** Days from one date to the other: the nights of a stay; negative when `to` is earlier. Throws `RangeError` on a bad date. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return (utcMidnight(to) - utcMidnight(from)) / DAY_MS;
}

/** Which day it is at that instant in that zone (IANA name). Throws `RangeError` on an unknown zone or an invalid instant. */
export function todayIn(timeZone: string, now: Date): CalendarDate {
  const local = DateTime.fromJSDate(now, { zone: zoneOf(timeZone) });
  if (!local.isValid) throw new RangeError('not an instant');
  return local.toISODate();
}

/**
 * The instant at which the clocks of that zone (IANA name) show that time (`HH:mm`) on that day. A time that
 * summer time skips becomes the one as much later; of a time that comes twice one is taken, always the same.
 * Throws `RangeError` on a bad date, a bad time or an unknown zone.
 */
export function instantAt(date: CalendarDate, time: string, timeZone: string): Date {
  const { year, month, day } = partsOf(date);
  if (!TIME.test(time)) throw new RangeError('not a time of day (HH:mm)');
  const [hour, minute] = time.split(':').map(Number);
  return DateTime.fromObject({ year, month, day, hour, minute }, { zone: zoneOf(timeZone) }).toJSDate();
}

/** The date as people write it: '12 mars 2026', '1er mars 2026'; '12 March 2026'. Throws `RangeError` on a bad date. */
export function formatDate(date: CalendarDate, locale: 'fr' | 'en'): string {
  const { year, month, day } = partsOf(date);
  const ordinal = locale === 'fr' && day === 1 ? '1er' : String(day);
  return `${ordinal} ${MONTHS[locale][month - 1]} ${year}`;
}

interface Parts {
  year: number;
  month: number;
  day: number;
}

function parse(value: string): Parts | null {
  const match = FORM.exec(value);
  if (!match) return null;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  if (year < FIRST_YEAR || year > LAST_YEAR) return null;
  const made = new Date(Date.UTC(year, month - 1, day));
  // Date rolls 30 February over into March; a real date comes back as it went in.
  return made.getUTCMonth() === month - 1 && made.getUTCDate() === day ? { year, month, day } : null;
}

function partsOf(date: CalendarDate): Parts {
  const parts = typeof date === 'string' ? parse(date) : null;
  if (!parts) throw new RangeError('not a calendar date (YYYY-MM-DD)');
  return parts;
}

function utcMidnight(date: CalendarDate): number {
  const { year, month, day } = partsOf(date);
  return Date.UTC(year, month - 1, day);
}

function format(at: Date): CalendarDate {
  const year = at.getUTCFullYear();
  // Also refuses an invalid date, whose year is NaN.
  if (!(year >= FIRST_YEAR && year <= LAST_YEAR)) throw new RangeError('the date is out of range');
  return at.toISOString().slice(0, 10);
}

function integer(n: number): number {
  if (!Number.isSafeInteger(n)) throw new RangeError('not a whole number');
  return n;
}

/** Asking the platform about a zone takes longer than everything else here; there are some hundreds of them. */
const zones = new Map<string, IANAZone>();

function zoneOf(timeZone: string): IANAZone {
  const known = zones.get(timeZone);
  if (known) return known;
  // Luxon would also take 'local' or 'system': the machine's zone must never decide about a stay.
  if (!IANAZone.isValidZone(timeZone)) throw new RangeError('unknown time zone');
  const zone = IANAZone.create(timeZone);
  zones.set(timeZone, zone);
  return zone;
}
