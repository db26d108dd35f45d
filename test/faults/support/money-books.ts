import { until } from '../../support/wait.js';
import type { PaymentProviders } from './payment-providers.js';
import type { Stack } from './stack.js';

/** A payment with what it has led to; amounts in francs. */
export interface PaymentRow {
  readonly id: string;
  readonly reference: string;
  readonly payment_provider: string;
  readonly status: string;
  readonly amount: number;
  readonly refunded_amount: number;
  readonly refunding_amount: number;
  readonly receipts: number;
  /** Notes to the payer and to the payee. */
  readonly notes: number;
  readonly refunds: number;
}

const PATIENCE_MS = 150_000;

/** Our books held against those of the providers. */
export class MoneyBooks {
  constructor(
    private readonly stack: Stack,
    private readonly providers: PaymentProviders,
  ) {}

  payments(): Promise<PaymentRow[]> {
    return this.stack.sql<PaymentRow>(
      `SELECT p.id, p.reference, p.payment_provider, p.status, p.amount::float8 AS amount, p.refunded_amount::float8 AS refunded_amount,
         p.refunding_amount::float8 AS refunding_amount, (SELECT count(*)::int FROM receipts r WHERE r.payment_id = p.id) AS receipts,
         (SELECT count(*)::int FROM notifications n WHERE n.related_id = p.id) AS notes,
         (SELECT count(*)::int FROM refunds f WHERE f.payment_id = p.id AND f.status = 'completed') AS refunds
       FROM payments p ORDER BY p.id`,
    );
  }

  async completed(): Promise<PaymentRow[]> {
    return (await this.payments()).filter((one) => one.status === 'completed');
  }

  /** Milliseconds from `since` until no payment and no refund was open any more; returns once everybody has been told. */
  async settled(since: number): Promise<number> {
    const none = (what: string) => until(async () => (await this.stack.count(what)) === 0, `no ${what}`, PATIENCE_MS);
    await none(`payments WHERE status IN ('pending', 'processing')`);
    await none(`refunds WHERE status IN ('pending', 'processing')`);
    const took_ms = Date.now() - since;
    await none('outbox WHERE done_at IS NULL AND dead_at IS NULL');
    return took_ms;
  }

  /** What is wrong with them; nothing, if all is well. */
  async deviations(): Promise<string[]> {
    const payments = await this.payments();
    const found = payments.flatMap((one) => this.deviationsOf(one).map((what) => `${one.payment_provider} ${one.id} ${one.status}: ${what}`));
    for (const provider of new Set(payments.map((one) => one.payment_provider))) {
      const ours = payments.filter((one) => one.payment_provider === provider);
      const [taken, back] = [sumOf(ours.filter(hasMoney), 'amount'), sumOf(ours, 'refunded_amount')];
      if (this.providers.collected(provider) !== taken) found.push(`${provider} has collected ${String(this.providers.collected(provider))}, we know of ${String(taken)}`);
      if (this.providers.givenBack(provider) !== back) found.push(`${provider} has given back ${String(this.providers.givenBack(provider))}, we know of ${String(back)}`);
    }
    const left = sumOf(payments.filter(hasMoney), 'amount') - sumOf(payments, 'refunded_amount');
    const [{ paid }] = await this.stack.sql<{ paid: number }>(`SELECT coalesce(-sum(amount), 0)::float8 AS paid FROM ledger_entries WHERE account = 'payer'`);
    const [{ total }] = await this.stack.sql<{ total: number }>('SELECT coalesce(sum(amount), 0)::float8 AS total FROM ledger_entries');
    if (paid !== left || total !== 0) found.push(`the ledger says that payers have paid ${String(paid)} and not ${String(left)}, and adds up to ${String(total)}`);
    const dead = await this.stack.count('outbox WHERE dead_at IS NOT NULL');
    return dead === 0 ? found : [...found, `${String(dead)} events were given up`];
  }

  private deviationsOf(one: PaymentRow): string[] {
    const paid = hasMoney(one);
    const told = (paid ? 2 : 1) + one.refunds;
    return [
      [paid || one.status === 'failed', 'is not settled'],
      [this.providers.collected(one.payment_provider, one.reference) === (paid ? one.amount : 0), `${String(this.providers.collected(one.payment_provider, one.reference))} of ${String(one.amount)} were collected`],
      [one.receipts === (paid ? 1 : 0), `${String(one.receipts)} receipts`],
      [one.notes === told, `${String(one.notes)} notes instead of ${String(told)}`],
      [one.refunding_amount === 0, 'money is still on its way back'],
      [(one.status === 'refunded') === (paid && one.refunded_amount === one.amount), `${String(one.refunded_amount)} went back`],
    ].flatMap(([well, what]) => (well === true ? [] : [String(what)]));
  }
}

function hasMoney({ status }: PaymentRow): boolean {
  return status === 'completed' || status === 'refunded';
}

function sumOf(payments: readonly PaymentRow[], what: 'amount' | 'refunded_amount'): number {
  return payments.reduce((sum, one) => sum + one[what], 0);
}
