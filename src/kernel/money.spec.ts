import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CURRENCIES, type Currency, decimalsOf, Money } from './money.js';

const xof = (value: string | number): Money => Money.of(value, 'XOF');
const eur = (value: string | number): Money => Money.of(value, 'EUR');
const usd = (value: string | number): Money => Money.of(value, 'USD');

const anyCurrency = fc.constantFrom(...CURRENCIES);
const cents = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });
const money = (currency: Currency): fc.Arbitrary<Money> => cents.map((n) => fromMinor(n, currency));

function fromMinor(minor: bigint, currency: Currency): Money {
  const digits = (minor < 0n ? -minor : minor).toString().padStart(decimalsOf(currency) + 1, '0');
  const at = digits.length - decimalsOf(currency);
  const text = decimalsOf(currency) ? `${digits.slice(0, at)}.${digits.slice(at)}` : digits;
  return Money.of((minor < 0n ? '-' : '') + text, currency);
}

describe('an amount', () => {
  it('is taken exactly from text and from numbers', () => {
    expect(xof('150000').toDecimal()).toBe('150000');
    expect(xof(150000).toDecimal()).toBe('150000');
    expect(eur('12.5').toDecimal()).toBe('12.50');
    expect(eur(12.5).toDecimal()).toBe('12.50');
    expect(eur(0.07).toDecimal()).toBe('0.07');
    expect(eur(1.1).plus(eur(2.2)).toNumber()).toBe(3.3);
    expect(usd('-0.05').toDecimal()).toBe('-0.05');
    expect(usd(-0).toDecimal()).toBe('0.00');
    expect(eur('999999999999.99').minor).toBe(99999999999999n);
  });

  it('may carry zeros beyond its decimals, as the database writes them', () => {
    expect(xof('150000.00').toDecimal()).toBe('150000');
    expect(eur('12.5000').toDecimal()).toBe('12.50');
  });

  it.each<[string | number, Currency]>([
    ['150000.5', 'XOF'],
    [0.5, 'XOF'],
    ['12.505', 'EUR'],
    [12.505, 'EUR'],
    [0.1 + 0.2, 'EUR'],
    ['1e3', 'EUR'],
    [1e21, 'XOF'],
    [1e-7, 'EUR'],
    [NaN, 'EUR'],
    [Infinity, 'EUR'],
    [-Infinity, 'XOF'],
    ['', 'EUR'],
    ['12,50', 'EUR'],
    ['12.', 'EUR'],
    ['.5', 'EUR'],
    ['+5', 'EUR'],
    [' 5', 'EUR'],
    ['5\n', 'EUR'],
    ['0x10', 'XOF'],
    ['NaN', 'XOF'],
    ['9'.repeat(31), 'XOF'],
    [9007199254740992, 'XOF'],
    [90071992547409.92, 'EUR'],
    [null as never, 'XOF'],
    ['5', 'GBP' as never],
  ])('is refused when it is %j %s', (value, currency) => {
    expect(() => Money.of(value, currency)).toThrow(RangeError);
  });

  it('can be asked about before it is made', () => {
    expect(Money.isExact(150000, 'XOF')).toBe(true);
    expect(Money.isExact(150000.5, 'XOF')).toBe(false);
    expect(Money.isExact(12.34, 'USD')).toBe(true);
    expect(Money.isExact(12.345, 'USD')).toBe(false);
    expect(Money.isExact(NaN, 'EUR')).toBe(false);
    expect(Money.isExact(Infinity, 'EUR')).toBe(false);
  });

  it('has the decimals of its currency', () => {
    expect(CURRENCIES.map(decimalsOf)).toEqual([0, 2, 2]);
    expect(Money.zero('XOF').toDecimal()).toBe('0');
    expect(Money.zero('EUR').toDecimal()).toBe('0.00');
  });

  it('says whether it is nothing, or less', () => {
    expect([eur(0).isZero(), eur(0).isNegative()]).toEqual([true, false]);
    expect([eur(-0.01).isZero(), eur(-0.01).isNegative()]).toEqual([false, true]);
  });

  it('comes back from text and from numbers as it was', () => {
    fc.assert(
      fc.property(anyCurrency.chain(money), (amount) => {
        expect(Money.of(amount.toDecimal(), amount.currency).equals(amount)).toBe(true);
        expect(Money.of(amount.toNumber(), amount.currency).equals(amount)).toBe(true);
      }),
    );
  });

  it('beyond what a number holds exactly is never turned into one', () => {
    const large = eur('90071992547409.91');
    expect(large.toNumber()).toBe(90071992547409.91);
    expect(() => large.plus(eur('0.01')).toNumber()).toThrow(RangeError);
    expect(large.plus(eur('0.01')).toDecimal()).toBe('90071992547409.92');
  });

  it('is not changed by computing with it', () => {
    const price = eur('10.00');
    price.plus(price).minus(price).times(3).ratio(1, 7);
    expect(price.toDecimal()).toBe('10.00');
  });
});

