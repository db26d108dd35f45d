import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, addMonths, formatDate, todayIn } from '../../src/kernel/calendar-date.js';
import { Ledger } from '../../src/modules/payments/ledger.js';
import { JobRunner } from '../../src/platform/schedule/job-runner.js';
import type { TestActor } from '../support/actors.js';
import { startApp, type TestApp } from '../support/app.js';
import { startOutside, type Outside } from '../support/outside.js';
import { qrOf, textOf } from '../support/pdf.js';
import { startFedapaySimulator, type FedapaySimulator } from '../support/simulators/fedapay-simulator.js';
import { MTN_SIMULATOR_KEYS, startMtnSimulator, type MtnSimulator } from '../support/simulators/mtn-simulator.js';
import type { SinkMail } from '../support/simulators/smtp-sink.js';
import { startStripeSimulator, STRIPE_SIMULATOR_KEYS, type StripeSimulator } from '../support/simulators/stripe-simulator.js';
import { until } from '../support/wait.js';

interface Installment { id: string; sequence: number; due_date: string; amount: number; paid_amount: number; status: string }
interface Payment { id: string; amount: number; refunded_amount: number; payment_type: string; payment_method: string; status: string; payment_url: string | null; installment_id: string | null; receipt_number: string | null }
interface Note { title: string; type: string }

const FEDAPAY_KEYS = { secret_key: 'sk_sandbox_journey', webhook_secret: 'wh_sandbox_journey' };
const HOME = 'Deux pièces lumineux à Akpakpa';
const today = todayIn('Africa/Porto-Novo', new Date());
const start = addDays(today, 10);
const thirdMonth = addMonths(start, 2);
/** Blanks of all kinds as plain ones. */
const plain = (text: string | undefined): string => (text ?? '').replaceAll(/\s+/g, ' ');

