import { defineStateMachine } from '../../kernel/state-machine.js';

export const PAYMENT_STATUSES = ['pending', 'processing', 'completed', 'failed', 'refunded'] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** Who moves a payment: we ourselves, or what the provider says when it is asked. */
export type PaymentParty = 'house' | 'provider';

/**
 * The life of a payment (rules of the house, §4). `pending`: it waits for the payer to act on the page. `processing`:
 * the payer's handset was asked, or we do not know what became of our call, or people have to look at it. Money that
 * comes after a payment failed is money all the same, so `failed` has a way out. Nothing else ever goes back.
 */
export const paymentStates = defineStateMachine({
  name: 'payment',
  states: PAYMENT_STATUSES,
  initial: 'pending',
  final: ['refunded'],
  transitions: {
    submit: { from: 'pending', to: 'processing', by: ['house'] },
    complete: { from: ['pending', 'processing', 'failed'], to: 'completed', by: ['provider'] },
    fail: { from: ['pending', 'processing'], to: 'failed', by: ['provider', 'house'] },
    /** Not what was asked: kept open until people have decided. */
    review: { from: ['pending', 'processing', 'failed'], to: 'processing', by: ['provider', 'house'] },
    /** All of it has gone back; from `processing` where it was under review. */
    refund: { from: ['completed', 'processing'], to: 'refunded', by: ['provider'] },
  },
});

export type PaymentTransition = keyof typeof paymentStates.transitions;
