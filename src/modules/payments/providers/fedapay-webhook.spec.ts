import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { Inbox } from '../../../../test/support/simulators/inbox.js';
import { type FedapaySimulator, startFedapaySimulator } from '../../../../test/support/simulators/fedapay-simulator.js';
import { fedapaySignature } from '../../../../test/support/simulators/fedapay-things.js';
import { readFedapayWebhook } from './fedapay-webhook.js';
import { BadSignature, type WebhookEvent } from './payment-provider.js';

const SECRET = 'wh_sandbox_1';
const secrets = { secret_key: 'sk_sandbox_1', webhook_secret: SECRET };
const reference = '0b7d9b64-8f5e-4d0e-9a51-123456789012';

/** As FedaPay would send it now; `changes` are made after it was signed. */
function received(body: string | object, changes: { header?: string; raw?: string; now?: Date; secret?: string } = {}): WebhookEvent {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const header = changes.header ?? fedapaySignature(text, SECRET);
  const raw = Buffer.from(changes.raw ?? text);
  return readFedapayWebhook(
    { raw, headers: { 'x-fedapay-signature': header }, path_secret: null, now: changes.now ?? new Date() },
    changes.secret ?? SECRET,
  );
}

describe('the signature', () => {
  const at = (seconds: number): Date => new Date((1_795_205_784 + seconds) * 1000);
  const good = 'bb04405f2594ff78b84f43b5ea373452bb81e3fb2d7d9b1308f8d8f36c6560c8';
  const known = (header: string, seconds = 0): WebhookEvent => received('{"a":1}', { header, now: at(seconds), secret: 'whsec_t' });

  it('fits the known answer, alone or among others', () => {
    expect(known(`t=1795205784,s=${good}`).type).toBe('unnamed');
    expect(known(`t=1795205784,s=${'0'.repeat(64)},s=${good}`).about).toBeNull();
  });

  it.each([-300, 300])('holds %i seconds away', (seconds) => {
    expect(known(`t=1795205784,s=${good}`, seconds).about).toBeNull();
  });

  it.each([
    ['too old', `t=1795205784,s=${good}`, 301],
    ['from the future', `t=1795205784,s=${good}`, -301],
    ['of another time', `t=1795205785,s=${good}`, 0],
    ['of another scheme', `t=1795205784,v1=${good}`, 0],
    ['in capitals', `t=1795205784,s=${good.toUpperCase()}`, 0],
    ['cut short', `t=1795205784,s=${good.slice(2)}`, 0],
    ['without a time', `s=${good}`, 0],
    ['with a time that is no number', `t=NaN,s=${good}`, 0],
    ['empty', '', 0],
  ])('does not hold when it is %s', (_, header, seconds) => {
    expect(() => known(header, seconds)).toThrow(BadSignature);
  });

  it('is over the exact bytes, with our secret', () => {
    expect(() => received({ name: 'x' }, { raw: '{"name": "x"}' })).toThrow(BadSignature);
    expect(() => received({ name: 'x' }, { secret: 'wh_sandbox_2' })).toThrow(BadSignature);
    const bytes = Buffer.from([0x7b, 0xff, 0x7d]);
    const header = `t=100,s=${createHmac('sha256', SECRET).update('100.').update(bytes).digest('hex')}`;
    const read = readFedapayWebhook(
      { raw: bytes, headers: { 'x-fedapay-signature': header }, path_secret: null, now: new Date(100_000) },
      SECRET,
    );
    expect(read).toMatchObject({ type: 'unreadable', about: null });
  });

  it('must be there', () => {
    expect(() => readFedapayWebhook({ raw: Buffer.from('{}'), headers: {}, path_secret: null, now: new Date() }, SECRET)).toThrow(
      BadSignature,
    );
  });
});

describe('what a webhook is about', () => {
  const entity = { id: 42, status: 'approved', updated_at: '2026-11-20T10:00:00Z', merchant_reference: reference };
  const approved = { name: 'transaction.approved', object: 'transaction', entity };

  it('a transaction, by our reference and its id, whatever try it was', () => {
    const about = { reference, transaction_id: '42' };
    expect(received(approved)).toMatchObject({ type: 'transaction.approved', about });
    expect(received({ ...approved, entity: { ...entity, merchant_reference: `${reference}-2` } })).toMatchObject({ about });
    expect(received({ ...approved, entity: { ...entity, merchant_reference: 'shop-7' } })).toMatchObject({
      about: { reference: null, transaction_id: '42' },
    });
  });

  it('a payout, by its id; anything else is nothing of ours', () => {
    expect(received({ name: 'payout.sent', object: 'payout', entity: { id: 43 } }).about).toEqual({
      reference: null,
      transaction_id: '43',
    });
    expect(received({ name: 'customer.created', object: 'customer', entity: { id: 44 } }).about).toBeNull();
    for (const odd of [
      'not json',
      '[]',
      'null',
      '{}',
      '{"object":"transaction","entity":"{}"}',
      '{"object":"payout","entity":{"id":"../1"}}',
    ]) {
      expect(received(odd)).toMatchObject({ event_id: expect.stringMatching(/^[0-9a-f]{64}$/), about: null });
    }
  });

  it('an event has its id, else a digest of what makes it one', () => {
    expect(received({ ...approved, id: 7 }).event_id).toBe('7');
    expect(received({ ...approved, id: 'evt_7' }).event_id).toBe('evt_7');
    const digest = createHash('sha256')
      .update(JSON.stringify(['transaction.approved', 42, 'approved', entity.updated_at]))
      .digest('hex');
    expect(received(approved).event_id).toBe(digest);
    expect(received({ ...approved, entity: { ...entity, status: 'transferred' } }).event_id).not.toBe(digest);
    expect(received({ ...approved, name: 'transaction.updated' }).event_id).not.toBe(digest);
  });
});

