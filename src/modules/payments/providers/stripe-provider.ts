import type Stripe from 'stripe';
import type { Environment } from '../../../config/index.js';
import { CURRENCIES, decimalsOf, Money } from '../../../kernel/money.js';
import type { PaymentMethod } from '../payment.values.js';
import type {
  Collection,
  CollectionState,
  IncomingWebhook,
  Keep,
  PaymentProvider,
  Reimbursement,
  ReimbursementState,
  Started,
  WebhookEvent,
} from './payment-provider.js';
import { isMissing, stripeClient, type StripeOptions, troubleOf } from './stripe-client.js';
import { readStripeWebhook } from './stripe-webhook.js';

interface Found {
  kind: 'found';
  payment_intent: string | null;
  refund: Stripe.Refund | null;
}

/**
 * Cards through Stripe Checkout: a page of theirs, so that no card number comes near us. Source: shared/spec/providers.md §2.
 * Every POST carries our reference as its idempotency key, and nothing in it may change between two attempts: hence no
 * `expires_at` (a session ends after 24 hours by itself, as long as a key is remembered) and no locale.
 */
export class StripeProvider implements PaymentProvider {
  readonly name = 'stripe';
  private readonly stripe: Stripe;

  constructor(private readonly options: StripeOptions) {
    this.stripe = stripeClient(options);
  }

  takes(method: PaymentMethod, currency: string): boolean {
    return method === 'card' && CURRENCIES.some((one) => one === currency);
  }

  async start(collection: Collection, keep: Keep): Promise<Started> {
    const { method, amount, transaction_id } = collection;
    if (!this.takes(method, amount.currency)) return { kind: 'refused', code: 'provider_refused', detail: 'Stripe takes cards only' };
    if (transaction_id !== null) return this.goOn(transaction_id);
    let session: Stripe.Checkout.Session;
    try {
      session = await this.stripe.checkout.sessions.create(sessionOf(collection), { idempotencyKey: collection.reference });
    } catch (error) {
      return troubleOf(error);
    }
    await keep(session.id);
    return startedOf(session);
  }

  async ask({ transaction_id }: Collection): Promise<CollectionState> {
    // Without its id nobody has its address either: it cannot be paid.
    if (transaction_id === null) return { kind: 'absent' };
    let session: Stripe.Checkout.Session;
    try {
      session = await this.stripe.checkout.sessions.retrieve(transaction_id);
    } catch (error) {
      return isMissing(error) ? { kind: 'absent' } : notAsked(error);
    }
    // The status alone says only that the payer is done with the page.
    if (session.payment_status === 'paid') {
      const collected = moneyOf(session.amount_total, session.currency);
      return collected ? { kind: 'paid', collected, fee: null } : { kind: 'unknown', detail: 'Stripe says it is paid, but not how much' };
    }
    if (session.status === 'expired') return { kind: 'failed', code: 'expired', detail: 'Stripe: the session has expired' };
    return { kind: 'open' };
  }

  /** Looks first whether it is there: an idempotency key is forgotten after a day, and an attempt may be older. */
  async refund(reimbursement: Reimbursement, keep: Keep): Promise<ReimbursementState> {
    const { transaction_id, reference, refund_id, amount } = reimbursement;
    if (transaction_id !== null) return this.askRefund(reimbursement);
    const found = await this.find(reimbursement);
    if (found.kind === 'unknown') return found;
    const { payment_intent } = found;
    if (payment_intent === null) return { kind: 'failed', code: 'provider_refused', detail: 'Stripe: nothing was paid' };
    let { refund } = found;
    try {
      refund ??= await this.stripe.refunds.create(
        { payment_intent, amount: Number(amount.minor), reason: 'requested_by_customer', metadata: { reference, refund_id } },
        { idempotencyKey: reference },
      );
    } catch (error) {
      const trouble = troubleOf(error);
      return trouble.kind === 'refused' ? { ...trouble, kind: 'failed' } : trouble;
    }
    await keep(refund.id);
    return reimbursementOf(refund);
  }

  async askRefund(reimbursement: Reimbursement): Promise<ReimbursementState> {
    if (reimbursement.transaction_id === null) {
      const found = await this.find(reimbursement);
      if (found.kind === 'unknown') return found;
      return found.refund ? reimbursementOf(found.refund) : { kind: 'absent' };
    }
    try {
      return reimbursementOf(await this.stripe.refunds.retrieve(reimbursement.transaction_id));
    } catch (error) {
      return isMissing(error) ? { kind: 'absent' } : notAsked(error);
    }
  }

