import type { Config } from '../../../config/index.js';
import type { Currency } from '../../../kernel/money.js';
import { PROVIDER_NAMES, type PaymentMethod, type ProviderName } from '../payment.values.js';
import type { SandboxProvider } from '../sandbox/sandbox-provider.js';
import { fedapayFrom } from './fedapay-provider.js';
import { mtnFrom } from './mtn-provider.js';
import type { PaymentProvider } from './payment-provider.js';

/** Who serves a method, first choice first. A provider without keys is passed over. */
const ROUTES: Readonly<Record<PaymentMethod, readonly ProviderName[]>> = {
  fedapay: ['fedapay'],
  mtn_momo: ['mtn', 'fedapay'],
  // Moov publishes no API of its own; FedaPay has a contract with it.
  moov_money: ['fedapay'],
  card: ['stripe', 'fedapay'],
};

/** The payment providers that are set up, by name and by what they serve. */
export class Providers {
  private readonly known = new Map<ProviderName, PaymentProvider>();

  private constructor(
    private readonly config: Config,
    private readonly sandboxed: boolean,
    clients: readonly (PaymentProvider | null)[],
  ) {
    for (const client of clients) if (client) this.known.set(client.name, client);
  }

  static async from(config: Config, sandbox: SandboxProvider): Promise<Providers> {
    return new Providers(config, sandbox.enabled, [
      config.FEDAPAY_SECRET_KEY === undefined ? null : fedapayFrom(config),
      config.MTN_API_USER === undefined ? null : mtnFrom(config),
      // Its library is large: whoever has no keys does not load it.
      config.STRIPE_SECRET_KEY === undefined ? null : (await import('./stripe-provider.js')).stripeFrom(config),
      sandbox,
    ]);
  }

  /** Who starts a new payment by this method; null where nobody does. */
  serving(method: PaymentMethod, currency: Currency): PaymentProvider | null {
    if (this.sandboxed) return this.named('sandbox');
    const named = method === 'mtn_momo' && this.config.PAYMENT_ROUTE_MTN_MOMO ? [this.config.PAYMENT_ROUTE_MTN_MOMO] : ROUTES[method];
    return named.map((name) => this.known.get(name)).find((one) => one?.takes(method, currency)) ?? null;
  }

  /** @throws Error when its keys are gone while payments of it are still open */
  named(name: ProviderName): PaymentProvider {
    const client = this.known.get(name);
    if (!client) throw new Error(`${name} is not set up`);
    return client;
  }

  /** By a name from outside; null where it is none of ours. The sandbox listens only where it is on. */
  find(name: string): PaymentProvider | null {
    if (name === 'sandbox' && !this.sandboxed) return null;
    return PROVIDER_NAMES.includes(name as ProviderName) ? (this.known.get(name as ProviderName) ?? null) : null;
  }
}