describe('paying the rent, from the contract to the last franc in the ledger', () => {
  let outside: Outside;
  let fedapay: FedapaySimulator;
  let mtn: MtnSimulator;
  let stripe: StripeSimulator;
  let house: TestApp;
  let landlord: TestActor;
  let tenant: TestActor;
  let booking = '';
  let schedule: Installment[] = [];
  const paid: Payment[] = [];

  beforeAll(async () => {
    [outside, fedapay, mtn, stripe] = await Promise.all([startOutside(), startFedapaySimulator(FEDAPAY_KEYS), startMtnSimulator({ environment: 'mtnbenin' }), startStripeSimulator()]);
    house = await startApp({
      worker: true,
      env: {
        ...outside.env,
        PAYMENTS_SANDBOX: 'false',
        FEDAPAY_API_URL: fedapay.url, FEDAPAY_SECRET_KEY: FEDAPAY_KEYS.secret_key, FEDAPAY_WEBHOOK_SECRET: FEDAPAY_KEYS.webhook_secret,
        MTN_API_URL: mtn.url, MTN_ENVIRONMENT: 'mtnbenin', MTN_API_USER: MTN_SIMULATOR_KEYS.api_user, MTN_API_KEY: MTN_SIMULATOR_KEYS.api_key,
        MTN_SUBSCRIPTION_KEY: MTN_SIMULATOR_KEYS.subscription_key, MTN_DISBURSEMENT_SUBSCRIPTION_KEY: MTN_SIMULATOR_KEYS.disbursement_subscription_key,
        MTN_CALLBACK_SECRET: 'a-path-that-nobody-can-guess',
        STRIPE_API_URL: stripe.url, STRIPE_SECRET_KEY: STRIPE_SIMULATOR_KEYS.secret_key, STRIPE_WEBHOOK_SECRET: STRIPE_SIMULATOR_KEYS.webhook_secret,
      },
    });
    fedapay.callbacks.url = `${house.url}/api/v1/payments/webhook`;
    stripe.callbacks.url = `${house.url}/api/v1/payments/webhook/stripe`;
    landlord = await house.actors.asLandlord({ first_name: 'Koffi', last_name: 'Dossou' });
    tenant = await house.actors.asTenant({ first_name: 'Afi', last_name: 'Adjovi' });
  });
  afterAll(async () => {
    await house.close();
    await Promise.all([outside.stop(), fedapay.stop(), mtn.stop(), stripe.stop()]);
  });

  const readSchedule = async (): Promise<Installment[]> => (await house.api.get<Installment[]>(`/bookings/${booking}/installments`, { as: tenant })).body;
  async function begin(payment_method: string): Promise<Payment> {
    const { status, body } = await house.api.post<Payment>('/payments/initialize', { booking_id: booking, payment_method }, { as: tenant });
    expect(status).toBe(201);
    return body;
  }
  /** What the payer's browser does on the provider's page. */
  const approve = (payment: Payment): Promise<Response> => fetch(`${payment.payment_url ?? ''}/approve`, { method: 'POST', redirect: 'manual' });
  async function completed({ id }: Payment): Promise<Payment> {
    const payment = await until(async () => {
      const { body } = await house.api.get<Payment>(`/payments/${id}`, { as: tenant });
      return body.status === 'completed' && body;
    }, 'the money');
    paid.push(payment);
    return payment;
  }
  const receiptMail = ({ id }: Payment): Promise<SinkMail> => outside.mail.waitForMail((mail) => mail.to.includes(tenant.email) && mail.text.includes(`/payments/${id}`) && mail.email.attachments.length === 1);
  const receiptOf = (mail: SinkMail): Buffer => Buffer.from(mail.email.attachments[0]?.content as ArrayBuffer);
  const mailsTo = (reader: TestActor, subject: string): string[] => outside.mail.mails.filter((mail) => mail.to.includes(reader.email) && mail.subject.startsWith(subject)).map((mail) => plain(mail.subject));
  /** What the phone that scanned the paper is told. */
  async function scanned(pdf: Buffer): Promise<object> {
    const { pathname } = new URL(qrOf(pdf) ?? '');
    return (await house.api.get<object>(pathname.replace('/api/v1', ''))).body;
  }

  it('begins with a home for three months, asked for and accepted', async () => {
    const home = await house.build.property(landlord, { title: HOME, rental_type: 'long_term', price: 100000, deposit_amount: 200000 });
    const { status, body } = await house.api.post<{ id: string; total_amount: number }>('/bookings', { property_id: home.id, start_date: start, end_date: addMonths(start, 3) }, { as: tenant });
    expect([status, body.total_amount]).toEqual([201, 300000]);
    booking = body.id;
    expect((await house.api.put(`/bookings/${booking}/accept`, {}, { as: landlord })).status).toBe(200);
  });

  it('gives the tenant a schedule to count on, and a contract that says the same', async () => {
    schedule = await readSchedule();
    expect(schedule.map(({ due_date, amount, status }) => [due_date, amount, status])).toEqual([0, 1, 2].map((months) => [addMonths(start, months), 100000, 'scheduled']));
    const reply = await fetch(`${house.url}/api/v1/bookings/${booking}/contract.pdf`, { headers: { authorization: `Bearer ${tenant.token}` } });
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    const contract = await textOf(Buffer.from(await reply.arrayBuffer()));
    for (const words of ['Koffi Dossou', 'Afi Adjovi', 'Le loyer est de 100 000 FCFA par mois', '300 000 FCFA (trois cent mille francs CFA)', 'une caution de 200 000 FCFA (deux cent mille francs CFA)', formatDate(thirdMonth, 'fr')]) {
      expect(contract).toContain(words);
    }
  });

  it('takes the deposit from an MTN handset, though MTN’s call is lost on the way', async () => {
    const payment = await begin('mtn_momo');
    expect(payment).toMatchObject({ status: 'processing', amount: 200000, payment_type: 'deposit', payment_url: null });
    const asked = await mtn.http.requests.waitFor((request) => request.method === 'POST' && request.path.endsWith('/requesttopay'));
    expect(JSON.parse(asked.body.toString())).toMatchObject({ amount: '200000', currency: 'XOF', payer: { partyId: tenant.phone.slice(1) } });
    mtn.callbacks.withhold();
    mtn.approve(String(asked.headers['x-reference-id']));
    const deposit = await completed(payment);
    await mtn.callbacks.release('drop');
    expect((await house.api.get<{ deposit_paid: number }>(`/bookings/${booking}`, { as: tenant })).body.deposit_paid).toBe(200000);
    const mail = await receiptMail(deposit);
    expect(plain(mail.subject)).toBe(`Paiement reçu : 200 000 FCFA pour ${HOME}`);
    expect(await textOf(receiptOf(mail))).toContain('deux cent mille francs CFA (200 000 FCFA)');
  });

  it('takes the first month on FedaPay’s page, the second by card', async () => {
    for (const [method, page] of [['fedapay', fedapay.url], ['card', stripe.url]] as const) {
      const payment = await begin(method);
      expect(payment).toMatchObject({ status: 'pending', amount: 100000, payment_type: 'rent', installment_id: schedule[method === 'fedapay' ? 0 : 1]?.id });
      expect(payment.payment_url?.startsWith(page)).toBe(true);
      expect((await approve(payment)).status).toBe(303);
      const rent = await completed(payment);
      expect(await textOf(receiptOf(await receiptMail(rent)))).toContain('la somme de cent mille francs CFA (100 000 FCFA)');
    }
    expect((await readSchedule()).map((one) => one.status)).toEqual(['paid', 'paid', 'scheduled']);
    expect(paid.map((one) => one.receipt_number)).toEqual(['000001', '000002', '000003'].map((number) => `${today.slice(0, 4)}-${number}`));
  });

  it('prints receipts that a phone can check', async () => {
    for (const payment of paid) {
      expect(await scanned(receiptOf(await receiptMail(payment)))).toEqual({ genuine: true, number: payment.receipt_number, issued_on: today, amount: payment.amount, currency: 'XOF', status: 'valid' });
    }
  });

  it('reminds of the third month only, until it is late and the landlord hears of it', async () => {
    for (let day = start; day <= addDays(thirdMonth, 2); day = addDays(day, 1)) await house.app.get(JobRunner).run('rent-reminders', day);
    await outside.mail.waitForMail((mail) => mail.to.includes(tenant.email) && mail.subject.startsWith('Loyer en retard'));
    await outside.mail.waitForMail((mail) => mail.to.includes(landlord.email) && mail.subject.startsWith('Loyer non reçu'));
    const sms = await outside.sms.waitForSms((one) => one.to === tenant.phone && one.text.includes('retard'));
    expect(plain(sms.text)).toContain(`votre loyer de 100 000 FCFA pour ${HOME}, attendu le ${formatDate(thirdMonth, 'fr')}`);
    const reminders = await until(async () => {
      const { body } = await house.api.get<Note[]>('/notifications', { as: tenant, query: { per_page: 100 } });
      const titles = body.filter((one) => one.type === 'rent').map((one) => plain(one.title));
      return titles.length >= 5 && titles;
    }, 'five reminders');
    expect(reminders.sort()).toEqual(['Loyer en retard', 'Loyer à payer aujourd’hui', 'Loyer à payer dans 3 jours', 'Loyer à payer dans 7 jours', 'Loyer à payer demain']);
    expect(mailsTo(landlord, 'Loyer non reçu')).toEqual([`Loyer non reçu : ${HOME}`]);
    expect((await readSchedule()).map((one) => one.status)).toEqual(['paid', 'paid', 'overdue']);
  });

  it('is quiet again once it is paid', async () => {
    const payment = await begin('fedapay');
    expect(payment.installment_id).toBe(schedule[2]?.id);
    await approve(payment);
    await receiptMail(await completed(payment));
    for (const late of [3, 7]) expect((await house.app.get(JobRunner).run('rent-reminders', addDays(thirdMonth, late))).counts).toEqual({ late: 0, reminded: 0 });
    expect((await readSchedule()).map((one) => [one.status, one.paid_amount])).toEqual([['paid', 100000], ['paid', 100000], ['paid', 100000]]);
    const { body } = await house.api.post<{ code: string }>('/payments/initialize', { booking_id: booking, payment_method: 'fedapay' }, { as: tenant });
    expect(body.code).toBe('payment.nothing_owed');
  });

  it('shows the landlord all of it, who gives 30 000 back as a gesture', async () => {
    const { body: history } = await house.api.get<Payment[]>('/payments/history', { as: landlord, query: { role: 'payee' } });
    expect(history.map(({ payment_type, payment_method, amount, status }) => [payment_type, payment_method, amount, status])).toEqual([
      ['rent', 'fedapay', 100000, 'completed'], ['rent', 'card', 100000, 'completed'], ['rent', 'fedapay', 100000, 'completed'], ['deposit', 'mtn_momo', 200000, 'completed'],
    ]);
    const told = (await house.api.get<Note[]>('/notifications', { as: landlord, query: { per_page: 100 } })).body.filter((one) => one.type === 'payment');
    expect(told.map((one) => one.title)).toEqual(Array.from({ length: 4 }, () => 'Un paiement pour vous'));

    const card = history[1]?.id ?? '';
    const refund = await house.api.post<{ amount: number }>('/payments/refund', { payment_id: card, amount: 30000, reason: 'Deux jours sans eau, avec mes excuses' }, { as: landlord });
    expect([refund.status, refund.body.amount]).toEqual([200, 30000]);
    const mail = await outside.mail.waitForMail((one) => one.to.includes(tenant.email) && plain(one.subject).startsWith('Nous vous avons remboursé 30 000 FCFA'));
    expect(plain(mail.text)).toContain('Deux jours sans eau, avec mes excuses');
    const { body } = await house.api.get<Payment>(`/payments/${card}`, { as: landlord });
    expect([body.status, body.refunded_amount]).toEqual(['completed', 30000]);
    expect(await scanned(receiptOf(await receiptMail(body)))).toMatchObject({ genuine: true, amount: 100000, status: 'partly_refunded' });
  });

  it('ends with a ledger that says where every franc is, as the providers’ own books do', async () => {
    const ledger = house.app.get(Ledger);
    const balances = Object.fromEntries((await ledger.balances()).map(({ account, balance }) => [account, balance.toNumber()]));
    expect(balances).toEqual({ payer: -470000, [`deposit:${booking}`]: 200000, [`landlord:${landlord.id}`]: 270000 });
    const books = (await ledger.providerBooks()).map(({ provider, collected, given_back }) => [provider, collected.toNumber(), given_back.toNumber()]);
    expect(books).toEqual([['fedapay', fedapay.collected(), fedapay.paidOut()], ['mtn', mtn.collected(), mtn.refunded()], ['stripe', stripe.collected(), stripe.refunded()]]);
    expect(books).toEqual([['fedapay', 200000, 0], ['mtn', 200000, 0], ['stripe', 100000, 30000]]);
  });
});
