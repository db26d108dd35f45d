import { describe, expect, it } from '@jest/globals';
import type { Config } from '../../config/index.js';
import { newId } from '../../kernel/id.js';
import { AuthSecrets } from './auth-secrets.js';

const secrets = new AuthSecrets({ SECRET_KEY: 'a secret of thirty-two characters or more' } as Config);
const others = new AuthSecrets({ SECRET_KEY: 'another secret of thirty-two characters' } as Config);
const id = '0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e5f';

describe('the token of a link', () => {
  it('is the same each time it is computed, and fits an address', () => {
    const token = secrets.linkToken({ id, purpose: 'verify_email' });
    expect(token).toBe(secrets.linkToken({ id, purpose: 'verify_email' }));
    expect(token).toMatch(/^[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}$/);
  });

  it('names its link and opens it', () => {
    const link = { id: newId(), purpose: 'reset_password' } as const;
    const token = secrets.linkToken(link);
    expect(secrets.linkIdIn(token)).toBe(link.id);
    expect(secrets.opensLink(token, link)).toBe(true);
  });

  it('opens nothing else: not another purpose, link or house', () => {
    const token = secrets.linkToken({ id, purpose: 'verify_email' });
    expect(secrets.opensLink(token, { id, purpose: 'reset_password' })).toBe(false);
    expect(secrets.opensLink(token, { id: newId(), purpose: 'verify_email' })).toBe(false);
    expect(others.opensLink(token, { id, purpose: 'verify_email' })).toBe(false);
  });

  it('is good in one spelling only', () => {
    const token = secrets.linkToken({ id, purpose: 'verify_email' });
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    for (const place of [21, token.length - 1]) {
      const neighbour = letters.charAt(letters.indexOf(token.charAt(place)) ^ 1);
      const twin = token.slice(0, place) + neighbour + token.slice(place + 1);
      expect(secrets.opensLink(twin, { id, purpose: 'verify_email' })).toBe(false);
    }
    expect(secrets.opensLink(`${token} `, { id, purpose: 'verify_email' })).toBe(false);
  });

  it.each(['', '.', 'x.y', 'A'.repeat(22), `${'A'.repeat(22)}.`, `${'A'.repeat(22)}.${'A'.repeat(42)}`, `${'é'.repeat(22)}.${'A'.repeat(43)}`])(
    'is not %j, which names no link',
    (text) => { expect(secrets.linkIdIn(text)).toBeNull(); },
  );
});

describe('a code', () => {
  it('is six digits, the same each time, of this house only', () => {
    const digits = secrets.codeDigits({ id });
    expect(digits).toMatch(/^[0-9]{6}$/);
    expect(secrets.codeDigits({ id })).toBe(digits);
    expect(secrets.opensCode(digits, { id })).toBe(true);
    expect(secrets.opensCode(digits.slice(1), { id })).toBe(false);
  });

  it('uses all digits about equally and keeps its leading zeros', () => {
    const codes = Array.from({ length: 5000 }, () => secrets.codeDigits({ id: newId() }));
    const firsts = new Map<string, number>();
    for (const code of codes) firsts.set(code.charAt(0), (firsts.get(code.charAt(0)) ?? 0) + 1);
    expect([...firsts.keys()].sort()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    for (const count of firsts.values()) expect(Math.abs(count - 500)).toBeLessThan(150);
    expect(new Set(codes).size).toBeGreaterThan(4950);
  });
});

describe('what stands for a number where it is counted', () => {
  it('is the same for the same, another for another, and does not show it', () => {
    const key = secrets.countKeyOf('sms +2290197808080');
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(secrets.countKeyOf('sms +2290197808080')).toBe(key);
    expect(secrets.countKeyOf('sms +2290197808081')).not.toBe(key);
    expect(others.countKeyOf('sms +2290197808080')).not.toBe(key);
  });
});
