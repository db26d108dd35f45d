import type { SimulatedRequest } from './http-simulator.js';

/** Stripe's error envelope: `{ error: { type, code?, message, param? } }`. */
export class StripeRefusal extends Error {
  constructor(
    readonly status: number,
    readonly type: 'invalid_request_error' | 'idempotency_error' | 'card_error' | 'api_error',
    message: string,
    readonly code?: string,
    readonly param?: string,
  ) {
    super(message);
  }

  get body(): object {
    const { type, message, code, param } = this;
    return { error: { type, message, ...(code !== undefined && { code }), ...(param !== undefined && { param }) } };
  }
}

/** The form, each name as it was sent (`line_items[0][quantity]`). Refuses what `known` does not cover, and what is missing. */
export function readStripeForm(request: SimulatedRequest, known: readonly RegExp[], required: readonly string[]): Map<string, string> {
  const form = request.form();
  // ASSUMPTION: a body of another type is refused, as Stripe does with JSON.
  if (form === null) throw new StripeRefusal(400, 'invalid_request_error', 'Invalid request: the content type must be application/x-www-form-urlencoded');
  for (const name of form.keys()) {
    if (known.some((pattern) => pattern.test(name))) continue;
    throw new StripeRefusal(400, 'invalid_request_error', `Received unknown parameter: ${name}`, 'parameter_unknown', name);
  }
  for (const name of required) {
    if (form.get(name)) continue;
    throw new StripeRefusal(400, 'invalid_request_error', `Missing required param: ${name}.`, 'parameter_missing', name);
  }
  return new Map(form);
}

/** `metadata[reference]=…` → `{ reference: … }`; `under` is what stands before the brackets. */
export function metadataOf(form: Map<string, string>, under: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of form) {
    if (name.startsWith(`${under}[`) && name.endsWith(']')) found[name.slice(under.length + 1, -1)] = value;
  }
  return found;
}

/** ASSUMPTION: about 0.50 USD each; Stripe converts with the day's rate. */
const LEAST: Record<string, number> = { usd: 50, eur: 50, xof: 300 };

export function amountOf(value: string | undefined, param: string, currency: string): number {
  if (!/^\d{1,8}$/.test(value ?? '')) throw new StripeRefusal(400, 'invalid_request_error', `Invalid integer: ${value ?? ''}`, 'parameter_invalid_integer', param);
  if (!(currency in LEAST)) throw new StripeRefusal(400, 'invalid_request_error', `Invalid currency: ${currency}`, 'invalid_currency', 'currency');
  const amount = Number(value);
  if (amount < LEAST[currency]) throw new StripeRefusal(400, 'invalid_request_error', 'The amount is too small', 'amount_too_small', param);
  return amount;
}

export function addressOf(value: string | undefined, param: string): string {
  if (value !== undefined && URL.canParse(value) && /^https?:/.test(value)) return value;
  throw new StripeRefusal(400, 'invalid_request_error', 'Not a valid URL', 'url_invalid', param);
}

/** What Stripe Checkout shows, with the two ends a payment can take. */
export function checkoutPage({ path, name, amount, cancel_url, declined }: { path: string; name: string; amount: string; cancel_url: string; declined: boolean }): string {
  const escaped = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
  const button = (what: string, label: string): string => `<form method="post" action="${path}/${what}"><button>${label}</button></form>`;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Simulated Stripe Checkout</title><body style="font:18px sans-serif;max-width:30em;margin:3em auto">
<h1>Simulated Stripe Checkout</h1><p>${escaped(name)}</p><p><strong>${escaped(amount)}</strong></p>
${declined ? '<p role="alert">Your card was declined.</p>' : ''}
${button('approve', 'Pay')}${button('decline', 'Pay with a card that is declined')}
<p><a href="${escaped(cancel_url)}">Back</a></p></body></html>`;
}
