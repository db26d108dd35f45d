import pLimit from 'p-limit';
import { Dice } from './dice.js';
import { forgery, send } from './forgeries.js';
import { MoneyModel } from './money-model.js';
import type { PlannedBooking, PlannedDue } from './money-plan.js';
import type { Booked, MoneyWorld, StartedPayment } from './money-world.js';
import type { MoneyEvent } from './tellers.js';

interface Paying {
  readonly planned: PlannedDue;
  readonly booked: Booked;
  readonly first: StartedPayment;
  second: StartedPayment | null;
}

/** Plays a plan in the world, and tells the model what happens there, in acts. */
export class MoneyPlay {
  readonly model = new MoneyModel();
  /** Every event that a provider has wanted to tell, in the order they were made. */
  readonly events: MoneyEvent[] = [];
  /** How many calls of providers, true or forged, were made, and the answers to the forged ones. */
  told = 0;
  readonly forged: number[] = [];
  private readonly stage: { planned: PlannedBooking; booked: Booked }[] = [];
  private readonly paying: Paying[] = [];
  /** By their payer, at FedaPay: they can still be paid. */
  private readonly refused = new Set<string>();
  private readonly limit = pLimit(8);

  constructor(
    private readonly world: MoneyWorld,
    private readonly dice: Dice,
  ) {}

  get payments(): StartedPayment[] {
    return this.paying.flatMap(({ first, second }) => (second ? [first, second] : [first]));
  }

  async book(plan: readonly PlannedBooking[]): Promise<void> {
    for (const planned of plan) {
      const [landlord, tenant] = [this.world.landlords[planned.landlord], this.world.tenants[planned.tenant]];
      if (!landlord || !tenant) throw new RangeError('the plan knows more people than there are');
      const booked = await this.world.book({ ...planned, landlord, tenant });
      this.model.book(booked);
      this.stage.push({ planned, booked });
    }
  }

  /** First act: everybody starts paying, a few of them with trouble, or before our own call has returned. */
  async start(): Promise<void> {
    const dues = this.stage.flatMap(({ planned, booked }) => planned.dues.map((due) => ({ due, booked })));
    for (const { due, booked } of dues.filter((one) => one.due.fate === 'early')) {
      const installment_id = dueOf(booked, due);
      const starting = this.world.pay(booked, installment_id, due.method);
      await this.world.approveAtOnce(booked.id, installment_id, due.method);
      const telling = this.tell(this.take());
      const payment = await starting;
      await telling;
      this.enter(due, booked, payment);
      this.model.arrive(payment.id, payment.amount);
    }
    for (const { due, booked } of dues.filter((one) => one.due.fate === 'cut')) {
      this.world.tellers.cutNext(due.method);
      this.enter(due, booked, await this.world.pay(booked, dueOf(booked, due), due.method));
    }
    const others = dues.filter((one) => !['early', 'cut'].includes(one.due.fate));
    await Promise.all(others.map(({ due, booked }) => this.limit(async () => {
      this.enter(due, booked, await this.world.pay(booked, dueOf(booked, due), due.method));
    })));
    // Those whose call was cut are asked about, and made up for.
    await this.world.reconcile(this.paying.filter((one) => one.planned.fate === 'cut').map(({ first }) => first.id));
  }

  /** Second act: some stays are called off while their payments are open; then payers decide, and providers tell of it. */
  async decide(): Promise<void> {
    const early = this.stage.filter((one) => one.planned.end === 'early').map(({ booked }) => ({ booked, by: this.dice.one(['tenant', 'owner', 'admin'] as const) }));
    await Promise.all(early.map(({ booked, by }) => this.limit(() => this.callOff(booked, by))));
    const { tellers } = this.world;
    const told = this.take();
    const given_up: string[] = [];
    for (const { planned, first } of this.dice.shuffled(this.paying)) {
      const { fate, fees } = planned;
      if (fate === 'approved' || fate === 'dropped' || fate === 'cut') {
        if (first.provider === 'stripe' && this.dice.chance(0.3)) tellers.stripe.decline(first.reference);
        this.approve(first, first.amount, fees);
        const about = this.take();
        if (fate !== 'dropped') told.push(...about);
      } else if (fate === 'wrong') {
        this.approve(first, Math.max(1, first.amount + this.dice.one([-1, 1, 500, -300])), 0);
      } else if (fate === 'declined') {
        tellers.decline(first);
        this.model.fail(first.id);
      } else if (fate !== 'early') {
        this.model.fail(first.id);
        if (first.provider === 'fedapay' && fate !== 'never' && this.dice.chance(0.7)) {
          tellers.decline(first);
          this.refused.add(first.id);
        } else given_up.push(first.id);
      }
      told.push(...this.take());
    }
    await this.tell(this.spread(told));
    await this.world.heard();
    await this.world.reconcile(given_up, 25);
    await this.world.settled(this.payments.map(({ id }) => id), 'completed', 'refunded', 'failed', 'review');
    // What came late is on its way back.
    await this.refundAll();
  }

