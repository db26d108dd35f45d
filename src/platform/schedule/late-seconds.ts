import { CronTime } from 'cron';

/** For how long a job should have begun anew, having last begun at `since`; 0 while its next turn is still to come. */
export function lateSeconds({ cron, time_zone }: { cron: string; time_zone: string }, since: Date, now: Date): number {
  const due = new CronTime(cron, time_zone).getNextDateFrom(since, time_zone).toMillis();
  return Math.max(0, (now.getTime() - due) / 1000);
}
