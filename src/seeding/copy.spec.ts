import { describe, expect, it } from '@jest/globals';
import { encodeRow } from './copy.js';

describe('a row for COPY', () => {
  it('keeps tabs, line ends and backslashes out of the way of the format', () => {
    expect(encodeRow(['a\tb', 'c\nd\r', 'e\\f', null, true, false, 12.5])).toBe('a\\tb\tc\\nd\\r\te\\\\f\t\\N\tt\tf\t12.5\n');
  });

  it('writes lists as arrays and quotes what needs it', () => {
    expect(encodeRow([['wifi', 'sea_view'], [], ['a "b", c', 'null']])).toBe('{wifi,sea_view}\t{}\t{"a \\\\"b\\\\", c","null"}\n');
  });

  it('writes objects as JSON and instants as ISO', () => {
    expect(encodeRow([{ unit: 'night', months: null }, new Date('2026-01-02T03:04:05.678Z')])).toBe(
      '{"unit":"night","months":null}\t2026-01-02T03:04:05.678Z\n',
    );
  });
});
