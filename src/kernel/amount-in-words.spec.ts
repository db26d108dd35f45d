import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { amountInWords } from './amount-in-words.js';
import { CURRENCIES, type Currency, decimalsOf, Money } from './money.js';

const words = (value: string | number, currency: Currency = 'XOF') => amountInWords(Money.of(value, currency));

describe('an amount in words', () => {
  it.each([
    [0, 'zéro franc CFA'],
    [1, 'un franc CFA'],
    [2, 'deux francs CFA'],
    [16, 'seize francs CFA'],
    [17, 'dix-sept francs CFA'],
    [21, 'vingt et un francs CFA'],
    [22, 'vingt-deux francs CFA'],
    [61, 'soixante et un francs CFA'],
    [70, 'soixante-dix francs CFA'],
    [71, 'soixante et onze francs CFA'],
    [77, 'soixante-dix-sept francs CFA'],
    [80, 'quatre-vingts francs CFA'],
    [81, 'quatre-vingt-un francs CFA'],
    [90, 'quatre-vingt-dix francs CFA'],
    [91, 'quatre-vingt-onze francs CFA'],
    [100, 'cent francs CFA'],
    [101, 'cent un francs CFA'],
    [200, 'deux cents francs CFA'],
    [201, 'deux cent un francs CFA'],
    [280, 'deux cent quatre-vingts francs CFA'],
    [1000, 'mille francs CFA'],
    [1001, 'mille un francs CFA'],
    [1980, 'mille neuf cent quatre-vingts francs CFA'],
    [2000, 'deux mille francs CFA'],
    [80_000, 'quatre-vingt mille francs CFA'],
    [150_000, 'cent cinquante mille francs CFA'],
    [200_000, 'deux cent mille francs CFA'],
    [1_000_000, 'un million de francs CFA'],
    [1_000_001, 'un million un francs CFA'],
    [2_000_000, 'deux millions de francs CFA'],
    [2_500_000, 'deux millions cinq cent mille francs CFA'],
    [80_000_000, 'quatre-vingts millions de francs CFA'],
    [200_000_000, 'deux cents millions de francs CFA'],
    [1_000_000_000, 'un milliard de francs CFA'],
    [3_200_000_000, 'trois milliards deux cents millions de francs CFA'],
  ])('writes %i FCFA as "%s"', (value, expected) => {
    expect(words(value)).toBe(expected);
  });

  it.each<[string, Currency, string]>([
    ['12.50', 'EUR', 'douze euros et cinquante centimes'],
    ['1.01', 'EUR', 'un euro et un centime'],
    ['0.80', 'EUR', 'quatre-vingts centimes'],
    ['0.00', 'EUR', 'zéro euro'],
    ['400.00', 'EUR', 'quatre cents euros'],
    ['1000000', 'EUR', 'un million d’euros'],
    ['2000000.21', 'EUR', 'deux millions d’euros et vingt et un centimes'],
    ['12.50', 'USD', 'douze dollars américains et cinquante cents'],
    ['1.00', 'USD', 'un dollar américain'],
    ['3000000', 'USD', 'trois millions de dollars américains'],
  ])('writes %s %s as "%s"', (value, currency, expected) => {
    expect(words(value, currency)).toBe(expected);
  });

  it('has no word for less than nothing', () => {
    expect(() => words(-1)).toThrow(RangeError);
  });

  it('is letters only, whatever the amount, and never the same for two amounts', () => {
    const amount = fc.bigInt({ min: 1n, max: 10n ** 11n });
    const currency = fc.constantFrom(...CURRENCIES);
    fc.assert(
      fc.property(amount, amount, currency, (a, b, currency) => {
        const [first, second] = [a, b].map((minor) => amountInWords(ofMinor(minor, currency)));
        expect(first).toMatch(/^[a-zé]+(?:[ ’-][a-zé]+)*(?: CFA)?$/);
        expect(first === second).toBe(a === b);
      }),
      { numRuns: 1000 },
    );
  });
});

function ofMinor(minor: bigint, currency: Currency) {
  const decimals = decimalsOf(currency);
  const digits = minor.toString().padStart(decimals + 1, '0');
  return Money.of(decimals ? `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}` : digits, currency);
}
