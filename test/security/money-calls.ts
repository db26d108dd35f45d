import { addDays, todayIn } from '../../src/kernel/calendar-date.js';
import { newId } from '../../src/kernel/id.js';
import { newReceiptCode } from '../../src/modules/payments/receipts/receipt-code.js';
import { SandboxProvider } from '../../src/modules/payments/sandbox/sandbox-provider.js';
import { TestMoney, type PaidPayment, type StartedPayment } from '../support/money.js';
import type { Call, Scene } from './route-calls.js';

const today = todayIn('Africa/Porto-Novo', new Date());
const period = { start_date: addDays(today, 20), end_date: addDays(today, 24) };

const money = ({ house }: Scene): TestMoney => new TestMoney(house);
const accepted = (scene: Scene): Promise<{ id: string }> => money(scene).acceptedStay(scene, period);
const stay = async ({ house, tenant, landlord }: Scene, facts: object = {}): Promise<{ id: string }> =>
  house.build.booking(await house.build.property(landlord), tenant, { ...period, ...facts });

const open = (scene: Scene): Promise<StartedPayment> => money(scene).started(scene, period);
const paid = (scene: Scene): Promise<PaidPayment> => money(scene).paid(scene, period);
const refunded = async (scene: Scene): Promise<PaidPayment> => {
  const payment = await paid(scene);
  await money(scene).giveBack(payment.id, scene.landlord);
  return payment;
};
/** Less has come than was asked: people have to look at it. */
const reviewed = async (scene: Scene): Promise<StartedPayment> => {
  const payment = await open(scene);
  await money(scene).arrived(payment.id, 59000);
  return payment;
};
const ofOthers = async (scene: Scene): Promise<PaidPayment> =>
  paid({ ...scene, tenant: await scene.house.actors.asTenant(), landlord: await scene.house.actors.asLandlord() });

type MadePayment = (scene: Scene) => Promise<{ id: string }>;
const about = (payment: MadePayment): Call => async (scene) => ({ ids: [(await payment(scene)).id] });
const refundOf = (payment: MadePayment, amount?: number): Call => async (scene) => ({
  json: { payment_id: (await payment(scene)).id, reason: 'Une nuit de moins', ...(amount === undefined ? {} : { amount }) },
});
const startFor = (booking: (scene: Scene) => Promise<string>, more: object = {}): Call => async (scene) => ({
  json: { booking_id: await booking(scene), payment_method: 'mtn_momo', ...more },
});
const onPage = (payment: (scene: Scene) => Promise<StartedPayment>): Call => async (scene) => ({
  ids: [(await payment(scene)).payment_url.split('/').pop() ?? ''],
});
const unsigned = (...ids: string[]): Call => () => ({ ids, json: { name: 'transaction.approved', entity: { id: 1, status: 'approved' } } });

/** What the sandbox's own page would send, of a payment that is open. */
const signed: Call = async (scene) => {
  const sandbox = scene.house.app.get(SandboxProvider);
  const { payment_url } = await open(scene);
  const transaction = await sandbox.find(payment_url.split('/').pop() ?? '');
  if (!transaction) throw new Error('the sandbox does not know the payment');
  const { body, headers } = sandbox.webhookOf(transaction, new Date());
  return { ids: ['sandbox'], json: JSON.parse(body) as object, headers };
};

/** How the rows about money are called. */
export const MONEY_CALLS: Readonly<Record<string, Call>> = {
  'GET /api/v1/bookings/:id/installments': about(stay),
  'GET /api/v1/bookings/:id/installments (confirmed)': about(accepted),
  'GET /api/v1/bookings/:id/contract.pdf': about(accepted),
  'GET /api/v1/bookings/:id/contract.pdf (not confirmed)': about(stay),

  'POST /api/v1/payments/initialize': startFor(async (scene) => (await accepted(scene)).id),
  'POST /api/v1/payments/initialize (a second time)': startFor(async (scene) => (await open(scene)).booking_id),
  'POST /api/v1/payments/initialize (paid)': startFor(async (scene) => (await paid(scene)).booking_id),
  'POST /api/v1/payments/initialize (not confirmed)': startFor(async (scene) => (await stay(scene)).id),
  'POST /api/v1/payments/initialize (cancelled)': startFor(async (scene) => (await stay(scene, { status: 'cancelled', cancelled_by: 'tenant', expires_at: null })).id),
  'POST /api/v1/payments/initialize (another amount)': startFor(async (scene) => (await accepted(scene)).id, { amount: 59999 }),
  'POST /api/v1/payments/initialize (nobody’s booking)': startFor(() => Promise.resolve(newId())),
  'POST /api/v1/payments/refund': refundOf(paid),
  'POST /api/v1/payments/refund (a second time)': refundOf(refunded),
  'POST /api/v1/payments/refund (of a part)': refundOf(paid, 15000),
  'POST /api/v1/payments/refund (more than is left)': refundOf(paid, 60001),
  'POST /api/v1/payments/refund (not paid)': refundOf(open),
  'POST /api/v1/payments/refund (under review)': refundOf(reviewed),
  'POST /api/v1/payments/refund (of others)': refundOf(ofOthers),
  'GET /api/v1/payments/:id': about(paid),
  'GET /api/v1/payments/:id (refunded)': about(refunded),
  'GET /api/v1/payments/:id (under review)': about(reviewed),
  'GET /api/v1/payments/:id (of others)': about(ofOthers),
  'GET /api/v1/payments/:id/receipt.pdf': about(paid),
  'GET /api/v1/payments/:id/receipt.pdf (refunded)': about(refunded),
  'GET /api/v1/payments/:id/receipt.pdf (not paid)': about(open),
  'GET /api/v1/payments/:id/receipt.pdf (of others)': about(ofOthers),
  'POST /api/v1/payments/webhook': unsigned(),
  'POST /api/v1/payments/webhook/:provider': unsigned('sandbox'),
  'POST /api/v1/payments/webhook/:provider (signed)': signed,
  'POST /api/v1/payments/webhook/:provider (of no provider)': unsigned('nobody'),
  'POST /api/v1/payments/webhook/:provider/:secret': unsigned('mtn', 'a-secret-that-somebody-guesses'),
  'PUT /api/v1/payments/webhook/:provider/:secret': unsigned('mtn', 'a-secret-that-somebody-guesses'),
  'GET /api/v1/receipts/:code': async (scene) => ({ ids: [(await paid(scene)).code] }),
  'GET /api/v1/receipts/:code (refunded)': async (scene) => ({ ids: [(await refunded(scene)).code] }),
  'GET /api/v1/receipts/:code (on no receipt)': () => ({ ids: [newReceiptCode()] }),
  'GET /api/v1/sandbox/pay/:id': onPage(open),
  'GET /api/v1/sandbox/pay/:id (of nothing)': () => ({ ids: [newId()] }),
  'POST /api/v1/sandbox/pay/:id': async (scene) => ({ ...(await onPage(open)(scene)), json: { decision: 'approve' } }),
  'POST /api/v1/sandbox/pay/:id (of nothing)': () => ({ ids: [newId()], json: { decision: 'approve' } }),
};
