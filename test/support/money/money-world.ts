import pLimit from 'p-limit';
import { addDays, todayIn } from '../../../src/kernel/calendar-date.js';
import { newId } from '../../../src/kernel/id.js';
import { JobRunner } from '../../../src/platform/schedule/job-runner.js';
import type { TestActor } from '../actors.js';
import { startApp, type TestApp } from '../app.js';
import { until } from '../wait.js';
import type { ModelBooking, MoneyProvider, Policy } from './money-model.js';
import { Tellers, type Method, type MoneyEvent } from './tellers.js';

export interface Booked extends ModelBooking {
  readonly tenant: TestActor;
  readonly landlord: TestActor;
}

/** A payment as it was started: ours, and what its provider knows it by. */
export interface StartedPayment {
  readonly id: string;
  readonly booking_id: string;
  readonly installment_id: string | null;
  readonly amount: number;
  readonly provider: MoneyProvider;
  readonly reference: string;
}

interface RefundRow {
  payment_id: string;
  amount: number;
  provider: MoneyProvider;
  transaction_id: string;
}

const AT_ONCE = 12;

/** One application with its worker, and the three providers it collects through. */
export class MoneyWorld {
  private constructor(
    readonly house: TestApp,
    readonly tellers: Tellers,
    readonly admin: TestActor,
    readonly landlords: readonly TestActor[],
    readonly tenants: readonly TestActor[],
  ) {}

  static async start(): Promise<MoneyWorld> {
    const tellers = await Tellers.start();
    const house = await startApp({ worker: true, env: tellers.env });
    tellers.listenAt(house.url);
    const landlords: TestActor[] = [];
    const tenants: TestActor[] = [];
    for (let n = 0; n < 6; n += 1) landlords.push(await house.actors.asLandlord());
    for (let n = 0; n < 12; n += 1) tenants.push(await house.actors.asTenant());
    return new MoneyWorld(house, tellers, await house.actors.asAdmin(), landlords, tenants);
  }

  async close(): Promise<void> {
    await this.house.close();
    await this.tellers.stop();
  }

  /** A stay that was accepted, with its schedule as the service writes it. */
  async book(terms: { landlord: TestActor; tenant: TestActor; policy: Policy; days_ahead: number; deposit: number; rents: readonly number[] }): Promise<Booked> {
    const { build } = this.house;
    const { landlord, tenant, policy, days_ahead, deposit, rents } = terms;
    const start = addDays(todayIn('Africa/Porto-Novo', new Date()), days_ahead);
    const day = (n: number): string => addDays(start, 30 * n);
    const { id } = await build.booking(await build.property(landlord), tenant, {
      status: 'confirmed', expires_at: null, rental_type: 'long_term', start_date: start, end_date: day(rents.length || 1),
      total_amount: rents.reduce((sum, rent) => sum + rent, 0) || 1, deposit_amount: deposit, cancellation_policy: policy,
    });
    const installment_ids: string[] = [];
    for (const [n, amount] of rents.entries()) {
      const installment_id = newId();
      installment_ids.push(installment_id);
      await build.insert('installments', {
        id: installment_id, booking_id: id, tenant_id: tenant.id, owner_id: landlord.id, sequence: n + 1, period_start: day(n), period_end: day(n + 1),
        due_date: day(n), amount, currency: 'XOF', status: 'scheduled',
      });
    }
    return { id, tenant, landlord, landlord_id: landlord.id, policy, days_ahead, deposit, installment_ids };
  }

  /** The same between two people of whom nothing depends, ten days ahead. */
  async bookOne(terms: { deposit: number; rents: readonly number[] }): Promise<Booked> {
    const [[landlord], [tenant]] = [this.landlords, this.tenants];
    if (!landlord || !tenant) throw new Error('there is nobody');
    return this.book({ ...terms, landlord, tenant, policy: 'strict', days_ahead: 10 });
  }

  /** The tenant starts paying; answers with the payment whatever became of the call to its provider. */
  async pay(booked: Booked, installment_id: string | null, method: Method): Promise<StartedPayment> {
    const payment = await this.payIfOwed(booked, installment_id, method);
    if (!payment) throw new Error('nothing is owed');
    return payment;
  }

  /** The same; null where nothing is owed (any more). */
  async payIfOwed(booked: Booked, installment_id: string | null, payment_method: Method): Promise<StartedPayment | null> {
    const due = installment_id === null ? { payment_type: 'deposit' } : { payment_type: 'rent', installment_id };
    const reply = await this.house.api.post<{ id: string; code?: string }>('/payments/initialize', { booking_id: booked.id, payment_method, ...due }, { as: booked.tenant });
    if (reply.body.code === 'payment.nothing_owed') return null;
    if (reply.status !== 201) throw new Error(`paying was answered ${String(reply.status)}: ${reply.text}`);
    const [payment] = await this.query<StartedPayment>(
      'SELECT id, booking_id, installment_id, amount::float8 AS amount, payment_provider AS provider, reference FROM payments WHERE id = $1', [reply.body.id]);
    return payment ?? null;
  }

  /** Approves a payment as soon as its payer can, while our own call may still be under way. */
  async approveAtOnce(booking_id: string, installment_id: string | null, method: Method): Promise<void> {
    const sql = 'SELECT payment_provider AS provider, reference FROM payments WHERE booking_id = $1 AND installment_id IS NOT DISTINCT FROM $2::uuid';
    const end = Date.now() + 10_000;
    for (;;) {
      const [payment] = await this.query<Pick<StartedPayment, 'provider' | 'reference'>>(sql, [booking_id, installment_id]);
      if (payment && this.tellers.hasPresented(payment, method)) { this.tellers.approve(payment); return; }
      if (Date.now() > end) throw new Error('the payer has nothing to decide about');
    }
  }

