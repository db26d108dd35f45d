import { describe, expect, it } from '@jest/globals';
import { hashOfApiKey, isApiKey, looksLikeApiKey, newApiKey, startOfApiKey } from './api-key-text.js';

describe('an API key', () => {
  it('is told by its prefix, is random, and is good as a bearer token', () => {
    const keys = Array.from({ length: 200 }, newApiKey);
    expect(new Set(keys).size).toBe(200);
    for (const key of keys) expect([/^lkh_[0-9A-Za-z]{38}$/.test(key), isApiKey(key), looksLikeApiKey(key)]).toEqual([true, true, true]);
  });

  it('carries its own check: one letter that is another, two that are swapped, or one that is missing make it none', () => {
    const key = newApiKey();
    for (let at = 4; at < key.length; at += 1) {
      const other = key[at] === 'a' ? 'b' : 'a';
      expect(isApiKey(key.slice(0, at) + other + key.slice(at + 1))).toBe(false);
    }
    for (const broken of [key.slice(0, -1), `${key}a`, `${key} `, key.toUpperCase(), key.replace('lkh_', 'lkx_'), '', 'lkh_']) expect(isApiKey(broken)).toBe(false);
  });

  it('has a check that whoever scans for leaks can compute', () => {
    // CRC-32 of `lkh_` and the random part, in base 62, most significant digit first.
    expect(isApiKey(`lkh_${'0'.repeat(32)}1QFipi`)).toBe(true);
    expect(isApiKey(`lkh_${'0'.repeat(38)}`)).toBe(false);
  });

  it('shows its beginning, and is kept as a hash', () => {
    const key = newApiKey();
    expect(startOfApiKey(key)).toBe(key.slice(0, 8));
    expect(hashOfApiKey(key)).toHaveLength(32);
    expect(hashOfApiKey(key).toString('hex')).not.toContain(key.slice(8));
  });
});