  /** Third act: other payments are started for what was not paid; both are paid. */
  async payAgain(): Promise<void> {
    const again = this.paying.filter(({ planned: { fate } }) => fate === 'twice' || fate === 'wrong_late');
    await Promise.all(again.map((one) => this.limit(async () => {
      one.second = await this.world.pay(one.booked, one.first.installment_id, one.planned.second);
      this.model.start(one.second);
    })));
    const { tellers } = this.world;
    const wrong: [StartedPayment, number][] = [];
    const told: MoneyEvent[] = [];
    for (const { planned, first, second } of this.dice.shuffled(this.paying)) {
      if (planned.fate === 'late') this.approve(first, first.amount, 0);
      if (planned.fate === 'wrong_late') {
        const amount = first.amount + this.dice.whole(1, 99);
        tellers.approve(first, { amount });
        wrong.push([first, amount]);
      }
      // Who of the two comes first is the network's choice: the model hears of them when they have come.
      if (planned.fate === 'twice') tellers.approve(first);
      if (second) tellers.approve(second);
      const about = this.take();
      // A refusal is not the end: for a day it is asked about, so that this one need not be told.
      if (planned.fate !== 'late' || !this.refused.has(first.id) || this.dice.chance(0.5)) told.push(...about);
    }
    await this.tell(this.spread(told));
    await this.world.heard();
    const paid = this.paying.flatMap(({ planned: { fate }, first, second }) => [...(['declined', 'never'].includes(fate) ? [] : [first.id]), ...(second ? [second.id] : [])]);
    await this.world.settled(paid, 'completed', 'refunded', 'review');
    for (const [payment, amount] of wrong) this.model.arrive(payment.id, amount);
    for (const { first, second, planned } of again) {
      if (!second) continue;
      const both = planned.fate === 'twice' ? await this.world.inOrderOfArrival([first, second]) : [second];
      for (const payment of both) this.model.arrive(payment.id, payment.amount);
    }
    // What came late finds its way back only when it is tried again, in the next act.
    await this.refundAll(1);
  }

  /** Fourth act: landlords and admins give back, too much at times and several at once; stays are called off. */
  async giveBack(): Promise<void> {
    // Dice of their own: what falls for one does not depend on how fast the others are.
    const scenes = this.stage.map((scene) => ({ ...scene, dice: new Dice(this.dice.whole(0, 2 ** 31)) }));
    await Promise.all(scenes.map(({ planned, booked, dice }) => this.limit(async () => {
      const known = this.payments.filter((one) => one.booking_id === booked.id && ['credited', 'review'].includes(this.model.stateOf(one.id)));
      for (const payment of known) if (dice.chance(0.5)) await this.giveBackOf(booked, payment, dice);
      const { end } = planned;
      if (end === 'kept' || end === 'early') return;
      await this.callOff(booked, end);
      for (const payment of known) if (dice.chance(0.3)) await this.giveBackOf(booked, payment, dice);
    })));
    await this.refundAll(0.1);
    // What could not be given back is still there to be given back.
    for (const payment of this.payments) {
      const left = this.model.left(payment.id);
      if (left === 0 || this.model.stateOf(payment.id) !== 'late') continue;
      await this.ask(payment, undefined, this.world.admin);
    }
    await this.refundAll();
  }

  /** Fifth act: what has been told is told again, in another order, until so many calls were made, and 200 at least. */
  async tellAgain(calls: number): Promise<void> {
    await this.tell(Array.from({ length: Math.max(200, calls - this.told) }, () => this.dice.one(this.events)));
    await this.world.heard();
  }

