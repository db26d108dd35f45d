import { Histogram, Registry } from 'prom-client';
import { inSpan, type Facts } from './tracing.js';

export type Outcome = 'ok' | 'refused' | 'failed';

/** Of the process, like the functions that call: `/metrics` shows it beside what belongs to one application. */
export const outsideRegistry = new Registry();

const calls = new Histogram({
  name: 'lokahome_outside_call_seconds', help: 'Calls to providers, by target and outcome: ok, refused (4xx, or for good) or failed (5xx, or no answer)',
  labelNames: ['target', 'outcome'], buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20], registers: [outsideRegistry],
});

/**
 * Watches a call to the outside: a span, and a figure. `target` is one of few: a configured host, or what stands for many of them. Its path may
 * name people, and is told to nobody. What is thrown is a failure, or a refusal where it says that it is for good.
 */
export async function watchedCall<T>({ target, method, facts }: { target: string; method: string; facts?: Facts }, work: () => Promise<T>, outcomeOf: (result: T) => Outcome, factsOf?: (result: T) => Facts): Promise<T> {
  const start = performance.now();
  let outcome: Outcome = 'failed';
  try {
    const result = await inSpan({ name: `${method} ${target}`, kind: 'client', facts: { 'server.address': target, ...facts } }, work, factsOf);
    outcome = outcomeOf(result);
    return result;
  } catch (error) {
    if ((error as { permanent?: unknown } | null)?.permanent === true) outcome = 'refused';
    throw error;
  } finally {
    calls.observe({ target, outcome }, (performance.now() - start) / 1000);
  }
}

export function outcomeOfStatus(status: number): Outcome {
  if (status >= 500 || status === 429) return 'failed';
  return status >= 400 ? 'refused' : 'ok';
}
