import type { FailureCode } from '../payment.values.js';

const CODES: Partial<Record<string, FailureCode>> = {
  APPROVAL_REJECTED: 'declined',
  PAYMENT_NOT_APPROVED: 'declined',
  NOT_ENOUGH_FUNDS: 'insufficient_funds',
  PAYER_LIMIT_REACHED: 'limit_reached',
  PAYER_NOT_FOUND: 'payer_not_found',
  EXPIRED: 'expired',
  // MTN's word for an approval that never came.
  COULD_NOT_PERFORM_TRANSACTION: 'expired',
  TRANSACTION_CANCELED: 'cancelled',
  PAYEE_NOT_FOUND: 'provider_refused',
  PAYEE_NOT_ALLOWED_TO_RECEIVE: 'provider_refused',
  NOT_ALLOWED: 'provider_refused',
  NOT_ALLOWED_TARGET_ENVIRONMENT: 'provider_refused',
  INVALID_CALLBACK_URL_HOST: 'provider_refused',
  INVALID_CURRENCY: 'provider_refused',
};

/** MTN's reason as it comes: a word, or `{ code, message }`. Only the word is kept: a message may quote a number. */
export function reasonOf(reason: unknown): string | null {
  const word = typeof reason === 'object' && reason !== null ? (reason as { code?: unknown }).code : reason;
  return typeof word === 'string' && /^[A-Z][A-Z_]{1,60}$/.test(word) ? word : null;
}

/** Ours for MTN's; `other` for what says nothing (INTERNAL_PROCESSING_ERROR, SERVICE_UNAVAILABLE) and for what is new. */
export function failureOf(reason: string | null): FailureCode {
  return CODES[reason ?? ''] ?? 'other';
}

/** Reasons that MTN gives with HTTP 500, and that mean no all the same: nothing was started. */
export function isRefusal(reason: string | null): boolean {
  return CODES[reason ?? ''] !== undefined && reason !== 'COULD_NOT_PERFORM_TRANSACTION';
}

/** A note to payer and payee: letters, digits and blanks (others have been refused), never empty, at most 160. */
export function noteOf(text: string): string {
  const plain = text
    .replace(/œ/gi, 'oe')
    .replace(/æ/gi, 'ae')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, ' ');
  return plain.trim().slice(0, 160).trim() || 'LokaHome';
}

/** Digits with the country code. The old plan of Benin is the new one without the 01 in front. */
export function msisdnOf(e164: string, plan: 'new' | 'legacy'): string {
  const digits = e164.replace(/\D/g, '');
  return plan === 'legacy' ? digits.replace(/^22901(?=\d{8}$)/, '229') : digits;
}