  private async giveBackOf(booked: Booked, payment: StartedPayment, dice: Dice): Promise<void> {
    const { admin } = this.world;
    const review = this.model.stateOf(payment.id) === 'review';
    const left = this.model.left(payment.id);
    const who = review || dice.chance(0.3) ? admin : booked.landlord;
    if (review && (await this.world.refund(payment.id, 1, booked.landlord)).code !== 'payment.not_refundable') throw new Error('a landlord may not give back what is under review');
    const kind = dice.weighed({ part: 4, whole: 2, large: 2, many: 2 });
    if (kind === 'part' && left > 1) await this.ask(payment, dice.whole(1, left - 1), who);
    if (kind === 'whole') await this.ask(payment, dice.chance(0.5) ? undefined : left || 1, who);
    if (kind === 'large') await this.ask(payment, left + dice.whole(1, 1000), who);
    if (kind === 'many') {
      const part = Math.max(1, Math.ceil(left * 0.3));
      const answers = await Promise.all(Array.from({ length: 5 }, () => this.world.refund(payment.id, part, who)));
      for (const { status } of answers) if (status === 200) this.model.refund(payment.id, part);
      if (answers.some(({ status }) => status !== 200) && this.model.left(payment.id) >= part) throw new Error(`a refund of ${payment.id} was refused that there was money for`);
    }
  }

  /** Asks for a refund that the model says is granted, or is not. */
  private async ask(payment: StartedPayment, amount: number | undefined, as: Booked['landlord']): Promise<void> {
    const left = this.model.left(payment.id);
    const wanted = amount ?? left;
    const { status, code } = await this.world.refund(payment.id, amount, as);
    if (wanted > 0 && wanted <= left ? status !== 200 : code !== 'payment.refund_too_large') throw new Error(`a refund of ${String(wanted)} out of ${String(left)} was answered ${String(status)} ${code ?? ''}`);
    if (status === 200) this.model.refund(payment.id, wanted);
  }

  private async callOff(booked: Booked, by: 'tenant' | 'owner' | 'admin'): Promise<void> {
    const who = { tenant: booked.tenant, owner: booked.landlord, admin: this.world.admin }[by];
    const [says, should] = [await this.world.cancel(booked, who), this.model.cancel(booked.id, by)];
    if (says !== should) throw new Error(`cancelling ${booked.id} gives back ${String(says)} instead of ${String(should)}`);
  }

  /** Refunds are sent, ended by their providers, and some of the events about them told. `failing`: the share of payouts that fail. */
  private async refundAll(failing = 0): Promise<void> {
    const { tellers } = this.world;
    await this.world.refundsSent();
    for (const refund of await this.world.refundsOpen()) {
      const fails = refund.provider === 'fedapay' && this.dice.chance(failing);
      tellers.endRefund(refund, fails ? 'failed' : 'sent');
      if (fails) this.model.refundFailed(refund.payment_id, refund.amount);
    }
    await this.tell(this.spread(this.take().filter(() => this.dice.chance(0.8))));
    await this.world.heard();
    await this.world.refundsEnded();
  }

  private approve(payment: StartedPayment, amount: number, fees: number): void {
    const atFedapay = payment.provider === 'fedapay';
    this.world.tellers.approve(payment, atFedapay ? { amount, fees } : {});
    this.model.arrive(payment.id, amount, atFedapay ? fees : 0);
  }

  private enter(planned: PlannedDue, booked: Booked, first: StartedPayment): void {
    this.model.start(first);
    this.paying.push({ planned, booked, first, second: null });
  }

  private take(): MoneyEvent[] {
    const taken = this.world.tellers.take();
    this.events.push(...taken);
    return taken;
  }

  /** Some once, some several times, in no order. */
  private spread(events: readonly MoneyEvent[]): MoneyEvent[] {
    return this.dice.shuffled(events.flatMap((event) => Array.from({ length: this.dice.one([1, 1, 1, 1, 2, 2, 4]) }, () => event)));
  }

  /** Tells these, with forged ones in between. */
  private async tell(events: readonly MoneyEvent[]): Promise<void> {
    const about = this.payments;
    const forging = about.length === 0 ? [] : Array.from({ length: Math.ceil(events.length / 8) }, () => forgery(this.dice, this.dice.one(about)));
    const [answers] = await Promise.all([
      this.world.tell(events),
      Promise.all(forging.map((one) => this.limit(async () => this.forged.push(await send(this.world, one))))),
    ]);
    this.told += events.length + forging.length;
    const refused = answers.filter((status) => status !== 200);
    if (refused.length > 0) throw new Error(`true events were answered ${[...new Set(refused)].join(', ')}`);
  }
}

function dueOf(booked: Booked, { part }: PlannedDue): string | null {
  return part === null ? null : (booked.installment_ids[part] ?? null);
}
