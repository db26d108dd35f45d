import { describe, expect, it } from '@jest/globals';
import { lateSeconds } from './late-seconds.js';

const daily = { cron: '0 2 * * *', time_zone: 'Africa/Porto-Novo' };
const at = (instant: string): Date => new Date(instant);

describe('how late a scheduled job is', () => {
  it('is nothing until its next turn, in the business time zone', () => {
    // 02:00 in Porto-Novo is 01:00 UTC.
    expect(lateSeconds(daily, at('2026-11-29T01:00:02Z'), at('2026-11-30T00:59:59Z'))).toBe(0);
    expect(lateSeconds(daily, at('2026-11-29T01:00:02Z'), at('2026-11-30T01:00:30Z'))).toBe(30);
  });

  it('grows from the first turn that was missed, not from the last', () => {
    expect(lateSeconds(daily, at('2026-11-27T01:00:02Z'), at('2026-11-29T01:00:00Z'))).toBe(24 * 3600);
    expect(lateSeconds({ ...daily, cron: '*/5 * * * *' }, at('2026-11-29T10:01:00Z'), at('2026-11-29T10:20:00Z'))).toBe(900);
  });
});
