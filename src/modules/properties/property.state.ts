import { defineStateMachine } from '../../kernel/state-machine.js';

export const PROPERTY_STATUSES = ['draft', 'published', 'rented', 'inactive'] as const;
export type PropertyStatus = (typeof PROPERTY_STATUSES)[number];

export type PropertyTransition = 'publish' | 'withdraw' | 'rent_out' | 'free_up';

const KEEPERS = ['owner', 'admin'] as const;
export type PropertyKeeper = (typeof KEEPERS)[number];

/**
 * The life of a listing. A draft is only ever published; from then on it is shown, taken by a tenant,
 * or withdrawn, and each time comes back through `publish` or `free_up`, which ask for a complete listing.
 */
export const propertyMachine = defineStateMachine({
  name: 'property',
  states: PROPERTY_STATUSES,
  initial: 'draft',
  final: [],
  transitions: {
    publish: { from: ['draft', 'inactive'], to: 'published', by: KEEPERS },
    withdraw: { from: 'published', to: 'inactive', by: KEEPERS },
    rent_out: { from: 'published', to: 'rented', by: KEEPERS },
    free_up: { from: 'rented', to: 'published', by: KEEPERS },
  },
});

/** The transition that takes that keeper from one status to the other, or null where there is none. */
export function transitionBetween(from: PropertyStatus, to: PropertyStatus, by: PropertyKeeper): PropertyTransition | null {
  return propertyMachine.allowed(from, by).find((name) => propertyMachine.transitions[name].to === to) ?? null;
}
