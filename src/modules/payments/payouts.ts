import { Injectable } from '@nestjs/common';
import type { Money } from '../../kernel/money.js';
import { Database, query } from '../../platform/database/database.js';
import { Ledger } from './ledger.js';

export interface Payout {
  /** The payee's account. */
  readonly user_id: string;
  readonly amount: Money;
  /** The transfer's own number at the bank or operator: recorded once. */
  readonly reference: string;
}

/** Money that was handed on to payees, by transfers made outside of the application. */
@Injectable()
export class Payouts {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
  ) {}

  /** Notes a transfer and answers what is still owed. @throws Error for more than is owed, a transfer that is noted, an unknown account */
  async record({ user_id, amount, reference }: Payout): Promise<Money> {
    const account = `landlord:${user_id}` as const;
    return this.database.transaction(async (tx) => {
      // One payout of an account at a time, else two could share what is owed once.
      const known = await query(tx, 'SELECT 1 FROM users WHERE id = $1 FOR NO KEY UPDATE', [user_id]);
      if (known.length === 0) throw new Error('there is no such account');
      const noted = await query(tx, `SELECT 1 FROM ledger_transactions WHERE kind = 'payout' AND memo = $1`, [reference]);
      if (noted.length > 0) throw new Error(`the transfer ${reference} is noted already`);
      const owed = await this.ledger.balanceOf(tx, account, amount.currency);
      if (amount.compare(owed) > 0) throw new Error(`only ${owed.toDecimal()} ${owed.currency} are owed to this account`);
      await this.ledger.post(tx, { kind: 'payout', provider: 'bank', memo: reference, movements: [{ from: account, to: 'paid_out', amount }] });
      return owed.minus(amount);
    });
  }
}
