import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';
import { Scheduled, type JobCounts, type ScheduledJob } from '../../../platform/schedule/scheduled-job.js';
import { CalendarFetcher } from '../calendar/calendar-fetcher.js';

const AT_A_TIME = 8;

@Injectable()
@Scheduled({ name: 'import-calendars', cron: '*/30 * * * *', description: 'Fetches the calendars of other sites that owners bring in.' })
export class ImportCalendars implements ScheduledJob {
  constructor(
    private readonly database: Database,
    private readonly fetcher: CalendarFetcher,
  ) {}

  async run(): Promise<JobCounts> {
    const imports = await this.database.read<{ id: string }>(
      'SELECT i.id FROM calendar_imports i JOIN properties p ON p.id = i.property_id WHERE p.deleted_at IS NULL ORDER BY i.last_fetched_at NULLS FIRST, i.id',
    );
    const waiting = imports.values();
    let failed = 0;
    const work = async (): Promise<void> => {
      for (const { id } of waiting) if ((await this.fetcher.fetch(id)) !== null) failed += 1;
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, work));
    return { fetched: imports.length - failed, failed };
  }
}
