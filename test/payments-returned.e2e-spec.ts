import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { addDays, todayIn } from '../src/kernel/calendar-date.js';
import { startApp, type TestApp } from './support/app.js';
import { startStripeSimulator, STRIPE_SIMULATOR_KEYS, type StripeSimulator } from './support/simulators/stripe-simulator.js';
import { until } from './support/wait.js';

interface PaymentBody { id: string; status: string; refunded_amount: number; transaction_id: string }

let stripe: StripeSimulator;
let house: TestApp;

beforeAll(async () => {
  stripe = await startStripeSimulator();
  const { secret_key, webhook_secret } = STRIPE_SIMULATOR_KEYS;
  house = await startApp({ worker: true, env: { PAYMENTS_SANDBOX: 'false', STRIPE_API_URL: stripe.http.url, STRIPE_SECRET_KEY: secret_key, STRIPE_WEBHOOK_SECRET: webhook_secret } });
  stripe.callbacks.url = `${house.url}/api/v1/payments/webhook/stripe`;
});
afterAll(async () => {
  await stripe.callbacks.idle();
  await house.close();
  await stripe.stop();
});

it('tells the admins, once, of a refund that a bank has sent back; the books keep what happened', async () => {
  const [landlord, tenant, admin] = [await house.actors.asLandlord(), await house.actors.asTenant(), await house.actors.asAdmin()];
  const home = await house.build.property(landlord);
  const from = addDays(todayIn('Africa/Porto-Novo', new Date()), 20);
  const { body: booking } = await house.api.post<{ id: string }>('/bookings', { property_id: home.id, start_date: from, end_date: addDays(from, 4) }, { as: tenant });
  await house.api.put(`/bookings/${booking.id}/accept`, {}, { as: landlord });
  const { body: payment } = await house.api.post<PaymentBody>('/payments/initialize', { booking_id: booking.id, payment_method: 'card' }, { as: tenant });
  const settled = (what: (now: PaymentBody) => boolean, words: string): Promise<PaymentBody> =>
    until(async () => { const { body } = await house.api.get<PaymentBody>(`/payments/${payment.id}`, { as: tenant }); return what(body) && body; }, words);
  stripe.approve(payment.transaction_id);
  await settled((now) => now.status === 'completed', 'the payment');
  const { body: refund } = await house.api.post<{ id: string }>('/payments/refund', { payment_id: payment.id, amount: 20000, reason: 'Geste' }, { as: landlord });
  await settled((now) => now.refunded_amount === 20000, 'the refund');

  const { rows } = await house.database.client.query<{ reference: string }>('SELECT reference FROM refunds WHERE id = $1', [refund.id]);
  stripe.callbacks.copies = 3;
  for (let n = 0; n < 2; n += 1) stripe.endRefund(rows[0].reference, 'lost_or_stolen_card');
  const notes = (): Promise<number> => house.api.get<{ related_id: string }[]>('/notifications', { as: admin }).then(({ body }) => body.filter((one) => one.related_id === payment.id).length);
  await until(async () => (await notes()) > 0, 'the admin to be told');
  await until(async () => (await house.database.client.query('SELECT 1 FROM outbox WHERE done_at IS NULL')).rows.length === 0, 'everything to be done');
  expect(await notes()).toBe(1);
  expect((await settled(() => true, 'the payment')).refunded_amount).toBe(20000);
  expect((await house.database.client.query('SELECT status FROM refunds WHERE id = $1', [refund.id])).rows).toEqual([{ status: 'completed' }]);
});