  readWebhook(incoming: IncomingWebhook): WebhookEvent {
    return readStripeWebhook(this.stripe, this.options.webhook_secret, incoming);
  }

  private async goOn(session_id: string): Promise<Started> {
    try {
      return startedOf(await this.stripe.checkout.sessions.retrieve(session_id));
    } catch (error) {
      return notAsked(error);
    }
  }

  /** What was paid (null: nothing), and the refund of it that carries our reference. */
  private async find({ collection, reference }: Reimbursement): Promise<Found | { kind: 'unknown'; detail: string }> {
    const found: Found = { kind: 'found', payment_intent: null, refund: null };
    if (collection.transaction_id === null) return found;
    try {
      const session = await this.stripe.checkout.sessions.retrieve(collection.transaction_id);
      const payment_intent = typeof session.payment_intent === 'string' ? session.payment_intent : (session.payment_intent?.id ?? null);
      if (payment_intent === null) return found;
      for await (const refund of this.stripe.refunds.list({ payment_intent, limit: 100 })) {
        if (refund.metadata?.reference === reference) return { ...found, payment_intent, refund };
      }
      return { ...found, payment_intent };
    } catch (error) {
      return notAsked(error);
    }
  }
}

export function stripeFrom(config: Environment): StripeProvider {
  return new StripeProvider({
    secret_key: config.STRIPE_SECRET_KEY ?? '',
    webhook_secret: config.STRIPE_WEBHOOK_SECRET ?? '',
    base_url: config.STRIPE_API_URL,
    timeout_ms: config.PAYMENT_CALL_SECONDS * 1000,
  });
}

function sessionOf({ payment_id, reference, amount, description, payer, return_url }: Collection): Stripe.Checkout.SessionCreateParams {
  const metadata = { reference, payment_id };
  return {
    mode: 'payment',
    allowed_payment_method_types: ['card'],
    line_items: [
      {
        quantity: 1,
        price_data: { currency: amount.currency.toLowerCase(), unit_amount: Number(amount.minor), product_data: { name: description } },
      },
    ],
    client_reference_id: reference,
    metadata,
    payment_intent_data: { metadata },
    customer_email: payer.email,
    success_url: backTo(return_url, 'success'),
    cancel_url: backTo(return_url, 'cancelled'),
  };
}

function backTo(return_url: string, outcome: string): string {
  const url = new URL(return_url);
  url.searchParams.set('outcome', outcome);
  return url.toString();
}

function startedOf({ status, url }: Stripe.Checkout.Session): Started {
  if (status === 'expired') return { kind: 'refused', code: 'expired', detail: 'Stripe: the session has expired' };
  // The payer has been on the page and has nothing more to do there.
  if (status === 'complete') return { kind: 'waiting', payment_url: null };
  return url ? { kind: 'waiting', payment_url: url } : { kind: 'unknown', detail: 'Stripe gave a session without its address' };
}

function reimbursementOf({ status, failure_reason }: Stripe.Refund): ReimbursementState {
  if (status === 'succeeded') return { kind: 'done' };
  if (status === 'canceled') return { kind: 'failed', code: 'cancelled', detail: 'Stripe: the refund was canceled' };
  if (status !== 'failed') return { kind: 'open' };
  const code = failure_reason === 'insufficient_funds' ? 'insufficient_funds' : failure_reason === 'declined' ? 'declined' : 'other';
  return { kind: 'failed', code, detail: `Stripe: ${failure_reason ?? 'no reason given'}` };
}

/** For questions: whatever Stripe has against them, it says nothing about the money. */
function notAsked(error: unknown): { kind: 'unknown'; detail: string } {
  return { kind: 'unknown', detail: troubleOf(error).detail };
}

/** Stripe counts in the smallest unit: francs for XOF, cents for EUR and USD. */
function moneyOf(minor: number | null, code: string | null): Money | null {
  const currency = CURRENCIES.find((one) => one === code?.toUpperCase());
  if (currency === undefined || !Number.isSafeInteger(minor)) return null;
  return Money.of(String(minor), currency).ratio(1, 10 ** decimalsOf(currency));
}
