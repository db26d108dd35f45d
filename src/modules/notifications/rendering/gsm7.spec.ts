import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gsm7Length, isGsm7, toGsm7 } from './gsm7.js';

describe('toGsm7', () => {
  it.each([
    ['150\u00a0000\u00a0FCFA', '150 000 FCFA'],
    ['l’échéance reçue — « voilà »…', 'l\'échéance recue - "voilà"...'],
    ['Fidjrossè, près de la plage', 'Fidjrossè, près de la plage'],
    ['août, forêt, Noël, garçon, cœur, À bientôt', 'aout, foret, Noel, garcon, coeur, A bientot'],
    ['Ɖɔ̃ngbé ɖò Xɔ̀gbónù', 'Dongbé dò Xogbonù'],
    ['Studio 🏖️ vue mer', 'Studio vue mer'],
    ['e\u0301te\u0301', 'été'],
    ['12,50\u00a0€', '12,50 €'],
    ['房 ok', 'ok'],
  ])('writes %j as %j', (text, plain) => {
    expect(toGsm7(text)).toBe(plain);
  });

  it('leaves nothing that a GSM-7 message cannot hold, whatever comes in', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => isGsm7(toGsm7(text))));
  });

  it('changes nothing the second time', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => toGsm7(toGsm7(text)) === toGsm7(text)));
  });
});

describe('gsm7Length', () => {
  it('counts two for the letters of the extension table', () => {
    expect(gsm7Length('12 €')).toBe(5);
    expect(gsm7Length('[ok]')).toBe(6);
    expect(gsm7Length('été')).toBe(3);
  });
});
