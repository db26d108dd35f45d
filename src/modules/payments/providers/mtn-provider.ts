import { createHash, timingSafeEqual } from 'node:crypto';
import type { Environment } from '../../../config/index.js';
import { isUuid } from '../../../kernel/id.js';
import { CURRENCIES, type Currency, Money } from '../../../kernel/money.js';
import type { FailureCode, PaymentMethod } from '../payment.values.js';
import { failureOf, isRefusal, msisdnOf, noteOf, reasonOf } from './mtn-words.js';
import { jsonObject, type MtnAnswer, type MtnOptions, type MtnProduct, MtnRequests } from './mtn-requests.js';
import {
  BadSignature,
  type Collection,
  type CollectionState,
  type IncomingWebhook,
  type Keep,
  type PaymentProvider,
  type Reimbursement,
  type ReimbursementState,
  type Started,
  type WebhookEvent,
} from './payment-provider.js';

/** What came of the call that creates a collection or a refund. */
type Created =
  | { kind: 'created' }
  | { kind: 'refused'; code: FailureCode; detail: string }
  | { kind: 'unknown'; detail: string };

/** What MTN says about what was created: the same words for a collection and for a refund. */
type Told =
  | { kind: 'successful'; body: Record<string, unknown> }
  | { kind: 'open' }
  | { kind: 'failed'; code: FailureCode; detail: string }
  | { kind: 'absent' }
  | { kind: 'unknown'; detail: string };

/**
 * MTN MoMo, straight from MTN: Collection to be paid, Disbursement to give back. Source: shared/spec/providers.md §3.
 * MTN names things by our reference and refuses it a second time (409), so a call can be repeated; its callbacks are
 * unsigned and sent once, so nothing depends on them. The sandbox trades in EUR only: the same figures as our francs.
 */
export class MtnProvider implements PaymentProvider {
  readonly name = 'mtn';
  private readonly requests: MtnRequests;
  private readonly sandbox: boolean;

  constructor(private readonly options: MtnOptions) {
    this.requests = new MtnRequests(options);
    this.sandbox = options.environment === 'sandbox';
  }

  takes(method: PaymentMethod, currency: string): boolean {
    return method === 'mtn_momo' && currency === 'XOF';
  }

  async start(collection: Collection, keep: Keep): Promise<Started> {
    const { reference, transaction_id, method, amount, description, payer } = collection;
    if (!this.takes(method, amount.currency)) return { kind: 'refused', code: 'provider_refused', detail: 'MTN takes mtn_momo in XOF only' };
    if (payer.phone === null) return { kind: 'refused', code: 'payer_not_found', detail: 'there is no number to ask' };
    await keep(reference);
    const created = await this.create('collection', 'v1_0/requesttopay', reference, transaction_id !== null, {
      ...this.amountOf(amount),
      externalId: reference,
      payer: { partyIdType: 'MSISDN', partyId: msisdnOf(payer.phone, this.options.phone_plan) },
      payerMessage: noteOf(description),
      payeeNote: noteOf(description),
    });
    return created.kind === 'created' ? { kind: 'waiting', payment_url: null } : created;
  }

  async ask({ reference }: Collection): Promise<CollectionState> {
    const told = await this.told('collection', `v1_0/requesttopay/${reference}`);
    if (told.kind !== 'successful') return told;
    const collected = this.moneyOf(told.body);
    if (collected === null) return { kind: 'unknown', detail: 'MTN says it is paid, but not how much' };
    return { kind: 'paid', collected, fee: null };
  }

  async refund(reimbursement: Reimbursement, keep: Keep): Promise<ReimbursementState> {
    const { reference, transaction_id, amount, reason, collection } = reimbursement;
    await keep(reference);
    const created = await this.create('disbursement', 'v1_0/refund', reference, transaction_id !== null, {
      ...this.amountOf(amount),
      externalId: reference,
      payerMessage: noteOf(reason),
      payeeNote: noteOf(reason),
      referenceIdToRefund: collection.reference,
    });
    if (created.kind === 'created') return { kind: 'open' };
    return created.kind === 'refused' ? { ...created, kind: 'failed' } : created;
  }

  async askRefund({ reference }: Reimbursement): Promise<ReimbursementState> {
    const told = await this.told('disbursement', `v1_0/refund/${reference}`);
    return told.kind === 'successful' ? { kind: 'done' } : told;
  }

