import { defineStateMachine } from '../../kernel/state-machine.js';

export const SERVICE_REQUEST_STATUSES = ['open', 'quoted', 'assigned', 'in_progress', 'completed', 'cancelled'] as const;
export type ServiceRequestStatus = (typeof SERVICE_REQUEST_STATUSES)[number];

/** Who moves a request: who asked for it, a provider who quotes or was chosen, an admin, or the clock. */
export const SERVICE_PARTIES = ['requester', 'provider', 'admin', 'system'] as const;
export type ServiceParty = (typeof SERVICE_PARTIES)[number];

/**
 * The life of a job (rules of the house, §5). A provider who says that it is done only notes so: the requester
 * completes, or the clock does after 72 hours.
 */
export const serviceRequestStates = defineStateMachine({
  name: 'service request',
  states: SERVICE_REQUEST_STATUSES,
  initial: 'open',
  final: ['completed', 'cancelled'],
  transitions: {
    quote: { from: 'open', to: 'quoted', by: ['provider'] },
    /** No quote is left to decide on. */
    reopen: { from: 'quoted', to: 'open', by: ['requester', 'provider'] },
    assign: { from: 'quoted', to: 'assigned', by: ['requester'] },
    start: { from: 'assigned', to: 'in_progress', by: ['provider'] },
    complete: { from: 'in_progress', to: 'completed', by: ['requester', 'system'] },
    cancel: { from: ['open', 'quoted', 'assigned'], to: 'cancelled', by: ['requester', 'admin'] },
  },
});

export type ServiceRequestTransition = keyof typeof serviceRequestStates.transitions;
