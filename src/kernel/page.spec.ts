import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeCursor, encodeCursor, isTooDeep, MAX_DEPTH } from './page.js';

describe('a page', () => {
  it('is too deep when it ends beyond ten thousand rows', () => {
    expect(MAX_DEPTH).toBe(10_000);
    expect(isTooDeep({ page: 1, per_page: 20 })).toBe(false);
    expect(isTooDeep({ page: 100, per_page: 100 })).toBe(false);
    expect(isTooDeep({ page: 500, per_page: 20 })).toBe(false);
    expect(isTooDeep({ page: 501, per_page: 20 })).toBe(true);
    expect(isTooDeep({ page: 10_001, per_page: 1 })).toBe(true);
  });
});

describe('a cursor', () => {
  it('brings back what it was made of', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean(), fc.constant(null))),
        (value) => {
          fc.pre(encodeCursor(value).length <= 2_000);
          expect(decodeCursor(encodeCursor(value))).toEqual(value);
        },
      ),
    );
  });

  it('fits into a URL as it is', () => {
    expect(encodeCursor(['2026-03-12T08:00:00.000Z', 'ÿþ??>>~~'])).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it('writes instants as ISO text', () => {
    expect(decodeCursor(encodeCursor([new Date('2026-03-12T08:00:00Z')]))).toEqual(['2026-03-12T08:00:00.000Z']);
  });

  const text = (json: string): string => Buffer.from(json).toString('base64url');

  it.each([
    '',
    'a',
    '!!!',
    `${text('[1]')}=`,
    text('{"a":1}'),
    text('"x"'),
    text('null'),
    text('[1'),
    text(`["${'x'.repeat(2_000)}"]`),
  ])('that reads %j is refused', (value) => {
    expect(decodeCursor(value)).toBeNull();
  });

  it('that is no text is refused', () => {
    expect(decodeCursor(undefined as never)).toBeNull();
    expect(decodeCursor(['W10'] as never)).toBeNull();
  });
});
