import { MOBILE_METHODS, type PaymentMethod } from '../payment.values.js';

/** Numbers of Benin as FedaPay takes them: `new` has ten digits (01…), `legacy` the eight of before 30 November 2024. */
export type PhonePlan = 'new' | 'legacy';

export interface FedapayPhone {
  readonly number: string;
  /** ISO 3166-1, lower case. */
  readonly country: string;
}

/** Where FedaPay works in francs of the XOF zone: providers.md §1, modes. */
const COUNTRIES: Readonly<Record<string, string>> = { '229': 'bj', '228': 'tg', '225': 'ci', '227': 'ne', '221': 'sn' };

const OPERATOR_MODES: Readonly<Record<'mtn_momo' | 'moov_money', Readonly<Record<string, string>>>> = {
  mtn_momo: { bj: 'mtn_open', ci: 'mtn_ci' },
  moov_money: { bj: 'moov', tg: 'moov_tg' },
};

/** FedaPay's own sandbox knows one mode for all operators [3P]. */
const SANDBOX_MODE = 'momo_test';

/** A number in E.164 as FedaPay writes it; null for a country it does not serve. */
export function fedapayPhone(e164: string | null, plan: PhonePlan): FedapayPhone | null {
  const [, code = '', national = ''] = /^\+(\d{3})(\d{6,11})$/.exec(e164 ?? '') ?? [];
  const country = COUNTRIES[code];
  if (country === undefined) return null;
  return { country, number: country === 'bj' && plan === 'legacy' ? national.replace(/^01(?=\d{8}$)/, '') : national };
}

/** How the handset is asked, null where this operator is not served in this country. */
export function pushMode(method: PaymentMethod, country: string, sandbox: boolean): string | null {
  const mode = isMobile(method) ? OPERATOR_MODES[method][country] : undefined;
  return mode !== undefined && sandbox ? SANDBOX_MODE : (mode ?? null);
}

/**
 * How money goes back. The number tells no operator (they can be ported), so it is that of the method paid with. Who
 * paid on the hosted page or by card may have any: MTN is tried, the largest, where it is served, else Moov.
 */
export function payoutMode(method: PaymentMethod, country: string, sandbox: boolean): string | null {
  if (isMobile(method)) return pushMode(method, country, sandbox);
  return pushMode('mtn_momo', country, sandbox) ?? pushMode('moov_money', country, sandbox);
}

export function isMobile(method: PaymentMethod): method is 'mtn_momo' | 'moov_money' {
  return MOBILE_METHODS.includes(method);
}
