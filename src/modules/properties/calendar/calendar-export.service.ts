import { Injectable } from '@nestjs/common';
import ical from 'ical-generator';
import { todayIn, type CalendarDate } from '../../../kernel/calendar-date.js';
import { NotFound } from '../../../platform/authz/authz.errors.js';
import { Clock } from '../../../platform/clock.js';
import { Database } from '../../../platform/database/database.js';
import { Answer } from '../../../platform/http/answer.js';
import { CalendarLinks, type CalendarIdentity } from './calendar-links.js';
import { ownUid } from './calendar-uids.js';

interface Home extends CalendarIdentity {
  readonly title: string;
  readonly time_zone: string;
}
interface Period {
  readonly id: string;
  readonly start_date: CalendarDate;
  readonly end_date: CalendarDate;
  readonly is_stay: boolean;
  readonly created_at: Date;
}

/** A home's calendar for other sites: when it is taken, and never by whom. */
@Injectable()
export class CalendarExport {
  constructor(
    private readonly database: Database,
    private readonly links: CalendarLinks,
    private readonly clock: Clock,
  ) {}

  /**
   * Stays, dates held for one, and blocks made here, as days whose end is the first free one. What was brought in from elsewhere is not told on.
   * @throws NotFound for a home that is not there as for a token that is not its own
   */
  async calendar(property_id: string, token: string | undefined): Promise<Answer> {
    const homes = await this.database.read<Home & Record<string, unknown>>(
      'SELECT id, title, time_zone, calendar_generation FROM properties WHERE id = $1 AND deleted_at IS NULL',
      [property_id],
    );
    const home = homes[0];
    if (!home || token === undefined || !this.links.opens(token, home)) throw new NotFound();
    const periods = await this.database.read<Period & Record<string, unknown>>(
      `SELECT id, start_date, end_date, true AS is_stay, created_at FROM bookings
       WHERE property_id = $1 AND end_date > $2 AND status IN ('pending', 'confirmed') AND (status = 'confirmed' OR expires_at > now())
       UNION ALL SELECT id, start_date, end_date, false, created_at FROM property_blocks WHERE property_id = $1 AND end_date > $2 AND source_id IS NULL
       ORDER BY start_date, id`,
      [property_id, todayIn(home.time_zone, this.clock.now())],
    );
    return new Answer(textOf(home, periods), { 'content-type': 'text/calendar; charset=utf-8', 'content-disposition': 'inline; filename="calendar.ics"' });
  }
}

function textOf(home: Home, periods: readonly Period[]): string {
  const calendar = ical({ name: home.title, prodId: { company: 'LOKAHOME', product: 'Calendar', language: 'FR' } });
  for (const { id, start_date, end_date, is_stay, created_at } of periods) {
    // Midnights in UTC: of an all-day event the generator writes the UTC day.
    calendar.createEvent({
      id: ownUid(id, home.id), start: new Date(start_date), end: new Date(end_date), allDay: true, stamp: created_at, summary: is_stay ? 'Réservé' : 'Indisponible',
    });
  }
  return calendar.toString();
}
