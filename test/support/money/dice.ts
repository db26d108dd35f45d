/** Chance that falls the same way again for the same seed (mulberry32). */
export class Dice {
  constructor(private state: number) {}

  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  one<T>(of: readonly T[]): T {
    return of[this.whole(0, of.length - 1)];
  }

  /** By weight: `{ approved: 5, declined: 1 }`. */
  weighed<K extends string>(weights: Partial<Record<K, number>>): K {
    const entries = Object.entries(weights) as [K, number][];
    let left = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    const found = entries.find(([, weight]) => (left -= weight) < 0) ?? entries[0];
    if (!found) throw new RangeError('there is nothing to choose from');
    return found[0];
  }

  shuffled<T>(items: readonly T[]): T[] {
    const left = [...items];
    for (let n = left.length - 1; n > 0; n -= 1) {
      const other = this.whole(0, n);
      [left[n], left[other]] = [left[other], left[n]];
    }
    return left;
  }

  private next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
}
