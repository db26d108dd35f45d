import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type HttpSimulator, startHttpSimulator } from './http-simulator.js';
import { MTN_SIMULATOR_KEYS as keys, type MtnSimulator, startMtnSimulator } from './mtn-simulator.js';

const BASIC = `Basic ${Buffer.from(`${keys.api_user}:${keys.api_key}`).toString('base64')}`;
let mtn: MtnSimulator;
let app: HttpSimulator;
beforeEach(async () => {
  app = await startHttpSimulator(() => ({ status: 204 }));
  mtn = await startMtnSimulator({ webhook_url: `${app.url}/default` });
});
afterEach(async () => {
  await mtn.stop();
  await app.stop();
});

async function call(path: string, { method = 'POST', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: object | string } = {}) {
  const text = typeof body === 'object' ? JSON.stringify(body) : body;
  const answer = await fetch(`${mtn.url}${path}`, { method, headers, body: text });
  const said = await answer.text();
  return { status: answer.status, body: said === '' ? {} : (JSON.parse(said) as Record<string, unknown>) };
}

async function tokenFor(product: 'collection' | 'disbursement'): Promise<string> {
  const key = product === 'collection' ? keys.subscription_key : keys.disbursement_subscription_key;
  const { body } = await call(`/${product}/token/`, { headers: { authorization: BASIC, 'ocp-apim-subscription-key': key } });
  return String(body.access_token);
}

const money = { amount: '5000', currency: 'EUR', externalId: 'x', payerMessage: 'Loyer', payeeNote: 'Loyer' };
const request = { ...money, payer: { partyIdType: 'MSISDN', partyId: '2290197808080' } };

async function ask(changes: { headers?: Record<string, string | undefined>; body?: object | string } = {}) {
  const token = await tokenFor('collection');
  const headers = {
    authorization: `Bearer ${token}`,
    'ocp-apim-subscription-key': keys.subscription_key,
    'x-target-environment': 'sandbox',
    'x-reference-id': randomUUID(),
    'content-type': 'application/json',
    ...changes.headers,
  };
  const set = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { reference: headers['x-reference-id'], ...(await call('/collection/v1_0/requesttopay', { headers: Object.fromEntries(set), body: changes.body ?? request })) };
}

describe('MtnSimulator', () => {
  it('gives a token to who knows user, key and product, asks rightly, and sends no body', async () => {
    const right = { authorization: BASIC, 'ocp-apim-subscription-key': keys.subscription_key };
    const statuses = [
      await call('/collection/token/', { headers: right }),
      await call('/collection/token', { headers: right }),
      await call('/collection/token/', { headers: right, method: 'GET' }),
      await call('/collection/token/', { headers: right, body: '{}' }),
      await call('/collection/token/', { headers: { ...right, authorization: 'Basic eDp5' } }),
      await call('/disbursement/token/', { headers: right }),
    ].map((answer) => answer.status);
    expect(statuses).toEqual([200, 404, 404, 400, 401, 401]);
  });

  it.each([
    ['no token', { authorization: undefined }, 401],
    ['a made-up token', { authorization: 'Bearer x' }, 401],
    ['the key of the other product', { 'ocp-apim-subscription-key': keys.disbursement_subscription_key }, 401],
    ['another environment', { 'x-target-environment': 'mtnbenin' }, 500],
    ['no reference', { 'x-reference-id': undefined }, 400],
    ['a UUID of version 7', { 'x-reference-id': '01890a5d-ac96-774b-bcce-b302099a8057' }, 400],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
  ])('refuses %s', async (_, headers, status) => {
    expect((await ask({ headers })).status).toBe(status);
    expect(mtn.count('requesttopay')).toBe(0);
  });

  it('a token of Disbursement is none for Collection', async () => {
    expect((await ask({ headers: { authorization: `Bearer ${await tokenFor('disbursement')}` } })).status).toBe(401);
  });

  it.each([
    ['a number for an amount', { amount: 5000 }, 400],
    ['another currency', { currency: 'XOF' }, 500],
    ['an empty note', { payeeNote: '' }, 500],
    ['an apostrophe', { payerMessage: "l'appartement" }, 400],
    ['a plus before the number', { payer: { partyIdType: 'MSISDN', partyId: '+2290197808080' } }, 400],
    ['a field more', { extra: 1 }, 400],
  ])('refuses %s', async (_, changes, status) => {
    expect((await ask({ body: { ...request, ...changes } })).status).toBe(status);
  });

  it('takes a reference once', async () => {
    const { reference, status } = await ask();
    expect(status).toBe(202);
    expect(await ask({ headers: { 'x-reference-id': reference } })).toMatchObject({ status: 409, body: { code: 'RESOURCE_ALREADY_EXIST' } });
  });

  it('people decide by hand, once, and read the books', async () => {
    const { reference } = await ask();
    expect((await call(`/__sim/approve/${reference}`)).status).toBe(204);
    expect((await call(`/__sim/decline/${reference}`)).status).toBe(409);
    expect((await call(`/__sim/approve/${randomUUID()}`)).status).toBe(404);
    expect((await call('/__sim/teleport/1')).status).toBe(404);
    const other = await ask();
    await call(`/__sim/decline/${other.reference}?reason=EXPIRED`);
    expect((await call('/__sim', { method: 'GET' })).body).toMatchObject({
      collected: 5000, refunded: 0, things: [{ id: reference, status: 'SUCCESSFUL' }, { status: 'FAILED', reason: 'EXPIRED' }],
    });
  });

  it('people break calls and bend callbacks by hand', async () => {
    const { reference } = await ask();
    await call('/__sim/repeat/2');
    await call(`/__sim/forge/${reference}`);
    await mtn.callbacks.idle();
    expect(app.requests.items.map(({ body }) => (JSON.parse(body.toString()) as { status: string }).status)).toEqual(['SUCCESSFUL', 'SUCCESSFUL']);
    expect(mtn.collected()).toBe(0);
    await call('/__sim/cut/after');
    await expect(ask()).rejects.toThrow('fetch failed');
    await call('/__sim/fail/503');
    expect((await fetch(`${mtn.url}/__sim`)).status).toBe(503);
  });

  it('calls back once, to where the request said, whatever the answer', async () => {
    app.failNext(1, 500);
    const { reference } = await ask({ headers: { 'x-callback-url': `${app.url}/named` } });
    mtn.approve(reference);
    await mtn.callbacks.idle();
    expect(app.requests.items.map(({ method, path }) => [method, path])).toEqual([['POST', '/named']]);
    expect(JSON.parse(app.requests.items[0].body.toString())).toMatchObject({ externalId: 'x', status: 'SUCCESSFUL' });
  });

  it('withholds, and sends in another order', async () => {
    mtn.callbacks.withhold();
    const [first, second] = [await ask(), await ask()];
    mtn.approve(first.reference);
    mtn.decline(second.reference);
    expect(app.requests.items).toHaveLength(0);
    await mtn.callbacks.release('reverse');
    expect(app.requests.items.map(({ body }) => (JSON.parse(body.toString()) as { status: string }).status)).toEqual(['FAILED', 'SUCCESSFUL']);
  });
});
