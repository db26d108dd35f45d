import { isProblem, type InstallmentView, type PaymentView } from '@lokahome/sdk';
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { clientOf, dayIn, join, mailFor, payOnHandset, payOnPage, plain, publishHome, runJob, until } from '../town.js';

const HOME = 'Deux pièces lumineux à Akpakpa';

describe('paying the rent with the SDK, from the contract to the last receipt', () => {
  let landlord: Awaited<ReturnType<typeof join>>;
  let tenant: Awaited<ReturnType<typeof join>>;
  let booking = '';
  let schedule: InstallmentView[] = [];
  const paid: PaymentView[] = [];

  before(async () => {
    landlord = await join('landlord', 'Rosine');
    tenant = await join('tenant', 'Mahugnon');
  });

  const readSchedule = (): Promise<InstallmentView[]> => tenant.api.listInstallments({ path: { id: booking } });
  async function completed({ id }: PaymentView): Promise<void> {
    paid.push(
      await until('the money', async () => {
        const payment = await tenant.api.getPayment({ path: { id } });
        return payment.status === 'completed' && payment;
      }),
    );
  }

  it('begins with a home for three months, asked for and accepted, and with a contract', async () => {
    const home = await publishHome(landlord.api, { title: HOME, rental_type: 'long_term', property_type: 'apartment', price: 100000, deposit_amount: 200000 });
    const start = dayIn(10);
    const [year = 0, month = 0, day = 0] = start.split('-').map(Number);
    const last = new Date(Date.UTC(year, month + 3, 0)).getUTCDate();
    const end = new Date(Date.UTC(year, month + 2, Math.min(day, last))).toISOString().slice(0, 10);
    const asked = await tenant.api.createBooking({ body: { property_id: home, start_date: start, end_date: end } });
    assert.equal(asked.total_amount, 300000);
    booking = asked.id;
    await landlord.api.acceptBooking({ path: { id: booking } });
    schedule = await readSchedule();
    assert.deepEqual(schedule.map(({ amount, status }) => [amount, status]), [[100000, 'scheduled'], [100000, 'scheduled'], [100000, 'scheduled']]);
    const contract = await tenant.api.getBookingContract({ path: { id: booking } });
    assert.equal(contract.type, 'application/pdf');
    assert.equal(Buffer.from(await contract.arrayBuffer()).subarray(0, 5).toString(), '%PDF-');
  });

  it('takes the deposit from an MTN handset, the rent on FedaPay’s page and by card', async () => {
    const deposit = await tenant.api.initializePayment({ body: { booking_id: booking, payment_method: 'mtn_momo' } });
    assert.deepEqual([deposit.status, deposit.amount, deposit.payment_type, deposit.payment_url], ['processing', 200000, 'deposit', null]);
    await payOnHandset(tenant.phone, 200000);
    await completed(deposit);
    for (const [index, payment_method] of (['fedapay', 'card'] as const).entries()) {
      const rent = await tenant.api.initializePayment({ body: { booking_id: booking, payment_method } });
      assert.deepEqual([rent.amount, rent.payment_type, rent.installment_id], [100000, 'rent', schedule[index]?.id]);
      await payOnPage(rent.payment_url);
      await completed(rent);
    }
    assert.deepEqual((await readSchedule()).map(({ status }) => status), ['paid', 'paid', 'scheduled']);
    assert.equal((await tenant.api.getBooking({ path: { id: booking } })).deposit_paid, 200000);
  });

  it('prints a receipt for each, which is mailed and which anybody can check', async () => {
    for (const payment of paid) {
      await mailFor(tenant.email, (mail) => mail.text.includes(`/payments/${payment.id}`) && mail.attachments.length === 1);
      assert.ok((await tenant.api.getPaymentReceipt({ path: { id: payment.id } })).size > 1000);
      assert.match(payment.receipt_number ?? '', /^\d{4}-\d{6}$/);
    }
    await assert.rejects(clientOf().checkReceipt({ path: { code: 'A'.repeat(22) } }), (error) => isProblem(error) && [404, 422].includes(error.status));
  });

  it('reminds of the third month once it is late, until it is paid', async () => {
    const due = schedule[2]?.due_date ?? '';
    await runJob('rent-reminders', new Date(Date.parse(due) + 86_400_000).toISOString().slice(0, 10));
    await mailFor(landlord.email, ({ subject }) => subject.startsWith('Loyer non reçu'));
    assert.deepEqual((await readSchedule()).map(({ status }) => status), ['paid', 'paid', 'overdue']);
    const rent = await tenant.api.initializePayment({ body: { booking_id: booking, payment_method: 'fedapay' } });
    // A second click, with another key: the open payment is answered, and nothing is paid twice.
    assert.equal((await tenant.api.initializePayment({ body: { booking_id: booking, payment_method: 'fedapay' } })).id, rent.id);
    await payOnPage(rent.payment_url);
    await completed(rent);
    await assert.rejects(tenant.api.initializePayment({ body: { booking_id: booking, payment_method: 'fedapay' } }), (error) => isProblem(error, 'payment.nothing_owed'));
  });

  it('shows the landlord all of it, page by page, who gives 30 000 back as a gesture', async () => {
    const history: PaymentView[] = [];
    for await (const page of landlord.api.pages('listPayments', { query: { role: 'payee', per_page: 3 } })) {
      assert.equal(page.total, 4);
      history.push(...page.items);
    }
    assert.deepEqual(history.map(({ payment_type, payment_method, amount }) => [payment_type, payment_method, amount]), [
      ['rent', 'fedapay', 100000], ['rent', 'card', 100000], ['rent', 'fedapay', 100000], ['deposit', 'mtn_momo', 200000],
    ]);
    const card = history[1]?.id ?? '';
    const refund = await landlord.api.refundPayment({ body: { payment_id: card, amount: 30000, reason: 'Deux jours sans eau, avec mes excuses' } });
    assert.equal(refund.amount, 30000);
    await mailFor(tenant.email, ({ subject }) => plain(subject).startsWith('Nous vous avons remboursé 30 000 FCFA'));
    assert.equal((await landlord.api.getPayment({ path: { id: card } })).refunded_amount, 30000);
  });
});
