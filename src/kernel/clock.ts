/** Where "now" comes from. Services ask a clock instead of `new Date()`, so that a test can live on any day it needs. */
export interface Clock {
  now(): Date;
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => new Date() };

/**
 * A clock that stands still until it is moved: for tests, and for jobs that are run as on a given day.
 * Takes a `Date` or an ISO 8601 instant; throws `RangeError` when that is no instant.
 */
export class FixedClock implements Clock {
  private millis: number;

  constructor(at: Date | string) {
    this.millis = millisOf(at);
  }

  /** A fresh `Date` each time: whoever changes theirs does not move the clock. */
  now(): Date {
    return new Date(this.millis);
  }

  set(at: Date | string): void {
    this.millis = millisOf(at);
  }

  /** Moves the clock by so many milliseconds (negative: back). */
  advance(ms: number): void {
    this.millis = millisOf(new Date(this.millis + ms));
  }
}

function millisOf(at: Date | string): number {
  const millis = new Date(at).getTime();
  if (Number.isNaN(millis)) throw new RangeError('not an instant');
  return millis;
}
