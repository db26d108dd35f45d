import { createHash } from 'node:crypto';
import { HttpSimulator, type SimulatedAnswer, type SimulatedRequest } from './http-simulator.js';

export interface SimulatedEvent {
  readonly uid: string;
  readonly start: string;
  readonly end: string;
}

/** Another site that lets homes: gives iCalendar files (RFC 5545) by their path, with ETags. */
export class CalendarSimulator {
  readonly http = new HttpSimulator((request) => this.answer(request));
  private readonly files = new Map<string, string>();

  /** Answers the address of the file. */
  show(path: string, content: string | readonly SimulatedEvent[]): string {
    this.files.set(path, typeof content === 'string' ? content : calendarOf(content));
    return `${this.http.url}${path}`;
  }

  /** How many times that file was asked for. */
  asked(path: string): SimulatedRequest[] {
    return this.http.requests.items.filter((request) => request.path === path);
  }

  private answer({ path, headers }: SimulatedRequest): SimulatedAnswer {
    const body = this.files.get(path);
    if (body === undefined) return { status: 404, body: 'no such calendar' };
    const etag = `"${createHash('sha1').update(body).digest('hex')}"`;
    if (headers['if-none-match'] === etag) return { status: 304, headers: { etag } };
    return { status: 200, headers: { etag, 'content-type': 'text/calendar; charset=utf-8' }, body };
  }
}

export async function startCalendarSimulator(): Promise<CalendarSimulator> {
  const simulator = new CalendarSimulator();
  await simulator.http.start();
  return simulator;
}

/** All-day events; ends are the first free days, as the format has it. */
function calendarOf(events: readonly SimulatedEvent[]): string {
  const compact = (day: string): string => day.replaceAll('-', '');
  const lines = events.flatMap(({ uid, start, end }) => [
    'BEGIN:VEVENT', `UID:${uid}`, 'DTSTAMP:20270101T000000Z', `DTSTART;VALUE=DATE:${compact(start)}`, `DTEND;VALUE=DATE:${compact(end)}`, 'SUMMARY:Reserved - Afi Adjovi', 'END:VEVENT',
  ]);
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Another site//EN', ...lines, 'END:VCALENDAR', ''].join('\r\n');
}
