import { randomBytes } from 'node:crypto';
import { newId } from '../../src/kernel/id.js';
import type { TestActor } from '../support/actors.js';
import type { TestApp } from '../support/app.js';
import { startFedapaySimulator, type FedapaySimulator } from '../support/simulators/fedapay-simulator.js';
import { startMtnSimulator, type MtnSimulator } from '../support/simulators/mtn-simulator.js';
import { startStripeSimulator, type StripeSimulator } from '../support/simulators/stripe-simulator.js';
import { until } from '../support/wait.js';

const keyed = (start: string): string => `${start}_${randomBytes(12).toString('hex')}`;

/** The three payment providers with keys that stand nowhere else, and one person who pays through each of them. */
export class Paying {
  /** What opens something: of ours at the providers, then of the payer's. */
  readonly secrets: Record<string, string> = {};

  private constructor(
    private readonly fedapay: FedapaySimulator,
    private readonly mtn: MtnSimulator,
    private readonly stripe: StripeSimulator,
    readonly env: Record<string, string>,
  ) {}

  static async start(): Promise<Paying> {
    const keys = {
      FEDAPAY_SECRET_KEY: keyed('sk_sandbox'), FEDAPAY_WEBHOOK_SECRET: keyed('wh_sandbox'), MTN_API_USER: newId(), MTN_API_KEY: keyed('mtn_api'), MTN_SUBSCRIPTION_KEY: keyed('mtn_collect'),
      MTN_DISBURSEMENT_SUBSCRIPTION_KEY: keyed('mtn_disburse'), MTN_CALLBACK_SECRET: keyed('mtn_path'), STRIPE_SECRET_KEY: keyed('sk_test'), STRIPE_WEBHOOK_SECRET: keyed('whsec'),
    };
    const [fedapay, mtn, stripe] = await Promise.all([
      startFedapaySimulator({ secret_key: keys.FEDAPAY_SECRET_KEY, webhook_secret: keys.FEDAPAY_WEBHOOK_SECRET }),
      startMtnSimulator({ api_user: keys.MTN_API_USER, api_key: keys.MTN_API_KEY, subscription_key: keys.MTN_SUBSCRIPTION_KEY, disbursement_subscription_key: keys.MTN_DISBURSEMENT_SUBSCRIPTION_KEY }),
      startStripeSimulator({ secret_key: keys.STRIPE_SECRET_KEY, webhook_secret: keys.STRIPE_WEBHOOK_SECRET }),
    ]);
    const paying = new Paying(fedapay, mtn, stripe, { ...keys, PAYMENTS_SANDBOX: 'false', FEDAPAY_API_URL: fedapay.url, MTN_API_URL: mtn.url, STRIPE_API_URL: stripe.url });
    Object.assign(paying.secrets, keys);
    return paying;
  }

  async stop(): Promise<void> {
    await Promise.all([this.fedapay.stop(), this.mtn.stop(), this.stripe.stop()]);
  }

