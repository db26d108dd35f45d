import ical, { type VEvent } from 'node-ical';
import { createHash } from 'node:crypto';
import { Script } from 'node:vm';
import { addDays, isCalendarDate, todayIn, type CalendarDate } from '../../../kernel/calendar-date.js';
import { isOwnUid } from './calendar-uids.js';
import { CalendarTooLarge, siftCalendar } from './calendar-sieve.js';

/** Days that another site holds: `[start_date, end_date)`. */
export interface ImportedEvent {
  /** The event's UID there, with the day of the original for one of a series; a long one as its hash. */
  readonly external_uid: string;
  readonly start_date: CalendarDate;
  readonly end_date: CalendarDate;
}

export interface ReadCalendar {
  /** Those that end after today and start within two years. Neither free time nor cancelled nor our own. */
  readonly events: readonly ImportedEvent[];
  /** There is no event in it at all. */
  readonly is_empty: boolean;
  /** False when some event makes no sense: what is missing may be there. */
  readonly is_complete: boolean;
}

export interface ReadingFor {
  readonly property_id: string;
  /** IANA name: whose days the events of the clock cover. */
  readonly time_zone: string;
  readonly now: Date;
}

interface Instance {
  readonly start: Date;
  readonly end: Date;
  readonly is_day: boolean;
  /** The day that this one of a series had at first. */
  readonly original?: CalendarDate;
}

const AHEAD_DAYS = 731;
const DAY_MS = 86_400_000;
const LONGEST_UID = 100;
/** Milliseconds of work for one series, and for all of a calendar: they are counted out on the one thread there is. */
const SERIES_PATIENCE_MS = 500;
const PATIENCE_MS = 2000;

/** What another site's calendar says. @throws CalendarUnreadable, CalendarTooLarge */
export function readCalendar(text: string, reading: ReadingFor): ReadCalendar {
  const { calendar, uids, count } = siftCalendar(text);
  const today = todayIn(reading.time_zone, reading.now);
  const horizon = addDays(today, AHEAD_DAYS);
  const events = new Map<string, ImportedEvent>();
  let is_complete = true;
  const end = Date.now() + PATIENCE_MS;
  for (const event of Object.values(ical.sync.parseICS(calendar))) {
    if (event?.type !== 'VEVENT') continue;
    const uid = uids.get(event.uid);
    if (Date.now() > end) throw new CalendarTooLarge('too much to count');
    if (uid === undefined || isOwnUid(uid, reading.property_id)) continue;
    try {
      for (const instance of instancesOf(event, reading.now)) {
        const days = daysOf(instance, reading.time_zone);
        const external_uid = keyOf(uid, instance.original);
        if (days.end_date > today && days.start_date < horizon) events.set(external_uid, { external_uid, ...days });
      }
    } catch {
      // No day, or a rule that never comes true: the library gives up on it with errors of several kinds.
      is_complete = false;
    }
  }
  return { events: [...events.values()], is_empty: count === 0, is_complete };
}

function instancesOf(event: VEvent, now: Date): Instance[] {
  if (!event.rrule) {
    const overrides = Object.values(event.recurrences ?? {}) as VEvent[];
    // One of a series whose rule is not there, as some sites send it.
    return [...new Set(overrides.length > 0 && event.recurrenceid ? overrides : [event])].flatMap((one) => taken(one, one.start, one.end, one.recurrenceid));
  }
  const from = new Date(now.getTime() - DAY_MS);
  const to = new Date(now.getTime() + AHEAD_DAYS * DAY_MS);
  return within(SERIES_PATIENCE_MS, () => ical.expandRecurringEvent(event, { from, to, expandOngoing: true }))
    .flatMap((one) => taken(one.event, one.start, one.end, one.isOverride ? one.event.recurrenceid : one.start));
}

const WORK = new Script('work()');

/** The library tries a rule that never comes true ten thousand times, which takes seconds: it is cut off. @throws Error when it is */
function within<T>(timeout: number, work: () => T): T {
  const results: T[] = [];
  WORK.runInNewContext({ work: () => { results.push(work()); } }, { timeout });
  return results[0];
}

/** Nothing where the event takes no time from anybody. */
function taken(event: VEvent, start: Date, end: Date | undefined, original: Date | undefined): Instance[] {
  if (event.status === 'CANCELLED' || event.transparency === 'TRANSPARENT') return [];
  return [{ start, end: end ?? start, is_day: event.datetype === 'date', ...(original === undefined ? {} : { original: localDay(original) }) }];
}

/** A day's end is the first free day; an event of the clock covers each day that it touches at the home. @throws RangeError for no day */
function daysOf({ start, end, is_day }: Instance, time_zone: string): Pick<ImportedEvent, 'start_date' | 'end_date'> {
  const day = (instant: Date): CalendarDate => (is_day || !('tz' in instant) || instant.tz === undefined ? localDay(instant) : todayIn(time_zone, instant));
  const start_date = day(start);
  const last = is_day || end <= start ? day(end) : day(Object.assign(new Date(end.getTime() - 1), 'tz' in end ? { tz: end.tz } : {}));
  const end_date = is_day && last > start_date ? last : addDays(last > start_date ? last : start_date, 1);
  return { start_date, end_date };
}

/** The parser gives days, and times without a zone, in the clock of this process. */
function localDay(instant: Date): CalendarDate {
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = `${String(instant.getFullYear())}-${two(instant.getMonth() + 1)}-${two(instant.getDate())}`;
  if (!isCalendarDate(day)) throw new RangeError('not a day');
  return day;
}

function keyOf(uid: string, original: CalendarDate | undefined): string {
  const short = uid.length > LONGEST_UID ? `sha256:${createHash('sha256').update(uid).digest('hex')}` : uid;
  return original === undefined ? short : `${short}#${original}`;
}
