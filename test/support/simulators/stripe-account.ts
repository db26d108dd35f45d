import { randomBytes } from 'node:crypto';
import type { SimulatedRequest } from './http-simulator.js';
import { Books } from './payment-callbacks.js';
import { addressOf, amountOf, metadataOf, readStripeForm, StripeRefusal } from './stripe-form.js';

interface Session {
  readonly id: string;
  readonly object: 'checkout.session';
  status: 'open' | 'complete' | 'expired';
  payment_status: 'unpaid' | 'paid';
  payment_intent: string | null;
  url: string | null;
  readonly amount_total: number;
  readonly currency: string;
  readonly client_reference_id: string | null;
  readonly metadata: Record<string, string>;
  readonly success_url: string;
  readonly cancel_url: string;
  readonly [more: string]: unknown;
}

interface Intent {
  readonly id: string;
  readonly object: 'payment_intent';
  status: 'requires_payment_method' | 'succeeded';
  readonly amount: number;
  readonly currency: string;
  readonly metadata: Record<string, string>;
  latest_charge: string | null;
}

interface Refund {
  readonly id: string;
  readonly object: 'refund';
  status: 'pending' | 'succeeded' | 'failed';
  failure_reason?: string;
  readonly amount: number;
  readonly currency: string;
  readonly payment_intent: string;
  readonly charge: string | null;
  readonly metadata: Record<string, string>;
}

const SESSION_FIELDS = [
  /^(mode|success_url|cancel_url|client_reference_id|customer_email|expires_at|locale)$/,
  /^allowed_payment_method_types\[\d+\]$/,
  /^line_items\[0\]\[(quantity|price_data\]\[(currency|unit_amount|product_data\]\[name))\]$/,
  /^(payment_intent_data\[metadata\]|metadata)\[\w{1,40}\]$/,
];
const REFUND_FIELDS = [/^(payment_intent|amount|reason)$/, /^metadata\[\w{1,40}\]$/];
const PRICE = 'line_items[0][price_data]';
export const stripeId = (prefix: string): string => `${prefix}_${randomBytes(12).toString('hex')}`;
export const seconds = (): number => Math.floor(Date.now() / 1000);

/** What a session was asked to give to its payment intent and to show: not part of what it tells. */
interface Draft {
  readonly metadata: Record<string, string>;
  readonly name: string;
}

/** The sessions, payment intents and refunds of one simulated account; what becomes of them is told as an event. */
export abstract class StripeAccount {
  /** What becomes of refunds made from now on; `pending` ones wait for `endRefund`. */
  refunds_are: 'succeeded' | 'pending' = 'succeeded';
  protected readonly sessions = new Map<string, Session>();
  protected readonly intents = new Map<string, Intent>();
  protected readonly refunds = new Map<string, Refund>();
  private readonly drafts = new Map<string, Draft>();
  private readonly taken = new Books();
  private readonly given_back = new Books();

  /** Where its pages are, without the last slash. */
  abstract get url(): string;

  /** What cards have paid, in the smallest unit; of one `client_reference_id`, or of all. */
  collected(reference?: string): number {
    return this.taken.total(reference);
  }

  /** What they got back; by the refund's `metadata.reference`, or of all. */
  refunded(reference?: string): number {
    return this.given_back.total(reference);
  }

  /** How many there are, whatever came of them. */
  count(what: 'sessions' | 'refunds'): number {
    return this[what].size;
  }

  /** The payer pays. A session is known by its id or by its `client_reference_id`. */
  approve(known_as: string): void {
    const session = this.openSession(known_as);
    const intent = this.intentOf(session);
    intent.status = 'succeeded';
    intent.latest_charge = stripeId('ch');
    Object.assign(session, { status: 'complete', payment_status: 'paid', url: null });
    this.taken.add(session.client_reference_id ?? session.id, session.amount_total);
    this.tell('payment_intent.succeeded', intent);
    this.tell('checkout.session.completed', session);
  }

  /** The card is declined; the page stays open for another. */
  decline(known_as: string): void {
    this.tell('payment_intent.payment_failed', this.intentOf(this.openSession(known_as)));
  }

  expire(known_as: string): void {
    const session = this.openSession(known_as);
    Object.assign(session, { status: 'expired', url: null });
    this.tell('checkout.session.expired', session);
  }

  /** A refund can fail after it had succeeded. */
  endRefund(known_as: string, failure_reason?: string): void {
    const refund = [...this.refunds.values()].find((one) => [one.id, one.metadata.reference].includes(known_as));
    if (refund === undefined) throw missing('refund', known_as);
    if (failure_reason === undefined) {
      this.succeed(refund);
      this.tell('refund.updated', refund);
      return;
    }
    if (refund.status === 'succeeded') this.given_back.add(refund.metadata.reference ?? refund.id, -refund.amount);
    Object.assign(refund, { status: 'failed', failure_reason });
    this.tell('refund.failed', refund);
  }

