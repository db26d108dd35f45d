import { backupTime } from './manifest.js';

/** How many backups stay: the newest of each of so many days, weeks and months that have any. */
export interface Keep {
  readonly daily: number;
  readonly weekly: number;
  readonly monthly: number;
}

const DAY_MS = 86_400_000;

/**
 * Those that may go. The newest stays whatever the figures say, and so do all of its day: what was made before a deploy is
 * wanted although another deploy has followed. What is no backup of ours is not named.
 */
export function prunable(names: readonly string[], keep: Keep): string[] {
  const backups = names
    .flatMap((name) => {
      const at = backupTime(name);
      return at ? [{ name, at }] : [];
    })
    .sort((a, b) => b.at.getTime() - a.at.getTime());
  const newest = backups[0]?.at.getTime() ?? 0;
  const kept = new Set(backups.filter(({ at }) => at.getTime() > newest - DAY_MS).map(({ name }) => name));
  const periods: [number, (at: Date) => string][] = [
    [keep.daily, (at) => at.toISOString().slice(0, 10)],
    [keep.weekly, mondayOf],
    [keep.monthly, (at) => at.toISOString().slice(0, 7)],
  ];
  for (const [count, periodOf] of periods) {
    const latest = new Map<string, string>();
    for (const { name, at } of backups) if (!latest.has(periodOf(at))) latest.set(periodOf(at), name);
    for (const name of [...latest.values()].slice(0, count)) kept.add(name);
  }
  return backups.filter(({ name }) => !kept.has(name)).map(({ name }) => name);
}

function mondayOf(at: Date): string {
  const day = new Date(at);
  day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
  return day.toISOString().slice(0, 10);
}
