import { LOCALES, type Locale } from '../../kernel/app-error.js';

/**
 * The language of an answer from `Accept-Language` (RFC 9110 §12.5.4): the best-weighted one that we
 * speak, else `fallback`.
 */
export function localeFrom(header: string | undefined, fallback: Locale): Locale {
  if (!header) return fallback;
  let best: { locale: Locale; weight: number } | undefined;
  for (const part of header.slice(0, 200).split(',')) {
    const [range = '', ...parameters] = part.trim().toLowerCase().split(';');
    const primary = range.split('-')[0];
    const locale = LOCALES.find((one) => one === primary);
    if (locale === undefined) continue;
    const quality = parameters.map((one) => one.trim()).find((one) => one.startsWith('q='));
    const weight = quality === undefined ? 1 : Number(quality.slice(2));
    if (weight > 0 && weight <= 1 && weight > (best?.weight ?? 0)) best = { locale, weight };
  }
  return best?.locale ?? fallback;
}
