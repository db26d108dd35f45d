import { toCardinal } from 'n2words/fr-FR';
import { type Currency, decimalsOf, type Money } from './money.js';

type Forms = readonly [one: string, many: string];

/** `de` is what stands before the currency after "un million": elided before a vowel. */
const WORDS: Record<Currency, { unit: Forms; cent: Forms; de: string }> = {
  XOF: { unit: ['franc CFA', 'francs CFA'], cent: ['centime', 'centimes'], de: 'de ' },
  EUR: { unit: ['euro', 'euros'], cent: ['centime', 'centimes'], de: 'd’' },
  USD: { unit: ['dollar américain', 'dollars américains'], cent: ['cent', 'cents'], de: 'de ' },
};
const MILLION = 1_000_000n;

/**
 * The amount in French words, as receipts carry it beside the digits: 'cent cinquante mille francs CFA', 'deux
 * millions de francs CFA', 'douze euros et cinquante centimes', 'cinquante centimes'. Throws `RangeError` below zero.
 */
export function amountInWords(amount: Money): string {
  if (amount.isNegative()) throw new RangeError('a negative amount is not written in words');
  const words = WORDS[amount.currency];
  const scale = 10n ** BigInt(decimalsOf(amount.currency));
  const whole = amount.minor / scale;
  const cents = amount.minor % scale;
  const parts = [
    ...(whole > 0n || cents === 0n ? [counted(whole, words.unit, words.de)] : []),
    ...(cents > 0n ? [counted(cents, words.cent, words.de)] : []),
  ];
  return parts.join(' et ');
}

/** Zero and one are singular; million and milliard are nouns, so what they count follows with "de". */
function counted(n: bigint, [one, many]: Forms, de: string): string {
  const joint = n > 0n && n % MILLION === 0n ? ` ${de}` : ' ';
  return toCardinal(n) + joint + (n < 2n ? one : many);
}