  /** Pays three stays, by MTN, Moov and card, and takes one back: with refusals, cut lines, forgeries and a database that fails on the way. */
  async live(house: TestApp, as: string, landlord: TestActor, phone_number: string): Promise<void> {
    const webhooks = `${house.url}/api/v1/payments/webhook`;
    this.fedapay.callbacks.url = webhooks;
    this.mtn.callbacks.url = `${webhooks}/mtn/${this.secrets['MTN_CALLBACK_SECRET'] ?? ''}`;
    this.stripe.callbacks.url = `${webhooks}/stripe`;
    const bookings = [await this.accepted(house, as, landlord, 1), await this.accepted(house, as, landlord, 2), await this.accepted(house, as, landlord, 3)];
    const pay = async (booking_id: string | undefined, payment_method: string): Promise<{ id: string; payment_url: string | null }> =>
      (await house.api.post<{ id: string; payment_url: string | null }>('/payments/initialize', { booking_id, payment_method, phone_number }, { as, headers: { 'idempotency-key': newId() } })).body;

    // Refusals may say anything, and ours must not say it again.
    this.fedapay.http.failNext(1, 422, { message: `${phone_number} of ${this.secrets['FEDAPAY_SECRET_KEY'] ?? ''} is not valid`, errors: { phone_number: [`${phone_number} is not valid`] } });
    await settled(house, (await pay(bookings[1], 'moov_money')).id, 'failed');

    this.mtn.http.cutNext(1, 'after');
    const byMtn = await pay(bookings[0], 'mtn_momo');
    const reference = await settled(house, byMtn.id, 'processing');
    await until(() => Promise.resolve(this.mtn.count('requesttopay') > 0), 'the handset to ring', 30_000);
    this.mtn.forge(reference);
    this.mtn.callbacks.method = 'PUT';
    this.mtn.approve(reference);

    const byMoov = await pay(bookings[1], 'moov_money');
    const byMoovAtFedapay = await settled(house, byMoov.id, 'processing');
    this.fedapay.forge(byMoovAtFedapay);
    this.fedapay.approve(byMoovAtFedapay);

    const byCard = await pay(bookings[2], 'card');
    this.secrets['the page to pay on'] = byCard.payment_url ?? '';
    this.stripe.forge(await settled(house, byCard.id, 'pending'));
    this.stripe.approve(await settled(house, byCard.id, 'pending'));

    for (const { id } of [byMtn, byMoov, byCard]) await settled(house, id, 'completed');
    const { rows } = await house.database.client.query<{ code: string }>('SELECT code FROM receipts WHERE payment_id = $1', [byMtn.id]);
    this.secrets['the code of a receipt'] = rows[0]?.code ?? '';
    await house.api.post('/payments/refund', { payment_id: byMtn.id, reason: 'Une nuit de moins', amount: 15000 }, { as: landlord, headers: { 'idempotency-key': newId() } });
    await until(async () => (await house.database.client.query(`SELECT 1 FROM refunds WHERE status = 'completed'`)).rows.length === 1, 'the money to be back', 30_000);
    await this.lookAtReceipt(house, as, byMtn.id);
    await Promise.all([this.fedapay.callbacks.idle(), this.mtn.callbacks.idle(), this.stripe.callbacks.idle()]);
  }

  private async accepted(house: TestApp, as: string, landlord: TestActor, month: number): Promise<string> {
    const home = await house.build.property(landlord);
    const { body } = await house.api.post<{ id: string }>('/bookings', { property_id: home.id, start_date: `2027-0${String(month)}-01`, end_date: `2027-0${String(month)}-05` }, { as });
    await house.api.put(`/bookings/${body.id}/accept`, undefined, { as: landlord });
    return body.id;
  }

  /** Paths with secrets in them, while the database fails as well. */
  private async lookAtReceipt(house: TestApp, as: string, payment_id: string): Promise<void> {
    const look = async (): Promise<number[]> => {
      const code = this.secrets['the code of a receipt'] ?? '';
      const replies = [await house.api.get(`/receipts/${code}`), await house.api.get(`/receipts/${code}`, { headers: { accept: 'text/html' } }), await house.api.get(`/payments/${payment_id}/receipt.pdf`, { as })];
      const webhook = `/payments/webhook/mtn/${this.secrets['MTN_CALLBACK_SECRET'] ?? ''}`;
      replies.push(await house.api.post(webhook, { externalId: newId(), status: 'SUCCESSFUL' }), await house.api.put(`${webhook}x`, {}), await house.api.get(webhook));
      return replies.map(({ status }) => status);
    };
    expectAll(await look(), [200, 200, 200, 200, 400, 404]);
    await house.database.client.query('ALTER TABLE receipts RENAME TO receipts_elsewhere; ALTER TABLE payment_events RENAME TO payment_events_elsewhere');
    expectAll(await look(), [500, 500, 500, 500, 400, 404]);
    await house.database.client.query('ALTER TABLE receipts_elsewhere RENAME TO receipts; ALTER TABLE payment_events_elsewhere RENAME TO payment_events');
  }
}

function expectAll(seen: number[], expected: number[]): void {
  if (seen.join() !== expected.join()) throw new Error(`expected ${expected.join()} and saw ${seen.join()}`);
}

/** Waits until the payment is there, and answers our reference of it. */
async function settled(house: TestApp, id: string, status: string): Promise<string> {
  return until(async () => {
    const { rows } = await house.database.client.query<{ reference: string }>('SELECT reference FROM payments WHERE id = $1 AND status = $2', [id, status]);
    return rows[0]?.reference;
  }, `payment to be ${status}`, 30_000);
}
