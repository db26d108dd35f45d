import type { Environment } from '../../config/schema.js';
import { requestContext } from '../http/request-context.js';
import { kindOf, traceIds } from './tracing.js';

/** Where it happened, in words that are few: a route's pattern, an event's type. */
export type Where = Readonly<Record<string, string>>;

export interface Reporter {
  report(error: unknown, where: Where): void;
  stop(): Promise<void>;
}

/** The same fault at the same place is told once in so long: a database that is away would tell it thousands of times. */
const ONCE_IN_MS = 60_000;
const MOST_PLACES = 1000;

let reporter: Reporter | undefined;
const told = new Map<string, number>();

/** Loads Sentry where a project of it is named: without one not a line of it is read, and nothing is told to anybody. */
export async function startErrorReports(config: Environment): Promise<void> {
  if (config.SENTRY_DSN === undefined || reporter !== undefined) return;
  reporter = (await import('./sentry.js')).sentry(config);
}

/** Sends what is left. */
export async function stopErrorReports(): Promise<void> {
  const stopping = reporter;
  reporter = undefined;
  told.clear();
  await stopping?.stop();
}

/** Tells people of a fault of ours: a 5xx, an event that was given up, or what nobody caught. */
export function reportError(error: unknown, where: Where): void {
  if (!reporter) return;
  const place = [kindOf(error), ...Object.values(where)].join(' ');
  const now = Date.now();
  if (now - (told.get(place) ?? -Infinity) < ONCE_IN_MS) return;
  if (told.size >= MOST_PLACES) told.clear();
  told.set(place, now);
  const request_id = requestContext.current()?.request_id;
  reporter.report(error, { ...where, ...(request_id !== undefined && { request_id }), ...traceIds() });
}
