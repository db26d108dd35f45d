import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Config } from '../../config/index.js';
import { addDays, instantAt } from '../../kernel/calendar-date.js';
import { newId } from '../../kernel/id.js';
import { Money } from '../../kernel/money.js';
import { Abilities } from '../../platform/authz/abilities.js';
import type { SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import { Clock } from '../../platform/clock.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { Answer, type Feed } from '../../platform/http/answer.js';
import { requestContext } from '../../platform/http/request-context.js';
import { feedOf, feedWindow, type FeedQuery } from '../../platform/http/page-query.js';
import { logger } from '../../platform/observability/logger.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { Collections } from './collections.js';
import type { AllPaymentsQuery, PaymentHistoryQuery, PaymentRequest, PaymentView } from './dto/payment.dto.js';
import type { Account, Due, PayableType } from './payable.js';
import { Payables } from './payables.js';
import { MethodUnavailable, NoReceipt, NothingOwed, OneThingToPay, PhoneNeeded, UnreadableAmount, WrongAmount } from './payment.errors.js';
import { MOBILE_METHODS } from './payment.values.js';
import { FIRST_CHECK_MS, Pauses } from './pauses.js';
import { PaymentsRepository } from './payments.repository.js';
import { Providers } from './providers/providers.js';
import { Receipts } from './receipts/receipts.js';

@Injectable()
export class PaymentsService {
  constructor(
    private readonly database: Database,
    private readonly payments: PaymentsRepository,
    private readonly payables: Payables,
    private readonly providers: Providers,
    private readonly collections: Collections,
    private readonly receipts: Receipts,
    private readonly pauses: Pauses,
    private readonly abilities: Abilities,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /**
   * Starts paying what is owed, or answers with the payment that is open for it. Our reference is committed before the
   * provider hears of it; what becomes of the call, the follower finds out.
   */
  async initialize(payer: SignedIn, asked: PaymentRequest): Promise<PaymentView> {
    let is_new = false;
    const recorded = await this.database.transaction(async (tx) => {
      const found = await this.record(tx, payer, asked);
      is_new = found.is_new;
      return found.payment;
    });
    if (!is_new) return recorded;
    // A provider that hangs keeps nobody waiting: the call goes on, and the follower sees to the rest.
    const start = requestContext.afterwards(() => this.collections.start(recorded.id));
    start.catch((error: unknown) => { logger.warn({ err: error, payment_id: recorded.id }, 'starting a payment broke off'); });
    await Promise.race([start.catch(() => undefined), pause(this.pauses.answer_within_ms, undefined, { ref: false })]);
    return (await this.payments.find(recorded.id)) ?? recorded;
  }

  async get(actor: SignedIn, id: string, tx?: Tx): Promise<PaymentView> {
    const payment = await this.payments.find(id, tx);
    if (!payment) throw new NotFound();
    this.abilities.authorize(actor, 'read', 'Payment', payment);
    return payment;
  }

  /** @throws NotFound, NoReceipt */
  async receipt(actor: SignedIn, id: string): Promise<Answer> {
    await this.get(actor, id);
    const pdf = await this.receipts.pdfOf(id);
    if (!pdf) throw new NoReceipt();
    return new Answer(pdf.content, { 'content-type': 'application/pdf', 'content-disposition': `inline; filename="${pdf.filename}"`, 'cache-control': 'private, no-store' });
  }

  /** The caller's own, as payer and as payee, newest first. @throws ValidationFailed for a cursor that is none of ours */
  history(actor: SignedIn, asked: PaymentHistoryQuery): Promise<Feed> {
    const { role, status, from, to } = asked;
    return this.list(actor, asked, { user: actor.id, role, status, from, to });
  }

  /** All that the caller may see, whoever's they are, newest first. @throws ValidationFailed for a cursor that is none of ours */
  listAll(actor: SignedIn, asked: AllPaymentsQuery): Promise<Feed> {
    return this.list(actor, asked, asked);
  }

  private async list(actor: SignedIn, query: FeedQuery, { role, status, method, user, from, to }: PaymentHistoryQuery & AllPaymentsQuery): Promise<Feed> {
    const window = feedWindow(query);
    const values: unknown[] = [];
    const add = (value: unknown): string => `$${String(values.push(value))}`;
    const conditions = [this.abilities.condition(actor, 'list', 'Payment', 'p', values)];
    if (user !== undefined) {
      const person = add(user);
      conditions.push(role ? `p.${role}_id = ${person}` : `(p.payer_id = ${person} OR p.payee_id = ${person})`);
    }
    if (status) conditions.push(`p.status = ${add(status)}`);
    if (method) conditions.push(`p.payment_method = ${add(method)}`);
    const zone = this.config.TZ_BUSINESS;
    if (from) conditions.push(`p.created_at >= ${add(instantAt(from, '00:00', zone))}`);
    if (to) conditions.push(`p.created_at < ${add(instantAt(addDays(to, 1), '00:00', zone))}`);
    const all = { condition: conditions.join(' AND '), values: [...values] };
    const below = window.before === null ? all : { condition: `${all.condition} AND p.id < ${add(window.before)}`, values };
    const [rows, total] = await Promise.all([this.payments.list(below, window), this.payments.count(all)]);
    return feedOf(rows, window, total);
  }

  private async record(tx: Tx, payer: SignedIn, asked: PaymentRequest): Promise<{ is_new: boolean; payment: PaymentView }> {
    const { type, id } = payableOf(asked);
    const account = await this.payables.find(type)?.lockAccount(tx, id);
    if (!account || account.payer_id !== payer.id) throw new NotFound();
    const due = dueOf(account, asked);
    const open = await this.payments.findOpen(tx, due, id);
    if (open) return { is_new: false, payment: open };
    const phone = asked.phone_number ?? account.payer.phone;
    if (phone === null && MOBILE_METHODS.includes(asked.payment_method)) throw new PhoneNeeded();
    const provider = this.providers.serving(asked.payment_method, account.currency);
    if (!provider) throw new MethodUnavailable({ currency: account.currency });
    const payment_id = newId();
    const added = await this.payments.add(tx, {
      id: payment_id,
      booking_id: type === 'booking' ? id : null,
      service_request_id: type === 'service_request' ? id : null,
      installment_id: due.installment_id,
      payer_id: payer.id,
      payee_id: account.payee_id,
      amount: due.amount.toDecimal(),
      currency: account.currency,
      payment_type: due.payment_type,
      payment_method: asked.payment_method,
      payment_provider: provider.name,
      reference: randomUUID(),
      description: due.label.slice(0, 140),
      phone,
      next_check_at: new Date(this.clock.now().getTime() + FIRST_CHECK_MS),
    });
    // The lock on the payable has kept everybody else away.
    if (!added) throw new Error('a payment was not written');
    await this.outbox.publish(tx, 'payment.started', { payment_id });
    const payment = await this.payments.find(payment_id, tx);
    if (!payment) throw new Error('a payment that was written cannot be read');
    return { is_new: true, payment };
  }
}

function payableOf({ booking_id, service_request_id }: PaymentRequest): { type: PayableType; id: string } {
  if (booking_id !== undefined && service_request_id === undefined) return { type: 'booking', id: booking_id };
  if (service_request_id !== undefined && booking_id === undefined) return { type: 'service_request', id: service_request_id };
  throw new OneThingToPay();
}

/** The due that is meant. @throws NothingOwed, WrongAmount */
function dueOf({ dues, currency }: Account, { payment_type, installment_id, amount }: PaymentRequest): Due {
  const due = dues.find(
    (one) => (payment_type === undefined || one.payment_type === payment_type) && (installment_id === undefined || one.installment_id === installment_id),
  );
  if (!due) throw new NothingOwed();
  if (amount === undefined) return due;
  if (!Money.isExact(amount, currency)) throw new UnreadableAmount({ currency });
  if (!Money.of(amount, currency).equals(due.amount)) throw new WrongAmount({ owed: due.amount.toNumber(), currency });
  return due;
}
