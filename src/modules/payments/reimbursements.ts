import { Injectable } from '@nestjs/common';
import { v5 } from 'uuid';
import { Config } from '../../config/index.js';
import { Money } from '../../kernel/money.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { logger } from '../../platform/observability/logger.js';
import { AskAgain, Consumes } from '../../platform/outbox/consumer.js';
import type { EventEnvelope } from '../../platform/outbox/events.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { collectionOf } from './collections.js';
import { Ledger, type LedgerAccount } from './ledger.js';
import { Payables } from './payables.js';
import { Payment } from './payment.entity.js';
import { clockPause, Pauses } from './pauses.js';
import { PaymentsRepository } from './payments.repository.js';
import type { Reimbursement, ReimbursementState } from './providers/payment-provider.js';
import { ProviderNames } from './provider-names.js';
import { Providers } from './providers/providers.js';
import type { Refund } from './refund.entity.js';
import { RefundsRepository } from './refunds.repository.js';

/** Sends refunds that were recorded and finds out what became of them; however often, never twice the money. */
@Injectable()
export class Reimbursements {
  constructor(
    private readonly database: Database,
    private readonly payments: PaymentsRepository,
    private readonly refunds: RefundsRepository,
    private readonly payables: Payables,
    private readonly providers: Providers,
    private readonly names: ProviderNames,
    private readonly pauses: Pauses,
    private readonly ledger: Ledger,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  @Consumes('refund.requested', { consumer: 'refund-follower', queue: 'payments' })
  async follow({ payload }: EventEnvelope<'refund.requested'>): Promise<void> {
    const refund = await this.refunds.get(payload.refund_id);
    if (!refund || isSettled(refund)) return;
    await this.advance(refund);
    const now = await this.refunds.get(refund.id);
    const pause = now && !isSettled(now) ? this.pauses.next(this.ageOf(refund)) : null;
    if (pause !== null) throw new AskAgain(pause);
  }

  /** Asks the provider and settles what it says. @throws Error when it cannot be asked now */
  async check(refund_id: string): Promise<void> {
    const refund = await this.refunds.get(refund_id);
    if (!refund || refund.status === 'failed') return;
    if (refund.status === 'completed') return this.lookBack(refund);
    const state = await this.advance(refund);
    if (state.kind === 'unknown') throw new Error(`the provider could not be asked: ${state.detail}`);
  }

  /** The clock's question. Money on its way back is asked about until it has arrived or was refused. */
  async checkByClock(refund_id: string): Promise<'settled' | 'open'> {
    const refund = await this.refunds.get(refund_id);
    if (!refund || isSettled(refund)) return 'settled';
    await this.advance(refund);
    await this.refunds.postpone(refund.id, new Date(this.clock.now().getTime() + clockPause(refund.checks)));
    const now = await this.refunds.get(refund_id);
    return !now || isSettled(now) ? 'settled' : 'open';
  }

  /**
   * A bank may send back, days later, what had gone out well (Stripe says `failed` then). The books keep what happened;
   * people have to find another way to the payer, so they are told, once.
   */
  private async lookBack(refund: Refund): Promise<void> {
    const payment = await this.payments.get(refund.payment_id);
    if (!payment) throw new Error('the payment cannot be read');
    const state = await this.providers.named(payment.payment_provider).askRefund(await this.reimbursementOf(refund, payment));
    if (state.kind !== 'failed') return;
    logger.error({ refund_id: refund.id, code: state.code }, 'a refund that had gone out came back');
    await this.database.transaction((tx) => this.outbox.publish(tx, 'refund.failed', { payment_id: payment.id, refund_id: refund.id }, v5('came back', refund.id)));
  }

  /** Sends it, or asks about it where it was sent. */
  private async advance(refund: Refund): Promise<ReimbursementState> {
    const payment = await this.payments.get(refund.payment_id);
    if (!payment) throw new Error('the payment cannot be read');
    const provider = this.providers.named(payment.payment_provider);
    const reimbursement = await this.reimbursementOf(refund, payment);
    // Once it may have been sent, the provider is asked before it is sent again.
    let state: ReimbursementState = refund.status === 'pending' ? { kind: 'absent' } : await provider.askRefund(reimbursement);
    if (state.kind === 'absent') {
      if (!(await this.refunds.noteSent(refund.id, this.pauses.attempt_ms))) return { kind: 'open' };
      state = await provider
        .refund(reimbursement, (transaction_id) => this.names.keep('refunds', refund.id, transaction_id))
        .catch((error: unknown): ReimbursementState => {
          logger.warn({ err: error, refund_id: refund.id }, 'sending a refund broke off');
          return { kind: 'unknown', detail: 'our own attempt broke off' };
        });
    }
    await this.settle(refund.id, payment.id, state);
    return state;
  }

  private async settle(refund_id: string, payment_id: string, state: ReimbursementState): Promise<void> {
    if (state.kind !== 'done' && state.kind !== 'failed') return;
    await this.database.transaction(async (tx) => {
      const payment = await this.payments.lock(tx, payment_id);
      const refund = await this.refunds.lock(tx, refund_id);
      if (!payment || !refund) throw new Error('the refund cannot be read');
      if (isSettled(refund)) return;
      const money = (amount: string): Money => Money.of(amount, payment.currency);
      const amount = money(refund.amount);
      const refunding_amount = money(payment.refunding_amount).minus(amount).toDecimal();
      if (state.kind === 'failed') {
        await this.refunds.end(tx, refund, 'fail', { failure_code: state.code });
        await tx.update(Payment, { id: payment_id }, { refunding_amount, updated_at: this.clock.now() });
        await this.outbox.publish(tx, 'refund.failed', { payment_id, refund_id });
        logger.error({ refund_id, code: state.code }, 'a refund failed');
        return;
      }
      const refunded = money(payment.refunded_amount).plus(amount);
      const facts = { refunding_amount, refunded_amount: refunded.toDecimal() };
      await this.refunds.end(tx, refund, 'complete', { completed_at: this.clock.now() });
      if (refunded.equals(money(payment.collected_amount ?? payment.amount))) await this.payments.change(tx, payment, 'refund', 'provider', { ...facts, review_reason: null }, null);
      else await tx.update(Payment, { id: payment_id }, { ...facts, updated_at: this.clock.now() });
      const from = payment.credit_account as LedgerAccount;
      await this.ledger.post(tx, { kind: 'refund', provider: payment.payment_provider, payment_id, refund_id, movements: [{ from, to: 'payer', amount }] });
      await this.outbox.publish(tx, 'payment.refunded', { payment_id, refund_id });
    });
  }

  private async reimbursementOf(refund: Refund, payment: Payment): Promise<Reimbursement> {
    return {
      refund_id: refund.id,
      reference: refund.reference,
      transaction_id: refund.transaction_id,
      amount: Money.of(refund.amount, refund.currency),
      reason: refund.reason.slice(0, 140),
      collection: collectionOf(payment, await this.payables.getPayer(payment), this.config.APP_URL),
    };
  }

  private ageOf(refund: Refund): number {
    return this.clock.now().getTime() - refund.created_at.getTime();
  }
}

function isSettled(refund: Refund): boolean {
  return refund.status === 'completed' || refund.status === 'failed';
}
