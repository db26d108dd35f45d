import { describe, expect, it } from '@jest/globals';
import { localeFrom } from './locale.js';

describe('the language of an answer', () => {
  it.each([
    [undefined, 'fr'],
    ['', 'fr'],
    ['en', 'en'],
    ['EN-gb', 'en'],
    ['fr-BJ,en;q=0.8', 'fr'],
    ['en;q=0.8, fr-CA', 'fr'],
    ['de, en-GB;q=0.8, fr;q=0.3', 'en'],
    ['de-DE, es;q=0.9', 'fr'],
    ['*', 'fr'],
    ['en;q=0', 'fr'],
    ['en; q=0.2, fr; q=0.1', 'en'],
    ['fr, en', 'fr'],
    ['en, fr', 'en'],
    ['en;q=high', 'fr'],
    ['en;q=2, fr;q=1', 'fr'],
    ['en;q=-1', 'fr'],
    ['english', 'fr'],
    [',;q=,,;;', 'fr'],
  ] as const)('for Accept-Language %j is %s', (header, locale) => {
    expect(localeFrom(header, 'fr')).toBe(locale);
  });

  it('falls back to the house’s own where nothing fits', () => {
    expect(localeFrom('de', 'en')).toBe('en');
  });

  it('is found at once in a header as long as a server lets in', () => {
    const started = performance.now();
    localeFrom('en;q=0.1,'.repeat(2000), 'fr');
    expect(performance.now() - started).toBeLessThan(20);
  });
});
