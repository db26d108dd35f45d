import { describe, expect, it } from '@jest/globals';
import { ReplicaLag } from './replica-lag.js';

describe('how far a replica is behind', () => {
  it('is nothing as long as it has all that the primary was seen to have', () => {
    const lag = new ReplicaLag();
    expect(lag.behind(100, 1000)).toBe(0);
    lag.primaryIsAt(100, 1000);
    expect(lag.behind(100, 9000)).toBe(0);
    expect(lag.behind(150, 9000)).toBe(0);
  });

  it('is the time since the primary was first seen further than the replica is', () => {
    const lag = new ReplicaLag();
    lag.primaryIsAt(100, 1000);
    lag.primaryIsAt(200, 2000);
    lag.primaryIsAt(300, 3000);
    expect(lag.behind(100, 3500)).toBe(1500);
    expect(lag.behind(199, 3500)).toBe(1500);
    expect(lag.behind(200, 3500)).toBe(500);
    expect(lag.behind(300, 3500)).toBe(0);
  });

  it('grows with the time, also while the primary stands still', () => {
    const lag = new ReplicaLag();
    lag.primaryIsAt(200, 1000);
    lag.primaryIsAt(200, 5000);
    expect(lag.behind(100, 5000)).toBe(4000);
    expect(lag.behind(100, 60_000)).toBe(59_000);
  });

  it('of days takes no memory, and is told too long rather than too short', () => {
    const lag = new ReplicaLag();
    for (let n = 1; n <= 100_000; n += 1) lag.primaryIsAt(n, n * 500);
    expect(lag.behind(0, 50_000_000)).toBe(50_000_000 - 500);
    expect(lag.behind(99_999, 50_000_000)).toBeGreaterThan(500);
    expect(lag.behind(100_000, 50_000_000)).toBe(0);
  });
});
