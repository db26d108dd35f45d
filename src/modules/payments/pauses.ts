const MINUTE_MS = 60_000;

/** How long after its start a payment or a refund is looked after closely; from then on the clock asks. */
export const CLOSELY_MS = 15 * MINUTE_MS;
export const FIRST_CHECK_MS = CLOSELY_MS;
/** After this a payment that nobody paid is over. */
export const GIVEN_UP_MS = 24 * 60 * MINUTE_MS;
/** How long a request may be busy with starting a payment before the follower takes over. */
export const START_WITHIN_MS = 30_000;
/** A handset that is asked much later than this rings for somebody who has gone away. */
export const RESTART_WITHIN_MS = 5 * MINUTE_MS;

const CLOSE_PAUSES = [5, 5, 10, 10, 20, 20, 30];

/** Seconds until the next question, growing to a minute; null once the clock takes over. */
export function nextPause(age_ms: number): number | null {
  if (age_ms >= CLOSELY_MS) return null;
  let passed = 0;
  for (const pause of CLOSE_PAUSES) {
    passed += pause * 1000;
    if (age_ms < passed) return pause;
  }
  return 60;
}

/** Milliseconds until the clock asks again: 15 minutes, doubling to 4 hours. */
export function clockPause(checks: number): number {
  return Math.min(CLOSELY_MS * 2 ** checks, 4 * 60 * MINUTE_MS);
}
