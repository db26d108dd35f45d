import { v4, v7 } from 'uuid';

const TWO_TO_32 = 4_294_967_296;

/**
 * A small repeatable source of chance (sfc32). The whole 128-bit state is the address
 * `(seed, run, stream, index)`, so each home can be made anew, alone and in any order: that is what lets
 * the seeder write table after table without holding a million homes in memory.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private d: number;
  private spare: number | null = null;
  private readonly bytes = new Uint8Array(16);

  constructor(seed: number, run = 0, stream = 0, index = 0) {
    this.a = seed | 0;
    this.b = run | 0;
    this.c = stream | 0;
    this.d = index | 0;
    // Neighbouring addresses differ by one bit; a dozen rounds spread it over the whole state.
    for (let round = 0; round < 14; round++) this.uint32();
  }

  /** 0 … 2³² − 1. */
  uint32(): number {
    const sum = (((this.a + this.b) | 0) + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (this.c << 21) | (this.c >>> 11);
    this.c = (this.c + sum) | 0;
    return sum >>> 0;
  }

  /** 0 ≤ x < 1. */
  next(): number {
    return this.uint32() / TWO_TO_32;
  }

  /** A whole number, both ends included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  between(min: number, max: number): number {
    return min + this.next() * (max - min);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    const found = list[Math.floor(this.next() * list.length)];
    if (found === undefined) throw new RangeError('Nothing to pick from');
    return found;
  }

  /** `count` different members, in a random order. */
  sample<T>(list: readonly T[], count: number): T[] {
    const rest = [...list];
    const taken: T[] = [];
    while (taken.length < count && rest.length > 0) {
      taken.push(...rest.splice(this.int(0, rest.length - 1), 1));
    }
    return taken;
  }

  /** Standard normal (Box–Muller, both halves used). */
  gaussian(): number {
    if (this.spare !== null) {
      const value = this.spare;
      this.spare = null;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    const angle = 2 * Math.PI * this.next();
    this.spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** A version 7 UUID of that instant (milliseconds): its order is the order of the rows. */
  uuid(msecs: number): string {
    // The package reads the last six bytes only.
    this.fill(8);
    return v7({ msecs: Math.floor(msecs), seq: this.uint32() & 0x7fffffff, random: this.bytes });
  }

  /** A version 4 UUID, as providers are given references. */
  reference(): string {
    return v4({ random: this.draw() });
  }

  /** 128 bits of it. */
  draw(): Buffer {
    this.fill(0);
    return Buffer.from(this.bytes);
  }

  private fill(from: number): void {
    for (let at = from; at < 16; at += 4) {
      const word = this.uint32();
      this.bytes[at] = word & 255;
      this.bytes[at + 1] = (word >>> 8) & 255;
      this.bytes[at + 2] = (word >>> 16) & 255;
      this.bytes[at + 3] = word >>> 24;
    }
  }
}

/** Picks by weight; the cumulated weights are added up once. */
export class WeightedList<T> {
  private readonly steps: Float64Array;
  private readonly total: number;

  constructor(private readonly items: readonly T[], weightOf: (item: T) => number) {
    this.steps = new Float64Array(items.length);
    let sum = 0;
    items.forEach((item, index) => {
      sum += weightOf(item);
      this.steps[index] = sum;
    });
    this.total = sum;
  }

  pick(random: Random): T {
    const point = random.next() * this.total;
    let low = 0;
    let high = this.items.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.steps[middle] ?? 0) > point) high = middle;
      else low = middle + 1;
    }
    const found = this.items[low];
    if (found === undefined) throw new RangeError('Nothing to pick from');
    return found;
  }
}
