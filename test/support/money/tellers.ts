import type { WithheldCallback } from '../simulators/payment-callbacks.js';
import { type FedapaySimulator, startFedapaySimulator } from '../simulators/fedapay-simulator.js';
import { MTN_SIMULATOR_KEYS, type MtnSimulator, startMtnSimulator } from '../simulators/mtn-simulator.js';
import { startStripeSimulator, STRIPE_SIMULATOR_KEYS, type StripeSimulator } from '../simulators/stripe-simulator.js';
import type { MoneyProvider } from './money-model.js';

export type Method = 'fedapay' | 'moov_money' | 'mtn_momo' | 'card';

export const FEDAPAY_KEYS = { secret_key: 'sk_sandbox_money_model', webhook_secret: 'wh_sandbox_money_model' };
export const MTN_PATH_SECRET = 'the-path-that-nobody-can-guess';

/** A callback that was withheld, and who makes it. */
export interface MoneyEvent extends WithheldCallback {
  readonly provider: MoneyProvider;
}

/** All three providers at once; their callbacks are withheld until `take`. Amounts are francs. */
export class Tellers {
  private constructor(
    readonly fedapay: FedapaySimulator,
    readonly mtn: MtnSimulator,
    readonly stripe: StripeSimulator,
  ) {
    // All money that goes back waits for somebody to end it.
    fedapay.hold_payouts = true;
    mtn.refunds_end = 'open';
    stripe.refunds_are = 'pending';
    for (const { callbacks } of [fedapay, mtn, stripe]) callbacks.withhold();
  }

  static async start(): Promise<Tellers> {
    return new Tellers(...(await Promise.all([startFedapaySimulator(FEDAPAY_KEYS), startMtnSimulator({ environment: 'mtnbenin' }), startStripeSimulator()])));
  }

  /** What points an application at them. */
  get env(): Record<string, string> {
    return {
      PAYMENTS_SANDBOX: 'false',
      FEDAPAY_SECRET_KEY: FEDAPAY_KEYS.secret_key,
      FEDAPAY_WEBHOOK_SECRET: FEDAPAY_KEYS.webhook_secret,
      FEDAPAY_API_URL: this.fedapay.url,
      MTN_API_URL: this.mtn.url,
      MTN_API_USER: MTN_SIMULATOR_KEYS.api_user,
      MTN_API_KEY: MTN_SIMULATOR_KEYS.api_key,
      MTN_SUBSCRIPTION_KEY: MTN_SIMULATOR_KEYS.subscription_key,
      MTN_DISBURSEMENT_SUBSCRIPTION_KEY: MTN_SIMULATOR_KEYS.disbursement_subscription_key,
      MTN_ENVIRONMENT: 'mtnbenin',
      MTN_CALLBACK_SECRET: MTN_PATH_SECRET,
      STRIPE_API_URL: this.stripe.url,
      STRIPE_SECRET_KEY: STRIPE_SIMULATOR_KEYS.secret_key,
      STRIPE_WEBHOOK_SECRET: STRIPE_SIMULATOR_KEYS.webhook_secret,
    };
  }

  /** Where the application listens, once it does. */
  listenAt(url: string): void {
    this.fedapay.callbacks.url = `${url}/api/v1/payments/webhook`;
    this.stripe.callbacks.url = `${url}/api/v1/payments/webhook/stripe`;
    this.mtn.callbacks.url = url;
  }

  approve({ provider, reference }: { provider: MoneyProvider; reference: string }, how: { amount?: number; fees?: number } = {}): void {
    if (provider === 'fedapay') this.fedapay.approve(reference, how);
    else this[provider].approve(reference);
  }

  /** The line is cut on the next call to whoever serves this method, after the work was done. */
  cutNext(method: Method): void {
    const teller = method === 'card' ? this.stripe : method === 'mtn_momo' ? this.mtn : this.fedapay;
    teller.http.cutNext(1, 'after');
  }

  /** Whether the payer has something to decide about: the page, or the prompt. */
  hasPresented({ provider, reference }: { provider: MoneyProvider; reference: string }, method: Method): boolean {
    if (provider === 'mtn') return this.mtn.http.requests.items.some(({ headers }) => headers['x-reference-id'] === reference);
    if (provider === 'stripe') return this.stripe.http.requests.items.some(({ headers }) => headers['idempotency-key'] === reference);
    const { transactions, prompts, http } = this.fedapay;
    const id = transactions.find((one) => one.merchant_reference === reference)?.id;
    if (method === 'moov_money') return prompts.some((prompt) => prompt.transaction_id === id);
    return http.requests.items.some(({ path }) => path === `/v1/transactions/${String(id)}/token`);
  }

  /** As final as it gets: FedaPay's may still be paid, the page of Stripe is closed. */
  decline({ provider, reference }: { provider: MoneyProvider; reference: string }): void {
    if (provider === 'stripe') this.stripe.expire(reference);
    else this[provider].decline(reference);
  }

  collected({ provider, reference }: { provider: MoneyProvider; reference: string }): number {
    return this[provider].collected(reference);
  }

  /** What went back under one refund; FedaPay knows it by the payout's id. */
  givenBack({ provider, reference, transaction_id }: { provider: MoneyProvider; reference: string; transaction_id: string | null }): number {
    if (provider !== 'fedapay') return this[provider].refunded(reference);
    return transaction_id === null ? 0 : this.fedapay.paidOut(transaction_id);
  }

  /** Money that goes back has arrived, or cannot: a payout that failed. @throws Error when that is decided already */
  endRefund({ provider, transaction_id }: { provider: MoneyProvider; transaction_id: string }, ending: 'sent' | 'failed' = 'sent'): void {
    if (provider === 'mtn') this.mtn.approve(transaction_id);
    else if (provider === 'stripe') this.stripe.endRefund(transaction_id);
    else this.endPayout(transaction_id, ending);
  }

  /** The totals of each provider's own books. */
  books(): Record<MoneyProvider, { collected: number; given_back: number }> {
    const { fedapay, mtn, stripe } = this;
    return {
      fedapay: { collected: fedapay.collected(), given_back: fedapay.paidOut() },
      mtn: { collected: mtn.collected(), given_back: mtn.refunded() },
      stripe: { collected: stripe.collected(), given_back: stripe.refunded() },
    };
  }

  /** What they have wanted to tell since the last time. */
  take(): MoneyEvent[] {
    return (['fedapay', 'mtn', 'stripe'] as const).flatMap((provider) => this[provider].callbacks.take().map((event) => ({ ...event, provider })));
  }

  /** @returns what the application answered */
  async tell({ provider, body, url }: MoneyEvent): Promise<number | null> {
    const { callbacks } = this[provider];
    // MTN calls the address that the request named, of which the application is only another host here.
    return callbacks.once({ body, url: url === null ? null : new URL(new URL(url).pathname, this.mtn.callbacks.url ?? url).href });
  }

  private endPayout(id: string, ending: 'sent' | 'failed'): void {
    const status = this.fedapay.payouts.find((payout) => String(payout.id) === id)?.status;
    if (status !== 'started') throw new Error(`payout ${id} is ${status ?? 'unknown'}`);
    if (ending === 'sent') this.fedapay.sent(id);
    else this.fedapay.failPayout(id);
  }

  async stop(): Promise<void> {
    await Promise.all([this.fedapay.stop(), this.mtn.stop(), this.stripe.stop()]);
  }
}
