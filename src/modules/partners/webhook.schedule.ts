/**
 * Pauses before the second, third … attempt, in seconds: dense in the first hours, 76 hours in all (Standard Webhooks: several days, growing).
 * The clock that wakes deliveries ticks once a minute.
 */
export const PAUSES = [60, 300, 600, 1200, 1800, 3600, 7200, 14_400, 28_800, 43_200, 86_400, 86_400] as const;

/** An endpoint that has done nothing but fail for this long is switched off. */
export const FAILING_DAYS = 3;

const LONGEST_WAIT_SECONDS = 86_400;

/** Why an attempt failed; `status` is an answer that is no 2xx. */
export const ATTEMPT_ERRORS = ['status', 'redirect', 'timeout', 'unreachable', 'address_refused'] as const;
export type AttemptError = (typeof ATTEMPT_ERRORS)[number];

/** What came of one attempt. */
export interface Attempt {
  readonly status: number | null;
  readonly error: AttemptError | null;
  readonly excerpt: string | null;
  readonly duration_ms: number;
  /** What `Retry-After` asks for. */
  readonly retry_after_seconds: number | undefined;
}

export type Verdict = { readonly kind: 'delivered' | 'gone' | 'given_up' } | { readonly kind: 'retry'; readonly after_seconds: number };

/** What becomes of a delivery after its `attempts`-th attempt, that one counted. Chance spreads what failed together. */
export function verdictOf({ status, error, retry_after_seconds = 0 }: Attempt, attempts: number, chance = Math.random()): Verdict {
  if (error === null) return { kind: 'delivered' };
  if (status === 410) return { kind: 'gone' };
  const pause = PAUSES[attempts - 1];
  if (pause === undefined) return { kind: 'given_up' };
  return { kind: 'retry', after_seconds: Math.max(pause * (1 + chance * 0.1), Math.min(retry_after_seconds, LONGEST_WAIT_SECONDS)) };
}
