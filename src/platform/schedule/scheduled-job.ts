import { SetMetadata } from '@nestjs/common';
import type { CalendarDate } from '../../kernel/calendar-date.js';

export interface JobSpec {
  readonly name: string;
  /** Cron, in the business time zone. */
  readonly cron: string;
  readonly description: string;
}

/** What a run did, for the record: `{ expired: 3 }`. */
export type JobCounts = Readonly<Record<string, number>>;

/** A piece of scheduled work. Running it twice for one day changes nothing more. */
export interface ScheduledJob {
  run(day: CalendarDate): Promise<JobCounts>;
}

const JOB = Symbol('scheduled job');

/** `@Scheduled({ name: 'expire-bookings', cron: '*\/5 * * * *', … })` on a provider class. */
export function Scheduled(spec: JobSpec): ClassDecorator {
  return SetMetadata(JOB, spec);
}

export function jobSpecOf(type: object): JobSpec | undefined {
  return Reflect.getMetadata(JOB, type) as JobSpec | undefined;
}
