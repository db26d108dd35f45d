import { Injectable } from '@nestjs/common';
import { Money } from '../../kernel/money.js';
import { Audit, audits } from '../../platform/audit/audit.js';
import { Abilities } from '../../platform/authz/abilities.js';
import type { SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import { Database } from '../../platform/database/database.js';
import type { RefundRequest, RefundView } from './dto/refund.dto.js';
import { NotRefundable, RefundTooLarge, UnreadableAmount } from './payment.errors.js';
import { PaymentsRepository } from './payments.repository.js';
import { leftOf, RefundDesk } from './refund-desk.js';
import { RefundsRepository } from './refunds.repository.js';

audits('payment', ['left', 'currency', 'refund_id']);

@Injectable()
export class RefundsService {
  constructor(
    private readonly database: Database,
    private readonly payments: PaymentsRepository,
    private readonly refunds: RefundsRepository,
    private readonly desk: RefundDesk,
    private readonly abilities: Abilities,
    private readonly audit: Audit,
  ) {}

  /** Gives back all or some of a payment that has come, or that is under review. */
  async request(actor: SignedIn, { payment_id, amount, reason }: RefundRequest): Promise<RefundView> {
    return this.database.transaction(async (tx) => {
      const payment = await this.payments.lock(tx, payment_id);
      if (!payment) throw new NotFound();
      this.abilities.authorize(actor, 'refund', 'Payment', payment);
      const { currency } = payment;
      if (amount !== undefined && !Money.isExact(amount, currency)) throw new UnreadableAmount({ currency });
      if (payment.collected_amount === null || (payment.review_reason !== null && actor.role !== 'admin')) throw new NotRefundable({ status: payment.status });
      const left = leftOf(payment);
      const wanted = amount === undefined ? left : Money.of(amount, currency);
      if (wanted.isZero() || wanted.compare(left) > 0) throw new RefundTooLarge({ left: left.toNumber(), currency });
      const refund_id = await this.desk.record(tx, payment, { amount: wanted, reason, cause: 'manual', requested_by: actor.id });
      if (actor.role === 'admin') {
        const [before, after] = [{ left: left.toDecimal(), currency }, { left: left.minus(wanted).toDecimal(), currency, refund_id }];
        await this.audit.record(tx, { actor_id: actor.id, action: 'payment.refund', subject_type: 'payment', subject_id: payment.id, before, after });
      }
      const refund = await this.refunds.find(refund_id, tx);
      if (!refund) throw new Error('a refund that was written cannot be read');
      return refund;
    });
  }
}
