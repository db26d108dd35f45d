import { describe, expect, it } from '@jest/globals';
import { maskPhone, normalizePhone } from './phone.js';

describe('a phone number', () => {
  it.each([
    '+2290197808080',
    '+229 01 97 80 80 80',
    '+229-01-97-80-80-80',
    '002290197808080',
    '2290197808080',
    '0197808080',
    '01 97 80 80 80',
    ' 01.97.80.80.80 ',
    '+229 97 80 80 80',
    '+22997808080',
    '97808080',
    '97 80 80 80',
    '0022997808080',
    '00 229 97 80 80 80',
    '22997808080',
  ])('of Benin written %j is the ten-digit one of today', (input) => {
    expect(normalizePhone(input)).toBe('+2290197808080');
  });

  it('of a land line in Benin moves to ten digits too', () => {
    expect(normalizePhone('+229 21 30 00 00')).toBe('+2290121300000');
  });

  it.each([
    ['+33 6 12 34 56 78', '+33612345678'],
    ['0033612345678', '+33612345678'],
    ['+228 90 11 22 33', '+22890112233'],
    ['+234 803 123 4567', '+2348031234567'],
    ['+1 (415) 555-2671', '+14155552671'],
  ])('of another country, %s, stays of that country', (input, e164) => {
    expect(normalizePhone(input)).toBe(e164);
  });

  it('comes back unchanged once it is normal', () => {
    for (const e164 of ['+2290197808080', '+33612345678', '+22890112233']) expect(normalizePhone(e164)).toBe(e164);
  });

  it.each([
    '',
    ' ',
    '+',
    '12',
    '112',
    '0612345678',
    '+229 01 01 01 01 01',
    '+229 31 80 80 80',
    '9780808',
    '978080801',
    '+2290297808080',
    '+33612345',
    '+999123456789',
    '++2290197808080',
    '0197808080 ext 12',
    'my number is 0197808080',
    '0197808080abc',
    '+2290197808080\u0000',
    '0'.repeat(1_000),
    'javascript:alert(1)',
  ])('is refused when it is %j', (input) => {
    expect(normalizePhone(input)).toBeNull();
  });

  it('is refused when it is no text at all', () => {
    for (const input of [null, undefined, 97808080, {}, []]) expect(normalizePhone(input as never)).toBeNull();
  });
});

describe('a masked phone number', () => {
  it.each([
    ['+2290197808080', '+229 •• •• •• 80 80'],
    ['+33612345678', '+33 • •• •• 56 78'],
    ['+14155552671', '+1 ••• ••• 2671'],
    ['+29027123', '+290 ••••3'],
  ])('of %s is %s', (e164, masked) => {
    expect(maskPhone(e164)).toBe(masked);
  });

  it('hides what is no phone number', () => {
    expect(maskPhone('')).toBe('');
    expect(maskPhone('12')).toBe('••');
    expect(maskPhone('ama@example.bj')).not.toMatch(/[a-z@]/);
  });
});
