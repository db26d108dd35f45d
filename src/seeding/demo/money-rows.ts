import { todayIn } from '../../kernel/calendar-date.js';
import type { Money } from '../../kernel/money.js';
import { newReceiptCode } from '../../modules/payments/receipts/receipt-code.js';
import type { KeptFacts } from '../../modules/payments/receipts/receipts.js';
import type { JsonObject, Row, TableColumns } from '../copy.js';
import { INSTALLMENTS } from '../tables.js';
import { Random } from '../random.js';
import { installmentRow, instant, type UserRecord } from '../rows.js';
import { TIME_ZONE, type Now } from '../stays.js';
import type { DemoMoney, PaymentRecord, RefundRecord } from './money.js';
import { RENT_REMINDERS, reminderRows } from './reminders.js';
import { STREAMS } from './streams.js';

export const PAYMENTS: TableColumns = {
  table: 'payments',
  columns: [
    'id', 'booking_id', 'installment_id', 'payer_id', 'payee_id', 'amount', 'currency', 'payment_type', 'payment_method', 'payment_provider', 'reference',
    'transaction_id', 'description', 'phone', 'status', 'failure_code', 'collected_amount', 'refunded_amount', 'credit_account', 'completed_at',
    'created_at', 'updated_at',
  ],
};
export const PAYMENT_TRANSITIONS: TableColumns = {
  table: 'payment_transitions',
  columns: ['id', 'payment_id', 'transition', 'from_status', 'to_status', 'detail', 'created_at'],
};
export const REFUNDS: TableColumns = {
  table: 'refunds',
  columns: [
    'id', 'payment_id', 'reference', 'amount', 'currency', 'reason', 'cause', 'requested_by', 'status', 'transaction_id', 'created_at', 'updated_at',
    'completed_at',
  ],
};
export const RECEIPT_COUNTERS: TableColumns = { table: 'receipt_counters', columns: ['year', 'latest'] };
export const RECEIPTS: TableColumns = { table: 'receipts', columns: ['id', 'payment_id', 'year', 'number', 'code', 'facts', 'issued_at'] };
export const LEDGER_TRANSACTIONS: TableColumns = {
  table: 'ledger_transactions',
  columns: ['id', 'kind', 'provider', 'payment_id', 'refund_id', 'created_at'],
};
export const LEDGER_ENTRIES: TableColumns = {
  table: 'ledger_entries',
  columns: ['id', 'transaction_id', 'account', 'amount', 'currency', 'created_at'],
};
export const SANDBOX_TRANSACTIONS: TableColumns = {
  table: 'sandbox_transactions',
  columns: ['id', 'kind', 'reference', 'amount', 'currency', 'method', 'description', 'status', 'created_at', 'decided_at'],
};

/** The rows of the demo's money by table, parents first: what the schedule, the settlement and the refunds would have left. */
export function moneyParts(money: DemoMoney, people: readonly UserRecord[], now: Now): readonly (readonly [TableColumns, readonly Row[]])[] {
  const books = new Books(new Map(people.map((user) => [user.id, user])));
  for (const payment of money.payments) books.add(payment);
  return [
    [INSTALLMENTS, money.installments.map((one) => installmentRow(one, now.today))],
    [RENT_REMINDERS, money.installments.flatMap((one) => [...reminderRows(one, now)])],
    [SANDBOX_TRANSACTIONS, books.sandbox],
    [PAYMENTS, books.payments],
    [PAYMENT_TRANSITIONS, books.transitions],
    [REFUNDS, books.refunds],
    [RECEIPTS, books.receipts],
    [RECEIPT_COUNTERS, [...books.counters]],
    [LEDGER_TRANSACTIONS, books.postings],
    [LEDGER_ENTRIES, books.entries],
  ];
}

/** Takes payments in the order in which they were settled. */
class Books {
  readonly payments: Row[] = [];
  readonly transitions: Row[] = [];
  readonly refunds: Row[] = [];
  readonly receipts: Row[] = [];
  readonly postings: Row[] = [];
  readonly entries: Row[] = [];
  readonly sandbox: Row[] = [];
  /** The latest number of each year. */
  readonly counters = new Map<number, number>();
  private readonly random = new Random(STREAMS.seed, 0, STREAMS.books);

  constructor(private readonly people: ReadonlyMap<string, UserRecord>) {}

