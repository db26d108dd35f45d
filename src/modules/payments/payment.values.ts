/** How people pay. */
export const PAYMENT_METHODS = ['fedapay', 'mtn_momo', 'moov_money', 'card'] as const;
export type PaymentMethod = (typeof PAYMENT_METHODS)[number];

/** Methods that ask for the payer's approval on their handset. */
export const MOBILE_METHODS: readonly PaymentMethod[] = ['mtn_momo', 'moov_money'];

/** What is paid for. */
export const PAYMENT_TYPES = ['rent', 'deposit', 'service'] as const;
export type PaymentType = (typeof PAYMENT_TYPES)[number];

/** Who moves the money; a method is served by one of them, see `providers.ts`. */
export const PROVIDER_NAMES = ['fedapay', 'mtn', 'stripe', 'sandbox'] as const;
export type ProviderName = (typeof PROVIDER_NAMES)[number];

/** Why no money came, in our words, whatever the provider calls it. */
export const FAILURE_CODES = [
  'declined', 'insufficient_funds', 'limit_reached', 'payer_not_found', 'expired', 'cancelled', 'provider_refused', 'other',
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];
