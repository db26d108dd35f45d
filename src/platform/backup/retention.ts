import { backupTime } from './manifest.js';

/** How many backups stay: the newest of each of so many days, weeks and months that have any. */
export interface Keep {
  readonly daily: number;
  readonly weekly: number;
  readonly monthly: number;
}

/** Those that may go. The newest stays whatever the figures say, and what is no backup of ours is not named. */
export function prunable(names: readonly string[], keep: Keep): string[] {
  const backups = names
    .flatMap((name) => {
      const at = backupTime(name);
      return at ? [{ name, at }] : [];
    })
    .sort((a, b) => b.at.getTime() - a.at.getTime());
  const kept = new Set(backups.slice(0, 1).map(({ name }) => name));
  const periods: [number, (at: Date) => string][] = [
    [keep.daily, (at) => at.toISOString().slice(0, 10)],
    [keep.weekly, mondayOf],
    [keep.monthly, (at) => at.toISOString().slice(0, 7)],
  ];
  for (const [count, periodOf] of periods) {
    const newest = new Map<string, string>();
    for (const { name, at } of backups) if (!newest.has(periodOf(at))) newest.set(periodOf(at), name);
    for (const name of [...newest.values()].slice(0, count)) kept.add(name);
  }
  return backups.filter(({ name }) => !kept.has(name)).map(({ name }) => name);
}

function mondayOf(at: Date): string {
  const day = new Date(at);
  day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
  return day.toISOString().slice(0, 10);
}
