/** More would tell nothing: a replica this far behind is left out anyway. */
const MOST_MARKS = 1000;

/**
 * How long ago the primary was where a replica is now. Both only tell how far they are in the log, so the places where the
 * primary was seen are kept with the time; clocks of other machines do not matter.
 */
export class ReplicaLag {
  private readonly marks: { lsn: number; at: number }[] = [];
  private newest = -1;

  primaryIsAt(lsn: number, at: number): void {
    if (lsn <= this.newest) return;
    this.newest = lsn;
    const last = this.marks.at(-1);
    if (last && this.marks.length >= MOST_MARKS) last.lsn = lsn;
    else this.marks.push({ lsn, at });
  }

  /** Milliseconds; 0 for a replica that has all that the primary was seen to have. */
  behind(replayed: number, now: number): number {
    while (this.marks[0] && this.marks[0].lsn <= replayed) this.marks.shift();
    return this.marks[0] ? Math.max(0, now - this.marks[0].at) : 0;
  }
}
