import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { addDays, todayIn } from '../src/kernel/calendar-date.js';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';
import { startOutside, type Outside } from './support/outside.js';
import { pagesOf } from './support/pdf.js';
import { startFedapaySimulator, type FedapaySimulator } from './support/simulators/fedapay-simulator.js';
import type { SinkMail } from './support/simulators/smtp-sink.js';
import { until } from './support/wait.js';

interface PaymentBody { id: string; status: string; refunded_amount: number; transaction_id: string; payment_url: string; receipt_number: string | null }
interface Note { title: string; content: string; type: string; related_id: string }
/** What reached one person about money: subjects, titles of pushes and notes, and how many SMS. */
interface Heard { mails: string[]; pushes: string[]; notes: string[]; sms: number }

const KEYS = { secret_key: 'sk_sandbox_telling', webhook_secret: 'wh_sandbox_telling' };
const HOME = 'Studio meublé près de la plage';
const NOTHING: Heard = { mails: [], pushes: [], notes: [], sms: 0 };
const today = todayIn('Africa/Porto-Novo', new Date());
/** Blanks of all kinds as plain ones. */
const plain = (text: string | undefined): string => (text ?? '').replaceAll(/\s+/g, ' ');

describe('telling people about money', () => {
  let outside: Outside;
  let fedapay: FedapaySimulator;
  let house: TestApp;
  let landlord: TestActor;
  let tenant: TestActor;
  let admins: TestActor[];
  let asleep: TestActor;

  beforeAll(async () => {
    [outside, fedapay] = await Promise.all([startOutside(), startFedapaySimulator(KEYS)]);
    house = await startApp({
      worker: true,
      env: { ...outside.env, PAYMENTS_SANDBOX: 'false', FEDAPAY_API_URL: fedapay.url, FEDAPAY_SECRET_KEY: KEYS.secret_key, FEDAPAY_WEBHOOK_SECRET: KEYS.webhook_secret },
    });
    fedapay.callbacks.url = `${house.url}/api/v1/payments/webhook`;
    // Everything is said three times, and heard once.
    fedapay.callbacks.copies = 3;
    admins = [await house.actors.asAdmin(), await house.actors.asAdmin({ locale: 'en' })];
    asleep = await house.actors.asAdmin();
    await house.database.client.query('UPDATE users SET is_active = false WHERE id = $1', [asleep.id]);
  });
  afterAll(async () => {
    await fedapay.callbacks.idle();
    await house.close();
    await Promise.all([outside.stop(), fedapay.stop()]);
  });
  beforeEach(async () => {
    fedapay.hold_payouts = false;
    [landlord, tenant] = [await house.actors.asLandlord({ first_name: 'Koffi' }), await house.actors.asTenant()];
    for (const actor of [landlord, tenant]) await house.api.post('/users/me/devices', { token: `device-${actor.id}`, platform: 'android' }, { as: actor });
  });

  /** A stay of four nights, accepted. */
  async function confirmed(facts: Record<string, unknown> = {}): Promise<string> {
    const home = await house.build.property(landlord, facts);
    const { body } = await house.api.post<{ id: string }>('/bookings', { property_id: home.id, start_date: addDays(today, 20), end_date: addDays(today, 24) }, { as: tenant });
    expect((await house.api.put(`/bookings/${body.id}/accept`, {}, { as: landlord })).status).toBe(200);
    // The SMS that confirms the stay is not about money.
    await told();
    outside.sms.clear();
    return body.id;
  }
  async function started(facts?: Record<string, unknown>): Promise<PaymentBody & { booking_id: string }> {
    const booking_id = await confirmed(facts);
    const { status, body } = await house.api.post<PaymentBody>('/payments/initialize', { booking_id, payment_method: 'fedapay' }, { as: tenant });
    expect([status, body.status]).toEqual([201, 'pending']);
    return { ...body, booking_id };
  }
  const press = (payment: PaymentBody, button: 'approve' | 'decline'): Promise<Response> => fetch(`${payment.payment_url}/${button}`, { method: 'POST', redirect: 'manual' });
  const reached = (id: string, wants: (payment: PaymentBody) => boolean, what: string): Promise<PaymentBody> =>
    until(async () => { const { body } = await house.api.get<PaymentBody>(`/payments/${id}`, { as: tenant }); return wants(body) && body; }, what);
  async function paid(facts?: Record<string, unknown>): Promise<PaymentBody & { booking_id: string }> {
    const payment = await started(facts);
    await press(payment, 'approve');
    return { ...payment, ...(await reached(payment.id, ({ status }) => status === 'completed', 'the money')) };
  }
  async function refund(payment_id: string, as: TestActor, amount?: number): Promise<string> {
    const { status, body } = await house.api.post<{ id: string }>('/payments/refund', { payment_id, amount, reason: 'Une nuit de moins que prévu' }, { as });
    expect(status).toBe(200);
    return body.id;
  }

  /** Whatever was to be told has been told; the provider’s repeats are answered. */
  async function told(): Promise<void> {
    await fedapay.callbacks.idle();
    const open = `SELECT 1 FROM outbox WHERE done_at IS NULL AND dead_at IS NULL AND consumer IN ('notifications', 'mail-sender', 'sms-sender', 'push-sender') LIMIT 1`;
    await until(async () => (await house.database.client.query(open)).rowCount === 0, 'everybody to be told');
  }
  /** Mails that lead to that payment. */
  const mailsTo = (reader: TestActor, payment: { id: string }): SinkMail[] => outside.mail.mails.filter((mail) => mail.to.includes(reader.email) && mail.text.includes(`/payments/${payment.id}`));
  const notesOf = async (reader: TestActor, payment: { id: string }): Promise<Note[]> =>
    (await house.api.get<Note[]>('/notifications', { as: reader, query: { per_page: 100 } })).body.filter((note) => note.related_id === payment.id);
  /** In the order in which it was said. */
  async function heard(reader: TestActor, payment: { id: string }): Promise<Heard> {
    await told();
    const pushes = outside.push.pushes.filter((push) => push.token === `device-${reader.id}` && push.data['related_id'] === payment.id);
    return {
      mails: mailsTo(reader, payment).map((mail) => plain(mail.subject)),
      pushes: pushes.map((push) => plain(push.notification.title)),
      notes: (await notesOf(reader, payment)).map((note) => plain(note.title)).reverse(),
      sms: outside.sms.messages.filter((sms) => sms.to === reader.phone).length,
    };
  }
  const said = (mail: string, title: string): Heard => ({ mails: [mail], pushes: [title], notes: [title], sms: 0 });

  const RECEIVED = `Paiement reçu : 60 000 FCFA pour ${HOME}`;
  const FOR_PAYEE = said(`Afi Adjovi a payé 60 000 FCFA : ${HOME}`, 'Un paiement pour vous');
  /** One after the other. */
  const both = (first: Heard, second: Heard): Heard => ({
    mails: [...first.mails, ...second.mails], pushes: [...first.pushes, ...second.pushes], notes: [...first.notes, ...second.notes], sms: 0,
  });
  async function adminsHeard(payment: { id: string }): Promise<Heard[]> {
    const all: Heard[] = [];
    for (const admin of admins) all.push(await heard(admin, payment));
    return all;
  }

  describe('that has come', () => {
    it('tells payer and payee, once each, and no admin', async () => {
      const payment = await paid();
      expect(await heard(tenant, payment)).toEqual(said(RECEIVED, 'Paiement reçu'));
      expect(await heard(landlord, payment)).toEqual(FOR_PAYEE);
      expect(await adminsHeard(payment)).toEqual([NOTHING, NOTHING]);
      const [[toTenant], [toLandlord]] = [await notesOf(tenant, payment), await notesOf(landlord, payment)];
      expect(plain(toTenant?.content)).toBe(`Merci ! Votre paiement de 60 000 FCFA pour « ${HOME} » est bien arrivé. Votre reçu vous attend dans l’application.`);
      expect(plain(toLandlord?.content)).toBe(`Afi Adjovi a payé 60 000 FCFA pour « ${HOME} ».`);
    });

    it('brings the payer the receipt, with the amount in words, and the payee none', async () => {
      const payment = await paid();
      await told();
      const [mail] = mailsTo(tenant, payment);
      expect(plain(mail?.text)).toContain(`Votre reçu n° ${payment.receipt_number ?? '–'} est joint à ce message`);
      expect(mail?.email.attachments.map(({ filename, mimeType }) => [filename, mimeType])).toEqual([[`quittance-${payment.receipt_number ?? ''}.pdf`, 'application/pdf']]);
      const pages = await pagesOf(Buffer.from(mail?.email.attachments[0]?.content as ArrayBuffer));
      expect(pages).toEqual([expect.stringContaining('la somme de soixante mille francs CFA (60 000 FCFA)')]);
      expect(pages[0]).toContain(`N° ${payment.receipt_number ?? '–'}`);
      expect(mailsTo(landlord, payment).map((one) => one.email.attachments)).toEqual([[]]);
    });

    it('speaks the reader’s language', async () => {
      tenant = await house.actors.asTenant({ locale: 'en' });
      await house.api.post('/users/me/devices', { token: `device-${tenant.id}`, platform: 'ios' }, { as: tenant });
      const payment = await paid();
      expect(await heard(tenant, payment)).toEqual(said(`Payment received: 60,000 FCFA for ${HOME}`, 'Payment received'));
      expect(await heard(landlord, payment)).toEqual(FOR_PAYEE);
    });

    it('keeps to what people chose', async () => {
      await house.api.put('/users/me/notification-preferences', [{ type: 'payment', email: false }], { as: tenant });
      await house.api.put('/users/me/notification-preferences', [{ type: 'payment', push: false }], { as: landlord });
      const payment = await paid();
      expect(await heard(tenant, payment)).toEqual({ ...said(RECEIVED, 'Paiement reçu'), mails: [] });
      expect(await heard(landlord, payment)).toEqual({ ...FOR_PAYEE, pushes: [] });
    });
  });

  describe('that has not come', () => {
    it('tells the payer, with the reason, and nobody else', async () => {
      const payment = await started();
      await press(payment, 'decline');
      await reached(payment.id, ({ status }) => status === 'failed', 'the refusal');
      expect(await heard(tenant, payment)).toEqual(said(`Votre paiement n’a pas abouti : ${HOME}`, 'Paiement non abouti'));
      expect(plain(mailsTo(tenant, payment)[0]?.text)).toContain('Votre paiement de 60 000 FCFA n’a pas abouti. Votre opérateur ou votre banque l’a refusé.');
      expect([await heard(landlord, payment), ...(await adminsHeard(payment))]).toEqual([NOTHING, NOTHING, NOTHING]);
    });

    it('tells of the money too where the payer tried again on the same page', async () => {
      const payment = await started();
      await press(payment, 'decline');
      await reached(payment.id, ({ status }) => status === 'failed', 'the refusal');
      await told();
      await press(payment, 'approve');
      await reached(payment.id, ({ status }) => status === 'completed', 'the money');
      expect(await heard(tenant, payment)).toEqual(both(said(`Votre paiement n’a pas abouti : ${HOME}`, 'Paiement non abouti'), said(RECEIVED, 'Paiement reçu')));
      expect(await heard(landlord, payment)).toEqual(FOR_PAYEE);
    });
  });

  describe('that goes back', () => {
    const refunded = (amount: string): Heard => said(`Nous vous avons remboursé ${amount} FCFA : ${HOME}`, 'Remboursement effectué');

    it('tells the payer why, and not the landlord who gave it back', async () => {
      const payment = await paid();
      await told();
      await refund(payment.id, landlord, 15000);
      await reached(payment.id, ({ refunded_amount }) => refunded_amount === 15000, 'the refund');
      expect(await heard(tenant, payment)).toEqual(both(said(RECEIVED, 'Paiement reçu'), refunded('15 000')));
      expect(plain(mailsTo(tenant, payment).at(-1)?.text)).toContain('Une nuit de moins que prévu');
      expect([await heard(landlord, payment), ...(await adminsHeard(payment))]).toEqual([FOR_PAYEE, NOTHING, NOTHING]);
    });

    it('tells of each part once, whoever gave it back', async () => {
      const payment = await paid();
      await told();
      await refund(payment.id, landlord, 10000);
      await reached(payment.id, ({ refunded_amount }) => refunded_amount === 10000, 'the first part');
      await told();
      await refund(payment.id, admins[0] ?? asleep);
      await reached(payment.id, ({ status }) => status === 'refunded', 'the rest');
      expect(await heard(tenant, payment)).toEqual(both(both(said(RECEIVED, 'Paiement reçu'), refunded('10 000')), refunded('50 000')));
      expect([await heard(landlord, payment), ...(await adminsHeard(payment))]).toEqual([FOR_PAYEE, NOTHING, NOTHING]);
    });

    it.each(['tenant', 'landlord'] as const)('tells the payer when the %s calls the stay off', async (who) => {
      const payment = await paid({ cancellation_policy: 'flexible' });
      await told();
      expect((await house.api.put(`/bookings/${payment.booking_id}/cancel`, {}, { as: who === 'tenant' ? tenant : landlord })).status).toBe(200);
      await reached(payment.id, ({ status }) => status === 'refunded', 'the refund');
      expect(await heard(tenant, payment)).toEqual(both(said(RECEIVED, 'Paiement reçu'), refunded('60 000')));
      expect(plain(mailsTo(tenant, payment).at(-1)?.text)).toContain('Annulation');
      expect([await heard(landlord, payment), ...(await adminsHeard(payment))]).toEqual([FOR_PAYEE, NOTHING, NOTHING]);
    });
  });

  it('that comes too late: tells both sides, and the payer again once it has gone back', async () => {
    const payment = await started();
    await house.api.put(`/bookings/${payment.booking_id}/cancel`, {}, { as: tenant });
    fedapay.hold_payouts = true;
    await press(payment, 'approve');
    await reached(payment.id, ({ status }) => status === 'completed', 'the money');
    const late = said(`Votre paiement de 60 000 FCFA vous sera remboursé : ${HOME}`, 'Paiement arrivé trop tard');
    expect(await heard(tenant, payment)).toEqual(late);
    expect(await heard(landlord, payment)).toEqual(said(`Un paiement arrivé trop tard : ${HOME}`, 'Paiement arrivé trop tard'));
    const payout = await until(async () => Promise.resolve(fedapay.payouts.findLast(({ status }) => status === 'started')), 'the payout to start');
    fedapay.hold_payouts = false;
    fedapay.sent(payout.id);
    await reached(payment.id, ({ status }) => status === 'refunded', 'the refund');
    expect(await heard(tenant, payment)).toEqual(both(late, said(`Nous vous avons remboursé 60 000 FCFA : ${HOME}`, 'Remboursement effectué')));
    expect(plain(mailsTo(tenant, payment).at(-1)?.text)).toContain('Paiement arrivé trop tard');
    expect(mailsTo(tenant, payment).flatMap((mail) => mail.email.attachments)).toEqual([]);
    expect(await heard(landlord, payment)).toEqual(said(`Un paiement arrivé trop tard : ${HOME}`, 'Paiement arrivé trop tard'));
    expect(await adminsHeard(payment)).toEqual([NOTHING, NOTHING]);
  });

  describe('that needs people', () => {
    /** Mail and note, no push. */
    const asked = (mail: string, title: string): Heard => ({ ...said(mail, title), pushes: [] });

    it('tells every active admin when another amount came, and nobody else', async () => {
      for (const admin of admins) await house.api.post('/users/me/devices', { token: `device-${admin.id}`, platform: 'android' }, { as: admin });
      const payment = await started();
      fedapay.approve(payment.transaction_id, { amount: 50000 });
      await until(async () => (await house.database.client.query(`SELECT 1 FROM payments WHERE id = $1 AND review_reason = 'amount_mismatch'`, [payment.id])).rowCount === 1, 'the review');
      expect(await adminsHeard(payment)).toEqual([
        asked(`Paiement à examiner : 60 000 FCFA pour ${HOME}`, 'Paiement à examiner'), asked(`Payment to look into: 60,000 FCFA for ${HOME}`, 'Payment to look into'),
      ]);
      const [mail] = mailsTo(admins[0] ?? asleep, payment);
      for (const words of ['Le montant encaissé n’est pas celui qui était demandé.', '60 000 FCFA', '50 000 FCFA', `/admin/payments/${payment.id}`]) expect(plain(mail?.text)).toContain(words);
      expect([await heard(tenant, payment), await heard(landlord, payment)]).toEqual([NOTHING, NOTHING]);
      expect(mailsTo(asleep, payment)).toEqual([]);
      expect((await house.database.client.query('SELECT 1 FROM notifications WHERE user_id = $1', [asleep.id])).rowCount).toBe(0);
    });

    it('tells every active admin when a refund could not be sent, and nobody else', async () => {
      const payment = await paid();
      await told();
      fedapay.hold_payouts = true;
      await refund(payment.id, landlord, 15000);
      const payout = await until(async () => Promise.resolve(fedapay.payouts.findLast(({ status }) => status === 'started')), 'the payout to start');
      fedapay.hold_payouts = false;
      fedapay.failPayout(payout.id);
      await until(async () => (await house.database.client.query(`SELECT 1 FROM refunds WHERE payment_id = $1 AND status = 'failed'`, [payment.id])).rowCount === 1, 'the refund to fail');
      expect(await adminsHeard(payment)).toEqual([
        asked('Remboursement échoué : 15 000 FCFA à Afi Adjovi', 'Remboursement échoué'), asked('Refund failed: 15,000 FCFA to Afi Adjovi', 'Refund failed'),
      ]);
      expect([await heard(tenant, payment), await heard(landlord, payment)]).toEqual([said(RECEIVED, 'Paiement reçu'), FOR_PAYEE]);
      expect(mailsTo(asleep, payment)).toEqual([]);
    });
  });
});
