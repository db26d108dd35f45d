import { describe, expect, it } from '@jest/globals';
import parsePhoneNumber from 'libphonenumber-js/max';
import { mailbox, PHONE_NUMBERS, phoneNumber, referralCode } from './people.js';

const NUMBERS = [...Array.from({ length: 3_000 }, (_, nth) => nth), 250_000, 9_999_999, PHONE_NUMBERS - 1];

describe('the people', () => {
  it('have mobile numbers of the present plan, each their own', () => {
    const phones = NUMBERS.map(phoneNumber);
    expect(new Set(phones).size).toBe(phones.length);
    for (const phone of phones.slice(0, 400)) {
      const parsed = parsePhoneNumber(phone);
      expect(phone).toMatch(/^\+22901[4569]\d{7}$/);
      expect(parsed?.isValid()).toBe(true);
      expect(parsed?.getType()).toBe('MOBILE');
    }
  });

  it('have referral codes of eight letters and digits, each their own', () => {
    const codes = NUMBERS.map(referralCode);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(code).toMatch(/^[A-Z2-9]{8}$/);
  });

  it('have mailboxes that any mail server takes', () => {
    expect(mailbox({ firstName: 'Félicité', lastName: 'N’Tcha' })).toBe('felicite.n-tcha');
    expect(mailbox({ firstName: 'Sènami', lastName: 'de Souza' })).toBe('senami.de-souza');
  });
});
