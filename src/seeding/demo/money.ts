import { addDays } from '../../kernel/calendar-date.js';
import { Money } from '../../kernel/money.js';
import { refundOf } from '../../modules/bookings/booking.refund.js';
import { depositLabel, rentLabel } from '../../modules/bookings/schedule/due-labels.js';
import type { ScheduledPart } from '../../modules/bookings/schedule/schedule.js';
import type { PaymentMethod } from '../../modules/payments/payment.values.js';
import { Random } from '../random.js';
import { scheduleFor, type BookingAccount, type BookingRecord, type InstallmentRecord } from '../rows.js';
import { DAY, HOUR, MINUTE, midnight, TIME_ZONE, type Now, type StayStep } from '../stays.js';
import { STREAMS } from './streams.js';

/** One attempt to pay, at the sandbox. */
export interface PaymentRecord {
  id: string;
  booking: BookingRecord;
  /** Null: the deposit. */
  installment: InstallmentRecord | null;
  amount: Money;
  method: PaymentMethod;
  label: string;
  period: { start_date: string; end_date: string };
  paid: boolean;
  reference: string;
  transactionId: string;
  createdAt: number;
  settledAt: number;
  refunds: RefundRecord[];
}

/** What has gone back of a payment. */
export interface RefundRecord {
  id: string;
  reference: string;
  transactionId: string;
  amount: Money;
  reason: string;
  cause: 'manual' | 'cancellation';
  requestedBy: string;
  createdAt: number;
  completedAt: number;
}

export interface DemoMoney {
  installments: readonly InstallmentRecord[];
  /** In the order in which they were settled. */
  payments: readonly PaymentRecord[];
  /** What of it stands in the bookings' own rows, by their ids. */
  accounts: ReadonlyMap<string, BookingAccount>;
}

const METHODS: readonly PaymentMethod[] = ['mtn_momo', 'mtn_momo', 'mtn_momo', 'moov_money', 'moov_money', 'fedapay', 'card'];
/** How many tenants owe the last month's rent. */
const BEHIND = 2;

/** What was owed for the stays that were ever confirmed, and what was paid and given back of it. */
export function inventMoney(bookings: readonly BookingRecord[], now: Now): DemoMoney {
  const behind = new Set(bookings.filter((booking) => couldBeBehind(booking, now)).slice(0, BEHIND));
  const installments: InstallmentRecord[] = [];
  const payments: PaymentRecord[] = [];
  const accounts = new Map<string, BookingAccount>();
  bookings.forEach((booking, nth) => {
    const accepted = booking.plan.steps.find(({ step }) => step === 'accept');
    if (!accepted) return;
    const told = new Payments(booking, accepted.at, behind.has(booking), now, new Random(STREAMS.seed, 0, STREAMS.money, nth)).tell();
    installments.push(...told.installments);
    payments.push(...told.payments);
    accounts.set(booking.id, accountOf(told.payments));
  });
  return { installments, payments: payments.sort((one, other) => one.settledAt - other.settledAt), accounts };
}

/** A lease in which somebody lives, with a rent that was due days ago and others before it. */
function couldBeBehind({ home, plan, paying }: BookingRecord, now: Now): boolean {
  if (home.rental !== 'long_term' || plan.status !== 'confirmed' || paying !== undefined) return false;
  const past = scheduleFor(home, plan).filter(({ due_date }) => due_date < now.today);
  return past.length > 1 && past.length < scheduleFor(home, plan).length && past.every(({ due_date }) => due_date < addDays(now.today, -2));
}

function accountOf(payments: readonly PaymentRecord[]): BookingAccount {
  const sum = (amounts: readonly Money[]): Money => amounts.reduce((total, amount) => total.plus(amount), Money.zero('XOF'));
  const deposits = payments.filter(({ paid, installment }) => paid && installment === null);
  return {
    depositPaid: sum(deposits.map(({ amount }) => amount)),
    refunded: sum(payments.flatMap(({ refunds }) => refunds.filter(({ cause }) => cause === 'cancellation').map(({ amount }) => amount))),
    changedAt: Math.max(0, ...deposits.map(({ settledAt }) => settledAt)),
  };
}

