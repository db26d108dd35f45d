import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Scheduled, type JobCounts, type ScheduledJob } from '../schedule/scheduled-job.js';
import { isCleanupTask, type CleanupTask } from './cleanup-task.js';

@Injectable()
@Scheduled({ name: 'cleanup', cron: '0 3 * * *', description: 'Throws away what is dead: tokens, codes, idempotency keys, old outbox rows.' })
export class CleanupJob implements ScheduledJob, OnModuleInit {
  private readonly tasks: CleanupTask[] = [];

  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    for (const { metatype, instance } of this.discovery.getProviders()) {
      if (metatype && isCleanupTask(metatype)) this.tasks.push(instance as CleanupTask);
    }
  }

  async run(): Promise<JobCounts> {
    const counts: Record<string, number> = {};
    for (const task of this.tasks) Object.assign(counts, await task.clean());
    return counts;
  }
}
