import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { isProblem, LokaHome, ProblemError } from '../dist/index.js';
import { nextOf } from '../dist/pages.js';
import { good, problem, startServer, type Asked, type Reply } from './server.ts';

async function house(reply: (asked: Asked, nth: number) => Reply): Promise<{ api: LokaHome; asked: Asked[] }> {
  const { url, asked } = await startServer(reply);
  return { api: new LokaHome({ baseUrl: `${url}/`, retries: 0 }), asked };
}

describe('a refusal', () => {
  it('is an error with a code, and with the fields that are wrong', async () => {
    const errors = [{ field: 'end_date', code: 'not_a_date', message: 'Une date est attendue.' }];
    const { api } = await house(() => problem(422, 'validation.failed', { errors }));
    const error = await api.createBooking({ body: { property_id: 'p', start_date: 'x', end_date: 'y' } }).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof ProblemError && error instanceof Error);
    assert.deepEqual([error.status, error.code, error.request_id, error.field('end_date')?.message], [422, 'validation.failed', 'r-1', 'Une date est attendue.']);
    assert.deepEqual([isProblem(error), isProblem(error, 'validation.failed'), isProblem(error, 'booking.dates_unavailable'), isProblem(new Error('x'))], [true, true, false, false]);
  });
});

describe('an answer', () => {
  it('comes in the language asked for', async () => {
    const { api, asked } = await house(() => good([]));
    await api.listAmenities();
    api.language = 'en';
    await api.listAmenities();
    await api.listAmenities({ headers: { 'Accept-Language': 'fr-BJ' } });
    assert.deepEqual(asked.map(({ headers }) => headers['accept-language']), ['fr', 'en', 'fr-BJ']);
  });

  it('is a Blob where it is a file, and nothing where there is nothing', async () => {
    const { api } = await house(({ path }) => (path.endsWith('.pdf') ? good(Buffer.from('%PDF-1.7'), { 'content-type': 'application/pdf' }) : { status: path.endsWith('otp') ? 202 : 204 }));
    const paper = await api.getBookingContract({ path: { id: 'b' } });
    assert.deepEqual([paper.type, await paper.text()], ['application/pdf', '%PDF-1.7']);
    for (const call of [api.logout(), api.sendOtp({ body: { phone: '+2290197000001' } })]) assert.equal(await call, null);
  });

  it('shows its headers to who asks for them', async () => {
    const { api, asked } = await house(() => good([], { 'x-average-rating': '4.50' }));
    const { data, response } = await api.withResponse('listPropertyReviews', { path: { id: 'a/b' } });
    assert.deepEqual([data, response.headers.get('x-average-rating'), asked[0]?.path], [[], '4.50', '/api/v1/reviews/property/a%2Fb']);
  });
});

describe('a list', () => {
  const pageOf = ({ query }: Asked): Reply => {
    const page = Number(query.get('page') ?? 1);
    const next = `<https://elsewhere.example/api/v1/bookings/my-bookings?page=${page + 1}&per_page=2&status=pending>; rel="next", `;
    return good([{ id: `${page}a` }, { id: `${page}b` }], { 'x-total-count': '6', link: `<x?page=1>; rel="first", ${page < 3 ? next : ''}<x?page=0>; rel="prev"` });
  };

  it('comes page after page, from the same server, with what was asked for', async () => {
    const { api, asked } = await house(pageOf);
    const pages = [];
    for await (const page of api.pages('listMyBookings', { query: { per_page: 2, status: 'pending' } })) pages.push([page.items.length, page.total, page.has_next]);
    assert.deepEqual(pages, [[2, 6, true], [2, 6, true], [2, 6, false]]);
    assert.deepEqual(asked.map(({ query }) => query.toString()), ['per_page=2&status=pending', 'page=2&per_page=2&status=pending', 'page=3&per_page=2&status=pending']);
  });

  it('is asked for no further than it is read', async () => {
    const { api, asked } = await house(pageOf);
    const ids = [];
    for await (const { id } of api.all('listMyBookings')) if (ids.push(id) === 3) break;
    assert.deepEqual([ids, asked.length], [['1a', '1b', '2a'], 2]);
  });

  it('goes on by cursor where it is a feed', async () => {
    const { api, asked } = await house(({ query }) => (query.has('cursor') ? good([{ id: '2' }]) : good([{ id: '1' }], { link: '</api/v1/notifications?cursor=eyJ%2B&is_read=false>; rel="next"' })));
    const ids = [];
    for await (const { id } of api.all('listNotifications', { query: { is_read: false } })) ids.push(id);
    assert.deepEqual([ids, asked[1]?.query.get('cursor')], [['1', '2'], 'eyJ+']);
  });

  it('understands links however they are written', () => {
    assert.deepEqual(nextOf('<a?page=2>;rel=next'), { page: '2' });
    assert.deepEqual(nextOf('<a?page=2>; title="a, b"; rel="last next"'), { page: '2' });
    assert.equal(nextOf('<a?page=2>; rel="prev"'), null);
    assert.equal(nextOf(null), null);
  });
});
