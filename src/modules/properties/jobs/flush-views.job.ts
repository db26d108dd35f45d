import { Injectable } from '@nestjs/common';
import { Scheduled, type JobCounts, type ScheduledJob } from '../../../platform/schedule/scheduled-job.js';
import { PropertyViews } from '../property-views.js';

@Injectable()
@Scheduled({ name: 'flush-views', cron: '* * * * *', description: 'Adds the looks at homes that Redis counted to their totals.' })
export class FlushViews implements ScheduledJob {
  constructor(private readonly views: PropertyViews) {}

  async run(): Promise<JobCounts> {
    return { views: await this.views.flush() };
  }
}
