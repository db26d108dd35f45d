import { randomUUID } from 'node:crypto';
import { type ByHand, commonByHand } from './by-hand.js';
import { HttpSimulator, type SimulatedAnswer, type SimulatedRequest } from './http-simulator.js';
import { type MtnKind, MtnRefusal as Refusal, readMtnBody, referenceOf } from './mtn-request-checks.js';
import { Books, PaymentCallbacks } from './payment-callbacks.js';

/** Keys of a simulator that was given none: for whoever starts one by hand. */
export const MTN_SIMULATOR_KEYS = {
  api_user: '5f1c9e0a-6a1f-4a55-9d5c-0c0ffee00001',
  api_key: 'mtn-simulator-api-key',
  subscription_key: 'mtn-simulator-collection-key',
  disbursement_subscription_key: 'mtn-simulator-disbursement-key',
  environment: 'sandbox',
};

export interface MtnSimulatorOptions extends Partial<typeof MTN_SIMULATOR_KEYS> {
  port?: number;
  /** Where callbacks go when a request names no `X-Callback-Url`. The real one sends none then. */
  webhook_url?: string;
  /** Lifetime of a token. Default 3 600. */
  token_seconds?: number;
  /** What a payer does whose number is not one of the sandbox's. Default `ask`: waits for `approve` or `decline`. */
  others?: 'ask' | 'pay';
}

type Product = 'collection' | 'disbursement';
type Status = 'PENDING' | 'SUCCESSFUL' | 'FAILED';

interface Thing {
  readonly kind: MtnKind;
  readonly id: string;
  readonly body: Record<string, unknown>;
  readonly amount: number;
  readonly callback_url: string | null;
  status: Status;
  reason?: string;
  financialTransactionId?: string;
  /** Questions until it is decided; for the `delayed` number. */
  asked: number;
}

/**
 * What the sandbox's payers do [3P]. ASSUMPTION: which ones are refused at once with HTTP 500 (460) and which are taken
 * and fail later, and the reasons of 450 and 451.
 */
const SANDBOX_PAYERS: Record<string, string> = {
  46733123450: 'INTERNAL_PROCESSING_ERROR',
  46733123451: 'APPROVAL_REJECTED',
  46733123452: 'EXPIRED',
  46733123455: 'PAYER_NOT_FOUND',
  46733123456: 'PAYEE_NOT_ALLOWED_TO_RECEIVE',
  46733123461: 'INTERNAL_PROCESSING_ERROR',
  46733123462: 'SERVICE_UNAVAILABLE',
};
const [ONGOING, DELAYED] = ['46733123453', '46733123454'];

/** MTN MoMo's Collection and Disbursement (refunds). Source: shared/spec/providers.md §3. */
export class MtnSimulator {
  readonly http = new HttpSimulator((request) => this.answer(request));
  /** Sent once, unsigned, as POST or as PUT (`callbacks.method`). */
  readonly callbacks = new PaymentCallbacks({ sign: () => ({}), attempts: 1 });
  /** Reason given for what is refunded from now on; null: it succeeds; `open`: it waits for `approve` or `decline`. */
  refunds_end: string | null = null;
  private readonly keys: typeof MTN_SIMULATOR_KEYS;
  private readonly things = new Map<string, Thing>();
  private readonly tokens = new Map<string, { product: Product; until: number }>();
  private readonly taken = new Books();
  private readonly given_back = new Books();

  constructor(private readonly options: MtnSimulatorOptions = {}) {
    this.keys = { ...MTN_SIMULATOR_KEYS, ...options };
    this.callbacks.url = options.webhook_url ?? null;
  }

  get url(): string {
    return this.http.url;
  }

  /** What payers have paid, in the figures of the wire; of one reference, or of all. */
  collected(reference?: string): number {
    return this.taken.total(reference);
  }

  /** What they got back; by the refund's reference, or of all. */
  refunded(reference?: string): number {
    return this.given_back.total(reference);
  }

  /** How many there are, whatever came of them. */
  count(kind: MtnKind): number {
    return [...this.things.values()].filter((thing) => thing.kind === kind).length;
  }

  /** The payer enters the PIN; or the refund goes through. */
  approve(reference: string): void {
    this.decide(this.pending(reference), null);
  }

  decline(reference: string, reason = 'APPROVAL_REJECTED'): void {
    this.decide(this.pending(reference), reason);
  }

  /** Tokens given so far are worth nothing any more. */
  dropTokens(): void {
    this.tokens.clear();
  }