describe('computing with amounts', () => {
  it('adds and takes away what it added', () => {
    fc.assert(
      fc.property(money('EUR'), money('EUR'), (a, b) => {
        expect(a.plus(b).equals(b.plus(a))).toBe(true);
        expect(a.plus(b).minus(b).equals(a)).toBe(true);
      }),
    );
  });

  it('multiplies by whole numbers as if adding so often', () => {
    expect(xof(25_000).times(3).equals(xof(75_000))).toBe(true);
    expect(xof(25_000).times(0).isZero()).toBe(true);
    fc.assert(
      fc.property(money('USD'), fc.integer({ min: 0, max: 40 }), (amount, n) => {
        const sum = Array.from({ length: n }, () => amount).reduce((a, b) => a.plus(b), Money.zero('USD'));
        expect(amount.times(n).equals(sum)).toBe(true);
      }),
    );
  });

  it('rounds a part half away from zero to the decimals of the currency', () => {
    expect(xof(5).ratio(1, 2).toNumber()).toBe(3);
    expect(xof(-5).ratio(1, 2).toNumber()).toBe(-3);
    expect(xof(5).ratio(-1, 2).toNumber()).toBe(-3);
    expect(xof(5).ratio(1, -2).toNumber()).toBe(-3);
    expect(xof(-5).ratio(-1, 2).toNumber()).toBe(3);
    expect(xof(-5).ratio(-1, -2).toNumber()).toBe(-3);
    expect(xof(100).ratio(1, 3).toNumber()).toBe(33);
    expect(xof(200).ratio(1, 3).toNumber()).toBe(67);
    expect(eur('0.05').ratio(1, 2).toDecimal()).toBe('0.03');
    expect(eur('100.00').ratio(10, 30).toDecimal()).toBe('33.33');
    expect(xof(150_000).ratio(10n, 30n).toNumber()).toBe(50_000);
    expect(xof(0).ratio(1, -3).isNegative()).toBe(false);
  });

  it('takes no part further off than half a unit, and gives the whole for one over one', () => {
    const numerator = fc.bigInt({ min: -1_000n, max: 1_000n });
    const denominator = fc.bigInt({ min: 1n, max: 1_000n });
    fc.assert(
      fc.property(money('XOF'), numerator, denominator, (amount, over, under) => {
        const part = amount.ratio(over, under);
        const off = 2n * (part.minor * under - amount.minor * over);
        expect(off <= under && off >= -under).toBe(true);
        expect(amount.ratio(under, under).equals(amount)).toBe(true);
        expect(amount.ratio(-over, under).equals(part.times(-1))).toBe(true);
      }),
    );
  });

  it('refuses fractions and a zero denominator', () => {
    expect(() => xof(5).times(1.5)).toThrow(RangeError);
    expect(() => xof(5).times(NaN)).toThrow(RangeError);
    expect(() => xof(5).ratio(0.5, 1)).toThrow(RangeError);
    expect(() => xof(5).ratio(1, 0.5)).toThrow(RangeError);
    expect(() => xof(5).ratio(1, 0)).toThrow(RangeError);
  });

  it('never mixes currencies', () => {
    expect(() => xof(5).plus(eur(5))).toThrow(RangeError);
    expect(() => xof(5).minus(eur(5))).toThrow(RangeError);
    expect(() => usd(5).compare(eur(5))).toThrow(RangeError);
    expect(usd(5).equals(eur(5))).toBe(false);
  });

  it('orders amounts', () => {
    expect([eur(3), eur('-1.5'), eur(2)].sort((a, b) => a.compare(b)).map((m) => m.toNumber())).toEqual([-1.5, 2, 3]);
    expect(eur('2.0').compare(eur('2.00'))).toBe(0);
  });
});

describe('an amount for people', () => {
  const spaced = (text: string): string => text.replaceAll(' ', '\u00a0');

  it.each([
    [xof(150_000), '150 000 FCFA', '150,000 FCFA'],
    [xof(0), '0 FCFA', '0 FCFA'],
    [xof(999), '999 FCFA', '999 FCFA'],
    [xof(1_234_567), '1 234 567 FCFA', '1,234,567 FCFA'],
    [xof(-1_500), '-1 500 FCFA', '-1,500 FCFA'],
    [eur('12.5'), '12,50 €', '€12.50'],
    [eur('1234.05'), '1 234,05 €', '€1,234.05'],
    [eur('-0.05'), '-0,05 €', '-€0.05'],
    [usd('12.5'), '12,50 $US', '$12.50'],
    [usd('1000000'), '1 000 000,00 $US', '$1,000,000.00'],
  ])('is written as they write it (%#)', (amount, french, english) => {
    expect(amount.format('fr')).toBe(spaced(french));
    expect(amount.format('en')).toBe(spaced(english));
  });
});
