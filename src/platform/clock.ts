import type { Clock as ClockShape } from '../kernel/clock.js';

/** What is injected where the time of day matters; tests put a fixed one in its place. */
export abstract class Clock implements ClockShape {
  abstract now(): Date;
}
