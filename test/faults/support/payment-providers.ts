import { type FedapaySimulator, startFedapaySimulator } from '../../support/simulators/fedapay-simulator.js';
import type { HttpSimulator } from '../../support/simulators/http-simulator.js';
import { MTN_SIMULATOR_KEYS, type MtnSimulator, startMtnSimulator } from '../../support/simulators/mtn-simulator.js';
import type { PaymentCallbacks } from '../../support/simulators/payment-callbacks.js';
import { startStripeSimulator, STRIPE_SIMULATOR_KEYS, type StripeSimulator } from '../../support/simulators/stripe-simulator.js';

const FEDAPAY_KEYS = { secret_key: 'sk_sandbox_of_the_fault_tests', webhook_secret: 'wh_sandbox_of_the_fault_tests' };
const MTN_SECRET = 'nobody-can-guess-this-end-of-a-path';

/** A simulator, seen as what all three have. */
interface Simulated {
  readonly http: HttpSimulator;
  readonly callbacks: PaymentCallbacks;
  stop(): Promise<void>;
}

/** All payment providers there are, each with books of its own. */
export class PaymentProviders {
  private constructor(
    readonly fedapay: FedapaySimulator,
    readonly mtn: MtnSimulator,
    readonly stripe: StripeSimulator,
  ) {}

  static async start(): Promise<PaymentProviders> {
    return new PaymentProviders(
      await startFedapaySimulator({ ...FEDAPAY_KEYS, sandbox_numbers: true }),
      // The money is taken as soon as the order is there: the worst moment to lose the answer.
      await startMtnSimulator({ others: 'pay' }),
      await startStripeSimulator(),
    );
  }

  get all(): readonly Simulated[] {
    return [this.fedapay, this.mtn, this.stripe];
  }

  /** What the programs need to know of them. */
  get env(): Record<string, string> {
    return {
      FEDAPAY_API_URL: this.fedapay.url,
      FEDAPAY_SECRET_KEY: FEDAPAY_KEYS.secret_key,
      FEDAPAY_WEBHOOK_SECRET: FEDAPAY_KEYS.webhook_secret,
      MTN_API_URL: this.mtn.url,
      MTN_API_USER: MTN_SIMULATOR_KEYS.api_user,
      MTN_API_KEY: MTN_SIMULATOR_KEYS.api_key,
      MTN_SUBSCRIPTION_KEY: MTN_SIMULATOR_KEYS.subscription_key,
      MTN_DISBURSEMENT_SUBSCRIPTION_KEY: MTN_SIMULATOR_KEYS.disbursement_subscription_key,
      MTN_CALLBACK_SECRET: MTN_SECRET,
      STRIPE_API_URL: this.stripe.url,
      STRIPE_SECRET_KEY: STRIPE_SIMULATOR_KEYS.secret_key,
      STRIPE_WEBHOOK_SECRET: STRIPE_SIMULATOR_KEYS.webhook_secret,
      // A third of what is usual, all of it in proportion: half of these tests would be waiting.
      PAYMENT_CALL_SECONDS: '3',
      OUTBOX_LEASE_SECONDS: '15',
    };
  }

  /** Where the API answers from now on: its public name leads nowhere here. */
  announce(api_url: string): void {
    const webhook = `${api_url}/api/v1/payments/webhook`;
    this.fedapay.callbacks.url = `${webhook}/fedapay`;
    this.mtn.callbacks.url = `${webhook}/mtn/${MTN_SECRET}`;
    this.stripe.callbacks.url = `${webhook}/stripe`;
  }

  withholdWebhooks(): void {
    for (const { callbacks } of this.all) callbacks.withhold();
  }

  async releaseWebhooks(how: 'reverse' | 'drop'): Promise<void> {
    for (const { callbacks } of this.all) await callbacks.release(how);
  }

  /** No answer to anything, until `heal`. */
  hang(): void {
    for (const { http } of this.all) http.hangNext(100_000);
  }

  heal(): void {
    for (const { http } of this.all) http.heal();
  }

  /** The provider's own word on what came in: for one of our references, or in all. */
  collected(provider: string, reference?: string): number {
    return this.named(provider).collected(reference);
  }

  /** What it has given back in all. */
  givenBack(provider: string): number {
    return provider === 'fedapay' ? this.fedapay.paidOut() : provider === 'mtn' ? this.mtn.refunded() : this.stripe.refunded();
  }

  async stop(): Promise<void> {
    await Promise.all(this.all.map((one) => one.stop()));
  }

  private named(provider: string): FedapaySimulator | MtnSimulator | StripeSimulator {
    return provider === 'fedapay' ? this.fedapay : provider === 'mtn' ? this.mtn : this.stripe;
  }
}
