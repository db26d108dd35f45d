import { Money } from '../../src/kernel/money.js';
import { Reimbursements } from '../../src/modules/payments/reimbursements.js';
import { Settlement } from '../../src/modules/payments/settlement.js';
import type { TestActor } from './actors.js';
import type { TestApp } from './app.js';

export interface Parties {
  readonly tenant: TestActor;
  readonly landlord: TestActor;
}

export interface StartedPayment {
  readonly id: string;
  readonly booking_id: string;
  readonly payment_url: string;
}

/** A payment as it stands in the house of a test, and its receipt. */
export interface PaidPayment extends StartedPayment {
  readonly code: string;
  readonly number: string;
}

/** Stays and payments as the house itself makes them, step by step, without a worker. */
export class TestMoney {
  constructor(private readonly house: TestApp) {}

  /** A stay that the owner has accepted: with its schedule and its contract. */
  async acceptedStay({ tenant, landlord }: Parties, facts: Record<string, unknown> = {}, home: Record<string, unknown> = {}): Promise<{ id: string }> {
    const booking = await this.house.build.booking(await this.house.build.property(landlord, home), tenant, facts);
    const { status } = await this.house.api.put(`/bookings/${booking.id}/accept`, undefined, { as: landlord });
    if (status !== 200) throw new Error(`accepting answered ${String(status)}`);
    return booking;
  }

  async started(parties: Parties, facts: Record<string, unknown> = {}, more: object = {}): Promise<StartedPayment> {
    const { id: booking_id } = await this.acceptedStay(parties, facts);
    return this.startedFor(booking_id, parties.tenant, more);
  }

  async startedFor(booking_id: string, tenant: TestActor, more: object = {}): Promise<StartedPayment> {
    const { status, body } = await this.house.api.post<StartedPayment>('/payments/initialize', { booking_id, payment_method: 'fedapay', ...more }, { as: tenant });
    if (status !== 201) throw new Error(`initialize answered ${String(status)}`);
    return body;
  }

  /** What the provider would say: so many francs have come. */
  arrived(payment_id: string, francs = 60000): Promise<void> {
    return this.house.app.get(Settlement).apply(payment_id, { kind: 'paid', collected: Money.of(francs, 'XOF'), fee: null });
  }

  async paid(parties: Parties, facts: Record<string, unknown> = {}): Promise<PaidPayment> {
    const payment = await this.started(parties, facts);
    await this.arrived(payment.id);
    return { ...payment, ...(await this.receiptOf(payment.id)) };
  }

  async receiptOf(payment_id: string): Promise<{ code: string; number: string }> {
    const { rows } = await this.house.database.client.query<{ code: string; number: string }>(
      `SELECT code, year || '-' || lpad(number::text, 6, '0') AS number FROM receipts WHERE payment_id = $1`, [payment_id]);
    if (!rows[0]) throw new Error('no receipt was issued');
    return rows[0];
  }

  /** Gives back so much, or all that is left, and sends it at once. */
  async giveBack(payment_id: string, as: TestActor, amount?: number): Promise<void> {
    const { status, body } = await this.house.api.post<{ id: string }>('/payments/refund', { payment_id, reason: 'Une nuit de moins', ...(amount === undefined ? {} : { amount }) }, { as });
    if (status !== 200) throw new Error(`refund answered ${String(status)}`);
    await this.house.app.get(Reimbursements).check(body.id);
  }
}
