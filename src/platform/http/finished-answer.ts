import { Answer, COUNT_LIMIT, etagOf, Feed, Page, RawJson } from './answer.js';

const JSON_TYPE = 'application/json; charset=utf-8';

/** What the last step of an answer has to know of its request. */
export interface Asked {
  readonly url: string;
  readonly ifNoneMatch: string | undefined;
  /** Whether the route carries an ETag. */
  readonly etag: boolean;
}

/**
 * Turns pages, feeds and raw JSON into bodies and headers, and answers 304 where a route carries an ETag. A plain
 * function that the adapter calls, not an interceptor: those wrap every request of the house in streams of RxJS.
 */
export function finishedAnswer(value: unknown, { url, ifNoneMatch, etag }: Asked): Answer {
  const answer = answerOf(value, url);
  return etag ? withEtag(answer, ifNoneMatch) : answer;
}

function answerOf(value: unknown, url: string): Answer {
  if (value instanceof Answer) return value;
  if (value instanceof Page) {
    const inner = answerOf(value.items, url);
    return new Answer(inner.body, { ...inner.headers, ...pageHeaders(value, url), ...value.headers });
  }
  if (value instanceof Feed) {
    const { items, next_cursor, total } = value;
    const links = [`<${withoutQuery(url, 'cursor')}>; rel="first"`];
    if (next_cursor !== null) links.push(`<${withQuery(url, { cursor: next_cursor })}>; rel="next"`);
    return new Answer(items, { Link: links.join(', '), ...countHeaders(total) });
  }
  if (value instanceof RawJson) return new Answer(value, { 'content-type': JSON_TYPE });
  return new Answer(value);
}

function withEtag(answer: Answer, ifNoneMatch: string | undefined): Answer {
  const { body } = answer;
  const text = body instanceof RawJson || typeof body === 'string' ? body : JSON.stringify(body);
  const tag = text instanceof RawJson ? text.etag : etagOf(text);
  // One address answers differently by who asks, in which language and from which web page.
  const headers = { ...answer.headers, ETag: tag, 'cache-control': 'private, no-cache', vary: 'Origin, Authorization, Accept-Language' };
  if (matches(ifNoneMatch, tag)) return new Answer(undefined, headers, 304);
  return new Answer(text, { 'content-type': JSON_TYPE, ...headers }, answer.status);
}

/** RFC 9110 §13.1.2: weak comparison, `*` matches anything there is. */
function matches(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === tag);
}

function pageHeaders({ page, total }: Page, url: string): Record<string, string> {
  // Beyond where counting stopped pages go on, as deep as any list goes.
  const last = Math.max(1, Math.ceil(Math.min(total, COUNT_LIMIT) / page.per_page));
  const links = [link(url, 1, 'first')];
  if (page.page > 1) links.push(link(url, Math.min(page.page - 1, last), 'prev'));
  if (page.page < last && (page.page + 1) * page.per_page <= COUNT_LIMIT) links.push(link(url, page.page + 1, 'next'));
  return { Link: links.join(', '), ...countHeaders(total) };
}

function countHeaders(total: number): Record<string, string> {
  const headers: Record<string, string> = { 'X-Total-Count': String(Math.min(total, COUNT_LIMIT)) };
  if (total > COUNT_LIMIT) headers['X-Total-Count-Capped'] = 'true';
  return headers;
}

function link(url: string, page: number, rel: string): string {
  return `<${withQuery(url, { page: String(page) })}>; rel="${rel}"`;
}

/** At the first question mark: another one may stand in the query itself. */
function parted(url: string): [path: string, query: URLSearchParams] {
  const at = url.indexOf('?');
  return at === -1 ? [url, new URLSearchParams()] : [url.slice(0, at), new URLSearchParams(url.slice(at + 1))];
}

function withoutQuery(url: string, ...names: string[]): string {
  const [path, parameters] = parted(url);
  for (const name of [...names, 'page']) parameters.delete(name);
  return parameters.size === 0 ? path : `${path}?${parameters.toString()}`;
}

function withQuery(url: string, changes: Record<string, string>): string {
  const [path, parameters] = parted(url);
  for (const [name, value] of Object.entries(changes)) parameters.set(name, value);
  return `${path}?${parameters.toString()}`;
}