/** How one stay was paid. */
class Payments {
  private readonly payments: PaymentRecord[] = [];
  private readonly method: PaymentMethod;
  private readonly calledOff: StayStep | undefined;
  /** Nothing was paid after this. */
  private readonly end: number;

  constructor(
    private readonly booking: BookingRecord,
    private readonly acceptedAt: number,
    private readonly isBehind: boolean,
    private readonly now: Now,
    private readonly random: Random,
  ) {
    this.method = booking.paying === 'by_mobile_at_second_try' ? 'mtn_momo' : random.pick(METHODS);
    this.calledOff = booking.plan.steps.find(({ step }) => step === 'cancel');
    this.end = this.calledOff?.at ?? now.at;
  }

  tell(): { installments: InstallmentRecord[]; payments: PaymentRecord[] } {
    const depositAt = this.payDeposit();
    const parts = scheduleFor(this.booking.home, this.booking.plan);
    const past = parts.filter(({ due_date }) => due_date < this.now.today).length;
    const installments = parts.map((part) => this.payRent(part, depositAt ?? this.acceptedAt, this.isBehind && part.sequence === past));
    if (this.booking.paying === 'by_mobile_at_second_try') this.failBefore(this.payments.findLast(({ installment }) => installment !== null));
    if (this.calledOff) this.giveBackCancelled(this.calledOff);
    else this.giveBackLater();
    return { installments, payments: this.payments };
  }

  private payDeposit(): number | null {
    const { home, plan } = this.booking;
    if (!home.deposit) return null;
    // Nobody gets the keys without it.
    const wanted = Math.min(this.acceptedAt + this.random.between(0.3, 26) * HOUR, Math.max(this.acceptedAt, midnight(plan.start) + 9 * HOUR));
    const at = this.instantOf(wanted, this.acceptedAt, plan.start);
    if (at === null) return null;
    this.pay(at, null, Money.of(home.deposit, 'XOF'), depositLabel(home.title), { start_date: plan.start, end_date: plan.end });
    return at;
  }

  private payRent(part: ScheduledPart, after: number, isOwed: boolean): InstallmentRecord {
    const { booking, random } = this;
    const first = part.sequence === 1;
    const onTime = midnight(part.due_date) + random.between(-40, 18) * HOUR + (random.chance(0.08) ? random.int(1, 4) * DAY : 0);
    const early = after + random.between(0.1, 30) * HOUR;
    const wanted = first && random.chance(0.7) ? Math.min(early, Math.max(after, midnight(part.due_date) + 18 * HOUR)) : onTime;
    const paidAt = isOwed ? null : this.instantOf(wanted, after, part.due_date);
    const installment: InstallmentRecord = {
      id: random.uuid(this.acceptedAt), bookingId: booking.id, tenantId: booking.tenantId, ownerId: booking.ownerId, part,
      status: paidAt !== null ? 'paid' : this.calledOff ? 'cancelled' : statusOn(part.due_date, this.now.today),
      createdAt: this.acceptedAt, settledAt: paidAt ?? this.calledOff?.at ?? null,
    };
    const { period_start, period_end } = part;
    if (paidAt !== null) this.pay(paidAt, installment, part.amount, rentLabel(booking.home.rental, part, booking.home.title), { start_date: period_start, end_date: period_end });
    return installment;
  }

  /** When it was paid if it was to be at `wanted`; null when it was not. */
  private instantOf(wanted: number, after: number, dueDate: string): number | null {
    if (this.booking.paying === 'not_yet') return null;
    const at = awake(Math.max(wanted, after + 5 * MINUTE));
    if (at < this.end - 2 * MINUTE) return at;
    // Late payers have paid by now; who has called it off has not.
    return this.calledOff || dueDate >= this.now.today ? null : after + (this.end - after) * this.random.between(0.2, 0.9);
  }