  /** MTN signs nothing: whoever knows the end of the path is heard, and only as a hint. */
  readWebhook({ raw, path_secret }: IncomingWebhook): WebhookEvent {
    if (path_secret === null || !same(path_secret, this.options.callback_secret)) throw new BadSignature();
    const body = jsonObject(raw.toString('utf8'));
    if (body === null) return { event_id: digest(raw).toString('hex'), type: 'unreadable', about: null };
    const { externalId, status, financialTransactionId } = body;
    return {
      event_id: digest(JSON.stringify([externalId, status, financialTransactionId])).toString('hex'),
      type: typeof status === 'string' && /^\w{1,40}$/.test(status) ? status.toLowerCase() : 'unknown',
      about: isUuid(externalId) ? { reference: externalId.toLowerCase(), transaction_id: null } : null,
    };
  }

  /** `again`: an earlier attempt may have got through, so that a refusal of this one does not say that nothing is taken. */
  private async create(product: MtnProduct, path: string, reference: string, again: boolean, body: object): Promise<Created> {
    const created = outcomeOf(await this.requests.post(product, path, reference, body));
    return again && created.kind === 'refused' ? { kind: 'unknown', detail: created.detail } : created;
  }

  private async told(product: MtnProduct, path: string): Promise<Told> {
    const answer = await this.requests.get(product, path);
    if (answer.kind === 'none') return { kind: 'unknown', detail: answer.detail };
    if (answer.status === 404) return { kind: 'absent' };
    if (answer.status !== 200 || answer.body === null) return { kind: 'unknown', detail: `MTN answered ${answer.status}` };
    const { status, reason } = answer.body;
    if (status === 'SUCCESSFUL') return { kind: 'successful', body: answer.body };
    if (status !== 'FAILED') return { kind: 'open' };
    const word = reasonOf(reason);
    return { kind: 'failed', code: failureOf(word), detail: `MTN: ${word ?? 'no reason given'}` };
  }

  private amountOf(amount: Money): { amount: string; currency: string } {
    return { amount: amount.toDecimal(), currency: this.sandbox ? 'EUR' : amount.currency };
  }

  private moneyOf({ amount, currency }: Record<string, unknown>): Money | null {
    const known = CURRENCIES.find((one) => one === (this.sandbox && currency === 'EUR' ? 'XOF' : currency));
    return known !== undefined && (typeof amount === 'string' || typeof amount === 'number') ? exactly(amount, known) : null;
  }
}

export function mtnFrom(config: Environment): MtnProvider {
  const environment = config.MTN_ENVIRONMENT;
  const host = environment === 'sandbox' ? 'https://sandbox.momodeveloper.mtn.com' : 'https://proxy.momoapi.mtn.com';
  const callback_secret = config.MTN_CALLBACK_SECRET ?? '';
  return new MtnProvider({
    api_user: config.MTN_API_USER ?? '',
    api_key: config.MTN_API_KEY ?? '',
    subscription_key: config.MTN_SUBSCRIPTION_KEY ?? '',
    disbursement_subscription_key: config.MTN_DISBURSEMENT_SUBSCRIPTION_KEY ?? '',
    environment,
    base_url: config.MTN_API_URL ?? host,
    callback_url: `${config.API_URL}/api/v1/payments/webhook/mtn/${callback_secret}`,
    callback_secret,
    phone_plan: config.MTN_PHONE_PLAN,
    timeout_ms: config.PAYMENT_CALL_SECONDS * 1000,
  });
}

function outcomeOf(answer: MtnAnswer): Created {
  if (answer.kind === 'none') return { kind: 'unknown', detail: answer.detail };
  const { status, body } = answer;
  const word = reasonOf(body);
  const detail = `MTN answered ${status}${word === null ? '' : `, ${word}`}`;
  // 409: an earlier attempt has got through.
  if (status === 202 || (status === 409 && word === 'RESOURCE_ALREADY_EXIST')) return { kind: 'created' };
  const client_error = status >= 400 && status < 500 && ![408, 409, 429].includes(status);
  if (!client_error && !(status >= 500 && isRefusal(word))) return { kind: 'unknown', detail };
  const code = failureOf(word);
  return { kind: 'refused', code: code === 'other' ? 'provider_refused' : code, detail };
}

function exactly(amount: string | number, currency: Currency): Money | null {
  try {
    return Money.of(amount, currency);
  } catch {
    return null;
  }
}

function digest(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}

/** By digest, so that the comparison tells neither where the two differ nor how long the secret is. */
function same(given: string, expected: string): boolean {
  return expected !== '' && timingSafeEqual(digest(given), digest(expected));
}
