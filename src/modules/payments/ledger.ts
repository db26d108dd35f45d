import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/id.js';
import { Money, type Currency } from '../../kernel/money.js';
import { Database, query, type Tx } from '../../platform/database/database.js';
import type { ProviderName } from './payment.values.js';

/**
 * An account of the ledger. `payer`: the world that money comes from and goes back to; below zero by what we hold of
 * it. `landlord:<user>`: what is owed to a payee. `deposit:<booking>`: held for its tenant. `suspense:<payment>`: came
 * and belongs to nobody yet. `provider_fees`: what providers kept, borne by `platform`. `paid_out`: left for payees.
 */
export type LedgerAccount = 'payer' | 'platform' | 'provider_fees' | 'paid_out' | `landlord:${string}` | `deposit:${string}` | `suspense:${string}`;

/** So much from one account to another. */
export interface Movement {
  readonly from: LedgerAccount;
  readonly to: LedgerAccount;
  readonly amount: Money;
}

export interface Posting {
  readonly kind: 'payment' | 'refund' | 'payout';
  readonly provider: ProviderName | 'bank';
  readonly payment_id?: string;
  readonly refund_id?: string;
  readonly memo?: string;
  readonly movements: readonly Movement[];
}

export interface Balance {
  readonly account: string;
  readonly currency: Currency;
  readonly balance: Money;
}

/**
 * Where every franc is: append-only double entry, written in the transaction that moves the money. A posting is made of
 * movements, so it balances by construction; the database refuses one that does not, and any change of what is written.
 */
@Injectable()
export class Ledger {
  constructor(private readonly database: Database) {}

  async post(tx: Tx, { kind, provider, payment_id, refund_id, memo, movements }: Posting): Promise<void> {
    const id = newId();
    const entries = movements
      .filter(({ amount }) => !amount.isZero())
      .flatMap(({ from, to, amount }) => [
        { account: from, amount: `-${amount.toDecimal()}`, currency: amount.currency },
        { account: to, amount: amount.toDecimal(), currency: amount.currency },
      ]);
    await query(tx, 'INSERT INTO ledger_transactions (id, kind, provider, payment_id, refund_id, memo) VALUES ($1, $2, $3, $4, $5, $6)', [
      id, kind, provider, payment_id ?? null, refund_id ?? null, memo ?? null,
    ]);
    await query(
      tx,
      `INSERT INTO ledger_entries (id, transaction_id, account, amount, currency)
       SELECT entry.id, $1, entry.account, entry.amount, entry.currency
       FROM unnest($2::uuid[], $3::text[], $4::numeric[], $5::text[]) AS entry (id, account, amount, currency)`,
      [id, entries.map(() => newId()), entries.map((one) => one.account), entries.map((one) => one.amount), entries.map((one) => one.currency)],
    );
  }

  async balanceOf(tx: Tx, account: LedgerAccount, currency: Currency): Promise<Money> {
    const rows = await query<{ balance: string }>(tx, 'SELECT coalesce(sum(amount), 0)::text AS balance FROM ledger_entries WHERE account = $1 AND currency = $2', [account, currency]);
    return Money.of(rows[0]?.balance ?? '0', currency);
  }

  /** Sums of entries, of every account that is not empty, or of those whose name starts so. */
  async balances(prefix = ''): Promise<Balance[]> {
    const rows = await this.database.write<{ account: string; currency: Currency; balance: string }>(
      `SELECT account, currency, sum(amount)::text AS balance FROM ledger_entries WHERE starts_with(account, $1)
       GROUP BY account, currency HAVING sum(amount) <> 0 ORDER BY account, currency`,
      [prefix],
    );
    return rows.map(({ account, currency, balance }) => ({ account, currency, balance: Money.of(balance, currency) }));
  }

  /** What each provider's own books should say: taken from payers, and given back to them. */
  async providerBooks(): Promise<{ provider: string; currency: Currency; collected: Money; given_back: Money }[]> {
    const rows = await this.database.write<{ provider: string; currency: Currency; collected: string; given_back: string }>(
      `SELECT t.provider, e.currency, (-coalesce(sum(e.amount) FILTER (WHERE t.kind = 'payment'), 0))::text AS collected,
         coalesce(sum(e.amount) FILTER (WHERE t.kind = 'refund'), 0)::text AS given_back
       FROM ledger_entries e JOIN ledger_transactions t ON t.id = e.transaction_id
       WHERE e.account = 'payer' GROUP BY t.provider, e.currency ORDER BY 1, 2`,
    );
    return rows.map(({ provider, currency, collected, given_back }) => ({
      provider, currency, collected: Money.of(collected, currency), given_back: Money.of(given_back, currency),
    }));
  }
}