describe('callbacks of the simulator', () => {
  const calls = new Inbox<{ body: string; headers: IncomingHttpHeaders }>('webhook');
  let fedapay: FedapaySimulator;
  let server: Server;
  let status: number;
  beforeEach(async () => {
    calls.clear();
    status = 200;
    server = createServer((request, response) => {
      void request.toArray().then((parts) => {
        calls.add({ body: Buffer.concat(parts as Buffer[]).toString(), headers: request.headers });
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    fedapay = await startFedapaySimulator({ ...secrets, webhook_url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });
  });
  afterEach(async () => {
    await fedapay.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const post = (merchant_reference: string = randomUUID()): Promise<Response> =>
    fetch(`${fedapay.url}/v1/transactions`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk_sandbox_1', 'content-type': 'application/json' },
      body: JSON.stringify({ description: 'Loyer', amount: 1_000, currency: { iso: 'XOF' }, merchant_reference }),
    });
  const read = ({ body, headers }: { body: string; headers: IncomingHttpHeaders }) =>
    readFedapayWebhook({ raw: Buffer.from(body), headers, path_secret: null, now: new Date() }, SECRET);
  const types = () => calls.items.map((call) => read(call).type);

  it('are signed, repeated as the same event, withheld and reordered', async () => {
    fedapay.callbacks.copies = 2;
    await post(reference);
    await fedapay.callbacks.idle();
    expect(new Set(calls.items.map((call) => read(call).event_id)).size).toBe(1);
    expect(read(calls.items[1]).about?.reference).toBe(reference);
    calls.clear();
    fedapay.callbacks.copies = 1;
    fedapay.callbacks.withhold();
    fedapay.decline(reference);
    fedapay.approve(reference);
    expect(calls.items).toEqual([]);
    await fedapay.callbacks.release('reverse');
    expect(types()).toEqual(['transaction.approved', 'transaction.declined']);
  });

  it('are sent again when they are not taken, and not for ever', async () => {
    status = 500;
    await post();
    await fedapay.callbacks.idle();
    expect(fedapay.callbacks.attempts.items.map((it) => [it.attempt, it.status])).toEqual([
      [1, 500],
      [2, 500],
      [3, 500],
    ]);
  });

  it('can be forged, and then say what is not so', async () => {
    await post(reference);
    await fedapay.callbacks.idle();
    calls.clear();
    fedapay.forge(reference);
    const forged = await calls.waitFor();
    expect(forged.body).toContain('transaction.approved');
    expect(() => read(forged)).toThrow(BadSignature);
    expect(fedapay.collected()).toBe(0);
  });

  it('FedaPay’s own SDK works with the simulator and takes its signature', async () => {
    // CommonJS with settings of the whole process, and an error class without a type: only what is used is described.
    const sdk = createRequire(import.meta.url)('fedapay') as {
      FedaPay: { setApiBase(url: string): void; setApiKey(key: string): void };
      Transaction: Record<'create' | 'retrieve', (what: unknown) => Promise<SdkTransaction>>;
      Webhook: { constructEvent(body: string, header: unknown, secret: string): { name: string } };
    };
    interface SdkTransaction {
      id: number;
      amount: number;
      status: string;
      wasPaid(): boolean;
      sendNow(mode: string, params: object): Promise<object>;
    }
    sdk.FedaPay.setApiBase(fedapay.url);
    sdk.FedaPay.setApiKey('sk_sandbox_1');
    const created = await sdk.Transaction.create({
      description: 'Loyer',
      amount: 2_500,
      currency: { iso: 'XOF' },
      merchant_reference: reference,
    });
    await created.sendNow('momo_test', { phone_number: { number: '64000001', country: 'bj' } });
    fedapay.approve(created.id);
    const paid = await sdk.Transaction.retrieve(created.id);
    expect([paid.id, paid.amount, paid.status, paid.wasPaid()]).toEqual([created.id, 2_500, 'approved', true]);
    const { body, headers } = await calls.waitFor((call) => call.body.includes('transaction.approved'));
    expect(sdk.Webhook.constructEvent(body, headers['x-fedapay-signature'], SECRET).name).toBe('transaction.approved');
    expect(() => sdk.Webhook.constructEvent(body, headers['x-fedapay-signature'], 'wh_sandbox_2')).toThrow();
    // The SDK's errors hold sockets, which no matcher can print: only what we look at is taken from them.
    const refusal = await sdk.Transaction.create({ amount: 2_500 }).then(
      () => null,
      (error: unknown) => {
        const { httpStatus, errors } = error as { httpStatus: number; errors: object };
        return { httpStatus, fields: Object.keys(errors) };
      },
    );
    expect(refusal).toEqual({ httpStatus: 422, fields: ['currency', 'description'] });
  });
});
