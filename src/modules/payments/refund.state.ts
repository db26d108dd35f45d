import { defineStateMachine } from '../../kernel/state-machine.js';

export const REFUND_STATUSES = ['pending', 'processing', 'completed', 'failed'] as const;
export type RefundStatus = (typeof REFUND_STATUSES)[number];

/** Money on its way back. `pending`: the provider was not called yet. Once called, only the provider's word ends it. */
export const refundStates = defineStateMachine({
  name: 'refund',
  states: REFUND_STATUSES,
  initial: 'pending',
  final: ['completed', 'failed'],
  transitions: {
    send: { from: 'pending', to: 'processing', by: ['house'] },
    complete: { from: 'processing', to: 'completed', by: ['provider'] },
    fail: { from: 'processing', to: 'failed', by: ['provider'] },
  },
});
