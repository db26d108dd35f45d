import { describe, expect, it } from '@jest/globals';
import { formatInstant } from './dates.js';

describe('formatInstant', () => {
  it.each([
    ['2026-03-12T13:30:00Z', 'fr', 'Africa/Porto-Novo', '12 mars 2026 à 14\u00a0h\u00a030 (UTC+1)'],
    ['2026-03-12T13:00:00Z', 'fr', 'Africa/Porto-Novo', '12 mars 2026 à 14\u00a0h (UTC+1)'],
    ['2026-02-28T23:05:00Z', 'fr', 'Africa/Porto-Novo', '1er mars 2026 à 0\u00a0h\u00a005 (UTC+1)'],
    ['2026-03-12T13:30:00Z', 'en', 'Africa/Porto-Novo', '12 March 2026 at 14:30 (UTC+1)'],
    ['2026-03-12T13:30:00Z', 'en', 'Africa/Abidjan', '12 March 2026 at 13:30 (UTC)'],
    ['2026-03-12T13:30:00Z', 'en', 'Asia/Kolkata', '12 March 2026 at 19:00 (UTC+5:30)'],
  ] as const)('%s in %s at %s', (instant, locale, zone, text) => {
    expect(formatInstant(new Date(instant), locale, zone)).toBe(text);
  });
});