  /** Tells about it once more. */
  repeatCallback(reference: string): void {
    const thing = this.thing(reference);
    this.callbacks.send(view(thing), thing.callback_url);
  }

  /** Somebody who knows the address says that it is paid. */
  forge(reference: string): void {
    const thing = this.thing(reference);
    this.callbacks.send({ ...view(thing), status: 'SUCCESSFUL', financialTransactionId: '1' }, thing.callback_url);
  }

  async stop(): Promise<void> {
    await this.callbacks.stop();
    await this.http.stop();
  }

  private answer(request: SimulatedRequest): SimulatedAnswer {
    try {
      if (request.path.startsWith('/__sim')) return this.byHand(request);
      const [, product, path] = /^\/(collection|disbursement)\/(.*)$/.exec(request.path) ?? [];
      if (product !== 'collection' && product !== 'disbursement') return notFound();
      this.checkSubscription(product, request);
      if (path === 'token/') return this.giveToken(product, request);
      const [, kind, id] = /^v1_0\/(requesttopay|refund)(?:\/([^/]+))?$/.exec(path) ?? [];
      if (kind !== (product === 'collection' ? 'requesttopay' : 'refund')) return notFound();
      this.checkToken(product, request);
      if (request.method === 'POST' && id === undefined) return this.create(kind, request);
      if (request.method === 'GET' && id !== undefined) return this.tell(kind, id);
      return notFound();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { status: error.status, body: { code: error.code, message: error.message } };
    }
  }

  private checkSubscription(product: Product, { headers }: SimulatedRequest): void {
    const { subscription_key, disbursement_subscription_key } = this.keys;
    const key = product === 'collection' ? subscription_key : disbursement_subscription_key;
    // ASSUMPTION: the code; the gateway in front of MTN has a body of its own for this.
    if (headers['ocp-apim-subscription-key'] !== key) throw new Refusal(401, 'ACCESS_DENIED', 'Access denied due to invalid subscription key');
  }

  private giveToken(product: Product, { method, headers, body }: SimulatedRequest): SimulatedAnswer {
    if (method !== 'POST') return notFound();
    const { api_user, api_key } = this.keys;
    if (headers.authorization !== `Basic ${Buffer.from(`${api_user}:${api_key}`).toString('base64')}`) {
      throw new Refusal(401, 'INVALID_CLIENT', 'the API user or its key is wrong'); // ASSUMPTION: the code.
    }
    if (body.length > 0) throw new Refusal(400, 'BAD_REQUEST', 'a token is asked for without a body');
    const { token_seconds = 3600 } = this.options;
    const access_token = randomUUID();
    this.tokens.set(access_token, { product, until: Date.now() + token_seconds * 1000 });
    return { status: 200, body: { access_token, token_type: 'access_token', expires_in: token_seconds } };
  }

  private checkToken(product: Product, { headers }: SimulatedRequest): void {
    const token = this.tokens.get(/^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '');
    // ASSUMPTION: the code; and that a token is for one product.
    if (token?.product !== product || token.until <= Date.now()) throw new Refusal(401, 'INVALID_TOKEN', 'the token is wrong or has ended');
    if (headers['x-target-environment'] !== this.keys.environment) throw new Refusal(500, 'NOT_ALLOWED_TARGET_ENVIRONMENT');
  }

  private create(kind: MtnKind, { headers, body: raw }: SimulatedRequest): SimulatedAnswer {
    const id = referenceOf(headers);
    if (this.things.has(id)) throw new Refusal(409, 'RESOURCE_ALREADY_EXIST', 'Duplicated reference id. Creation of resource failed.');
    const body = readMtnBody(kind, headers['content-type'], raw, this.keys.environment);
    const thing: Thing = { kind, id, body, amount: Number(body.amount), callback_url: headers['x-callback-url']?.toString() ?? null, status: 'PENDING', asked: 0 };
    if (kind === 'refund') this.checkRefund(thing);
    this.things.set(id, thing);
    const ending = kind === 'refund' ? this.refunds_end : this.endingOf((body.payer as { partyId: string }).partyId);
    if (ending !== 'open') this.decide(thing, ending);
    return { status: 202 };
  }

