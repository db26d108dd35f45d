import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { newId } from '../../kernel/id.js';
import { Money } from '../../kernel/money.js';
import { Clock } from '../../platform/clock.js';
import { query, type Tx } from '../../platform/database/database.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { Payment } from './payment.entity.js';
import { FIRST_CHECK_MS } from './pauses.js';
import type { RefundCause } from './refund.entity.js';

export interface RefundOrder {
  readonly amount: Money;
  readonly reason: string;
  readonly cause: RefundCause;
  /** Null: by itself. */
  readonly requested_by: string | null;
}

/** What the payments of one thing have brought in and not given back; amounts in the thing's currency. */
export interface Held {
  readonly rent: Money;
  readonly deposit: Money;
}

/**
 * Records what goes back, inside of whoever's transaction decides it; the money leaves afterwards. The amount is
 * reserved on the payment under its lock, so that refunds asked for at once cannot exceed what was paid.
 */
@Injectable()
export class RefundDesk {
  constructor(
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** @param payment locked, with at least so much left; only its id and currency are read */
  async record(tx: Tx, payment: Pick<Payment, 'id' | 'currency'>, { amount, reason, cause, requested_by }: RefundOrder): Promise<string> {
    const refund_id = newId();
    await query(
      tx,
      `INSERT INTO refunds (id, payment_id, reference, amount, currency, reason, cause, requested_by, next_check_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        refund_id, payment.id, randomUUID(), amount.toDecimal(), payment.currency, reason, cause, requested_by,
        new Date(this.clock.now().getTime() + FIRST_CHECK_MS),
      ],
    );
    await query(tx, 'UPDATE payments SET refunding_amount = refunding_amount + $2, updated_at = now() WHERE id = $1', [payment.id, amount.toDecimal()]);
    await this.outbox.publish(tx, 'refund.requested', { refund_id });
    return refund_id;
  }

  /** What a booking's payments still hold, its own row being locked. */
  async heldFor(tx: Tx, booking_id: string, currency: Money['currency']): Promise<Held> {
    const payments = await this.lockHeld(tx, 'booking_id', booking_id);
    const sum = (of: Payment[]): Money => of.reduce((total, payment) => total.plus(leftOf(payment)), Money.zero(currency));
    return { rent: sum(payments.filter((one) => one.payment_type === 'rent')), deposit: sum(payments.filter((one) => one.payment_type === 'deposit')) };
  }

  /**
   * Gives back so much of a booking's rent, from the latest payment backwards, and so much of its deposit.
   * @throws RangeError when its payments do not hold that much
   */
  async giveBack(tx: Tx, booking_id: string, amounts: Held, order: Omit<RefundOrder, 'amount'>): Promise<void> {
    const payments = await this.lockHeld(tx, 'booking_id', booking_id);
    for (const type of ['rent', 'deposit'] as const) {
      let left = amounts[type];
      for (const payment of payments.filter((one) => one.payment_type === type)) {
        const available = leftOf(payment);
        const amount = available.compare(left) < 0 ? available : left;
        if (amount.isZero()) continue;
        await this.record(tx, payment, { ...order, amount });
        left = left.minus(amount);
      }
      if (!left.isZero()) throw new RangeError(`the payments do not hold that much ${type}`);
    }
  }

  /** Gives back whatever came for a job. */
  async giveBackAll(tx: Tx, service_request_id: string, order: Omit<RefundOrder, 'amount'>): Promise<void> {
    for (const payment of await this.lockHeld(tx, 'service_request_id', service_request_id)) {
      const amount = leftOf(payment);
      if (!amount.isZero()) await this.record(tx, payment, { ...order, amount });
    }
  }

  /** The latest first; of money that came late another refund takes care. */
  private lockHeld(tx: Tx, column: 'booking_id' | 'service_request_id', id: string): Promise<Payment[]> {
    return tx
      .createQueryBuilder(Payment, 'p')
      .where(`p.${column} = :id AND p.status = 'completed' AND p.credit_account NOT LIKE 'suspense:%'`, { id })
      .orderBy('p.id', 'DESC')
      .setLock('pessimistic_write')
      .getMany();
  }
}

/** What may still go back of a payment: what came, less what went and what is on its way. */
export function leftOf(payment: Payment): Money {
  const money = (amount: string | null): Money => Money.of(amount ?? '0', payment.currency);
  return money(payment.collected_amount).minus(money(payment.refunded_amount)).minus(money(payment.refunding_amount));
}
