import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { ConnectionError, isProblem, LokaHome, ProblemError, TimeoutError, UnexpectedAnswerError, type LokaHomeOptions } from '../dist/index.js';
import { good, problem, startServer, type Asked, type Reply } from './server.ts';

async function house(reply: (asked: Asked, nth: number) => Reply, options: Partial<LokaHomeOptions> = {}): Promise<{ api: LokaHome; asked: Asked[] }> {
  const { url, asked } = await startServer(reply);
  return { api: new LokaHome({ baseUrl: url, ...options }), asked };
}

const booking = { body: { property_id: 'p', start_date: '2027-01-01', end_date: '2027-01-03' } };
const keys = (asked: Asked[]): unknown[] => asked.map(({ headers }) => headers['idempotency-key']);

describe('a call that takes a key', () => {
  for (const [what, reply] of [['is cut', 'cut'], ['is torn in the middle of its answer', 'torn'], ['meets a proxy without a server', { status: 502, body: '<html>' }], ['is too early', problem(409, 'idempotency.in_progress')]] as const) {
    it(`is sent again under the same key when it ${what}`, async () => {
      const { api, asked } = await house((_, nth) => (nth < 3 ? reply : { status: 201, body: { id: 'b' } }));
      assert.equal((await api.createBooking(booking)).id, 'b');
      assert.equal(asked.length, 3);
      assert.equal(new Set(keys(asked)).size, 1);
      assert.match(String(keys(asked)[0]), /^[0-9a-f]{32}$/);
      assert.deepEqual(new Set(asked.map(({ body }) => body.toString())), new Set([JSON.stringify(booking.body)]));
    });
  }

  it('has another key than the next one, or the one that its caller gave', async () => {
    const { api, asked } = await house(() => ({ status: 201, body: {} }));
    await api.createBooking(booking);
    await api.createBooking(booking);
    await api.createBooking({ ...booking, headers: { 'Idempotency-Key': 'of-the-form' } });
    assert.equal(new Set(keys(asked)).size, 3);
    assert.equal(keys(asked)[2], 'of-the-form');
  });

  it('keeps its key over a time-out, and ends with a TimeoutError when no answer ever comes', async () => {
    const { api, asked } = await house(() => 'hang', { timeout: 800, retries: 1 });
    await assert.rejects(api.createBooking(booking), TimeoutError);
    assert.deepEqual([asked.length, new Set(keys(asked)).size], [2, 1]);
  });

  it('sends its files again as they were', async () => {
    const { api, asked } = await house((_, nth) => (nth === 1 ? 'cut' : { status: 201, body: { uploaded: [] } }));
    const files = [new File([new Uint8Array([1, 2, 3])], 'a.jpg'), new File([new Uint8Array(70_000)], 'b.jpg')];
    await api.addPropertyImages({ path: { id: 'p' }, body: { files } });
    assert.match(String(asked[1]?.headers['content-type']), /^multipart\/form-data; boundary=/);
    assert.ok(asked[1]!.body.length > 70_000 && asked[1]!.body.equals(asked[0]!.body));
  });
});

describe('a call that might do harm when it is sent twice', () => {
  it('is sent once when nobody knows what became of it', async () => {
    const { api, asked } = await house(() => 'cut');
    await assert.rejects(api.acceptBooking({ path: { id: 'b' } }), ConnectionError);
    await assert.rejects(api.login({ body: { username: 'a', password: 'b' } }), ConnectionError);
    assert.equal(asked.length, 2);
    assert.deepEqual(keys(asked), [undefined, undefined]);
  });

  it('is sent again when it was refused before anything was done', async () => {
    const { api, asked } = await house((_, nth) => (nth === 1 ? problem(503, 'service.unavailable') : nth === 2 ? problem(429, 'request.too_many') : good({ status: 'confirmed' })));
    assert.equal((await api.acceptBooking({ path: { id: 'b' } })).status, 'confirmed');
    assert.equal(asked.length, 3);
  });
});

describe('trying again', () => {
  it('has an end', async () => {
    const { api, asked } = await house(() => problem(503, 'service.unavailable'), { retries: 2 });
    await assert.rejects(api.getMe(), (error) => error instanceof ProblemError && error.status === 503);
    assert.equal(asked.length, 3);
  });

  it('waits as long as it is told', async () => {
    const { api } = await house((_, nth) => (nth === 1 ? problem(429, 'request.too_many', { headers: { 'retry-after': '1' } }) : good([])));
    const began = performance.now();
    await api.listServices();
    assert.ok(performance.now() - began >= 1000);
  });

  it('is left to the caller where it would take too long', async () => {
    const { api, asked } = await house(() => problem(429, 'request.too_many', { headers: { 'retry-after': '40' } }));
    await assert.rejects(api.login({ body: { username: 'a', password: 'b' } }), (error) => isProblem(error, 'request.too_many') && error.retry_after === 40);
    assert.equal(asked.length, 1);
  });

  it('stops at once when the caller gives up', async () => {
    const { api, asked } = await house(() => problem(503, 'service.unavailable', { headers: { 'retry-after': '9' } }));
    const signal = AbortSignal.timeout(150);
    await assert.rejects(api.getMe({ signal }), { name: 'TimeoutError' });
    assert.equal(asked.length, 1);
    await assert.rejects(api.getMe({ signal }), { name: 'TimeoutError' });
    assert.equal(asked.length, 1);
  });
});

describe('an answer that is none of the API', () => {
  it('is told as such, with what it said', async () => {
    const { api } = await house(() => ({ status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>Bad gateway</h1>' }), { retries: 0 });
    await assert.rejects(api.getMe(), (error) => error instanceof UnexpectedAnswerError && error.status === 502 && error.body.includes('Bad gateway'));
    const broken = await house(() => good('{"id":'));
    await assert.rejects(broken.api.getMe(), UnexpectedAnswerError);
  });

  it('is not looked for at an address that is none', () => {
    for (const baseUrl of ['', 'api.lokahome.bj', 'ftp://x']) assert.throws(() => new LokaHome({ baseUrl }), /baseUrl/);
  });
});
