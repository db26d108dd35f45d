import { Injectable } from '@nestjs/common';
import { Config } from '../../config/index.js';
import { Money } from '../../kernel/money.js';
import { Clock } from '../../platform/clock.js';
import { logger } from '../../platform/observability/logger.js';
import { AskAgain, Consumes } from '../../platform/outbox/consumer.js';
import type { EventEnvelope } from '../../platform/outbox/events.js';
import { Payables } from './payables.js';
import type { Payment } from './payment.entity.js';
import { CLOSELY_MS, clockPause, GIVEN_UP_MS, Pauses, RESTART_WITHIN_MS } from './pauses.js';
import { MOBILE_METHODS } from './payment.values.js';
import { PaymentsRepository } from './payments.repository.js';
import type { Collection, CollectionState, Payer, Started } from './providers/payment-provider.js';
import { ProviderNames } from './provider-names.js';
import { Providers } from './providers/providers.js';
import { Settlement } from './settlement.js';

/**
 * Brings payments to their end: starts them at the provider, asks what became of them, tells the settlement. May be
 * called by anybody, at any time, also at once: every attempt carries the payment's one reference.
 */
@Injectable()
export class Collections {
  constructor(
    private readonly payments: PaymentsRepository,
    private readonly payables: Payables,
    private readonly providers: Providers,
    private readonly names: ProviderNames,
    private readonly settlement: Settlement,
    private readonly pauses: Pauses,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** Calls the provider; what it says, or does not say, is kept. Never throws for the provider's sake. */
  async start(payment_id: string): Promise<void> {
    const payment = await this.payments.get(payment_id);
    if (!payment || (payment.status !== 'pending' && payment.status !== 'processing')) return;
    const collection = await this.collectionOf(payment);
    const started = await this.providers
      .named(payment.payment_provider)
      .start(collection, (transaction_id) => this.names.keep('payments', payment.id, transaction_id))
      .catch((error: unknown): Started => {
        logger.warn({ err: error, payment_id }, 'starting a payment broke off');
        return { kind: 'unknown', detail: 'our own attempt broke off' };
      });
    if (started.kind === 'refused') await this.settlement.apply(payment.id, { kind: 'failed', code: started.code, detail: started.detail });
    else await this.settlement.noteStarted(payment.id, started);
  }

  /** Follows a payment closely from its start on; a webhook that comes in the meantime is only quicker. */
  @Consumes('payment.started', { consumer: 'payment-follower', queue: 'payments' })
  async follow({ payload }: EventEnvelope<'payment.started'>): Promise<void> {
    const payment = await this.payments.get(payload.payment_id);
    if (!payment || isSettled(payment)) return;
    const age_ms = this.ageOf(payment);
    if (isStarting(payment)) {
      if (age_ms < this.pauses.attempt_ms) throw new AskAgain(this.pauses.start_seconds);
      await this.start(payment.id);
    } else if (age_ms >= this.pauses.first_look_ms) {
      await this.look(payment);
    }
    const now = await this.payments.get(payment.id);
    const pause = now && !isSettled(now) ? this.pauses.next(age_ms) : null;
    if (pause !== null) throw new AskAgain(pause);
  }

  /** Asks the provider and settles what it says. @throws Error when it cannot be asked now */
  async check(payment_id: string): Promise<void> {
    const payment = await this.payments.get(payment_id);
    if (!payment || payment.review_reason !== null || payment.status === 'completed' || payment.status === 'refunded') return;
    // The call has overtaken the answer to our own: that one is waited for.
    if (isStarting(payment) && payment.transaction_id === null && this.ageOf(payment) < this.pauses.attempt_ms) throw new AskAgain(2);
    const state = await this.look(payment);
    if (state.kind === 'unknown') throw new Error(`${payment.payment_provider} could not be asked: ${state.detail}`);
  }

  /** The clock's question, of payments that were not settled while they were followed, or failed on the day. */
  async checkByClock(payment_id: string): Promise<'settled' | 'open'> {
    const payment = await this.payments.get(payment_id);
    if (!payment || payment.next_check_at === null) return 'settled';
    const state = await this.look(payment);
    const over = this.ageOf(payment) >= GIVEN_UP_MS;
    if (over && payment.status !== 'failed') await this.settlement.giveUp(payment.id, state);
    else await this.settlement.postpone(payment.id, over ? null : new Date(this.clock.now().getTime() + clockPause(payment.checks)));
    const now = await this.payments.get(payment_id);
    return !now || isSettled(now) ? 'settled' : 'open';
  }

  private async look(payment: Payment): Promise<CollectionState> {
    const state = await this.providers.named(payment.payment_provider).ask(await this.collectionOf(payment));
    if (state.kind === 'absent' || (state.kind === 'open' && (await this.isUnseen(payment)))) await this.startAgain(payment, state);
    else await this.settlement.apply(payment.id, state);
    return state;
  }

  /** The provider has it, but our call that was to show it to the payer, on a page or on the handset, may have been lost. */
  private async isUnseen(payment: Payment): Promise<boolean> {
    return payment.status === 'processing' && payment.payment_url === null && (await this.payments.startBrokeOff(payment.id));
  }

  /** A call of ours was lost on the way: either the provider has never heard of it, or the payer has not. */
  private async startAgain(payment: Payment, state: CollectionState): Promise<void> {
    if (payment.status === 'failed') return;
    const age_ms = this.ageOf(payment);
    // A handset may have been asked all the same; a page that nobody was given cannot be paid on.
    const payable = state.kind === 'open' && MOBILE_METHODS.includes(payment.payment_method);
    if (age_ms < RESTART_WITHIN_MS) await this.start(payment.id);
    else if (age_ms >= CLOSELY_MS && !payable) await this.settlement.apply(payment.id, { kind: 'failed', code: 'expired', detail: 'it never reached the payer' });
  }

  /** What the provider is told; the payer's own words of now, the amounts as they were recorded. */
  private async collectionOf(payment: Payment): Promise<Collection> {
    return collectionOf(payment, await this.payables.getPayer(payment), this.config.APP_URL);
  }

  private ageOf(payment: Payment): number {
    return this.clock.now().getTime() - payment.created_at.getTime();
  }
}

export function collectionOf(payment: Payment, payer: Payer, app_url: string): Collection {
  return {
    payment_id: payment.id,
    reference: payment.reference,
    transaction_id: payment.transaction_id,
    method: payment.payment_method,
    amount: Money.of(payment.amount, payment.currency),
    description: payment.description,
    payer: { ...payer, phone: payment.phone ?? payer.phone },
    return_url: `${app_url.replace(/\/+$/, '')}/payments/${payment.id}`,
  };
}

/** A failed one may still be paid late, and its webhook tells us; nobody follows it any more. */
function isSettled(payment: Payment): boolean {
  return payment.review_reason !== null || (payment.status !== 'pending' && payment.status !== 'processing');
}

/** Recorded, and no call has ended yet: one may be under way. */
function isStarting(payment: Payment): boolean {
  return payment.status === 'pending' && payment.payment_url === null;
}
