import { describe, expect, it } from '@jest/globals';
import { FixedClock, systemClock } from './clock.js';

describe('the clock', () => {
  it('of the system tells the time of the machine', () => {
    const before = Date.now();
    const now = systemClock.now().getTime();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });

  it('that is fixed stands still', () => {
    const clock = new FixedClock('2026-03-12T08:00:00Z');
    expect(clock.now()).toEqual(new Date('2026-03-12T08:00:00Z'));
    expect(clock.now()).toEqual(clock.now());
  });

  it('that is fixed moves when told to', () => {
    const clock = new FixedClock(new Date('2026-03-12T08:00:00Z'));
    clock.advance(1_500);
    expect(clock.now().toISOString()).toBe('2026-03-12T08:00:01.500Z');
    clock.advance(-1_500);
    expect(clock.now().toISOString()).toBe('2026-03-12T08:00:00.000Z');
    clock.set('2030-01-01T00:00:00Z');
    expect(clock.now().toISOString()).toBe('2030-01-01T00:00:00.000Z');
  });

  it('is not moved by changing a date it gave or was given', () => {
    const given = new Date('2026-03-12T08:00:00Z');
    const clock = new FixedClock(given);
    given.setUTCFullYear(1999);
    clock.now().setUTCFullYear(1999);
    expect(clock.now().toISOString()).toBe('2026-03-12T08:00:00.000Z');
  });

  it('refuses what is no instant', () => {
    expect(() => new FixedClock('soon')).toThrow(RangeError);
    const clock = new FixedClock('2026-03-12T08:00:00Z');
    expect(() => clock.set(new Date(NaN))).toThrow(RangeError);
    expect(() => clock.advance(NaN)).toThrow(RangeError);
    expect(clock.now().toISOString()).toBe('2026-03-12T08:00:00.000Z');
  });
});
