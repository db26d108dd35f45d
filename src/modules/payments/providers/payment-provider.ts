import type { IncomingHttpHeaders } from 'node:http';
import type { Locale } from '../../../kernel/app-error.js';
import type { Money } from '../../../kernel/money.js';
import type { FailureCode, PaymentMethod, ProviderName } from '../payment.values.js';

/** Whose money it is. */
export interface Payer {
  readonly first_name: string;
  readonly last_name: string;
  readonly email: string;
  /** E.164, for mobile money: the handset that is asked, or that a payout goes to. */
  readonly phone: string | null;
  readonly locale: Locale;
}

/** Money that a provider is to collect for us. */
export interface Collection {
  readonly payment_id: string;
  /** Ours, UUID version 4, stored before any call is made: every attempt carries the same. */
  readonly reference: string;
  /** What the provider calls it, once it has told us. */
  readonly transaction_id: string | null;
  readonly method: PaymentMethod;
  readonly amount: Money;
  /** What is paid for: plain French, at most 140 characters. */
  readonly description: string;
  readonly payer: Payer;
  /** Where the payer's browser comes back to. It proves nothing. */
  readonly return_url: string;
}

/** Money that goes back to who paid it. */
export interface Reimbursement {
  readonly refund_id: string;
  /** Ours, UUID version 4, as for a collection. */
  readonly reference: string;
  readonly transaction_id: string | null;
  readonly amount: Money;
  /** Plain French, at most 140 characters. */
  readonly reason: string;
  readonly collection: Collection;
}

/**
 * Stores what the provider calls the thing. A client calls and awaits it as soon as it knows, before any call that can
 * move money: whatever happens next, we can ask.
 */
export type Keep = (transaction_id: string) => Promise<void>;

/**
 * `waiting`: the payer acts now, on the page (`payment_url`) or on the handset (null). `refused`: nothing was and
 * nothing will be taken. `unknown`: it may or may not have been started (time-out, cut line, 5xx, 408, 429): ask.
 */
export type Started =
  | { readonly kind: 'waiting'; readonly payment_url: string | null }
  | { readonly kind: 'refused'; readonly code: FailureCode; readonly detail: string }
  | { readonly kind: 'unknown'; readonly detail: string };

/**
 * What the provider says about a collection. `paid`: the money is there, so much of it; `fee` is what the provider keeps
 * of it, null where it does not say. `open`: the payer has not decided, or the provider says something we do not know.
 * `failed`: not paid now (for some providers a later attempt may still pay it). `absent`: the provider has never heard
 * of it. `unknown`: it could not be asked. `detail` names nobody.
 */
export type CollectionState =
  | { readonly kind: 'paid'; readonly collected: Money; readonly fee: Money | null }
  | { readonly kind: 'open' }
  | { readonly kind: 'failed'; readonly code: FailureCode; readonly detail: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly detail: string };

/** The same for money that goes back. `done`: it is on its way and will not come back by itself. */
export type ReimbursementState =
  | { readonly kind: 'done' }
  | { readonly kind: 'open' }
  | { readonly kind: 'failed'; readonly code: FailureCode; readonly detail: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly detail: string };

/** A call of a provider to us, as it came. */
export interface IncomingWebhook {
  readonly raw: Buffer;
  readonly headers: IncomingHttpHeaders;
  /** The unguessable end of the path, where the provider signs nothing. */
  readonly path_secret: string | null;
  readonly now: Date;
}

/** What a webhook is about. It is only a hint: the provider is asked before money changes state. */
export interface WebhookEvent {
  /** The provider's id of the event, else a digest of what makes it one: the same when it is sent again. */
  readonly event_id: string;
  readonly type: string;
  /** Null where it is about nothing of ours (another kind of event): stored, and that is all. */
  readonly about: { readonly reference: string | null; readonly transaction_id: string | null } | null;
}

/**
 * The one port for payment providers. A client does HTTP and translation, nothing else: no state, no database, no retry.
 * It never throws for what a provider or a network does, except `BadSignature` from `readWebhook`.
 */
export interface PaymentProvider {
  readonly name: ProviderName;
  /** Whether it can collect this method and currency at all. */
  takes(method: PaymentMethod, currency: string): boolean;
  /** Starts it, or goes on where an earlier attempt broke off: never a second collection for one reference. */
  start(collection: Collection, keep: Keep): Promise<Started>;
  ask(collection: Collection): Promise<CollectionState>;
  /** Gives money back, or goes on where an earlier attempt broke off: never twice for one reference. */
  refund(reimbursement: Reimbursement, keep: Keep): Promise<ReimbursementState>;
  askRefund(reimbursement: Reimbursement): Promise<ReimbursementState>;
  /** @throws BadSignature */
  readWebhook(incoming: IncomingWebhook): WebhookEvent;
}

/** The call was not made by who it says, or too long ago. Says nothing more: whoever forges learns nothing. */
export class BadSignature extends Error {
  override name = 'BadSignature';
}
