import { setTimeout as pause } from 'node:timers/promises';

/**
 * Answers no sooner than `ms` after the call, whatever `work` found to do: how long an answer takes must
 * not tell whether there is such an account.
 */
export async function atLeast<T>(ms: number, work: () => Promise<T>): Promise<T> {
  const earliest = performance.now() + ms;
  try {
    return await work();
  } finally {
    await pause(Math.max(0, earliest - performance.now()));
  }
}
