import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Locale } from '../../kernel/app-error.js';
import type { ActorRequest } from '../authz/actor.js';
import { localeFrom } from '../i18n/locale.js';
import { logRequest } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import { beginSpan, type OpenSpan } from '../observability/tracing.js';
import { MalformedRequest } from './http.errors.js';
import { requestContext } from './request-context.js';
import { cutSlowBodies } from './slow-bodies.js';
import { dropUploads } from './uploads.js';

/** Asked every few seconds by machines; they would be most of all traces. */
const UNTRACED = new Set(['/health', '/health/detailed', '/ready', '/metrics', '/api/v1/health', '/api/v1/health/detailed', '/api/v1/ready']);

const spans = new WeakMap<FastifyRequest, OpenSpan>();

const LOOKS_LIKE_AN_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{7,127}$/;

/** The caller's `X-Request-ID` where it looks like an id, else a new one. */
export function requestIdOf(raw: IncomingMessage): string {
  const given = raw.headers['x-request-id'];
  return typeof given === 'string' && LOOKS_LIKE_AN_ID.test(given) ? given : randomUUID();
}

/** Context, headers, log line and metrics of every request, also of those that no route answers. */
export function addRequestHooks(server: FastifyInstance, options: { metrics: Metrics; fallback: Locale }): void {
  server.addHook('onRequest', (request, reply, done) => {
    void reply.header('X-Request-ID', request.id);
    const context = {
      request_id: request.id,
      locale: localeFrom(request.headers['accept-language'], options.fallback),
      client_address: addressOf(request),
      only_reads: request.method === 'GET' || request.method === 'HEAD',
    };
    inSpanOf(request, () => {
      requestContext.run(context, () => { done(lacksHost(request) ? new MalformedRequest() : undefined); });
    });
  });
  cutSlowBodies(server);
  dropUploads(server);
  server.addHook('onSend', (_request, reply, _payload, done) => {
    void reply.header('X-Process-Time', (reply.elapsedTime / 1000).toFixed(6));
    done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    const endpoint = endpointOf(request);
    const seconds = reply.elapsedTime / 1000;
    const status = reply.statusCode;
    const span = spans.get(request);
    options.metrics.observe({ method: request.method, endpoint, status, seconds });
    const tell = (): void => {
      logRequest({ request_id: request.id, method: request.method, endpoint, status, ms: Math.round(seconds * 1000), ...callerOf(request) });
    };
    if (span) span.run(tell);
    else tell();
    span?.end({ 'http.response.status_code': status }, status >= 500);
    done();
  });
}

/** Ids only. */
function callerOf(request: FastifyRequest): { user_id: string | null; api_key_id?: string } {
  const { actor } = request as Partial<ActorRequest>;
  if (!actor || actor.id === null) return { user_id: null };
  return { user_id: actor.id, ...(actor.api_key && { api_key_id: actor.api_key.id }) };
}

/** What callers say of traces of theirs is not taken over: anybody could have everything of theirs kept. */
function inSpanOf(request: FastifyRequest, work: () => void): void {
  const route = endpointOf(request);
  const span = UNTRACED.has(route)
    ? undefined
    : beginSpan({ name: `${request.method} ${route}`, kind: 'server', facts: { 'http.request.method': request.method, 'http.route': route, 'lokahome.request_id': request.id } });
  if (!span) {
    work();
    return;
  }
  spans.set(request, span);
  span.run(work);
}

/** RFC 9112 §3.2: HTTP/1.1 names its host, or is refused. */
function lacksHost({ raw }: FastifyRequest): boolean {
  return raw.httpVersion === '1.1' && raw.headers.host === undefined;
}

/** Some proxies write more than an address into X-Forwarded-For, and the database takes addresses only. */
function addressOf(request: FastifyRequest): string {
  return isIP(request.ip) === 0 ? (request.socket.remoteAddress ?? '::') : request.ip;
}

function endpointOf(request: FastifyRequest): string {
  const pattern = request.routeOptions.url;
  return pattern === undefined || pattern === '*' || pattern === '/*' ? 'unknown' : pattern;
}