  protected createSession(request: SimulatedRequest): Session {
    const form = readStripeForm(request, SESSION_FIELDS, ['mode', `${PRICE}[currency]`, `${PRICE}[unit_amount]`, `${PRICE}[product_data][name]`, 'line_items[0][quantity]', 'success_url']);
    if (form.get('mode') !== 'payment') throw new StripeRefusal(400, 'invalid_request_error', 'the simulator only knows mode=payment', undefined, 'mode');
    const currency = form.get(`${PRICE}[currency]`) ?? '';
    const amount_total = amountOf(form.get(`${PRICE}[unit_amount]`), `${PRICE}[unit_amount]`, currency) * Number(form.get('line_items[0][quantity]'));
    const session_id = stripeId('cs_test');
    const session: Session = {
      id: session_id,
      object: 'checkout.session',
      mode: 'payment',
      status: 'open',
      payment_status: 'unpaid',
      payment_intent: null,
      url: `${this.url}/c/pay/${session_id}`,
      amount_subtotal: amount_total,
      amount_total,
      currency,
      client_reference_id: form.get('client_reference_id') ?? null,
      customer_email: form.get('customer_email') ?? null,
      metadata: metadataOf(form, 'metadata'),
      success_url: addressOf(form.get('success_url'), 'success_url'),
      cancel_url: addressOf(form.get('cancel_url'), 'cancel_url'),
      created: seconds(),
      expires_at: Number(form.get('expires_at') ?? seconds() + 86_400),
      livemode: false,
    };
    this.sessions.set(session_id, session);
    this.drafts.set(session_id, { metadata: metadataOf(form, 'payment_intent_data[metadata]'), name: form.get(`${PRICE}[product_data][name]`) ?? '' });
    return session;
  }

  /** It is made when somebody first tries to pay. */
  private intentOf(session: Session): Intent {
    const there = this.intents.get(session.payment_intent ?? '');
    if (there !== undefined) return there;
    const { metadata = {} } = this.drafts.get(session.id) ?? {};
    const { amount_total: amount, currency } = session;
    const intent: Intent = { id: stripeId('pi'), object: 'payment_intent', status: 'requires_payment_method', amount, currency, metadata, latest_charge: null };
    this.intents.set(intent.id, intent);
    session.payment_intent = intent.id;
    return intent;
  }

  protected createRefund(request: SimulatedRequest): Refund {
    const form = readStripeForm(request, REFUND_FIELDS, ['payment_intent']);
    const payment_intent = form.get('payment_intent') ?? '';
    const intent = this.intents.get(payment_intent) ?? fail(missing('payment_intent', payment_intent));
    // ASSUMPTION: the words of these refusals.
    if (intent.latest_charge === null) throw new StripeRefusal(400, 'invalid_request_error', 'This PaymentIntent does not have a successful charge to refund.');
    const left = intent.amount - this.refundedOf(payment_intent);
    if (left === 0) throw new StripeRefusal(400, 'invalid_request_error', 'The charge has already been refunded.', 'charge_already_refunded');
    const amount = Number(form.get('amount') ?? left);
    if (!Number.isSafeInteger(amount) || amount < 1) throw new StripeRefusal(400, 'invalid_request_error', 'Invalid integer', 'parameter_invalid_integer', 'amount');
    if (amount > left) throw new StripeRefusal(400, 'invalid_request_error', 'Refund amount is greater than unrefunded amount on charge', undefined, 'amount');
    const { currency, latest_charge: charge } = intent;
    const refund: Refund = { id: stripeId('re'), object: 'refund', status: 'pending', amount, currency, payment_intent, charge, metadata: metadataOf(form, 'metadata') };
    this.refunds.set(refund.id, refund);
    this.tell('refund.created', refund);
    if (this.refunds_are === 'succeeded') this.succeed(refund);
    return refund;
  }

  protected nameOf(session_id: string): string {
    return this.drafts.get(session_id)?.name ?? '';
  }

  protected abstract tell(type: string, object: object): void;

  private succeed(refund: Refund): void {
    if (refund.status !== 'pending') throw new StripeRefusal(400, 'invalid_request_error', `the refund is ${refund.status}`);
    refund.status = 'succeeded';
    this.given_back.add(refund.metadata.reference ?? refund.id, refund.amount);
    const intent = this.intents.get(refund.payment_intent);
    const charge = { id: refund.charge, object: 'charge', amount: intent?.amount, amount_refunded: this.refundedOf(refund.payment_intent) };
    this.tell('charge.refunded', { ...charge, currency: refund.currency, payment_intent: refund.payment_intent, metadata: intent?.metadata ?? {} });
  }

  private refundedOf(payment_intent: string): number {
    const live = [...this.refunds.values()].filter((one) => one.payment_intent === payment_intent && one.status !== 'failed');
    return live.reduce((sum, { amount }) => sum + amount, 0);
  }

  protected listRefunds(query: URLSearchParams): object {
    const of = query.get('payment_intent');
    const found = [...this.refunds.values()].reverse().filter((one) => of === null || one.payment_intent === of);
    const from = found.findIndex((one) => one.id === query.get('starting_after')) + 1;
    const page = found.slice(from, from + Number(query.get('limit') ?? 10));
    return { object: 'list', url: '/v1/refunds', has_more: from + page.length < found.length, data: page };
  }

  protected openSession(known_as: string): Session {
    const session = [...this.sessions.values()].find((one) => [one.id, one.client_reference_id].includes(known_as));
    if (session === undefined) throw missing('checkout.session', known_as);
    if (session.status !== 'open') throw new StripeRefusal(400, 'invalid_request_error', `the session is ${session.status}`);
    return session;
  }
}

export function fail(error: Error): never {
  throw error;
}

export function missing(what: string, name: string): StripeRefusal {
  return new StripeRefusal(404, 'invalid_request_error', `No such ${what}: '${name}'`, 'resource_missing', 'id');
}
