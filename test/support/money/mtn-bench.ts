import { randomUUID } from 'node:crypto';
import { MtnProvider } from '../../../src/modules/payments/providers/mtn-provider.js';
import type { MtnOptions } from '../../../src/modules/payments/providers/mtn-requests.js';
import type { Collection, Reimbursement } from '../../../src/modules/payments/providers/payment-provider.js';
import { Money } from '../../../src/kernel/money.js';
import { MTN_SIMULATOR_KEYS, type MtnSimulator, type MtnSimulatorOptions, startMtnSimulator } from '../simulators/mtn-simulator.js';

export const MTN_SECRET = 'a-secret-that-nobody-can-guess';
/** Milliseconds: soon over where nobody answers, long enough for a busy machine. */
export const IMPATIENT = 500;

/** Our client of MTN across the table from a simulator. */
export class MtnBench {
  mtn: MtnSimulator;
  /** References that the client has had kept. */
  kept: string[];

  async start(options: MtnSimulatorOptions = {}): Promise<void> {
    this.kept = [];
    this.mtn = await startMtnSimulator(options);
  }

  async stop(): Promise<void> {
    await this.mtn.stop();
  }

  /** A simulator of another kind in the place of the usual one. */
  readonly instead = async (options: MtnSimulatorOptions): Promise<void> => {
    await this.mtn.stop();
    this.mtn = await startMtnSimulator(options);
  };

  readonly keep = (id: string): Promise<void> => {
    this.kept.push(id);
    return Promise.resolve();
  };

  readonly provider = (options: Partial<MtnOptions> = {}): MtnProvider => {
    const callback_url = `https://api.example.com/api/v1/payments/webhook/mtn/${MTN_SECRET}`;
    return new MtnProvider({ ...MTN_SIMULATOR_KEYS, base_url: this.mtn.url, callback_url, callback_secret: MTN_SECRET, phone_plan: 'new', ...options });
  };

  readonly collection = (phone: string | null = '+2290197808080', changes: Partial<Collection> = {}): Collection => ({
    payment_id: randomUUID(),
    reference: randomUUID(),
    transaction_id: null,
    method: 'mtn_momo',
    amount: Money.of(150_000, 'XOF'),
    description: 'Loyer de février : l’appartement « Cœur de Cotonou »',
    payer: { first_name: 'Awa', last_name: 'Dossou', email: 'awa@example.com', phone, locale: 'fr' },
    return_url: 'https://app.example.com/payments/1',
    ...changes,
  });

  readonly paid = async (client: MtnProvider): Promise<Collection> => {
    const one = this.collection();
    await client.start(one, this.keep);
    this.mtn.approve(one.reference);
    return one;
  };

  readonly reimbursement = (of: Collection, changes: Partial<Reimbursement> = {}): Reimbursement => ({
    refund_id: randomUUID(), reference: randomUUID(), transaction_id: null, amount: of.amount, reason: 'Réservation annulée', collection: of, ...changes,
  });

  readonly sent = (path: string) => this.mtn.http.requests.items.filter((request) => request.path === path);

  readonly bodyOf = (path: string) => JSON.parse(this.sent(path)[0].body.toString()) as Record<string, unknown>;
}
