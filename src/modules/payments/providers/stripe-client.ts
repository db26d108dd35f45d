import Stripe from 'stripe';
import { boundedFetch, NoAnswer } from '../../../platform/bounded-fetch.js';
import type { FailureCode } from '../payment.values.js';

export interface StripeOptions {
  readonly secret_key: string;
  readonly webhook_secret: string;
  /** Default: Stripe's own address. */
  readonly base_url?: string;
  /** Milliseconds for one call. Default 10 000. */
  readonly timeout_ms?: number;
}

/** What an error of Stripe's library means for the call that met it. */
export type Trouble =
  | { readonly kind: 'refused'; readonly code: FailureCode; readonly detail: string }
  | { readonly kind: 'unknown'; readonly detail: string };

/**
 * Stripe's library over our bounded fetch. By itself it waits without end for a body that trickles in, takes any JSON
 * without `error` for success whatever its status, and calls again after a closed line though told not to.
 */
export function stripeClient({ secret_key, base_url, timeout_ms = 10_000 }: StripeOptions): Stripe {
  const url = new URL(base_url ?? 'https://api.stripe.com');
  const protocol = url.protocol === 'http:' ? 'http' : 'https';
  return new Stripe(secret_key, {
    host: url.hostname,
    port: url.port || (protocol === 'http' ? 80 : 443),
    protocol,
    maxNetworkRetries: 0,
    timeout: timeout_ms,
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient((address, init) => fetchFor(address as string, init as FetchInit, timeout_ms)),
  });
}

/** As Stripe's client calls a fetch. */
interface FetchInit {
  method: 'GET' | 'POST';
  headers: [string, string][];
  body?: string;
}

async function fetchFor(address: string, { method, headers, body }: FetchInit, timeout_ms: number): Promise<Response> {
  const answer = await boundedFetch(new URL(address), { method, headers: Object.fromEntries(headers), body, timeout_ms });
  const said = jsonOf(answer.text);
  const well = answer.status >= 200 && answer.status < 300;
  // Without one of these it is not Stripe who answers, but something in between.
  if (typeof (well ? said?.object : said?.error) !== (well ? 'string' : 'object') || said?.error === null) {
    throw new NoAnswer(`HTTP ${answer.status} without sense`, true);
  }
  return new Response(answer.text, { status: answer.status, headers: answer.headers });
}

function jsonOf(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown> | null;
  } catch {
    return null;
  }
}

/**
 * A card or a request that Stripe does not take is refused. All else may have been done: no answer, 5xx, 408, 429, the same
 * call still under way (409), or one under the same key with other parameters. Texts are not kept: they quote what was sent.
 * @throws what is no error of Stripe's
 */
export function troubleOf(error: unknown): Trouble {
  if (!(error instanceof Stripe.errors.StripeError)) throw error;
  const cause = error.detail as unknown;
  const detail = `${error.type}: ${error.code ?? (cause instanceof NoAnswer ? cause.message : `HTTP ${error.statusCode ?? 'none'}`)}`;
  if (error instanceof Stripe.errors.StripeCardError) {
    return { kind: 'refused', code: error.decline_code === 'insufficient_funds' ? 'insufficient_funds' : 'declined', detail };
  }
  const { StripeInvalidRequestError, StripeAuthenticationError, StripePermissionError } = Stripe.errors;
  const refused = [StripeInvalidRequestError, StripeAuthenticationError, StripePermissionError].some((type) => error instanceof type);
  return refused ? { kind: 'refused', code: 'provider_refused', detail } : { kind: 'unknown', detail };
}

/** Whether it says that there is no such thing. */
export function isMissing(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeError && error.statusCode === 404;
}