  private checkRefund({ body, amount }: Thing): void {
    const paid = this.things.get(String(body.referenceIdToRefund));
    // ASSUMPTION: how an unknown, unpaid or overdrawn collection is refused; that it is, is plain.
    if (paid?.kind !== 'requesttopay' || paid.status !== 'SUCCESSFUL') throw new Refusal(404, 'RESOURCE_NOT_FOUND', 'there is nothing to refund');
    const others = [...this.things.values()].filter((thing) => thing.body.referenceIdToRefund === paid.id && thing.status !== 'FAILED');
    const left = others.reduce((sum, other) => sum - other.amount, paid.amount);
    if (amount > left) throw new Refusal(500, 'NOT_ALLOWED', 'more than what is left to refund');
  }

  /** A reason, null for success, or `open`. */
  private endingOf(number: string): string | null {
    const { others = 'ask' } = this.options;
    const in_sandbox = this.keys.environment === 'sandbox';
    if (in_sandbox && [ONGOING, DELAYED].includes(number)) return 'open';
    if (in_sandbox && number in SANDBOX_PAYERS) return SANDBOX_PAYERS[number];
    return others === 'ask' ? 'open' : null;
  }

  private tell(kind: MtnKind, id: string): SimulatedAnswer {
    const thing = this.things.get(id);
    // ASSUMPTION: the code of the 404.
    if (thing?.kind !== kind) throw new Refusal(404, 'RESOURCE_NOT_FOUND', 'Requested resource was not found.');
    thing.asked += 1;
    // ASSUMPTION: the delay of the `delayed` number is counted in questions, so that it needs no clock.
    const { partyId } = (thing.body.payer ?? {}) as { partyId?: string };
    if (thing.status === 'PENDING' && partyId === DELAYED && thing.asked > 2) this.decide(thing, null);
    return { status: 200, body: view(thing) };
  }

  private decide(thing: Thing, reason: string | null): void {
    thing.status = reason === null ? 'SUCCESSFUL' : 'FAILED';
    if (reason === null) {
      thing.financialTransactionId = String(1_000_000_000 + this.things.size);
      (thing.kind === 'refund' ? this.given_back : this.taken).add(thing.id, thing.amount);
    } else {
      thing.reason = reason;
    }
    this.callbacks.send(view(thing), thing.callback_url);
  }

  private thing(reference: string): Thing {
    const thing = this.things.get(reference);
    if (thing === undefined) throw new Refusal(404, 'RESOURCE_NOT_FOUND', `the simulator knows no ${reference}`);
    return thing;
  }

  private pending(reference: string): Thing {
    const thing = this.thing(reference);
    if (thing.status !== 'PENDING') throw new Refusal(409, 'ALREADY_DECIDED', `${reference} is ${thing.status}`);
    return thing;
  }

  /** For people: `GET /__sim`, and `POST /__sim/<what>/<which>`; `which` is a reference where it is not said otherwise. */
  private byHand({ method, path, query }: SimulatedRequest): SimulatedAnswer {
    const [, , what = '', which = ''] = path.split('/');
    if (method === 'GET' && what === '') {
      const things = [...this.things.values()].map((thing) => ({ kind: thing.kind, id: thing.id, ...view(thing) }));
      return { status: 200, body: { collected: this.collected(), refunded: this.refunded(), things } };
    }
    const doable: ByHand = {
      ...commonByHand(this.http, this.callbacks),
      approve: () => this.approve(which),
      decline: () => this.decline(which, query.get('reason') ?? undefined),
      forge: () => this.forge(which),
      refunds: () => void (this.refunds_end = which === 'succeed' ? null : which),
    };
    const action = method === 'POST' ? doable[what] : undefined;
    if (action === undefined) return notFound();
    action(which);
    return { status: 204 };
  }
}

export async function startMtnSimulator(options: MtnSimulatorOptions = {}): Promise<MtnSimulator> {
  const simulator = new MtnSimulator(options);
  await simulator.http.start(options.port);
  return simulator;
}

/** The answer to a question, and the body of a callback. */
function view({ kind, body, status, reason, financialTransactionId }: Thing): Record<string, unknown> {
  const { referenceIdToRefund: _, ...rest } = body;
  // ASSUMPTION: `reason` of a refund is an object and of a collection a word; both have been seen.
  const why = reason !== undefined && { reason: kind === 'refund' ? { code: reason, message: 'as simulated' } : reason };
  return { ...rest, status, ...(financialTransactionId !== undefined && { financialTransactionId }), ...why };
}

function notFound(): SimulatedAnswer {
  return { status: 404, body: { statusCode: 404, message: 'Resource not found' } };
}
