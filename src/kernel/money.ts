/** ISO 4217 codes of what we trade in. XOF is the West African CFA franc, which has no cents. */
export const CURRENCIES = ['XOF', 'EUR', 'USD'] as const;
export type Currency = (typeof CURRENCIES)[number];

// Bounded, so that no text makes us build an endless bigint.
const PLAIN_DECIMAL = /^(-?)(\d{1,30})(?:\.(\d{1,30}))?$/;
const NBSP = '\u00a0';

/** How many decimals amounts in this currency have: XOF 0, EUR and USD 2. */
export function decimalsOf(currency: Currency): number {
  return currency === 'XOF' ? 0 : 2;
}

/**
 * An exact amount in one currency, never changed once made. Kept as a bigint of the currency's smallest unit (a
 * franc, a cent); the main unit is what people, the wire and the database speak. Whatever cannot be exact throws
 * `RangeError`; so does mixing currencies. Turn it into `toNumber()` or `toDecimal()` before putting it into JSON.
 */
export class Money {
  private constructor(
    /** The amount in the currency's smallest unit, as card companies want it. */
    readonly minor: bigint,
    readonly currency: Currency,
  ) {}

  /**
   * An amount in the main unit: a plain decimal ('150000', '-12.50', also PostgreSQL's '150000.00' for francs) or a
   * number as JSON brings it. Throws `RangeError` on anything else: an exponent, NaN, an infinity, more decimals than
   * the currency has, or a number so large that its cents are lost.
   */
  static of(value: string | number, currency: Currency): Money {
    if (!CURRENCIES.includes(currency)) throw new RangeError('unknown currency');
    // String() writes the shortest decimal that reads back as the same number: what the client wrote in its JSON.
    const match = PLAIN_DECIMAL.exec(typeof value === 'number' ? String(value) : value);
    if (!match) throw new RangeError('not a plain decimal');
    const [, sign, whole, fraction = ''] = match;
    const decimals = decimalsOf(currency);
    if (/[1-9]/.test(fraction.slice(decimals))) throw new RangeError(`${currency} has only ${decimals} decimals`);
    const size = BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, '0'));
    if (typeof value === 'number' && size > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw new RangeError('too large to be exact as a number');
    }
    return new Money(sign ? -size : size, currency);
  }

  static zero(currency: Currency): Money {
    return Money.of(0, currency);
  }

  /** Whether `of` takes this number: for validating bodies. */
  static isExact(value: number, currency: Currency): boolean {
    try {
      Money.of(value, currency);
      return true;
    } catch {
      return false;
    }
  }

  plus(other: Money): Money {
    return this.with(this.minor + this.same(other).minor);
  }

  minus(other: Money): Money {
    return this.with(this.minor - this.same(other).minor);
  }

  /** So many times the amount. Throws `RangeError` on a fraction: parts of an amount are a `ratio`. */
  times(n: number): Money {
    return this.with(this.minor * integer(n));
  }

  /**
   * The amount × numerator ÷ denominator, rounded half away from zero to the currency's decimals. The product is
   * divided as one, so nothing is rounded twice. Throws `RangeError` on fractions and on a zero denominator.
   */
  ratio(numerator: number | bigint, denominator: number | bigint): Money {
    const over = integer(denominator);
    if (over === 0n) throw new RangeError('a ratio over zero');
    const product = this.minor * integer(numerator);
    const rounded = (2n * size(product) + size(over)) / (2n * size(over));
    return this.with(product < 0n === over < 0n ? rounded : -rounded);
  }

  /** Negative, zero or positive, as `Array.sort` wants it. */
  compare(other: Money): number {
    const difference = this.minor - this.same(other).minor;
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }

  /** Same currency and same amount. The one comparison that does not throw on another currency: they differ. */
  equals(other: Money): boolean {
    return this.currency === other.currency && this.minor === other.minor;
  }

  isZero(): boolean {
    return this.minor === 0n;
  }

  isNegative(): boolean {
    return this.minor < 0n;
  }

  /** The main unit with exactly the currency's decimals ('150000', '-12.50'): for `numeric` columns and providers. */
  toDecimal(): string {
    const [whole, cents] = this.digits();
    return (this.isNegative() ? '-' : '') + whole + (cents ? `.${cents}` : '');
  }

  /** The main unit for JSON. Throws `RangeError` beyond 2^53 smallest units, where a number would be another amount. */
  toNumber(): number {
    if (size(this.minor) > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError('too large to be exact as a number');
    return Number(this.toDecimal());
  }

  /**
   * The amount as people write it: '150 000 FCFA', '12,50 €', '12,50 $US'; '150,000 FCFA', '€12.50', '$12.50'. Blanks
   * are no-break spaces (U+00A0), so that no line ends inside an amount.
   */
  format(locale: 'fr' | 'en'): string {
    const [whole, cents] = this.digits();
    const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, locale === 'fr' ? NBSP : ',');
    const amount = cents ? grouped + (locale === 'fr' ? ',' : '.') + cents : grouped;
    const sign = this.isNegative() ? '-' : '';
    if (this.currency === 'XOF') return `${sign}${amount}${NBSP}FCFA`;
    if (locale === 'fr') return `${sign}${amount}${NBSP}${this.currency === 'EUR' ? '€' : '$US'}`;
    return `${sign}${this.currency === 'EUR' ? '€' : '$'}${amount}`;
  }

  private with(minor: bigint): Money {
    return new Money(minor, this.currency);
  }

  private same(other: Money): Money {
    if (other.currency !== this.currency) throw new RangeError(`${this.currency} and ${other.currency} do not mix`);
    return other;
  }

  /** The digits before and after the decimal point, without sign. */
  private digits(): [whole: string, cents: string] {
    const decimals = decimalsOf(this.currency);
    const digits = size(this.minor)
      .toString()
      .padStart(decimals + 1, '0');
    return [digits.slice(0, digits.length - decimals), digits.slice(digits.length - decimals)];
  }
}

function size(n: bigint): bigint {
  return n < 0n ? -n : n;
}

function integer(n: number | bigint): bigint {
  if (typeof n !== 'bigint' && !Number.isSafeInteger(n)) throw new RangeError('not a whole number');
  return BigInt(n);
}