  /** These payments, the one that was credited first. */
  async inOrderOfArrival(payments: readonly StartedPayment[]): Promise<StartedPayment[]> {
    const rows = await this.query<{ payment_id: string }>(
      `SELECT payment_id FROM ledger_transactions WHERE kind = 'payment' AND payment_id = ANY ($1::uuid[]) ORDER BY id`, [payments.map(({ id }) => id)]);
    return rows.flatMap(({ payment_id }) => payments.filter(({ id }) => id === payment_id));
  }

  /** @returns the answer's status and the code of its problem */
  async refund(payment_id: string, amount: number | undefined, as: TestActor): Promise<{ status: number; code: string | undefined }> {
    const { status, body } = await this.house.api.post<{ code?: string }>('/payments/refund', { payment_id, amount, reason: 'Geste commercial' }, { as });
    return { status, code: body.code };
  }

  /** @returns what the answer says goes back */
  async cancel({ id }: Booked, as: TestActor): Promise<number> {
    const { status, text, body } = await this.house.api.put<{ refund_amount: number }>(`/bookings/${id}/cancel`, {}, { as });
    if (status !== 200) throw new Error(`the cancellation was answered ${String(status)}: ${text}`);
    return body.refund_amount;
  }

  /** Sends events in this order, several at once; once more where the house is too busy, as providers do. @returns the statuses of the answers, in the order of the events */
  tell(events: readonly MoneyEvent[]): Promise<(number | null)[]> {
    const limit = pLimit(AT_ONCE);
    return Promise.all(events.map((event) => limit(() => until(async () => {
      const status = await this.tellers.tell(event);
      return status !== 503 && { status };
    }, 'an event to be taken', 60_000)))).then((answers) => answers.map(({ status }) => status));
  }

  /** Every event that was received has been looked into. */
  async heard(): Promise<void> {
    await until(async () => (await this.query('SELECT 1 FROM payment_events WHERE processed_at IS NULL LIMIT 1')).length === 0, 'the events to be looked into', 90_000);
  }

  /** The clock comes round, `hours` later, to these payments, or to all that is still asked about. */
  async reconcile(ids: readonly string[] | null = null, hours = 0): Promise<void> {
    await this.query(
      `UPDATE payments SET next_check_at = now() - interval '1 second', created_at = created_at - make_interval(hours => $2)
       WHERE next_check_at IS NOT NULL AND ($1::uuid[] IS NULL OR id = ANY ($1))`, [ids, hours]);
    if (ids === null) await this.query(`UPDATE refunds SET next_check_at = now() - interval '1 second' WHERE next_check_at IS NOT NULL`);
    const run = await this.house.app.get(JobRunner).run('reconcile-payments');
    if (run.outcome === 'failed') throw new Error(`the reconciliation failed: ${run.error ?? ''}`);
  }

  /** The clock comes round until these payments are in one of these states. */
  async settled(ids: readonly string[], ...states: string[]): Promise<void> {
    const others = async (): Promise<string[]> => (await this.query<{ id: string }>(
      `SELECT id FROM payments WHERE id = ANY ($1::uuid[]) AND (CASE WHEN review_reason IS NULL THEN status ELSE 'review' END) <> ALL ($2::text[])`, [ids, states])).map(({ id }) => id);
    await until(async () => {
      const left = await others();
      if (left.length > 0) await this.reconcile(left);
      return left.length === 0;
    }, `payments to be ${states.join(' or ')}`, 90_000);
  }

  /** The provider was called about every refund. */
  async refundsSent(): Promise<void> {
    const waiting = `SELECT 1 FROM refunds f JOIN payments p ON p.id = f.payment_id WHERE f.status = 'pending' OR (f.status = 'processing' AND f.transaction_id IS NULL) LIMIT 1`;
    await until(async () => (await this.query(waiting)).length === 0, 'refunds to be sent', 90_000);
    const atMtn = await this.query(`SELECT 1 FROM refunds f JOIN payments p ON p.id = f.payment_id WHERE p.payment_provider = 'mtn'`);
    const { mtn, fedapay } = this.tellers;
    const known = (): boolean => mtn.count('refund') === atMtn.length && fedapay.payouts.every((payout) => payout.status !== 'pending');
    await until(() => Promise.resolve(known()), 'refunds to be known to their providers', 90_000);
  }

  /** Refunds that their provider has not ended. */
  refundsOpen(): Promise<RefundRow[]> {
    return this.query<RefundRow>(
      `SELECT f.payment_id, f.amount::float8 AS amount, p.payment_provider AS provider, f.transaction_id
       FROM refunds f JOIN payments p ON p.id = f.payment_id WHERE f.status IN ('pending', 'processing') ORDER BY f.id`);
  }

  async refundsEnded(): Promise<void> {
    await until(async () => {
      if ((await this.refundsOpen()).length === 0) return true;
      await this.query(`UPDATE refunds SET next_check_at = now() - interval '1 second' WHERE next_check_at IS NOT NULL`);
      await this.reconcile([]);
      return false;
    }, 'refunds to be ended', 90_000);
  }

  async query<T>(text: string, values: unknown[] = []): Promise<T[]> {
    return (await this.house.database.client.query(text, values)).rows as T[];
  }
}