  add(payment: PaymentRecord): void {
    const { id, booking, installment, amount, method, label, paid, reference, transactionId, createdAt, settledAt, refunds } = payment;
    const back = refunds.reduce((sum, refund) => sum.plus(refund.amount), amount.minus(amount));
    const account = installment === null ? `deposit:${booking.id}` : `landlord:${booking.ownerId}`;
    const allBack = paid && back.equals(amount);
    this.sandbox.push([
      transactionId, 'collection', reference, amount.toDecimal(), 'XOF', method, label, paid ? 'approved' : 'declined', instant(createdAt + 900), instant(settledAt),
    ]);
    this.payments.push([
      id, booking.id, installment?.id ?? null, booking.tenantId, booking.ownerId, amount.toDecimal(), 'XOF', installment === null ? 'deposit' : 'rent', method,
      'sandbox', reference, transactionId, label, this.person(booking.tenantId).phone, allBack ? 'refunded' : paid ? 'completed' : 'failed',
      paid ? null : 'declined', paid ? amount.toDecimal() : null, back.toDecimal(), paid ? account : null, paid ? instant(settledAt) : null,
      instant(createdAt), instant(refunds.at(-1)?.completedAt ?? settledAt),
    ]);
    this.move(id, paid ? 'complete' : 'fail', 'pending', paid ? 'completed' : 'failed', paid ? null : 'declined on the sandbox page', settledAt);
    if (!paid) return;
    this.post('payment', id, null, { from: 'payer', to: account, amount }, settledAt);
    this.issue(payment);
    for (const refund of refunds) this.giveBack(payment, refund, account);
    if (allBack) this.move(id, 'refund', 'completed', 'refunded', null, refunds.at(-1)?.completedAt ?? settledAt);
  }

  private giveBack({ id, method }: PaymentRecord, refund: RefundRecord, account: string): void {
    const { reference, transactionId, amount, reason, cause, requestedBy, createdAt, completedAt } = refund;
    this.sandbox.push([transactionId, 'refund', reference, amount.toDecimal(), 'XOF', method, reason, 'approved', instant(completedAt), null]);
    this.refunds.push([
      refund.id, id, reference, amount.toDecimal(), 'XOF', reason, cause, requestedBy, 'completed', transactionId, instant(createdAt), instant(completedAt),
      instant(completedAt),
    ]);
    this.post('refund', id, refund.id, { from: account, to: 'payer', amount }, completedAt);
  }

  private move(paymentId: string, transition: string, from: string, to: string, detail: string | null, at: number): void {
    this.transitions.push([this.random.uuid(at), paymentId, transition, from, to, detail, instant(at)]);
  }

  private post(kind: 'payment' | 'refund', paymentId: string, refundId: string | null, { from, to, amount }: { from: string; to: string; amount: Money }, at: number): void {
    const id = this.random.uuid(at);
    this.postings.push([id, kind, 'sandbox', paymentId, refundId, instant(at)]);
    this.entries.push([this.random.uuid(at), id, from, `-${amount.toDecimal()}`, 'XOF', instant(at)]);
    this.entries.push([this.random.uuid(at), id, to, amount.toDecimal(), 'XOF', instant(at)]);
  }

  private issue({ id, booking, installment, amount, method, period, transactionId, settledAt }: PaymentRecord): void {
    const { home } = booking;
    const [payer, payee] = [this.person(booking.tenantId), this.person(booking.ownerId)];
    const paid_on = todayIn(TIME_ZONE, new Date(settledAt));
    const facts = {
      payment_type: installment === null ? 'deposit' : 'rent', rental_type: home.rental, payment_method: method,
      payer_name: `${payer.firstName} ${payer.lastName}`, payee_name: `${payee.firstName} ${payee.lastName}`,
      subject: home.title, address: home.address, place: home.place.city.name, period, amount: amount.toDecimal(), currency: 'XOF', paid_on,
      transaction: transactionId,
    } satisfies KeptFacts & JsonObject;
    const year = Number(paid_on.slice(0, 4));
    const number = (this.counters.get(year) ?? 0) + 1;
    this.counters.set(year, number);
    this.receipts.push([this.random.uuid(settledAt), id, year, number, newReceiptCode(this.random.draw()), facts, instant(settledAt)]);
  }

  private person(id: string): UserRecord {
    const found = this.people.get(id);
    if (!found) throw new Error('A payment of nobody');
    return found;
  }
}
