import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SandboxProvider } from '../src/modules/payments/sandbox/sandbox-provider.js';
import { PAYMENT_METHODS } from '../src/modules/payments/payment.values.js';
import type { TestActor } from './support/actors.js';
import { startApp, type TestApp } from './support/app.js';
import { TestMoney, type StartedPayment } from './support/money.js';
import { everything } from './security/everything.js';

/** One instance where the sandbox is on has made payments; the one beside it has it off, as every real installation. */
describe('where the sandbox is off', () => {
  let on: TestApp;
  let off: TestApp;
  let tenant: TestActor;
  let landlord: TestActor;
  let payment: StartedPayment;
  let page: string;

  beforeAll(async () => {
    on = await startApp();
    off = await startApp({ beside: on, env: { PAYMENTS_SANDBOX: 'false' } });
    [tenant, landlord] = [await on.actors.asTenant(), await on.actors.asLandlord()];
    payment = await new TestMoney(on).started({ tenant, landlord });
    page = new URL(payment.payment_url).pathname.replace('/api/v1', '');
    expect((await on.api.get(page)).status).toBe(200);
  });
  afterAll(async () => {
    await off.close();
    await on.close();
  });

  const refused = async (call: () => Promise<{ status: number; body: { code: string } }>): Promise<[number, string]> => {
    const before = await everything(on.database.client);
    const { status, body } = await call();
    expect(await everything(on.database.client)).toEqual(before);
    return [status, body.code];
  };

  it('its pay page is not there, also of a payment that it knows', async () => {
    expect(await refused(() => off.api.get<{ code: string }>(page))).toEqual([404, 'not_found']);
    expect(await refused(() => off.api.post<{ code: string }>(page, { decision: 'approve' }))).toEqual([404, 'not_found']);
    expect(await refused(() => off.api.call<{ code: string }>('POST', page, { form: { decision: 'approve' } }))).toEqual([404, 'not_found']);
  });

  it('its webhook listens to nobody, also where the signature is right', async () => {
    const sandbox = on.app.get(SandboxProvider);
    const transaction = await sandbox.find(page.split('/').pop() ?? '');
    if (!transaction) throw new Error('the sandbox does not know its payment');
    const signed = (): { json: unknown; headers: Record<string, string> } => {
      const { body, headers } = sandbox.webhookOf({ ...transaction, status: 'approved' }, new Date());
      return { json: JSON.parse(body), headers };
    };
    expect(await refused(() => off.api.call<{ code: string }>('POST', '/payments/webhook/sandbox', signed()))).toEqual([400, 'payment.invalid_signature']);
    expect((await on.api.call('POST', '/payments/webhook/sandbox', signed())).status).toBe(200);
  });

  it.each(PAYMENT_METHODS)('%s is not on offer while nobody is set up to serve it, and nothing is written', async (payment_method) => {
    const booking = await new TestMoney(on).acceptedStay({ tenant, landlord });
    expect(await refused(() => off.api.post<{ code: string }>('/payments/initialize', { booking_id: booking.id, payment_method }, { as: tenant }))).toEqual([422, 'payment.method_unavailable']);
  });

  it('payments that were started there are still shown', async () => {
    expect((await off.api.get<{ id: string }>(`/payments/${payment.id}`, { as: tenant })).body.id).toBe(payment.id);
  });
});

it('is off by itself in production', async () => {
  const house = await startApp({ env: { NODE_ENV: 'production', SECRET_KEY: 'a secret of our own, long enough to stand', FILES_ENC_KEYS: Buffer.alloc(32, 1).toString('base64'), MAIL_SERVER: '127.0.0.1' } });
  expect(house.app.get(SandboxProvider).enabled).toBe(false);
  const parties = { tenant: await house.actors.asTenant(), landlord: await house.actors.asLandlord() };
  const booking = await new TestMoney(house).acceptedStay(parties);
  const { body } = await house.api.post<{ code: string }>('/payments/initialize', { booking_id: booking.id, payment_method: 'card' }, { as: parties.tenant });
  expect(body.code).toBe('payment.method_unavailable');
  await house.close();
});
