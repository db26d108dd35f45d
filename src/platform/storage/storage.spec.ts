import { describe, expect, it } from '@jest/globals';
import { assertStorageKey, InvalidStorageKey, urlUnder } from './storage.js';

describe('assertStorageKey', () => {
  it.each(['a', '0', 'properties/01920f5e-7c3a/main.jpg', 'a/b_c-d.e', 'a/.hidden', `a${'b'.repeat(511)}`])('takes %j', (key) => {
    expect(() => assertStorageKey(key)).not.toThrow();
  });

  it.each([
    '',
    '/etc/passwd',
    '../secret',
    'a/../../secret',
    'a/..',
    'a..b',
    '.tmp/x',
    '-rf',
    'a//b',
    'a/',
    'a/./b',
    'A/b',
    'a b',
    'a\\..\\b',
    'a%2e%2e/b',
    'a\0.jpg',
    'a.jpg\n',
    'é.jpg',
    `a${'b'.repeat(512)}`,
  ])('refuses %j, without repeating it', (key) => {
    expect(() => assertStorageKey(key)).toThrow(InvalidStorageKey);
    expect(() => assertStorageKey(key)).toThrow('not a storage key');
  });
});

describe('urlUnder', () => {
  it.each(['https://cdn.example/files', 'https://cdn.example/files/'])('joins %s and a key with one slash', (base) => {
    expect(urlUnder(base, 'a/b.jpg')).toBe('https://cdn.example/files/a/b.jpg');
  });

  it('refuses what is no key', () => {
    expect(() => urlUnder('https://cdn.example', '../a')).toThrow(InvalidStorageKey);
  });
});
