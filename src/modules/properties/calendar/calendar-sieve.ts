import { createHash } from 'node:crypto';

/** Not a calendar, or one that was cut off. */
export class CalendarUnreadable extends Error {
  override name = 'CalendarUnreadable';
}

/** More events or rules than we work through. */
export class CalendarTooLarge extends Error {
  override name = 'CalendarTooLarge';
}

export interface SiftedCalendar {
  /** Nothing but the times of events, each under a UID of ours. */
  readonly calendar: string;
  /** Their true UIDs. */
  readonly uids: ReadonlyMap<string, string>;
  /** How many events there are. */
  readonly count: number;
}

const MOST_EVENTS = 3000;
const MOST_RULES = 20;
const OLDEST_RULE = 10;
const EVENT_LINES = new Set(['DTSTART', 'DTEND', 'DURATION', 'RRULE', 'EXDATE', 'RECURRENCE-ID', 'SEQUENCE', 'STATUS', 'TRANSP']);
const ZONE_LINES = new Set(['TZID', 'TZOFFSETFROM', 'TZOFFSETTO', 'DTSTART', 'RRULE', 'RDATE']);
const ZONE_PARTS = new Set(['VTIMEZONE', 'STANDARD', 'DAYLIGHT']);
/** Rules that would make thousands of instants a day. */
const RESTLESS = /FREQ=(SECONDLY|MINUTELY|HOURLY)|BY(SECOND|MINUTE|HOUR)=[^;]*,|BYSETPOS/i;

/**
 * Leaves of a foreign calendar what tells when it is taken: names, notes and addresses of guests go no further. The parser keeps events under their
 * UID in a plain object, so they get harmless ones. @throws CalendarUnreadable, CalendarTooLarge
 */
export function siftCalendar(text: string, year = new Date().getUTCFullYear()): SiftedCalendar {
  const lines = text.replace(/^\uFEFF/, '').trim().replace(/\r?\n[ \t]/g, '').split(/\r?\n/);
  if (!isLine(lines[0], 'BEGIN:VCALENDAR') || !isLine(lines.at(-1), 'END:VCALENDAR')) throw new CalendarUnreadable('not a whole calendar');
  const kept: string[] = [];
  const uids = new Map<string, string>();
  const ours = new Map<string, string>();
  const open: string[] = [];
  let event: string[] = [];
  let uid = '';
  let count = 0;
  let rules = 0;
  for (const line of lines) {
    const name = (/^[A-Za-z-]+/.exec(line)?.[0] ?? '').toUpperCase();
    const value = line.slice(line.indexOf(':') + 1).trim();
    const part = value.toUpperCase();
    const inside = open.at(-1);
    if (name === 'BEGIN') {
      open.push(part);
      if (part === 'VEVENT') [event, uid] = [[], ''];
      if (part === 'VCALENDAR' || ZONE_PARTS.has(part)) kept.push(line);
    } else if (name === 'END') {
      if (open.pop() !== part) throw new CalendarUnreadable('parts are not closed');
      if (part === 'VCALENDAR' || ZONE_PARTS.has(part)) kept.push(line);
      if (part !== 'VEVENT') continue;
      count += 1;
      if (isEndless(event, year)) throw new CalendarTooLarge('a series that is too old');
      const known = uid === '' ? nameless(event) : uid;
      const mine = ours.get(known) ?? `event-${String(count)}`;
      ours.set(known, mine);
      uids.set(mine, known);
      kept.push('BEGIN:VEVENT', `UID:${mine}`, ...event, 'END:VEVENT');
    } else if (inside === 'VEVENT') {
      if (name === 'UID') uid = value;
      if (EVENT_LINES.has(name)) event.push(line);
      if (name === 'RRULE') rules += 1;
      if (name === 'RRULE' && RESTLESS.test(value)) throw new CalendarTooLarge('a rule that repeats by the clock');
    } else if (inside !== undefined && ZONE_PARTS.has(inside) && ZONE_LINES.has(name)) {
      kept.push(line);
    }
    if (count > MOST_EVENTS || rules > MOST_RULES) throw new CalendarTooLarge('too many events');
  }
  if (open.length > 0) throw new CalendarUnreadable('parts are not closed');
  return { calendar: kept.join('\r\n'), uids, count };
}

function isLine(line: string | undefined, wanted: string): boolean {
  return line?.trim().toUpperCase() === wanted;
}

/** Without a UID an event is known by its times. */
function nameless(event: readonly string[]): string {
  return createHash('sha256').update(event.filter((line) => /^DT/i.test(line)).join('\n')).digest('hex');
}

/** Every day since its start is counted: a daily series from the year 1 would take minutes. */
function isEndless(event: readonly string[], year: number): boolean {
  if (!event.some((line) => /^RRULE.*FREQ=(DAILY|WEEKLY)/i.test(line))) return false;
  const start = event.find((line) => /^DTSTART/i.test(line)) ?? '';
  return Number(/(\d{4})\d{4}/.exec(start.slice(start.lastIndexOf(':')))?.[1] ?? 0) < year - OLDEST_RULE;
}
