import { describe, expect, it } from '@jest/globals';
import { type Answer, answerText, COUNT_LIMIT, Feed, Page, RawJson } from './answer.js';
import { finishedAnswer } from './finished-answer.js';

function answerTo(value: unknown, { url = '/things', headers = {}, tagged = false }: { url?: string; headers?: Record<string, string>; tagged?: boolean } = {}): Promise<Answer> {
  return Promise.resolve(finishedAnswer(value, { url, ifNoneMatch: headers['if-none-match'], etag: tagged }));
}

const linksOf = (answer: Answer): string[] => (answer.headers['Link'] ?? '').split(', ').filter((link) => link !== '');

describe('a page of a list', () => {
  const page = (number: number, total: number, per_page = 20, url = '/things?q=a'): Promise<Answer> => answerTo(new Page([1], { page: number, per_page }, total), { url });

  it('says how many there are and where to go on', async () => {
    const answer = await page(2, 45);
    expect(answer.body).toEqual([1]);
    expect(answer.headers['X-Total-Count']).toBe('45');
    expect(linksOf(answer)).toEqual(['</things?q=a&page=1>; rel="first"', '</things?q=a&page=1>; rel="prev"', '</things?q=a&page=3>; rel="next"']);
  });

  it('has nothing before the first and nothing after the last', async () => {
    expect(linksOf(await page(1, 20)).map((link) => link.split('; ')[1])).toEqual(['rel="first"']);
    expect(linksOf(await page(3, 45)).map((link) => link.split('; ')[1])).toEqual(['rel="first"', 'rel="prev"']);
    expect(linksOf(await page(1, 0))).toEqual(['</things?q=a&page=1>; rel="first"']);
  });

  it('leads back from beyond the end', async () => {
    expect(linksOf(await page(9, 45))[1]).toBe('</things?q=a&page=3>; rel="prev"');
  });

  it('counts no further than ten thousand, and leads no deeper', async () => {
    const answer = await page(500, COUNT_LIMIT + 1);
    expect([answer.headers['X-Total-Count'], answer.headers['X-Total-Count-Capped']]).toEqual(['10000', 'true']);
    expect(linksOf(answer).some((link) => link.includes('next'))).toBe(false);
    expect((await page(1, COUNT_LIMIT)).headers['X-Total-Count-Capped']).toBeUndefined();
  });

  it('keeps the query as it was, question marks and all, and nothing that could break out of the header', async () => {
    expect(linksOf(await page(1, 20, 20, '/things?q=prix?&x=%3E%0d%0aSet-Cookie:%20a'))).toEqual(['</things?q=prix%3F&x=%3E%0D%0ASet-Cookie%3A+a&page=1>; rel="first"']);
  });

  it('may be JSON that PostgreSQL wrote', async () => {
    const answer = await answerTo(new Page(new RawJson('[{"id":1}]'), { page: 1, per_page: 20 }, 1));
    expect([answerText(answer.body), answer.headers['content-type']]).toEqual(['[{"id":1}]', 'application/json; charset=utf-8']);
  });
});

describe('a stretch of a feed', () => {
  it('leads on by its cursor, back to the start without one, and ends where it ends', async () => {
    const on = await answerTo(new Feed([1], 'abc', 7), { url: '/notes?type=booking&cursor=old' });
    expect(linksOf(on)).toEqual(['</notes?type=booking>; rel="first"', '</notes?type=booking&cursor=abc>; rel="next"']);
    expect(on.headers['X-Total-Count']).toBe('7');
    expect(linksOf(await answerTo(new Feed([], null, 0), { url: '/notes' }))).toEqual(['</notes>; rel="first"']);
  });
});

describe('an ETag', () => {
  it('answers 304, without a body, where the reader has it already', async () => {
    const first = await answerTo({ a: 1 }, { tagged: true });
    const tag = first.headers['ETag'] ?? '';
    expect(tag).toMatch(/^"[\w-]{27}"$/);
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const again = await answerTo({ a: 1 }, { tagged: true, headers: { 'if-none-match': known } });
      expect([known, again.status, again.body, again.headers['ETag']]).toEqual([known, 304, undefined, tag]);
    }
  });

  it('is another one for another answer', async () => {
    const [one, two, raw] = [await answerTo({ a: 1 }, { tagged: true }), await answerTo({ a: 2 }, { tagged: true }), await answerTo(new RawJson('{"a":1}'), { tagged: true })];
    expect(one.headers['ETag']).not.toBe(two.headers['ETag']);
    expect(raw.headers['ETag']).toBe(one.headers['ETag']);
    expect((await answerTo({ a: 2 }, { tagged: true, headers: { 'if-none-match': one.headers['ETag'] ?? '' } })).status).toBeUndefined();
  });

  it('is kept by the reader alone: the same address says other things to others', async () => {
    const { headers } = await answerTo({ a: 1 }, { tagged: true });
    expect([headers['cache-control'], headers['vary']]).toEqual(['private, no-cache', 'Origin, Authorization, Accept-Language']);
  });

  it('stands only where the route says so', async () => {
    expect((await answerTo({ a: 1 })).headers['ETag']).toBeUndefined();
  });
});
