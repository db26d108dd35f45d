import Stripe from 'stripe';
import { type ByHand, commonByHand } from './by-hand.js';
import { HttpSimulator, type SimulatedAnswer, type SimulatedRequest } from './http-simulator.js';
import { PaymentCallbacks } from './payment-callbacks.js';
import { fail, missing, seconds, StripeAccount, stripeId } from './stripe-account.js';
import { checkoutPage, StripeRefusal } from './stripe-form.js';

/** Keys of a simulator that was given none: for whoever starts one by hand. */
export const STRIPE_SIMULATOR_KEYS = { secret_key: 'sk_test_simulator', webhook_secret: 'whsec_simulator' };

export interface StripeSimulatorOptions extends Partial<typeof STRIPE_SIMULATOR_KEYS> {
  port?: number;
  /** Where events go. */
  webhook_url?: string;
}

/** Of a 4xx, only what was worked on is remembered under its key. */
const NOT_REMEMBERED = new Set(['parameter_unknown', 'parameter_missing', 'parameter_invalid_integer', 'url_invalid']);

/** Stripe's Checkout Sessions, Payment Intents (read) and Refunds. Source: shared/spec/providers.md §2. */
export class StripeSimulator extends StripeAccount {
  readonly http = new HttpSimulator((request) => this.answer(request));
  /** Signed events, sent again while the answer is no 2xx. */
  readonly callbacks: PaymentCallbacks;
  private readonly keys: typeof STRIPE_SIMULATOR_KEYS;
  private readonly answers = new Map<string, { request: string; answer: SimulatedAnswer }>();

  constructor(options: StripeSimulatorOptions = {}) {
    super();
    this.keys = { ...STRIPE_SIMULATOR_KEYS, ...options };
    const { webhooks } = new Stripe(this.keys.secret_key);
    this.callbacks = new PaymentCallbacks({
      sign: (payload, forged) => ({
        'stripe-signature': webhooks.generateTestHeaderString({ payload, secret: forged ? 'whsec_of_somebody_else' : this.keys.webhook_secret }),
      }),
    });
    this.callbacks.url = options.webhook_url ?? null;
  }

  get url(): string {
    return this.http.url;
  }

  /** Somebody else says that an open session is paid. */
  forge(known_as: string): void {
    const object = { ...this.openSession(known_as), status: 'complete', payment_status: 'paid' };
    this.callbacks.forge({ id: stripeId('evt'), object: 'event', type: 'checkout.session.completed', created: seconds(), data: { object } });
  }

  /** What happens to idempotency keys after a day. */
  forgetKeys(): void {
    this.answers.clear();
  }

  async stop(): Promise<void> {
    await this.callbacks.stop();
    await this.http.stop();
  }

  private answer(request: SimulatedRequest): SimulatedAnswer {
    try {
      if (request.path.startsWith('/__sim')) return this.byHand(request);
      if (request.path.startsWith('/c/pay/')) return this.page(request);
      if (request.headers.authorization !== `Bearer ${this.keys.secret_key}`) {
        throw new StripeRefusal(401, 'invalid_request_error', 'Invalid API Key provided');
      }
      return request.method === 'POST' ? this.once(request) : this.read(request);
    } catch (error) {
      return refusal(error);
    }
  }

  /** Idempotency: the same key gives the same answer, and another request under it is an error. */
  private once(request: SimulatedRequest): SimulatedAnswer {
    const key = request.headers['idempotency-key']?.toString();
    if (key === undefined) return this.create(request);
    if (key.length > 255) throw new StripeRefusal(400, 'invalid_request_error', 'The idempotency key is longer than 255 characters');
    const asked = `${request.path}\n${request.body.toString()}`;
    const earlier = this.answers.get(key);
    if (earlier !== undefined && earlier.request !== asked) {
      throw new StripeRefusal(400, 'idempotency_error', 'Keys for idempotent requests can only be used with the same parameters they were first used with.');
    }
    if (earlier !== undefined) return { ...earlier.answer, headers: { 'idempotent-replayed': 'true' } };
    const answer = this.attempt(request);
    // As it was at the time: the object may change later, the stored answer does not.
    const stored = { ...answer, body: structuredClone(answer.body) };
    const { code } = (answer.body as { error?: { code?: string } }).error ?? {};
    // ASSUMPTION: parameters that do not fit are refused before the key is looked at.
    if (code === undefined || !NOT_REMEMBERED.has(code)) this.answers.set(key, { request: asked, answer: stored });
    return stored;
  }

