import { describe, expect, it } from '@jest/globals';
import { FAILING_DAYS, PAUSES, verdictOf, type Attempt } from './webhook.schedule.js';

const failed: Attempt = { status: 500, error: 'status', excerpt: null, duration_ms: 12, retry_after_seconds: undefined };

/** When each attempt after the first is made, in seconds, of an endpoint that never answers. */
function attemptsOf(chance: number): number[] {
  const times: number[] = [];
  let now = 0;
  for (let attempts = 1; ; attempts += 1) {
    const verdict = verdictOf(failed, attempts, chance);
    if (verdict.kind !== 'retry') return times;
    now += verdict.after_seconds;
    times.push(now);
  }
}

describe('the pauses between attempts', () => {
  it('grow', () => {
    expect([...PAUSES].sort((a, b) => a - b)).toEqual([...PAUSES]);
  });

  it.each([0, 0.5, 1])('bring what happened during an hour’s outage through within 33 minutes of its end, and go on for three days (chance %d)', (chance) => {
    const times = attemptsOf(chance);
    expect(times).toHaveLength(PAUSES.length);
    // Whenever in that hour it happened.
    for (let happened = 0; happened <= 3600; happened += 60) {
      const next = times.map((time) => happened + time).find((time) => time > 3600);
      expect([happened, next !== undefined && next - 3600 <= 1800 * 1.1]).toEqual([happened, true]);
    }
    expect(times.at(-1)).toBeGreaterThan(FAILING_DAYS * 86_400);
    expect(times.at(-1)).toBeLessThan(4 * 86_400);
  });

  it('end in giving up', () => {
    expect(verdictOf(failed, PAUSES.length + 1)).toEqual({ kind: 'given_up' });
  });

  it('are as long as the endpoint asks, up to a day', () => {
    expect(verdictOf({ ...failed, status: 429, retry_after_seconds: 900 }, 1, 0)).toEqual({ kind: 'retry', after_seconds: 900 });
    expect(verdictOf({ ...failed, status: 503, retry_after_seconds: 10 }, 1, 0)).toEqual({ kind: 'retry', after_seconds: 60 });
    expect(verdictOf({ ...failed, status: 503, retry_after_seconds: 1e9 }, 1, 0)).toEqual({ kind: 'retry', after_seconds: 86_400 });
  });

  it('are none after an answer that takes it, or that says never again', () => {
    expect(verdictOf({ ...failed, status: 204, error: null }, 1)).toEqual({ kind: 'delivered' });
    expect(verdictOf({ ...failed, status: 410 }, 1)).toEqual({ kind: 'gone' });
  });
});
