import { describe, expect, it } from '@jest/globals';
import { isUuid, newId } from './id.js';

describe('ids', () => {
  it('are version 7 UUIDs', () => {
    expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('are all different and sort in the order they were made', () => {
    const ids = Array.from({ length: 5_000 }, newId);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids].sort()).toEqual(ids);
  });

  it.each([
    newId(),
    'F47AC10B-58CC-4372-A567-0E02B2C3D479',
    '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
    '00000000-0000-0000-0000-000000000001',
  ])('recognises %s whatever its version and case', (value) => {
    expect(isUuid(value)).toBe(true);
  });

  it.each([
    '',
    'abc',
    'f47ac10b58cc4372a5670e02b2c3d479',
    '{f47ac10b-58cc-4372-a567-0e02b2c3d479}',
    'urn:uuid:f47ac10b-58cc-4372-a567-0e02b2c3d479',
    'f47ac10b-58cc-4372-a567-0e02b2c3d47g',
    'f47ac10b-58cc-4372-a567-0e02b2c3d479\n',
    ' f47ac10b-58cc-4372-a567-0e02b2c3d479',
    null,
    undefined,
    42,
    ['f47ac10b-58cc-4372-a567-0e02b2c3d479'],
  ])('refuses %j', (value) => {
    expect(isUuid(value)).toBe(false);
  });
});
