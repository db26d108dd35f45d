import fc from 'fast-check';
import { forgery, send } from './forgeries.js';
import { Dice } from './dice.js';
import type { Booked, MoneyWorld, StartedPayment } from './money-world.js';
import type { MoneyEvent } from './tellers.js';

/** Numbers are taken modulo what there is to choose from. */
export type Step =
  | { readonly do: 'pay'; readonly booking: number; readonly due: number; readonly method: 'fedapay' | 'moov_money' | 'mtn_momo' | 'card' }
  | { readonly do: 'approve' | 'approve otherwise' | 'decline' | 'give up' | 'forge'; readonly payment: number }
  | { readonly do: 'refund'; readonly payment: number; readonly percent: number; readonly at_once: number; readonly by: 'landlord' | 'admin' }
  | { readonly do: 'cancel'; readonly booking: number; readonly by: 'tenant' | 'landlord' | 'admin' }
  | { readonly do: 'tell' | 'tell backwards' | 'lose' | 'end refunds' | 'fail refunds' | 'reconcile' | 'repeat all' };

const ABOUT_ONE = ['approve', 'approve', 'approve', 'approve otherwise', 'decline', 'give up', 'forge'] as const;
const ABOUT_ALL = ['tell', 'tell', 'tell backwards', 'lose', 'end refunds', 'fail refunds', 'reconcile', 'repeat all'] as const;
const number = fc.nat({ max: 99 });
const by = fc.constantFrom('landlord' as const, 'admin' as const);

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ do: fc.constant('pay' as const), booking: number, due: number, method: fc.constantFrom('fedapay' as const, 'moov_money' as const, 'mtn_momo' as const, 'card' as const) }) },
    { weight: 9, arbitrary: fc.record({ do: fc.constantFrom(...ABOUT_ONE), payment: number }) },
    { weight: 5, arbitrary: fc.record({ do: fc.constant('refund' as const), payment: number, percent: fc.integer({ min: 1, max: 120 }), at_once: fc.integer({ min: 1, max: 4 }), by }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), booking: number, by: fc.constantFrom('tenant' as const, 'landlord' as const, 'admin' as const) }) },
    { weight: 6, arbitrary: fc.record({ do: fc.constantFrom(...ABOUT_ALL) }) },
  ),
  { minLength: 10, maxLength: 30, size: 'max' },
);

/** Does steps, one after the other; nobody waits for what they set off. What cannot be done now is refused, or left. */
export class MoneySteps {
  private readonly payments: StartedPayment[] = [];
  private readonly waiting: MoneyEvent[] = [];
  private readonly past: MoneyEvent[] = [];
  private readonly old: string[] = [];
  private readonly cancelled = new Set<string>();

  private constructor(
    private readonly world: MoneyWorld,
    private readonly bookings: readonly Booked[],
  ) {}

  /** Three stays that nobody has paid for. */
  static async begin(world: MoneyWorld): Promise<MoneySteps> {
    const { landlords, tenants } = world;
    const terms = [
      { policy: 'flexible', deposit: 0, rents: [20_001] },
      { policy: 'moderate', deposit: 15_003, rents: [30_005, 30_007] },
      { policy: 'strict', deposit: 9_999, rents: [50_001] },
    ] as const;
    const bookings: Booked[] = [];
    for (const [n, one] of terms.entries()) {
      const [landlord, tenant] = [landlords[n], tenants[n]];
      if (landlord && tenant) bookings.push(await world.book({ ...one, landlord, tenant, days_ahead: 3 }));
    }
    return new MoneySteps(world, bookings);
  }

  async run(taken: readonly Step[]): Promise<void> {
    for (const step of taken) {
      await this.take(step);
      this.waiting.push(...this.world.tellers.take());
    }
  }

  /** All that is under way comes to its end: what is told, what is not, what goes back. */
  async settle(): Promise<void> {
    const { world } = this;
    await this.tell(this.waiting.splice(0));
    await world.heard();
    const decided = this.payments.filter((payment) => world.tellers.collected(payment) > 0).map(({ id }) => id);
    await world.settled(decided, 'completed', 'refunded', 'review');
    await world.refundsSent();
    await this.endRefunds('sent');
    await this.tell(world.tellers.take());
    await world.heard();
    await world.refundsEnded();
  }

