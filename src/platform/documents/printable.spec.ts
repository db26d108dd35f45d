import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clipped, printable } from './printable.js';

const NBSP = '\u00a0';

describe('what a document can draw', () => {
  it.each([
    'Éloïse Kpèdétin d’Almeida-Gbaguidi',
    'L’été à Ouidah – « Résidence œuvre » — 12,50 €…',
    'ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸÆŒ àâäçéèêëîïôöùûüÿæœ ñ ß ø',
    `150${NBSP}000${NBSP}FCFA`,
    '85 m² • n°7 “x” ‘y’ ½ ± ©',
  ])('leaves %s as it is', (text) => {
    expect(printable(text).replaceAll(NBSP, ' ')).toBe(text.replaceAll(NBSP, ' '));
  });

  it.each([
    ['Ɖɔ̀sú', 'Dòsú'],
    ['Adéṣọlá', 'Adésolá'],
    ['Ọlábísí Ẹ̀gbẹ́', 'Olábísí Ègbé'],
    ['ɖɛ̌ ŋutsu Ŋ ƒo Ʋu', 'de nutsu N ƒo Vu'],
    ['Ɛ́mɛ', 'Éme'],
    ['Əbiọlá', 'Ebiolá'],
    ['Łukasz Đorđe Čapek Őz', 'Lukasz Dorde Capek Oz'],
    ['№ ﬁn ２', 'No fin 2'],
    ['Villa 🌴 Bleue 🇧🇯👨‍👩‍👧', 'Villa Bleue '],
    ['−5 ‑ x', '-5 - x'],
    ['Σοφία', '?????'],
    ['محمد 李', `????${NBSP}?`],
    ['a\u200bb\u202ec\u0000d\u00ade', 'abcde'],
    ['a\u202fb', `a${NBSP}b`],
    ['a\tb\u2003c   d', 'a b c d'],
    ['un\r\ndeux\rtrois', 'un\ndeux\ntrois'],
  ])('draws %s as %s', (text, drawn) => {
    expect(printable(text)).toBe(drawn);
  });

  it('takes composed and decomposed letters for the same', () => {
    expect(printable('Élodie Ẹ̀gbẹ́'.normalize('NFD'))).toBe(printable('Élodie Ẹ̀gbẹ́'.normalize('NFC')));
  });

  it('keeps French signs with their word', () => {
    expect(printable('Quittance n° 7 : « Villa » !')).toBe(`Quittance n°${NBSP}7${NBSP}: «${NBSP}Villa${NBSP}»${NBSP}!`);
  });

  it('never leaves anything that the font lacks, and is settled after one pass', () => {
    const winAnsi = /^[\n\u0020-\u007e\u00a0-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]*$/;
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const drawn = printable(text);
        expect(drawn).toMatch(winAnsi);
        expect(printable(drawn)).toBe(drawn);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a clipped text', () => {
  it('ends in an ellipsis when something was cut, and counts letters, not halves of them', () => {
    expect(clipped('Villa', 5)).toBe('Villa');
    expect(clipped('Villa bleue', 7)).toBe('Villa…');
    expect(clipped('🌴🌴🌴', 2)).toBe('🌴…');
  });
});
