import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestActor } from '../support/actors.js';
import { startApp, type TestApp } from '../support/app.js';
import { Contract } from '../support/contract.js';
import { TestMoney, type PaidPayment, type StartedPayment } from '../support/money.js';
import { TestWork, type Job } from '../support/work.js';
import { badRequest } from './malformed/bad-requests.js';
import { readDocument, type Document } from './malformed/document.js';
import { RawClient, type RawReply, type RawRequest } from './malformed/raw-client.js';
import { CANARY } from './malformed/strange-values.js';
import { complaintsAbout } from './malformed/verdict.js';

const REQUESTS = Number(process.env['MALFORMED_REQUESTS'] ?? 10_000);
/** The same each time, so that a run says of a change what it says; `MALFORMED_SEED=… MALFORMED_ONLY=<index>` runs a failure again. */
const SEED = Number(process.env['MALFORMED_SEED'] ?? 20_261_120);
const ONLY = process.env['MALFORMED_ONLY'];
const AT_ONCE = 8;

const idsOfMoney = (paid: PaidPayment, open: StartedPayment): Record<string, string> => ({
  payments: paid.id, payment_id: paid.id, receipts: paid.code, booking_id: open.booking_id, pay: open.payment_url.split('/').pop() ?? '', webhook: 'sandbox',
});

const idsOfWork = (service: string, job: Job): Record<string, string> => ({
  services: service, service_id: service, 'service-requests': job.id, service_request_id: job.id, 'service-quotes': job.quote, 'service-providers': job.provider.profile, provider: job.provider.profile,
  provider_id: job.provider.profile,
});

describe('strange input', () => {
  let house: TestApp;
  let document: Document;
  let client: RawClient;
  let contract: Contract;
  let actors: (TestActor | undefined)[];
  let ids: Record<string, string>;
  const makers = [() => house.actors.asTenant(), () => house.actors.asLandlord(), () => house.actors.asProvider(), () => house.actors.asAdmin()];

  beforeAll(async () => {
    house = await startApp();
    document = await readDocument(house.url);
    client = new RawClient(house.url, AT_ONCE);
    contract = await Contract.load(`${house.url}/api/v1/openapi.json`);
    actors = [...(await Promise.all(makers.map((make) => make()))), undefined, undefined];
    const [tenant, landlord] = actors as [TestActor, TestActor];
    const property = await house.build.property(landlord);
    const booking = await house.build.booking(property, tenant);
    const money = new TestMoney(house);
    const [paid, open] = [await money.paid({ tenant, landlord }), await money.started({ tenant, landlord })];
    const work = new TestWork(house);
    ids = { ...idsOfMoney(paid, open), ...idsOfWork(await work.service(), await work.completed(landlord)), properties: property.id, property_id: property.id, property: property.id, bookings: booking.id, users: landlord.id };
  });
  afterAll(async () => {
    client.close();
    await house.close();
  });

  /** A call may end the caller's session or account, as it should: somebody new goes on in their place. */
  async function tokenOf(actor: number): Promise<string | undefined> {
    return (actors[actor] ??= await makers[actor]?.())?.token;
  }

  async function tryOne(index: number): Promise<{ status: number; ms: number; complaint: string | undefined }> {
    const { operation, actor, request } = badRequest(document, ids, SEED, index);
    const sent = request(await tokenOf(actor));
    const told = (what: string): string =>
      `${what}: MALFORMED_SEED=${String(SEED)} MALFORMED_ONLY=${String(index)}, ${operation.id}, ${sent.method} ${sent.target.slice(0, 200)} ${JSON.stringify({ ...sent.headers, authorization: '…' }).slice(0, 200)} ${String(sent.body?.subarray(0, 300).toString('latin1'))}`;
    try {
      const reply = await client.send(sent);
      if (reply.status === 401 && actors[actor] && sent.headers['authorization'] === `Bearer ${actors[actor].token}`) actors[actor] = undefined;
      const found = [...complaintsAbout(reply, { method: sent.method, canary: CANARY }), ...breachOf(sent, reply)];
      return { status: reply.status, ms: reply.ms, complaint: found.length === 0 ? undefined : `${told(found.join('; '))} → ${String(reply.status)} ${reply.text.slice(0, 400)}` };
    } catch (error) {
      return { status: 0, ms: 0, complaint: told(`no answer (${String(error)})`) };
    }
  }

  /** What the document did not promise. Headers that are too large never reach a route, and HEAD is not documented. */
  function breachOf({ method, target }: RawRequest, { status, headers, text }: RawReply): string[] {
    if (status === 431 || method === 'HEAD' || method === 'OPTIONS') return [];
    const type = headers['content-type'] ?? '';
    try {
      contract.check(method, target.split('?')[0] ?? '', status, type, type.includes('json') && text !== '' ? JSON.parse(text) : text);
      return [];
    } catch (error) {
      return [(error as Error).message.slice(0, 300)];
    }
  }

  it(`is answered, never an accident: ${String(REQUESTS)} bad requests made from the document`, async () => {
    const complaints: string[] = [];
    const statuses: Record<string, number> = {};
    let slowest = 0;
    let next = ONLY === undefined ? 0 : Number(ONLY);
    const end = ONLY === undefined ? REQUESTS : next + 1;
    const started = performance.now();
    const worker = async (): Promise<void> => {
      while (next < end && complaints.length < 25) {
        const result = await tryOne(next++);
        statuses[result.status] = (statuses[result.status] ?? 0) + 1;
        slowest = Math.max(slowest, result.ms);
        if (result.complaint !== undefined) complaints.push(result.complaint);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    const seconds = (performance.now() - started) / 1000;
    if (process.env['MALFORMED_REPORT']) process.stderr.write(`${JSON.stringify({ statuses, slowest: Math.round(slowest), seconds })}\n`);
    expect(complaints).toEqual([]);
    expect(seconds).toBeLessThan((240 * REQUESTS) / 10_000);
    // Were nearly all of them good requests, or stopped at the door, nothing would have been tried.
    expect(statuses[422] ?? 0).toBeGreaterThan(ONLY === undefined ? REQUESTS / 10 : -1);
  }, 900_000);

  it('leaves a house that works as before', async () => {
    const [landlord, tenant] = [await house.actors.asLandlord(), await house.actors.asTenant()];
    const home = await house.build.property(landlord);
    expect((await house.api.post('/bookings', { property_id: home.id, start_date: '2027-09-01', end_date: '2027-09-03' }, { as: tenant })).status).toBe(201);
    expect((await house.api.get('//health/detailed')).body).toMatchObject({ checks: { database: { status: 'healthy' } } });
  });
});
