import type { Environment } from '../../../config/index.js';
import { Money } from '../../../kernel/money.js';
import type { FailureCode, PaymentMethod } from '../payment.values.js';
import { FedapayApi, type FedapayAnswer, type Json, objectOf, resourceIn, textOf } from './fedapay-api.js';
import { type FedapayPhone, fedapayPhone, isMobile, type PhonePlan, payoutMode, pushMode } from './fedapay-phone.js';
import { readFedapayWebhook } from './fedapay-webhook.js';
import type {
  Collection,
  CollectionState,
  IncomingWebhook,
  Keep,
  Payer,
  PaymentProvider,
  Reimbursement,
  ReimbursementState,
  Started,
  WebhookEvent,
} from './payment-provider.js';

export interface FedapayOptions {
  secret_key: string;
  webhook_secret: string;
  base_url: string;
  /** Where a push to the handset is asked for, with `{mode}` in it: FedaPay's SDK and documents disagree. */
  push_path: string;
  phone_plan: PhonePlan;
  environment: 'sandbox' | 'live';
  /** Milliseconds for one call. Default 10 000. */
  timeout_ms?: number;
}

/** What the SDK counts as paid: money that went back later has been there. */
const PAID = new Set(['approved', 'transferred', 'refunded', 'approved_partially_refunded', 'transferred_partially_refunded']);
const NOT_PAID: Readonly<Record<string, FailureCode>> = { declined: 'declined', canceled: 'cancelled', expired: 'expired' };
/** Attempts at one collection whose answer was lost before we knew the id: more would be trouble of another kind. */
const MOST_TRIES = 9;

type Refused = Extract<Started, { kind: 'refused' }>;
type Handset = { readonly phone: FedapayPhone; readonly mode: string };
type Created = { readonly kind: 'created'; readonly id: string } | Exclude<Started, { kind: 'waiting' }>;

/**
 * Collects in francs through FedaPay: on its hosted page, or by a push to the handset. Money goes back as a payout, as
 * FedaPay has no refunds by API. Source: shared/spec/providers.md §1.
 */
export class FedapayProvider implements PaymentProvider {
  readonly name = 'fedapay';
  private readonly api: FedapayApi;

  constructor(private readonly options: FedapayOptions) {
    this.api = new FedapayApi(options);
  }

  takes(_method: PaymentMethod, currency: string): boolean {
    return currency === 'XOF';
  }

  async start(collection: Collection, keep: Keep): Promise<Started> {
    const { method, amount, transaction_id } = collection;
    if (!this.takes(method, amount.currency)) return refused('provider_refused', `not in ${amount.currency}`);
    const handset = isMobile(method) ? this.handsetOf(collection) : null;
    if (handset === 'none') return refused('payer_not_found', `no number that FedaPay serves with ${method}`);
    if (transaction_id !== null) return this.goOn(transaction_id, handset);
    const created = await this.create(collection);
    if (created.kind !== 'created') return created;
    await keep(created.id);
    return this.present(created.id, handset);
  }

  async ask({ transaction_id }: Collection): Promise<CollectionState> {
    if (transaction_id === null) return { kind: 'absent' }; // nobody has the page of one whose id we never learnt
    const answer = await this.api.get(`/v1/transactions/${transaction_id}`);
    if (answer.kind !== 'ok') return notFoundOrUnknown(answer);
    const transaction = resourceIn(answer.body, 'transaction');
    if (transaction === null) return { kind: 'unknown', detail: 'FedaPay answered without a transaction' };
    const status = textOf(transaction.status);
    if (!PAID.has(status)) {
      return Object.hasOwn(NOT_PAID, status) ? { kind: 'failed', code: NOT_PAID[status], detail: detailOf(transaction) } : { kind: 'open' };
    }
    const collected = francs(transaction.amount);
    if (collected === null) return { kind: 'unknown', detail: 'FedaPay says paid, with an amount that cannot be read' };
    return { kind: 'paid', collected, fee: feeOf(transaction, collected) };
  }

  async refund(reimbursement: Reimbursement, keep: Keep): Promise<ReimbursementState> {
    const to = this.payoutTo(reimbursement);
    if (to === null) return { kind: 'failed', code: 'payer_not_found', detail: 'no number that FedaPay pays out to' };
    const known = reimbursement.transaction_id;
    if (known !== null) {
      const state = await this.payoutState(known);
      if (state.kind === 'absent') return { kind: 'unknown', detail: 'FedaPay does not know a payout it has created' };
      return state.kind === 'created' ? this.startPayout(known, to.phone) : state;
    }
    const { amount, reason, collection } = reimbursement;
    const answer = await this.api.post('/v1/payouts', {
      amount: amount.toNumber(),
      currency: { iso: amount.currency },
      mode: to.mode,
      description: reason,
      customer: customerOf(collection.payer, to.phone),
    });
    if (answer.kind === 'unknown') return answer; // a payout that is not started moves nothing
    if (answer.kind === 'refused') return failed(answer);
    const payout = resourceIn(answer.body, 'payout');
    if (payout === null) return { kind: 'unknown', detail: 'FedaPay created a payout without an id' };
    await keep(payout.id);
    return this.startPayout(payout.id, to.phone);
  }

