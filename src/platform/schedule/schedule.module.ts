import { Module, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { ScheduleModule as NestScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import { CronJob } from 'cron';
import { Config } from '../../config/index.js';
import { logger } from '../observability/logger.js';
import { JobRunner } from './job-runner.js';

/** The clock: only where a worker runs. */
@Module({ imports: [NestScheduleModule.forRoot()] })
export class ClockModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly running = new Set<Promise<unknown>>();

  constructor(
    private readonly registry: SchedulerRegistry,
    private readonly runner: JobRunner,
    private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    for (const { name, cron } of this.runner.list()) {
      const job = CronJob.from({ cronTime: cron, timeZone: this.config.TZ_BUSINESS, onTick: () => { this.start(name); }, start: true });
      this.registry.addCronJob(name, job);
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const job of this.registry.getCronJobs().values()) await job.stop();
    await Promise.allSettled(this.running);
  }

  private start(name: string): void {
    // The minute that it is: cron strikes on the full one, the loop a little later.
    const due = new Date(Math.floor(Date.now() / 60_000) * 60_000);
    const run = this.runner.runDue(name, due).catch((error: unknown) => {
      logger.error({ err: error, job: name }, 'scheduled job could not start');
    });
    this.running.add(run);
    void run.finally(() => this.running.delete(run));
  }
}
