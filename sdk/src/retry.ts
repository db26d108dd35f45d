import { isProblemBody, secondsToWait } from './errors.js';

export interface RetryOptions {
  /** Further tries after the first. */
  readonly retries: number;
  /** The longest wait for the next try, in milliseconds; who is told to wait longer gets the answer at once. */
  readonly longest_wait: number;
}

/** What a try came to: an answer, or none. */
export type Outcome = { readonly response: Response; readonly failure?: undefined } | { readonly response?: undefined; readonly failure: Error };

const FIRST_PAUSE = 250;

/**
 * How long to wait before trying again, in milliseconds; null where another try would not help, or could do harm.
 * @param repeatable what was asked may have been done already, and asking again changes nothing: reads, and whatever
 *   carries an idempotency key
 */
export async function pauseBefore(outcome: Outcome, tries: number, repeatable: boolean, options: RetryOptions): Promise<number | null> {
  if (tries > options.retries || !(await mayTryAgain(outcome, repeatable))) return null;
  const asked = outcome.response && secondsToWait(outcome.response.headers);
  const grown = Math.min(FIRST_PAUSE * 2 ** (tries - 1), options.longest_wait);
  // Half of it is chance: a thousand phones that lost the same server must not come back in step.
  const pause = (asked ?? 0) * 1000 + grown / 2 + Math.random() * (grown / 2);
  return (asked ?? 0) * 1000 > options.longest_wait ? null : pause;
}

async function mayTryAgain({ response }: Outcome, repeatable: boolean): Promise<boolean> {
  if (!response) return repeatable;
  switch (response.status) {
    // Refused before anything was done.
    case 429:
    case 503:
      return true;
    // Said by something in between, which does not know.
    case 502:
    case 504:
      return repeatable;
    // The first try of this very call, which we gave up on, is still running.
    case 409:
      return repeatable && (await codeOf(response)) === 'idempotency.in_progress';
    default:
      return false;
  }
}

/** The problem's code; the answer can still be read afterwards. */
export async function codeOf(response: Response): Promise<string | undefined> {
  if (!response.headers.get('content-type')?.includes('json')) return undefined;
  const body: unknown = await response.clone().json().catch(() => undefined);
  return isProblemBody(body) ? body.code : undefined;
}

/** Waits; rejects with the signal's reason as soon as there is one. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    await abortable(new Promise((resolve) => (timer = setTimeout(resolve, milliseconds))), signal);
  } finally {
    clearTimeout(timer);
  }
}

/** The work's result, unless the caller does not wait for it any more. */
export function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