  /** A payout that is created and not started is `absent`: it moves nothing until `refund` goes on with it. */
  async askRefund({ transaction_id }: Reimbursement): Promise<ReimbursementState> {
    if (transaction_id === null) return { kind: 'absent' };
    const state = await this.payoutState(transaction_id);
    return state.kind === 'created' ? { kind: 'absent' } : state;
  }

  readWebhook(incoming: IncomingWebhook): WebhookEvent {
    return readFedapayWebhook(incoming, this.options.webhook_secret);
  }

  /**
   * Creation moves nothing. A reference that is used already is that of an attempt whose answer was lost: nothing can be
   * paid on it, since nobody was given its page, so the next try carries a number.
   */
  private async create(collection: Collection): Promise<Created> {
    for (let attempt = 1; attempt <= MOST_TRIES; attempt += 1) {
      const merchant_reference = attempt === 1 ? collection.reference : `${collection.reference}-${attempt}`;
      const answer = await this.api.post('/v1/transactions', this.transactionOf(collection, merchant_reference));
      if (answer.kind === 'unknown') return answer;
      if (answer.kind === 'ok') {
        const transaction = resourceIn(answer.body, 'transaction');
        if (transaction === null) return { kind: 'unknown', detail: 'FedaPay created a transaction without an id' };
        return { kind: 'created', id: transaction.id };
      }
      if (!answer.fields.includes('merchant_reference')) return refusal(answer);
    }
    return refused('provider_refused', `${MOST_TRIES} references are used already`);
  }

  /** An earlier attempt got as far as an id. What it has set off cannot be taken back, so nothing is `refused` here. */
  private async goOn(id: string, handset: Handset | null): Promise<Started> {
    const answer = await this.api.get(`/v1/transactions/${id}`);
    if (answer.kind !== 'ok') return { kind: 'unknown', detail: answer.detail };
    const transaction = resourceIn(answer.body, 'transaction');
    const status = textOf(transaction?.status);
    if (status !== 'pending') return { kind: 'unknown', detail: `the transaction is there already: ${detailOf(transaction)}` };
    // A mode on the transaction is that of a push which has been asked for: a second one could be paid as well.
    if (handset !== null && textOf(transaction?.mode) !== '') return { kind: 'waiting', payment_url: null };
    const started = await this.present(id, handset);
    return started.kind === 'refused' ? { kind: 'unknown', detail: started.detail } : started;
  }

  /** Puts the transaction before the payer: from here on it can be paid. */
  private async present(id: string, handset: Handset | null): Promise<Started> {
    const answer = await this.api.post(`/v1/transactions/${id}/token`, {});
    if (answer.kind !== 'ok') return answer.kind === 'refused' ? refusal(answer) : answer;
    const [token, url] = [textOf(answer.body.token), textOf(answer.body.url)];
    if (token === '' || url === '') return { kind: 'unknown', detail: 'FedaPay gave no token' };
    if (handset === null) return { kind: 'waiting', payment_url: url };
    const push = await this.api.post(this.options.push_path.replace('{mode}', handset.mode), { token, phone_number: handset.phone });
    if (push.kind === 'ok') return { kind: 'waiting', payment_url: null };
    return push.kind === 'refused' ? refusal(push) : push;
  }

  private async startPayout(id: string, phone: FedapayPhone): Promise<ReimbursementState> {
    const answer = await this.api.put('/v1/payouts/start', { payouts: [{ id: Number(id), phone_number: phone }] });
    if (answer.kind === 'unknown') return answer;
    if (answer.kind === 'ok') {
      const state = stateOfPayout(objectOf((answer.body['v1/payouts'] as unknown[] | undefined)?.[0]));
      return state.kind === 'created' ? { kind: 'open' } : state;
    }
    // Refused for good only if it stands still: "started already" is a refusal as well.
    const state = await this.payoutState(id);
    if (state.kind === 'created') return failed(answer);
    return state.kind === 'absent' ? { kind: 'unknown', detail: answer.detail } : state;
  }

