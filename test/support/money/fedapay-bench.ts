import { randomUUID } from 'node:crypto';
import { type FedapayOptions, FedapayProvider } from '../../../src/modules/payments/providers/fedapay-provider.js';
import type { Collection, CollectionState, Keep, Reimbursement, ReimbursementState, Started } from '../../../src/modules/payments/providers/payment-provider.js';
import { Money } from '../../../src/kernel/money.js';
import { type FedapaySimulator, startFedapaySimulator } from '../simulators/fedapay-simulator.js';

export const FEDAPAY_SECRETS = { secret_key: 'sk_sandbox_1', webhook_secret: 'wh_sandbox_1' };
export const PAYER = { first_name: 'Awa', last_name: 'Dossou', email: 'awa@example.com', phone: '+2290197808080', locale: 'fr' } as const;

/** Like a row of the database: remembers the id between attempts. */
export interface CollectionDraft {
  readonly now: Collection;
  start(by?: FedapayProvider): Promise<Started>;
  ask(by?: FedapayProvider): Promise<CollectionState>;
}
export interface RefundDraft {
  readonly now: Reimbursement;
  refund(by?: FedapayProvider): Promise<ReimbursementState>;
  ask(by?: FedapayProvider): Promise<ReimbursementState>;
}

/** Our client of FedaPay across the table from a simulator. */
export class FedapayBench {
  fedapay: FedapaySimulator;

  async start(): Promise<void> {
    this.fedapay = await startFedapaySimulator(FEDAPAY_SECRETS);
  }

  async stop(): Promise<void> {
    await this.fedapay.stop();
  }

  readonly client = (options: Partial<FedapayOptions> = {}): FedapayProvider =>
    new FedapayProvider({ ...FEDAPAY_SECRETS, base_url: this.fedapay.url, push_path: '/v1/{mode}', phone_plan: 'new', environment: 'sandbox', timeout_ms: 500, ...options });

  readonly collection = (changes: Partial<Collection> = {}): Collection => ({
    payment_id: randomUUID(),
    reference: randomUUID(),
    transaction_id: null,
    method: 'fedapay',
    amount: Money.of(150_000, 'XOF'),
    description: 'Loyer de mars 2026',
    payer: PAYER,
    return_url: 'https://lokahome.bj/retour?payment=1',
    ...changes,
  });

  readonly row = (changes: Partial<Collection> = {}): CollectionDraft => {
    let now = this.collection(changes);
    const keep: Keep = (transaction_id) => {
      now = { ...now, transaction_id };
      return Promise.resolve();
    };
    return {
      get now() {
        return now;
      },
      start: (by = this.client()) => by.start(now, keep),
      ask: (by = this.client()) => by.ask(now),
    };
  };

  readonly refundRow = (changes: Partial<Collection> = {}): RefundDraft => {
    let now: Reimbursement = {
      refund_id: randomUUID(),
      reference: randomUUID(),
      transaction_id: null,
      amount: Money.of(40_000, 'XOF'),
      reason: 'Remboursement de la caution',
      collection: this.collection(changes),
    };
    const keep: Keep = (transaction_id) => {
      now = { ...now, transaction_id };
      return Promise.resolve();
    };
    return {
      get now() {
        return now;
      },
      refund: (by = this.client()) => by.refund(now, keep),
      ask: (by = this.client()) => by.askRefund(now),
    };
  };

  readonly called = (): string[] => this.fedapay.http.requests.items.map(({ method, path }) => `${method} ${path.replace(/\d{6,}/, 'ID')}`);
}