  private pay(settledAt: number, installment: InstallmentRecord | null, amount: Money, label: string, period: PaymentRecord['period']): void {
    const { booking, method, random } = this;
    const createdAt = settledAt - random.between(0.4, 4) * MINUTE;
    this.payments.push({
      id: random.uuid(createdAt), booking, installment, amount, method, label, period, paid: true, reference: random.reference(),
      transactionId: random.uuid(createdAt + 900), createdAt, settledAt, refunds: [],
    });
  }

  /** The first try was declined. */
  private failBefore(payment: PaymentRecord | undefined): void {
    if (!payment) return;
    const createdAt = payment.createdAt - 35 * MINUTE;
    this.payments.push({
      ...payment, id: this.random.uuid(createdAt), reference: this.random.reference(), transactionId: this.random.uuid(createdAt + 900), paid: false,
      createdAt, settledAt: createdAt + 2 * MINUTE, refunds: [],
    });
  }

  /** What the policy gives back: of the rent from the latest payment backwards, and of the deposit. */
  private giveBackCancelled({ at, by }: StayStep): void {
    const { home, plan, tenantId, ownerId } = this.booking;
    const latestFirst = [...this.payments].sort((one, other) => other.createdAt - one.createdAt);
    const rents = latestFirst.filter(({ installment }) => installment !== null);
    const deposits = latestFirst.filter(({ installment }) => installment === null);
    const held = (of: readonly PaymentRecord[]): Money => of.reduce((sum, { amount }) => sum.plus(amount), Money.zero('XOF'));
    const back = refundOf(
      {
        status: 'confirmed', cancelled_by: by, policy: home.cancellationPolicy, start_date: plan.start, time_zone: TIME_ZONE,
        rent_held: held(rents), deposit_held: held(deposits),
      },
      new Date(at),
    );
    for (const [payments, amount] of [[rents, back.rent], [deposits, back.deposit]] as const) {
      let left = amount;
      for (const payment of payments) {
        const part = payment.amount.compare(left) < 0 ? payment.amount : left;
        this.giveBack(payment, part, at, 'Annulation de la réservation', 'cancellation', by === 'tenant' ? tenantId : ownerId);
        left = left.minus(part);
      }
    }
  }

  /** By the landlord's own hand: what was agreed on after the stay, and the deposit once the home was looked over. */
  private giveBackLater(): void {
    const { plan, ownerId, givenBack } = this.booking;
    if (plan.status !== 'completed') return;
    const lookedOver = midnight(plan.end) + this.random.between(1, 6) * DAY + 10 * HOUR;
    if (lookedOver > this.now.at - MINUTE) return;
    for (const payment of this.payments) {
      if (payment.installment === null) this.giveBack(payment, payment.amount, lookedOver, 'Caution rendue après l’état des lieux de sortie', 'manual', ownerId);
      else if (givenBack) this.giveBack(payment, Money.of(givenBack.amount, 'XOF'), lookedOver, givenBack.reason, 'manual', ownerId);
    }
  }

  private giveBack(payment: PaymentRecord, amount: Money, at: number, reason: string, cause: RefundRecord['cause'], requestedBy: string): void {
    if (amount.isZero()) return;
    const { random } = this;
    const completedAt = at + random.between(1, 20) * 1_000;
    payment.refunds.push({
      id: random.uuid(at), reference: random.reference(), transactionId: random.uuid(completedAt), amount, reason, cause, requestedBy, createdAt: at, completedAt,
    });
  }
}

/** Nobody pays in the dead of night. */
function awake(at: number): number {
  const hour = ((at - midnight('2026-01-01')) % DAY) / HOUR;
  return (hour + 24) % 24 < 6 ? at + 7 * HOUR : at;
}

function statusOn(dueDate: string, today: string): 'scheduled' | 'due' | 'overdue' {
  if (dueDate > today) return 'scheduled';
  return dueDate === today ? 'due' : 'overdue';
}
