import { describe, expect, it } from '@jest/globals';
import { clip, greetingName, oneLine } from './plain-words.js';

describe('oneLine', () => {
  it('leaves no line end in what a person typed', () => {
    expect(oneLine('Villa\r\nBcc: all@example.com\u2028x\u0000\ty', 100)).toBe('Villa Bcc: all@example.com x y');
  });

  it('takes out marks that turn or hide text', () => {
    expect(oneLine('\u202egpj.exe\u202c a\u200bb\ufeff', 100)).toBe('gpj.exe ab');
  });
});

describe('clip', () => {
  it('cuts to the length, the ellipsis included', () => {
    expect(clip('Villa avec piscine', 10)).toBe('Villa ave…');
    expect(clip('Villa', 5)).toBe('Villa');
  });

  it('does not halve a letter of two code units', () => {
    expect(clip('😀😀😀', 2)).toBe('😀…');
  });
});

describe('greetingName', () => {
  it.each(['Afi', 'Jean-Baptiste', 'N’Dah', 'Sènan', 'Afi C.', 'Ɖɔ̀nù', '愛'])('greets %s', (name) => {
    expect(greetingName(name)).toBe(name);
  });

  it.each(['Win 1000 $ at http://evil.example', 'evil.example', 'WWW.EVIL.COM', '<b>Afi</b>', '24601', '', ' ', `A${'f'.repeat(60)}`])(
    'does not repeat %j',
    (name) => {
      expect(greetingName(name)).toBe('');
    },
  );
});
