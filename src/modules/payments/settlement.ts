import { Injectable } from '@nestjs/common';
import { Money } from '../../kernel/money.js';
import { Clock } from '../../platform/clock.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { logger } from '../../platform/observability/logger.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { Ledger, type LedgerAccount, type Movement } from './ledger.js';
import type { Account, Due } from './payable.js';
import { Payables } from './payables.js';
import './payment.events.js';
import { Payment, type ReviewReason } from './payment.entity.js';
import { FIRST_CHECK_MS } from './pauses.js';
import { PaymentsRepository } from './payments.repository.js';
import type { CollectionState, Started } from './providers/payment-provider.js';
import { Receipts } from './receipts/receipts.js';
import { RefundDesk } from './refund-desk.js';

type Paid = Extract<CollectionState, { kind: 'paid' }>;

/**
 * What the provider says becomes what our books say: status, installment, deposit, ledger, receipt and the messages
 * about it in one transaction. Told the same thing twice it does nothing; told things out of order it never goes back.
 */
@Injectable()
export class Settlement {
  constructor(
    private readonly database: Database,
    private readonly payments: PaymentsRepository,
    private readonly payables: Payables,
    private readonly ledger: Ledger,
    private readonly receipts: Receipts,
    private readonly refunds: RefundDesk,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** The start's outcome: where the payer goes, or that nobody knows yet. */
  async noteStarted(payment_id: string, started: Exclude<Started, { kind: 'refused' }>): Promise<void> {
    await this.database.transaction(async (tx) => {
      const payment = await this.payments.lock(tx, payment_id);
      // Its webhook may have been quicker than the answer to our call.
      if (payment?.status !== 'pending' && payment?.status !== 'processing') return;
      const payment_url = started.kind === 'waiting' ? (started.payment_url ?? payment.payment_url) : payment.payment_url;
      const waitsForPage = started.kind === 'waiting' && payment_url !== null;
      if (waitsForPage || payment.status === 'processing') await tx.update(Payment, { id: payment_id }, { payment_url, updated_at: this.clock.now() });
      else await this.payments.change(tx, payment, 'submit', 'house', { payment_url }, started.kind === 'unknown' ? started.detail : null);
    });
  }

  async apply(payment_id: string, state: CollectionState): Promise<void> {
    if (state.kind === 'paid') await this.settle(payment_id, state);
    if (state.kind === 'failed') await this.fail(payment_id, state);
  }

  /** A day has passed. @param state what the provider said when it was asked for the last time */
  async giveUp(payment_id: string, state: CollectionState): Promise<void> {
    if (state.kind === 'paid') return;
    if (state.kind !== 'unknown') return this.apply(payment_id, { kind: 'failed', code: 'expired', detail: 'nobody has paid within a day' });
    await this.database.transaction(async (tx) => {
      const payment = await this.payments.lock(tx, payment_id);
      if (payment?.status === 'pending' || payment?.status === 'processing') await this.review(tx, payment, 'no_answer', {});
    });
  }

  async postpone(payment_id: string, next_check_at: Date | null): Promise<void> {
    await this.database.write('UPDATE payments SET next_check_at = $2, checks = checks + 1 WHERE id = $1 AND next_check_at IS NOT NULL', [payment_id, next_check_at]);
  }

  private async fail(payment_id: string, { code, detail }: Extract<CollectionState, { kind: 'failed' }>): Promise<void> {
    await this.database.transaction(async (tx) => {
      const payment = await this.payments.lock(tx, payment_id);
      if (!payment || payment.review_reason !== null || (payment.status !== 'pending' && payment.status !== 'processing')) return;
      // With some providers the payer may still change their mind on the page, so it is asked about for the rest of the day.
      const next_check_at = code === 'expired' ? null : new Date(this.clock.now().getTime() + FIRST_CHECK_MS);
      await this.payments.change(tx, payment, 'fail', 'provider', { failure_code: code, next_check_at }, detail);
      await this.outbox.publish(tx, 'payment.failed', { payment_id });
    });
  }

  private async settle(payment_id: string, paid: Paid): Promise<void> {
    const known = await this.payments.get(payment_id);
    if (!known) throw new Error('the payment cannot be read');
    const { source, id } = this.payables.of(known);
    await this.database.transaction(async (tx) => {
      // What is paid for first, then the payment: everybody locks in this order.
      const account = await source.lockAccount(tx, id);
      const payment = await this.payments.lock(tx, payment_id);
      if (!account || !payment) throw new Error('what is paid for cannot be read');
      if (payment.status === 'completed' || payment.status === 'refunded' || isHeld(payment)) return;
      const asked = Money.of(payment.amount, payment.currency);
      if (!paid.collected.equals(asked)) return this.holdMismatch(tx, payment, paid);
      const due = dueOf(account, payment, asked);
      if (due) await source.credit(tx, id, due);
      await this.complete(tx, payment, paid, account, due);
    });
  }

  private async complete(tx: Tx, payment: Payment, { collected, fee }: Paid, account: Account, due: Due | undefined): Promise<void> {
    const now = this.clock.now();
    const credit_account = due ? accountOf(payment) : (`suspense:${payment.id}` as const);
    const facts = {
      collected_amount: collected.toDecimal(), credit_account, completed_at: now, next_check_at: null, failure_code: null, review_reason: null,
    };
    await this.payments.change(tx, payment, 'complete', 'provider', facts, due ? null : 'it came when nothing was owed');
    await this.post(tx, payment, collected, credit_account, fee);
    if (due) {
      await this.outbox.publish(tx, 'payment.completed', { payment_id: payment.id });
      // Last: the counter of the year is locked from here to the commit.
      await this.receipts.issue(tx, payment, now, account, due);
      return;
    }
    await this.outbox.publish(tx, 'payment.arrived_late', { payment_id: payment.id });
    await this.refunds.record(tx, payment, {
      amount: collected, cause: 'late', requested_by: null, reason: 'Ce paiement est arrivé alors que plus rien n’était dû.',
    });
  }

  /** Kept apart until people have looked at it: neither credited nor given back by itself. */
  private async holdMismatch(tx: Tx, payment: Payment, { collected, fee }: Paid): Promise<void> {
    const suspense = `suspense:${payment.id}` as const;
    const same = collected.currency === payment.currency;
    await this.review(tx, payment, same ? 'amount_mismatch' : 'currency_mismatch', same ? { collected_amount: collected.toDecimal(), credit_account: suspense } : {});
    await this.post(tx, payment, collected, suspense, fee);
  }

  private async review(tx: Tx, payment: Payment, review_reason: ReviewReason, facts: Partial<Omit<Payment, 'metadata'>>): Promise<void> {
    await this.payments.change(tx, payment, 'review', 'provider', { ...facts, review_reason, failure_code: null, next_check_at: null }, review_reason);
    await this.outbox.publish(tx, 'payment.review_needed', { payment_id: payment.id });
    logger.error({ payment_id: payment.id, review_reason }, 'a payment needs people to look at it');
  }

  private async post(tx: Tx, payment: Payment, collected: Money, to: LedgerAccount, fee: Money | null): Promise<void> {
    const movements: Movement[] = [{ from: 'payer', to, amount: collected }];
    if (fee && !fee.isZero()) movements.push({ from: 'platform', to: 'provider_fees', amount: fee });
    await this.ledger.post(tx, { kind: 'payment', provider: payment.payment_provider, payment_id: payment.id, movements });
  }
}

/** What came is in the books and waits for people; without an amount of ours where it came in another currency. */
function isHeld({ collected_amount, review_reason }: Payment): boolean {
  return collected_amount !== null || review_reason === 'amount_mismatch' || review_reason === 'currency_mismatch';
}

/** What it was started for, if that is still owed, whole. */
function dueOf({ dues }: Account, payment: Payment, asked: Money): Due | undefined {
  return dues.find((due) => due.payment_type === payment.payment_type && due.installment_id === payment.installment_id && due.amount.equals(asked));
}

function accountOf(payment: Payment): LedgerAccount {
  return payment.payment_type === 'deposit' && payment.booking_id !== null ? `deposit:${payment.booking_id}` : `landlord:${payment.payee_id}`;
}
