import { describe, expect, it } from '@jest/globals';
import { fromTo } from './date-range.js';

describe('two days in words', () => {
  it.each([
    ['2027-03-01', '2027-03-31', 'du 1er au 31 mars 2027'],
    ['2027-03-15', '2027-04-14', 'du 15 mars au 14 avril 2027'],
    ['2026-12-15', '2027-01-14', 'du 15 décembre 2026 au 14 janvier 2027'],
    ['2026-03-15', '2027-03-14', 'du 15 mars 2026 au 14 mars 2027'],
    ['2027-03-01', '2027-03-01', 'du 1er mars 2027'],
  ])('%s to %s: %s', (first, last, words) => {
    expect(fromTo(first, last)).toBe(words);
  });
});
