import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { defineError, type AppError, type Locale } from '../../kernel/app-error.js';
import { newId } from '../../kernel/id.js';
import { localeFrom } from '../i18n/locale.js';
import { MalformedRequest } from './http.errors.js';
import { PROBLEM_TYPE, problemOf } from './problem.js';

class HeadersTooLarge extends defineError({
  code: 'request.headers_too_large',
  status: 431,
  title: { fr: 'En-têtes trop volumineux', en: 'Headers too large' },
  detail: { fr: 'L’adresse et les en-têtes dépassent 16 Ko : raccourcissez-les.', en: 'Address and headers pass 16 kB: make them shorter.' },
}) {}

class TooSlow extends defineError({
  code: 'request.timeout',
  status: 408,
  title: { fr: 'Demande trop lente', en: 'Request too slow' },
  detail: { fr: 'La demande n’est pas arrivée entière à temps : renvoyez-la.', en: 'The request did not arrive whole in time: send it again.' },
}) {}

/** Helmet has not seen these. */
const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none';frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
};

/** What the router refuses before any hook has run: an address that cannot be decoded. */
export function answerUnroutable(fallback: Locale) {
  return (_error: Error, request: FastifyRequest, reply: FastifyReply): void => {
    const problem = problemOf(new MalformedRequest(), {
      locale: localeFrom(request.headers['accept-language'], fallback),
      request_id: request.id,
      instance: request.url.split(/[?#]/)[0] ?? '/',
    });
    void reply
      .status(problem.status)
      .headers({ ...HEADERS, 'X-Request-ID': request.id, 'X-Process-Time': (reply.elapsedTime / 1000).toFixed(6) })
      .header('content-type', PROBLEM_TYPE)
      .send(JSON.stringify(problem));
  };
}

/** What never became a request, because it is no HTTP, too long or too slow. */
export function answerUnreadable(fallback: Locale) {
  return (error: Error & { code?: string }, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return;
    if (socket.writable && !hasAnswered(socket)) socket.write(textOf(problemFor(error.code), fallback));
    socket.destroy(error);
  };
}

/** An answer that has begun must not get another one written into it. */
function hasAnswered(socket: Socket): boolean {
  const { _httpMessage: current } = socket as Socket & { _httpMessage?: { headersSent?: boolean } | null };
  return current?.headersSent === true;
}

function problemFor(code: string | undefined): AppError {
  if (code === 'HPE_HEADER_OVERFLOW') return new HeadersTooLarge();
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new TooSlow();
  return new MalformedRequest();
}

function textOf(error: AppError, locale: Locale): string {
  const request_id = newId();
  const body = JSON.stringify(problemOf(error, { locale, request_id, instance: '/' }));
  return [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? ''}`,
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-ID: ${request_id}`,
    ...Object.entries(HEADERS).map(([name, value]) => `${name}: ${value}`),
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}

/** RFC 9110 §10.1.1 lets a server pass over expectations it does not know; 417 would be no problem document. */
export function ignoreUnknownExpectations(server: NodeJS.EventEmitter): void {
  server.on('checkExpectation', (request: IncomingMessage, response: unknown) => server.emit('request', request, response));
}
