import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { Answer, COUNT_LIMIT, Feed, Page, RawJson } from './answer.js';
import { operationOf } from './operation.js';

const JSON_TYPE = 'application/json; charset=utf-8';

/** Turns pages, feeds and raw JSON into bodies and headers, and answers 304 where a route carries an ETag. */
@Injectable()
export class AnswerInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const etag = operationOf(context.getHandler())?.etag ?? false;
    return next.handle().pipe(
      map((value: unknown) => {
        const answer = answerOf(value, request.url);
        return etag ? withEtag(answer, request.headers['if-none-match']) : answer;
      }),
    );
  }
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
  if (value instanceof RawJson) return new Answer(value.text, { 'content-type': JSON_TYPE });
  return new Answer(value);
}

function withEtag(answer: Answer, ifNoneMatch: string | undefined): Answer {
  const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
  const tag = `"${createHash('sha1').update(text).digest('base64url')}"`;
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