  private async take(step: Step): Promise<void> {
    const { world } = this;
    switch (step.do) {
      case 'pay': return this.pay(step);
      case 'refund': return this.refund(step);
      case 'cancel': return this.cancel(step);
      case 'tell': return this.tell(this.waiting.splice(0));
      case 'tell backwards': return this.tell(this.waiting.splice(0).reverse());
      case 'lose': { this.lose(); return; }
      case 'repeat all': return this.tell([...this.past]);
      case 'reconcile': return world.reconcile();
      case 'end refunds': return this.endRefunds('sent');
      case 'fail refunds': return this.endRefunds('failed');
      default: return this.happen(step.do, oneOf(this.payments, step.payment));
    }
  }

  private async happen(what: (typeof ABOUT_ONE)[number], payment: StartedPayment | undefined): Promise<void> {
    const { tellers } = this.world;
    if (!payment) return;
    if (what === 'forge') return this.forge(payment);
    if (what === 'give up') {
      this.old.push(payment.reference);
      return this.world.reconcile([payment.id], 25);
    }
    tried(() => {
      if (what === 'decline') tellers.decline(payment);
      else tellers.approve(payment, what === 'approve' || payment.provider !== 'fedapay' ? {} : { amount: payment.amount + 7 });
    });
  }

  /** Of what is older than a day only the providers' own calls tell, so these arrive in the end. */
  private lose(): void {
    const kept = this.waiting.filter(({ body }) => this.old.some((reference) => body.includes(reference)));
    this.waiting.splice(0, Infinity, ...kept);
  }

  /** Answers with the open payment where there is one; is refused where nothing is owed. */
  private async pay({ booking, due, method }: Extract<Step, { do: 'pay' }>): Promise<void> {
    const booked = oneOf(this.bookings, booking);
    const installment_id = booked && oneOf([null, ...booked.installment_ids], due);
    if (!booked || installment_id === undefined || this.cancelled.has(booked.id)) return;
    const payment = await this.world.payIfOwed(booked, installment_id, method);
    if (payment && !this.payments.some(({ id }) => id === payment.id)) this.payments.push(payment);
  }

  private async refund({ payment, percent, at_once, by: role }: Extract<Step, { do: 'refund' }>): Promise<void> {
    const of = oneOf(this.payments, payment);
    const landlord = this.bookings.find(({ id }) => id === of?.booking_id)?.landlord;
    if (!of || !landlord) return;
    const amount = Math.max(1, Math.floor((of.amount * percent) / 100));
    const answers = await Promise.all(Array.from({ length: at_once }, () => this.world.refund(of.id, amount, role === 'admin' ? this.world.admin : landlord)));
    const strange = answers.find(({ status }) => status !== 200 && status !== 409);
    if (strange) throw new Error(`a refund was answered ${String(strange.status)}`);
  }

  private async cancel({ booking, by: role }: Extract<Step, { do: 'cancel' }>): Promise<void> {
    const booked = oneOf(this.bookings, booking);
    if (!booked || this.cancelled.has(booked.id)) return;
    this.cancelled.add(booked.id);
    await this.world.cancel(booked, role === 'admin' ? this.world.admin : booked[role]);
  }

  private async tell(events: readonly MoneyEvent[]): Promise<void> {
    this.past.push(...events.filter((event) => !this.past.includes(event)));
    const answers = await this.world.tell(events);
    const refused = answers.find((status) => status !== 200);
    if (refused !== undefined) throw new Error(`a true event was answered ${String(refused)}`);
  }

  /** Those that their providers have. */
  private async endRefunds(ending: 'sent' | 'failed'): Promise<void> {
    for (const refund of await this.world.refundsOpen()) tried(() => { this.world.tellers.endRefund(refund, ending); });
  }

  private async forge(payment: StartedPayment): Promise<void> {
    const status = await send(this.world, forgery(new Dice(this.past.length), payment));
    if (status !== 400) throw new Error(`a forged event was answered ${String(status)}`);
  }
}

function oneOf<T>(of: readonly T[], n: number): T | undefined {
  return of[n % of.length];
}

/** The simulators say no to what has been decided already. */
function tried(act: () => void): void {
  try {
    act();
  } catch {
    // Then it stays as it is.
  }
}