  private async payoutState(id: string): Promise<ReimbursementState | { readonly kind: 'created' }> {
    const answer = await this.api.get(`/v1/payouts/${id}`);
    return answer.kind === 'ok' ? stateOfPayout(resourceIn(answer.body, 'payout')) : notFoundOrUnknown(answer);
  }

  private transactionOf(collection: Collection, merchant_reference: string): Json {
    const { amount, description, payer, payment_id, return_url } = collection;
    return {
      description,
      amount: amount.toNumber(),
      currency: { iso: amount.currency },
      callback_url: return_url,
      merchant_reference,
      custom_metadata: { payment_id },
      customer: customerOf(payer, fedapayPhone(payer.phone, this.options.phone_plan)),
    };
  }

  private handsetOf({ method, payer }: Collection): Handset | 'none' {
    const phone = fedapayPhone(payer.phone, this.options.phone_plan);
    const mode = phone && pushMode(method, phone.country, this.options.environment === 'sandbox');
    return phone && mode ? { phone, mode } : 'none';
  }

  private payoutTo({ collection: { method, payer } }: Reimbursement): Handset | null {
    const phone = fedapayPhone(payer.phone, this.options.phone_plan);
    const mode = phone && payoutMode(method, phone.country, this.options.environment === 'sandbox');
    return phone && mode ? { phone, mode } : null;
  }
}

/** Null where no FedaPay account is configured. */
export function fedapayFrom(config: Environment): FedapayProvider | null {
  const { FEDAPAY_SECRET_KEY: secret_key, FEDAPAY_WEBHOOK_SECRET: webhook_secret, FEDAPAY_ENVIRONMENT: environment } = config;
  if (secret_key === undefined || webhook_secret === undefined) return null;
  return new FedapayProvider({
    secret_key,
    webhook_secret,
    base_url: config.FEDAPAY_API_URL ?? (environment === 'live' ? 'https://api.fedapay.com' : 'https://sandbox-api.fedapay.com'),
    push_path: config.FEDAPAY_PUSH_PATH,
    phone_plan: config.FEDAPAY_PHONE_PLAN,
    environment,
    timeout_ms: config.PAYMENT_CALL_SECONDS * 1000,
  });
}

/** FedaPay knows a customer by the e-mail address. */
function customerOf({ first_name, last_name, email }: Payer, phone: FedapayPhone | null): Json {
  return { firstname: first_name, lastname: last_name, email, ...(phone && { phone_number: phone }) };
}

/** Between `pending` and `sent` the names are not certain, so each that is none of the known ones is under way. */
function stateOfPayout(payout: Json | null): ReimbursementState | { readonly kind: 'created' } {
  switch (textOf(payout?.status)) {
    case 'sent':
      return { kind: 'done' };
    case 'failed':
      return { kind: 'failed', code: 'other', detail: detailOf(payout) };
    case 'pending':
      return payout?.scheduled_at || payout?.started_at ? { kind: 'open' } : { kind: 'created' };
    case '':
      return { kind: 'unknown', detail: 'FedaPay answered without a payout' };
    default:
      return { kind: 'open' };
  }
}

/** Only what the payer did not pay on top is ours to bear. */
function feeOf(transaction: Json, collected: Money): Money | null {
  const [debited, fee] = [francs(transaction.amount_debited), francs(transaction.fees)];
  return debited?.equals(collected) && fee && fee.compare(Money.zero('XOF')) > 0 ? fee : null;
}

function francs(value: unknown): Money | null {
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  try {
    return Money.of(value, 'XOF');
  } catch {
    return null;
  }
}

function notFoundOrUnknown(answer: Exclude<FedapayAnswer, { kind: 'ok' }>): { kind: 'absent' } | { kind: 'unknown'; detail: string } {
  return answer.kind === 'refused' && answer.status === 404 ? { kind: 'absent' } : { kind: 'unknown', detail: answer.detail };
}

function refused(code: FailureCode, detail: string): Refused {
  return { kind: 'refused', code, detail };
}

function refusal({ fields, detail }: Extract<FedapayAnswer, { kind: 'refused' }>): Refused {
  return refused(fields.some((field) => field.includes('phone_number')) ? 'payer_not_found' : 'provider_refused', detail);
}

function failed(answer: Extract<FedapayAnswer, { kind: 'refused' }>): Extract<ReimbursementState, { kind: 'failed' }> {
  return { ...refusal(answer), kind: 'failed' };
}

/** FedaPay's status and error code, if they look like ones. */
function detailOf(resource: Json | null): string {
  const words = [resource?.status, resource?.last_error_code].map(textOf).filter((word) => /^[\w.-]{1,60}$/.test(word));
  return `FedaPay says ${words.join(', ') || 'nothing'}`;
}
