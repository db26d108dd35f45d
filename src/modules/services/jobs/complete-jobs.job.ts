import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock.js';
import { Scheduled, type JobCounts, type ScheduledJob } from '../../../platform/schedule/scheduled-job.js';
import { ServiceRequestsRepository } from '../service-requests.repository.js';
import { ServiceRequestsService } from '../service-requests.service.js';

const OBJECTIONS_WITHIN_MS = 72 * 3_600_000;
const BATCH = 500;

@Injectable()
@Scheduled({ name: 'complete-jobs', cron: '15 * * * *', description: 'Completes the jobs that providers called done 72 hours ago.' })
export class CompleteJobs implements ScheduledJob {
  constructor(
    private readonly requests: ServiceRequestsRepository,
    private readonly service: ServiceRequestsService,
    private readonly clock: Clock,
  ) {}

  /** Goes by the clock, whatever the day. */
  async run(): Promise<JobCounts> {
    let completed = 0;
    for (;;) {
      const ids = await this.requests.unconfirmed(new Date(this.clock.now().getTime() - OBJECTIONS_WITHIN_MS), BATCH);
      for (const id of ids) if (await this.service.completeByClock(id)) completed += 1;
      if (ids.length < BATCH) return { completed };
    }
  }
}
