import { describe, expect, it } from '@jest/globals';
import { readCalendar, type ReadCalendar } from './calendar-reader.js';
import { CalendarTooLarge, CalendarUnreadable } from './calendar-sieve.js';
import { ownUid } from './calendar-uids.js';

const home = '0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e5f';
const other = '0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e60';
const now = new Date('2027-03-01T10:00:00Z');

const event = (...lines: string[]): string => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'].join('\r\n');
const wrap = (...parts: string[]): string => ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//x//y//EN', ...parts, 'END:VCALENDAR', ''].join('\r\n');
const read = (text: string, time_zone = 'Africa/Porto-Novo'): ReadCalendar => readCalendar(text, { property_id: home, time_zone, now });
const days = (text: string, time_zone?: string): string[] => read(text, time_zone).events.map((one) => `${one.external_uid} ${one.start_date} ${one.end_date}`);

describe('a foreign calendar', () => {
  it.each<[string, string[], string[]]>([
    ['a day ends before its end', ['UID:a', 'DTSTART;VALUE=DATE:20270310', 'DTEND;VALUE=DATE:20270315'], ['a 2027-03-10 2027-03-15']],
    ['a day without an end is one day', ['UID:a', 'DTSTART;VALUE=DATE:20270310'], ['a 2027-03-10 2027-03-11']],
    ['a day that ends when it starts is one day', ['UID:a', 'DTSTART;VALUE=DATE:20270310', 'DTEND;VALUE=DATE:20270310'], ['a 2027-03-10 2027-03-11']],
    ['a duration counts', ['UID:a', 'DTSTART;VALUE=DATE:20270310', 'DURATION:P3D'], ['a 2027-03-10 2027-03-13']],
    ['an event of the clock covers the days it touches', ['UID:a', 'DTSTART:20270310T150000Z', 'DTEND:20270312T110000Z'], ['a 2027-03-10 2027-03-13']],
    ['midnight at the home ends the day before', ['UID:a', 'DTSTART:20270310T150000Z', 'DTEND:20270311T230000Z'], ['a 2027-03-10 2027-03-12']],
    ['the day is the home’s', ['UID:a', 'DTSTART:20270310T233000Z', 'DTEND:20270310T234500Z'], ['a 2027-03-11 2027-03-12']],
    ['a named zone is heeded', ['UID:a', 'DTSTART;TZID=America/New_York:20270310T200000', 'DTEND;TZID=America/New_York:20270310T210000'], ['a 2027-03-11 2027-03-12']],
    ['a time without a zone is the home’s', ['UID:a', 'DTSTART:20270310T233000', 'DTEND:20270310T234500'], ['a 2027-03-10 2027-03-11']],
    ['what is over is left', ['UID:a', 'DTSTART;VALUE=DATE:20270225', 'DTEND;VALUE=DATE:20270301'], []],
    ['what lasts is kept', ['UID:a', 'DTSTART;VALUE=DATE:20270225', 'DTEND;VALUE=DATE:20270302'], ['a 2027-02-25 2027-03-02']],
    ['what is cancelled is free', ['UID:a', 'STATUS:CANCELLED', 'DTSTART;VALUE=DATE:20270310'], []],
    ['what takes no time is free', ['UID:a', 'TRANSP:TRANSPARENT', 'DTSTART;VALUE=DATE:20270310'], []],
    ['our own comes not back', [`UID:${ownUid(other, home)}`, 'DTSTART;VALUE=DATE:20270310'], []],
    ['another home of ours may be brought in', [`UID:${ownUid(other, other)}`, 'DTSTART;VALUE=DATE:20270310'], [`${ownUid(other, other)} 2027-03-10 2027-03-11`]],
    ['lines are unfolded', ['UID:a', 'SUMMARY:long', '  text', 'DTSTART;VALUE=DATE:2027', ' 0310'], ['a 2027-03-10 2027-03-11']],
  ])('%s', (_what, lines, expected) => { expect(days(wrap(event(...lines)))).toEqual(expected); });

  it('repeats for two years, with the exceptions it names', () => {
    const weekly = wrap(
      event('UID:w', 'DTSTART;VALUE=DATE:20270305', 'DTEND;VALUE=DATE:20270307', 'RRULE:FREQ=WEEKLY', 'EXDATE;VALUE=DATE:20270312'),
      event('UID:w', 'RECURRENCE-ID;VALUE=DATE:20270319', 'DTSTART;VALUE=DATE:20270320', 'DTEND;VALUE=DATE:20270322'),
    );
    const found = days(weekly);
    expect(found.slice(0, 3)).toEqual(['w#2027-03-05 2027-03-05 2027-03-07', 'w#2027-03-19 2027-03-20 2027-03-22', 'w#2027-03-26 2027-03-26 2027-03-28']);
    expect(found.length).toBeGreaterThan(100);
    expect(found.length).toBeLessThan(106);
    expect(found.at(-1)).toMatch(/ 2029-02-2\d /);
  });

  it('knows an event without UID by its times, and a long UID by its hash', () => {
    const [one] = read(wrap(event('DTSTART;VALUE=DATE:20270310'))).events;
    expect(one).toMatchObject({ start_date: '2027-03-10', external_uid: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(read(wrap(event(`UID:${'x'.repeat(5000)}`, 'DTSTART;VALUE=DATE:20270310'))).events[0]?.external_uid).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it.each(['__proto__', 'constructor', 'toString'])('may call an event %s', (uid) => {
    const twice = wrap(event(`UID:${uid}`, 'DTSTART;VALUE=DATE:20270310'), event(`UID:${uid}`, 'RECURRENCE-ID;VALUE=DATE:20270310', 'DTSTART;VALUE=DATE:20270311'));
    expect(days(twice).length).toBeGreaterThan(0);
    expect({}).not.toHaveProperty('recurrences');
    expect(Object).not.toHaveProperty('recurrences');
  });

  it('is empty, or partly nonsense, and says so', () => {
    expect(read(wrap())).toEqual({ events: [], is_empty: true, is_complete: true });
    const odd = read(wrap(event('UID:a', 'DTSTART;VALUE=DATE:20270310'), event('UID:b', 'DTSTART:soon')));
    expect([odd.events.map((one) => one.external_uid), odd.is_complete]).toEqual([['a'], false]);
  });

  it.each(['', '<html></html>', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a', wrap('BEGIN:VEVENT', 'UID:a'), wrap('END:VEVENT')])('is refused when it is not whole (%#)', (text) => {
    expect(() => read(text)).toThrow(CalendarUnreadable);
  });

  it.each(['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', 'FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO;BYMONTH=5'])('is read in no time beside a rule that never comes true (%s)', (rule) => {
    const series = event('UID:never', 'DTSTART:20270101T100000Z', `RRULE:${rule}`);
    const calendar = wrap(event('UID:a', 'DTSTART;VALUE=DATE:20270310'), series);
    read(calendar);
    const before = process.cpuUsage();
    const { events, is_complete } = read(calendar);
    const { user, system } = process.cpuUsage(before);
    expect([events.map((one) => one.external_uid), is_complete]).toEqual([['a'], false]);
    // Without a limit it takes more than a second on a fast machine.
    expect((user + system) / 1000).toBeLessThan(900);
    expect(() => read(wrap(...Array.from({ length: 15 }, (_, index) => series.replace('never', `never-${String(index)}`))))).toThrow(CalendarTooLarge);
  });

  it.each(['FREQ=SECONDLY', 'FREQ=DAILY;BYHOUR=1,2,3', 'FREQ=DAILY'])('is refused when it would never end (%s)', (rule) => {
    expect(() => read(wrap(event('UID:a', 'DTSTART:00010101T000000Z', `RRULE:${rule}`)))).toThrow(CalendarTooLarge);
  });
});
