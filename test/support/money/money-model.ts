export type MoneyProvider = 'fedapay' | 'mtn' | 'stripe';
export type Policy = 'flexible' | 'moderate' | 'strict';

export interface ModelBooking {
  readonly id: string;
  readonly landlord_id: string;
  readonly deposit: number;
  readonly policy: Policy;
  /** Whole days from today to arrival; none on which noon would decide. */
  readonly days_ahead: number;
  readonly installment_ids: readonly string[];
}

export interface ModelPayment {
  readonly id: string;
  readonly booking_id: string;
  /** Null: it is the deposit's. */
  readonly installment_id: string | null;
  readonly amount: number;
  readonly provider: MoneyProvider;
}

interface Paying extends ModelPayment {
  state: 'open' | 'failed' | 'credited' | 'late' | 'review';
  collected: number;
  account: string | null;
}

/** What must be true of everything, in francs; accounts that are empty are left out. */
export interface Truth {
  accounts: Record<string, number>;
  books: Record<string, { collected: number; given_back: number }>;
  payments: Record<string, { status: string; collected: number | null; refunded: number; account: string | null; review: string | null; receipt: boolean }>;
  installments: Record<string, { status: 'unpaid' | 'paid' | 'cancelled'; paid: number }>;
  bookings: Record<string, { cancelled: boolean; deposit_paid: number; refund: number | null }>;
}

/** The share of the rent that comes back, in halves, by the most days before arrival on which it does. */
const HALVES: Record<Policy, readonly (readonly [days: number, halves: number])[]> = {
  flexible: [[1, 2]],
  moderate: [[5, 2], [1, 1]],
  strict: [[7, 1]],
};

/**
 * The rules of the house about money (§2 and §4), in whole francs and plain arithmetic: told what payers, providers and
 * people do, it says what every account, payment, installment and provider's book must be. It shares no code with `src`.
 */
export class MoneyModel {
  private readonly bookings = new Map<string, ModelBooking & { cancelled: boolean; refund: number | null }>();
  /** In the order they were started. */
  private readonly payments = new Map<string, Paying>();
  private readonly refunds: { payment: Paying; amount: number; failed: boolean }[] = [];
  private readonly fees = { total: 0 };

  book(booking: ModelBooking): void {
    this.bookings.set(booking.id, { ...booking, cancelled: false, refund: null });
  }

  start(payment: ModelPayment): void {
    this.payments.set(payment.id, { ...payment, state: 'open', collected: 0, account: null });
  }

  fail(id: string): void {
    this.payment(id).state = 'failed';
  }

  /** The provider has taken so much; `fee` of it is what it keeps at our cost. */
  arrive(id: string, collected: number, fee = 0): void {
    const payment = this.payment(id);
    if (payment.collected > 0) throw new Error(`${id} was paid twice`);
    const booking = this.booking(payment.booking_id);
    payment.collected = collected;
    this.fees.total += fee;
    payment.account = `suspense:${id}`;
    if (collected !== payment.amount) {
      payment.state = 'review';
    } else if (booking.cancelled || this.isPaid(payment)) {
      payment.state = 'late';
      this.refunds.push({ payment, amount: collected, failed: false });
    } else {
      payment.state = 'credited';
      payment.account = payment.installment_id === null ? `deposit:${booking.id}` : `landlord:${booking.landlord_id}`;
    }
  }

  /** What may still go back of a payment. */
  left(id: string): number {
    return this.leftOf(this.payment(id));
  }

  stateOf(id: string): Paying['state'] {
    return this.payment(id).state;
  }

  /** @throws Error for a refund that must not have been granted */
  refund(id: string, amount: number): void {
    if (amount <= 0 || amount > this.left(id)) throw new Error(`${String(amount)} must not go back of ${id}, which has ${String(this.left(id))}`);
    this.refunds.push({ payment: this.payment(id), amount, failed: false });
  }

  /** The provider could not give it back: it stays where it was. */
  refundFailed(id: string, amount: number): void {
    const refund = this.refunds.find((one) => one.payment.id === id && one.amount === amount && !one.failed);
    if (!refund) throw new Error(`no refund of ${String(amount)} is on its way back to the payer of ${id}`);
    refund.failed = true;
  }

