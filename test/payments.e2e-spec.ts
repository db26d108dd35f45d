import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { addDays, todayIn } from '../src/kernel/calendar-date.js';
import { newId } from '../src/kernel/id.js';
import { Money } from '../src/kernel/money.js';
import { Payouts } from '../src/modules/payments/index.js';
import { startApp, type TestApp } from './support/app.js';
import type { TestActor } from './support/actors.js';
import { until } from './support/wait.js';

interface PaymentBody {
  id: string; amount: number; refunded_amount: number; currency: string; status: string; payment_method: string; payment_type: string; transaction_id: string | null;
  payment_url: string | null; installment_id: string | null; payer_id: string; payee_id: string; receipt_number: string | null; failure_code: string | null; code: string;
}
interface Installment { id: string; sequence: number; period_start: string; period_end: string; due_date: string; amount: number; paid_amount: number; status: string }

const today = todayIn('Africa/Porto-Novo', new Date());
const inDays = (days: number): string => addDays(today, days);

describe('payments, on the sandbox', () => {
  let house: TestApp;
  let landlord: TestActor;
  let tenant: TestActor;

  beforeAll(async () => {
    house = await startApp({ worker: true });
  });
  afterAll(() => house.close());
  beforeEach(async () => {
    [landlord, tenant] = [await house.actors.asLandlord(), await house.actors.asTenant()];
  });

  /** A stay that the owner has accepted. */
  async function confirmed(facts: Record<string, unknown> = {}, stay = { start_date: inDays(20), end_date: inDays(24) }): Promise<string> {
    const home = await house.build.property(landlord, facts);
    const { body } = await house.api.post<{ id: string }>('/bookings', { property_id: home.id, ...stay }, { as: tenant });
    expect((await house.api.put(`/bookings/${body.id}/accept`, {}, { as: landlord })).status).toBe(200);
    return body.id;
  }
  const initialize = (body: object, as: TestActor = tenant, headers: Record<string, string> = {}) =>
    house.api.post<PaymentBody>('/payments/initialize', { payment_method: 'fedapay', ...body }, { as, headers });
  const get = async (id: string, as: TestActor = tenant): Promise<PaymentBody> => (await house.api.get<PaymentBody>(`/payments/${id}`, { as })).body;
  /** What the payer's browser does on the page. */
  async function decide(payment: PaymentBody, decision: 'approve' | 'decline'): Promise<string> {
    const reply = await fetch(house.url + new URL(payment.payment_url ?? '').pathname, { method: 'POST', body: new URLSearchParams({ decision }) });
    expect(reply.status).toBe(200);
    return reply.text();
  }
  const settled = (id: string, status: string): Promise<PaymentBody> =>
    until(async () => { const payment = await get(id); return payment.status === status && payment; }, `the payment to be ${status}`);
  const pay = async (body: object): Promise<PaymentBody> => {
    const { body: payment } = await initialize(body);
    await decide(payment, 'approve');
    return settled(payment.id, 'completed');
  };
  const balances = async (like: string): Promise<Record<string, number>> => {
    const { rows } = await house.database.client.query<{ account: string; balance: number }>(
      'SELECT account, sum(amount)::float8 AS balance FROM ledger_entries WHERE account LIKE $1 GROUP BY account HAVING sum(amount) <> 0', [like]);
    return Object.fromEntries(rows.map((row) => [row.account, row.balance]));
  };

  describe('the schedule', () => {
    it('is empty before the owner has accepted, and adds up after', async () => {
      const home = await house.build.property(landlord, { rental_type: 'long_term', price: 100000 });
      const stay = { start_date: inDays(30), end_date: addDays(inDays(30), 75) };
      const { body } = await house.api.post<{ id: string; total_amount: number }>('/bookings', { property_id: home.id, ...stay }, { as: tenant });
      expect((await house.api.get<Installment[]>(`/bookings/${body.id}/installments`, { as: tenant })).body).toEqual([]);
      await house.api.put(`/bookings/${body.id}/accept`, {}, { as: landlord });
      const { body: parts } = await house.api.get<Installment[]>(`/bookings/${body.id}/installments`, { as: landlord });
      expect(parts.map((one) => one.sequence)).toEqual([1, 2, 3]);
      expect(parts.every((one) => one.status === 'scheduled' && one.paid_amount === 0)).toBe(true);
      expect(parts.reduce((sum, one) => sum + one.amount, 0)).toBe(body.total_amount);
    });
  });

  describe('paying', () => {
    it('takes what is owed first: the deposit, then the rent', async () => {
      const booking_id = await confirmed({ deposit_amount: 20000 });
      const deposit = await pay({ booking_id });
      expect(deposit).toMatchObject({ amount: 20000, payment_type: 'deposit', payment_url: null, installment_id: null, receipt_number: expect.stringMatching(/^\d{4}-\d{6}$/) });
      const rent = await pay({ booking_id, payment_method: 'card' });
      expect(rent).toMatchObject({ amount: 60000, payment_type: 'rent', payment_method: 'card', payer_id: tenant.id, payee_id: landlord.id });
      const { body: booking } = await house.api.get<{ deposit_paid: number }>(`/bookings/${booking_id}`, { as: tenant });
      expect(booking.deposit_paid).toBe(20000);
      const { body: parts } = await house.api.get<Installment[]>(`/bookings/${booking_id}/installments`, { as: tenant });
      expect(parts).toEqual([expect.objectContaining({ status: 'paid', amount: 60000, paid_amount: 60000, id: rent.installment_id })]);
      expect(await balances(`%${booking_id}`)).toEqual({ [`deposit:${booking_id}`]: 20000 });
      expect(await balances(`%${landlord.id}`)).toEqual({ [`landlord:${landlord.id}`]: 60000 });
      expect((await initialize({ booking_id })).body.code).toBe('payment.nothing_owed');
    });

    it('answers with the open payment, to a second click and to another method', async () => {
      const booking_id = await confirmed();
      const replies = await Promise.all([initialize({ booking_id }), initialize({ booking_id }), initialize({ booking_id, payment_method: 'mtn_momo' })]);
      expect(replies.map((reply) => reply.status)).toEqual([201, 201, 201]);
      expect(new Set(replies.map((reply) => reply.body.id)).size).toBe(1);
      const { rows } = await house.database.client.query('SELECT 1 FROM payments WHERE booking_id = $1', [booking_id]);
      expect(rows.length).toBe(1);
    });

    it('gives the first answer again under one Idempotency-Key', async () => {
      const booking_id = await confirmed();
      const key = { 'idempotency-key': newId() };
      const [first, again] = [await initialize({ booking_id }, tenant, key), await initialize({ booking_id }, tenant, key)];
      expect([again.headers.get('idempotency-replayed'), again.body]).toEqual(['true', first.body]);
      expect(first.body).toMatchObject({ status: 'pending', payment_url: expect.stringContaining('/sandbox/pay/'), transaction_id: expect.any(String) });
    });

    it('lets the payer try again after a refusal', async () => {
      const booking_id = await confirmed();
      const { body: first } = await initialize({ booking_id });
      expect(await decide(first, 'decline')).toContain('Paiement refusé');
      expect(await settled(first.id, 'failed')).toMatchObject({ failure_code: 'declined', payment_url: null });
      expect((await pay({ booking_id })).id).not.toBe(first.id);
    });

    it('takes money that comes after a refusal, and gives it back where it was paid in the meantime', async () => {
      const booking_id = await confirmed();
      const { body: first } = await initialize({ booking_id });
      await decide(first, 'decline');
      await settled(first.id, 'failed');
      const second = await pay({ booking_id });
      await decide(first, 'approve');
      expect(await settled(first.id, 'refunded')).toMatchObject({ refunded_amount: 60000, receipt_number: null });
      expect(await get(second.id)).toMatchObject({ status: 'completed', refunded_amount: 0 });
      expect(await balances(`%${landlord.id}`)).toEqual({ [`landlord:${landlord.id}`]: 60000 });
    });

    it.each([
      ['an amount that is not owed', { amount: 59999 }, 422, 'payment.wrong_amount'],
      ['cents of francs', { amount: 60000.5 }, 422, 'payment.amount_not_exact'],
      ['a deposit that there is none of', { payment_type: 'deposit' }, 409, 'payment.nothing_owed'],
      ['an installment of somebody else', { installment_id: newId() }, 409, 'payment.nothing_owed'],
      ['two things at once', { service_request_id: newId() }, 422, 'payment.one_thing'],
      ['a method that there is not', { payment_method: 'shells' }, 422, 'validation.failed'],
      ['a claim about the result', { status: 'completed' }, 422, 'validation.failed'],
    ])('refuses %s', async (_what, body, status, code) => {
      const booking_id = await confirmed();
      const reply = await initialize({ booking_id, ...body });
      expect([reply.status, reply.body.code]).toEqual([status, code]);
    });

    it('is the tenant’s own affair, of a booking that is confirmed', async () => {
      const booking_id = await confirmed();
      expect((await initialize({ booking_id }, await house.actors.asTenant())).status).toBe(404);
      expect((await initialize({ booking_id: newId() })).status).toBe(404);
      expect((await initialize({ service_request_id: newId() })).status).toBe(404);
      const home = await house.build.property(landlord);
      const waiting = await house.build.booking(home, tenant);
      expect((await initialize({ booking_id: waiting.id })).body.code).toBe('payment.nothing_owed');
    });
  });

  describe('giving back', () => {
    const refund = (body: object, as: TestActor) => house.api.post<{ id: string; status: string; amount: number; code: string }>('/payments/refund', { reason: 'Geste commercial', ...body }, { as });

    it('lets three of ten refunds of 30 % through, at the provider too', async () => {
      const payment = await pay({ booking_id: await confirmed() });
      const replies = await Promise.all(Array.from({ length: 10 }, () => refund({ payment_id: payment.id, amount: 18000 }, landlord)));
      expect(replies.map((reply) => reply.status).sort()).toEqual([200, 200, 200, 409, 409, 409, 409, 409, 409, 409]);
      expect(new Set(replies.filter((reply) => reply.status === 409).map((reply) => reply.body.code))).toEqual(new Set(['payment.refund_too_large']));
      await until(async () => (await get(payment.id)).refunded_amount === 54000, 'three refunds');
      const { rows } = await house.database.client.query(`SELECT sum(amount)::float8 AS sum, count(*) FROM sandbox_transactions WHERE kind = 'refund' AND reference IN (SELECT reference FROM refunds WHERE payment_id = $1)`, [payment.id]);
      expect(rows).toEqual([{ sum: 54000, count: expect.anything() }]);
      expect((await refund({ payment_id: payment.id }, await house.actors.asAdmin())).body.amount).toBe(6000);
      expect(await settled(payment.id, 'refunded')).toMatchObject({ refunded_amount: 60000 });
      expect(await balances(`%${landlord.id}`)).toEqual({});
    });

    it('is for admins and the payee', async () => {
      const payment = await pay({ booking_id: await confirmed() });
      expect((await refund({ payment_id: payment.id }, tenant)).status).toBe(403);
      expect((await refund({ payment_id: payment.id }, await house.actors.asLandlord())).status).toBe(404);
      expect((await refund({ payment_id: newId() }, landlord)).status).toBe(404);
      expect((await refund({ payment_id: payment.id, amount: 60001 }, landlord)).body.code).toBe('payment.refund_too_large');
    });

    it('is not possible before money has come', async () => {
      const { body } = await initialize({ booking_id: await confirmed() });
      expect((await refund({ payment_id: body.id }, landlord)).body.code).toBe('payment.not_refundable');
    });

    it('happens by itself when a stay is cancelled', async () => {
      const booking_id = await confirmed({ deposit_amount: 20000, cancellation_policy: 'strict' });
      const [deposit, rent] = [await pay({ booking_id }), await pay({ booking_id })];
      const { body: before } = await house.api.get<{ refund_preview: number }>(`/bookings/${booking_id}`, { as: tenant });
      const { body } = await house.api.put<{ refund_amount: number }>(`/bookings/${booking_id}/cancel`, {}, { as: tenant });
      expect([before.refund_preview, body.refund_amount]).toEqual([50000, 50000]);
      await settled(deposit.id, 'refunded');
      await until(async () => (await get(rent.id)).refunded_amount === 30000, 'half of the rent');
      expect(await balances(`%${booking_id}`)).toEqual({});
      expect(await balances(`%${landlord.id}`)).toEqual({ [`landlord:${landlord.id}`]: 30000 });
      expect((await house.api.get<Installment[]>(`/bookings/${booking_id}/installments`, { as: tenant })).body[0]?.status).toBe('paid');
    });

    it('happens by itself when the money comes after the cancellation', async () => {
      const booking_id = await confirmed();
      const { body: payment } = await initialize({ booking_id });
      await house.api.put(`/bookings/${booking_id}/cancel`, {}, { as: tenant });
      expect((await house.api.get<Installment[]>(`/bookings/${booking_id}/installments`, { as: tenant })).body[0]?.status).toBe('cancelled');
      await decide(payment, 'approve');
      expect(await settled(payment.id, 'refunded')).toMatchObject({ refunded_amount: 60000, receipt_number: null });
      expect(await balances(`%${payment.id}`)).toEqual({});
    });
  });

  describe('seeing', () => {
    it('shows a payment to payer, payee and admins only', async () => {
      const payment = await pay({ booking_id: await confirmed() });
      const seen = async (as: TestActor): Promise<number> => (await house.api.get(`/payments/${payment.id}`, { as })).status;
      expect([await seen(tenant), await seen(landlord), await seen(await house.actors.asAdmin())]).toEqual([200, 200, 200]);
      expect([await seen(await house.actors.asTenant()), await seen(await house.actors.asLandlord()), await seen(await house.actors.asProvider())]).toEqual([404, 404, 404]);
    });

    it('lists them for both sides, newest first, by state, by day and by cursor', async () => {
      const booking_id = await confirmed({ deposit_amount: 20000 });
      const [deposit, rent] = [await pay({ booking_id }), await pay({ booking_id })];
      const list = async (as: TestActor, query: Record<string, string | number> = {}) => house.api.get<PaymentBody[]>('/payments/history', { as, query });
      expect((await list(tenant)).body.map((one) => one.id)).toEqual([rent.id, deposit.id]);
      expect((await list(landlord, { role: 'payee' })).body.length).toBe(2);
      expect((await list(landlord, { role: 'payer' })).body).toEqual([]);
      expect((await list(tenant, { status: 'failed' })).body).toEqual([]);
      expect((await list(tenant, { from: today, to: today })).body.length).toBe(2);
      expect((await list(tenant, { from: inDays(1) })).body).toEqual([]);
      expect((await list(await house.actors.asAdmin())).body).toEqual([]);
      const first = await list(tenant, { per_page: 1 });
      expect(first.headers.get('x-total-count')).toBe('2');
      const next = /cursor=([^&>]+)[^>]*>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
      expect((await list(tenant, { per_page: 1, cursor: next })).body.map((one) => one.id)).toEqual([deposit.id]);
    });
  });

  describe('webhooks', () => {
    it.each(['/payments/webhook', '/payments/webhook/fedapay', '/payments/webhook/sandbox', '/payments/webhook/mtn', '/payments/webhook/nobody', '/payments/webhook/mtn/secret'])('refuses an unsigned call at %s', async (path) => {
      const { status, body } = await house.api.post<{ code: string }>(path, { name: 'transaction.approved' });
      expect([status, body.code]).toEqual([400, 'payment.invalid_signature']);
    });
  });

  describe('paying out', () => {
    it('notes a transfer once, and never more than is owed', async () => {
      const { amount } = await pay({ booking_id: await confirmed() });
      const payouts = house.app.get(Payouts);
      const transfer = (size: number, reference: string) => payouts.record({ user_id: landlord.id, amount: Money.of(size, 'XOF'), reference });
      const reference = newId();
      expect((await transfer(40000, reference)).toNumber()).toBe(amount - 40000);
      await expect(transfer(1000, reference)).rejects.toThrow('is noted already');
      await expect(transfer(20001, newId())).rejects.toThrow('only 20000 XOF are owed');
      const both = await Promise.allSettled([transfer(20000, newId()), transfer(20000, newId())]);
      expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(await balances(`%${landlord.id}`)).toEqual({});
      await expect(payouts.record({ user_id: newId(), amount: Money.of(1, 'XOF'), reference: newId() })).rejects.toThrow('no such account');
    });
  });

  describe('the ledger', () => {
    it.each([
      ['UPDATE', 'UPDATE ledger_entries SET amount = amount + 1'],
      ['DELETE', 'DELETE FROM ledger_entries'],
      ['TRUNCATE', 'TRUNCATE ledger_transactions CASCADE'],
      ['UPDATE of a transaction', `UPDATE ledger_transactions SET memo = 'x'`],
      ['DELETE of a transaction', 'DELETE FROM ledger_transactions'],
    ])('refuses %s from the application’s own role', async (_what, statement) => {
      await pay({ booking_id: await confirmed() });
      await expect(house.database.client.query(statement)).rejects.toMatchObject({ code: '23001' });
    });

    it('refuses entries that do not balance, or that are missing', async () => {
      const client = house.database.client;
      const transaction = `INSERT INTO ledger_transactions (id, kind, provider) VALUES ($1, 'payout', 'bank')`;
      const entry = `INSERT INTO ledger_entries (id, transaction_id, account, amount, currency) VALUES ($1, $2, $3, $4, $5)`;
      const attempt = async (entries: [string, number, string][]): Promise<string> => {
        await client.query('BEGIN');
        try {
          const id = newId();
          await client.query(transaction, [id]);
          for (const [account, amount, currency] of entries) await client.query(entry, [newId(), id, account, amount, currency]);
          await client.query('COMMIT');
          return 'kept';
        } catch (error) {
          await client.query('ROLLBACK');
          return (error as { code: string }).code;
        }
      };
      expect(await attempt([])).toBe('23514');
      expect(await attempt([['payer', -5, 'XOF']])).toBe('23514');
      expect(await attempt([['payer', -5, 'XOF'], ['platform', 4, 'XOF']])).toBe('23514');
      expect(await attempt([['payer', -5, 'XOF'], ['platform', 5, 'EUR']])).toBe('23514');
      expect(await attempt([['payer', -5, 'XOF'], ['platform', 5, 'XOF']])).toBe('kept');
    });
  });
});
