import { Injectable } from '@nestjs/common';
import { Database, query } from '../../../platform/database/database.js';
import { Consumes } from '../../../platform/outbox/consumer.js';
import type { EventEnvelope } from '../../../platform/outbox/events.js';
import { CalendarFetcher } from '../calendar/calendar-fetcher.js';
import { ImportedDays } from '../calendar/imported-days.js';

@Injectable()
export class CalendarListener {
  constructor(
    private readonly database: Database,
    private readonly fetcher: CalendarFetcher,
    private readonly days: ImportedDays,
  ) {}

  @Consumes('calendar.fetch_wanted', { consumer: 'calendars', queue: 'background' })
  async fetch({ payload }: EventEnvelope<'calendar.fetch_wanted'>): Promise<string> {
    return (await this.fetcher.fetch(payload.import_id)) ?? 'fetched';
  }

  /** A stay goes: what another calendar says of its days holds now. */
  @Consumes(['booking.rejected', 'booking.cancelled', 'booking.expired'], { consumer: 'calendars', queue: 'background' })
  async close({ payload }: EventEnvelope<'booking.rejected' | 'booking.cancelled' | 'booking.expired'>): Promise<void> {
    await this.database.transaction(async (tx) => {
      const homes = await query<{ property_id: string }>(
        tx,
        'SELECT b.property_id FROM bookings b WHERE b.id = $1 AND EXISTS (SELECT 1 FROM calendar_imports i WHERE i.property_id = b.property_id)',
        [payload.booking_id],
      );
      if (homes[0]) await this.days.settle(tx, homes[0].property_id);
      return null;
    });
  }
}