  private attempt(request: SimulatedRequest): SimulatedAnswer {
    try {
      return this.create(request);
    } catch (error) {
      return refusal(error);
    }
  }

  private create(request: SimulatedRequest): SimulatedAnswer {
    if (request.path === '/v1/checkout/sessions') return ok(this.createSession(request));
    if (request.path === '/v1/refunds') return ok(this.createRefund(request));
    throw unknownUrl(request);
  }

  private read(request: SimulatedRequest): SimulatedAnswer {
    const [, kind, name] = /^\/v1\/(checkout\/sessions|payment_intents|refunds)\/([^/]+)$/.exec(request.path) ?? [];
    if (kind === 'checkout/sessions') return ok(this.sessions.get(name) ?? fail(missing('checkout.session', name)));
    if (kind === 'payment_intents') return ok(this.intents.get(name) ?? fail(missing('payment_intent', name)));
    if (kind === 'refunds') return ok(this.refunds.get(name) ?? fail(missing('refund', name)));
    if (request.path === '/v1/refunds') return ok(this.listRefunds(request.query));
    throw unknownUrl(request);
  }

  protected tell(type: string, object: object): void {
    const request = { id: stripeId('req'), idempotency_key: null };
    const about = { api_version: Stripe.API_VERSION, created: seconds(), livemode: false, pending_webhooks: 1, request };
    this.callbacks.send({ id: stripeId('evt'), object: 'event', type, ...about, data: { object: structuredClone(object) } });
  }

  /** The payer's page, and its buttons. */
  private page({ method, path }: SimulatedRequest): SimulatedAnswer {
    const [, , , name = '', what] = path.split('/');
    const session = this.sessions.get(name) ?? fail(missing('checkout.session', name));
    if (method === 'POST' && what === 'approve') this.approve(name);
    if (method === 'POST' && what === 'decline') this.decline(name);
    if (session.status === 'complete') return { status: 303, headers: { location: session.success_url.replaceAll('{CHECKOUT_SESSION_ID}', name) } };
    if (session.status === 'expired') return { status: 410, body: 'This page has expired' };
    const amount = `${session.currency === 'xof' ? session.amount_total : (session.amount_total / 100).toFixed(2)} ${session.currency.toUpperCase()}`;
    const page = { path: `/c/pay/${name}`, name: this.nameOf(name), amount, cancel_url: session.cancel_url, declined: what === 'decline' };
    return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: checkoutPage(page) };
  }

  /** For people: `GET /__sim`, and `POST /__sim/<what>/<which>`; `which` is an id or our reference where it is not said otherwise. */
  private byHand(request: SimulatedRequest): SimulatedAnswer {
    const [, , what = '', which = ''] = request.path.split('/');
    if (request.method === 'GET' && what === '') {
      const things = { sessions: [...this.sessions.values()], refunds: [...this.refunds.values()] };
      return ok({ collected: this.collected(), refunded: this.refunded(), ...things });
    }
    const doable: ByHand = {
      ...commonByHand(this.http, this.callbacks),
      approve: () => this.approve(which),
      decline: () => this.decline(which),
      expire: () => this.expire(which),
      forge: () => this.forge(which),
      refunds: () => void (this.refunds_are = which === 'pending' ? 'pending' : 'succeeded'),
      'end-refund': () => this.endRefund(which, request.query.get('failure') ?? undefined),
    };
    const action = request.method === 'POST' ? doable[what] : undefined;
    if (action === undefined) throw unknownUrl(request);
    action(which);
    return { status: 204 };
  }
}

export async function startStripeSimulator(options: StripeSimulatorOptions = {}): Promise<StripeSimulator> {
  const simulator = new StripeSimulator(options);
  await simulator.http.start(options.port);
  return simulator;
}

function ok(body: object): SimulatedAnswer {
  return { status: 200, headers: { 'request-id': stripeId('req') }, body };
}

function refusal(error: unknown): SimulatedAnswer {
  if (!(error instanceof StripeRefusal)) throw error;
  return { status: error.status, body: error.body };
}

function unknownUrl({ method, path }: SimulatedRequest): StripeRefusal {
  return new StripeRefusal(404, 'invalid_request_error', `Unrecognized request URL (${method}: ${path}).`);
}