  /** @returns what goes back in all */
  cancel(booking_id: string, by: 'tenant' | 'owner' | 'admin'): number {
    const booking = this.booking(booking_id);
    const held = [...this.payments.values()].filter((one) => one.booking_id === booking_id && one.state === 'credited').reverse();
    const [rents, deposits] = [held.filter((one) => one.installment_id !== null), held.filter((one) => one.installment_id === null)];
    const halves = by === 'tenant' ? (HALVES[booking.policy].find(([days]) => booking.days_ahead > days)?.[1] ?? 0) : 2;
    // Half a franc up; from the latest payment backwards.
    const refund = this.giveBack(rents, Math.ceil((this.sumLeft(rents) * halves) / 2)) + this.giveBack(deposits, this.sumLeft(deposits));
    Object.assign(booking, { cancelled: true, refund });
    return refund;
  }

  truth(): Truth {
    const truth: Truth = { accounts: {}, books: {}, payments: {}, installments: {}, bookings: {} };
    const add = (account: string, amount: number): void => void (truth.accounts[account] = (truth.accounts[account] ?? 0) + amount);
    for (const payment of this.payments.values()) {
      const { id, provider, collected, account, state } = payment;
      const refunded = this.backOf(payment);
      const book = (truth.books[provider] ??= { collected: 0, given_back: 0 });
      book.collected += collected;
      book.given_back += refunded;
      add('payer', refunded - collected);
      if (account !== null) add(account, collected - refunded);
      const whole = collected > 0 && refunded === collected;
      const status = whole ? 'refunded' : { open: 'open', failed: 'failed', credited: 'completed', late: 'completed', review: 'processing' }[state];
      truth.payments[id] = {
        status, collected: collected > 0 ? collected : null, refunded, account, receipt: state === 'credited',
        review: state === 'review' && !whole ? 'amount_mismatch' : null,
      };
    }
    add('platform', -this.fees.total);
    add('provider_fees', this.fees.total);
    for (const { id, installment_ids, cancelled, deposit, refund } of this.bookings.values()) {
      const paidFor = (due: string | null): Paying | undefined => [...this.payments.values()].find((one) => one.booking_id === id && one.installment_id === due && one.state === 'credited');
      truth.bookings[id] = { cancelled, refund, deposit_paid: paidFor(null) ? deposit : 0 };
      for (const installment_id of installment_ids) {
        const paid = paidFor(installment_id)?.amount ?? 0;
        truth.installments[installment_id] = { status: paid > 0 ? 'paid' : cancelled ? 'cancelled' : 'unpaid', paid };
      }
    }
    truth.accounts = Object.fromEntries(Object.entries(truth.accounts).filter(([, balance]) => balance !== 0));
    return truth;
  }

  private giveBack(payments: readonly Paying[], amount: number): number {
    let left = amount;
    for (const payment of payments) {
      const part = Math.min(left, this.leftOf(payment));
      if (part > 0) this.refund(payment.id, part);
      left -= part;
    }
    return amount;
  }

  private sumLeft(payments: readonly Paying[]): number {
    return payments.reduce((sum, payment) => sum + this.leftOf(payment), 0);
  }

  private leftOf(payment: Paying): number {
    return payment.collected - this.backOf(payment);
  }

  private backOf(payment: Paying): number {
    return this.refunds.filter((one) => one.payment === payment && !one.failed).reduce((sum, { amount }) => sum + amount, 0);
  }

  private isPaid({ booking_id, installment_id }: Paying): boolean {
    return [...this.payments.values()].some((one) => one.booking_id === booking_id && one.installment_id === installment_id && one.state === 'credited');
  }

  private payment(id: string): Paying {
    const found = this.payments.get(id);
    if (!found) throw new Error(`the model knows no payment ${id}`);
    return found;
  }

  private booking(id: string): ModelBooking & { cancelled: boolean; refund: number | null } {
    const found = this.bookings.get(id);
    if (!found) throw new Error(`the model knows no booking ${id}`);
    return found;
  }
}
