import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../kernel/app-error.js';
import { databaseErrorToAppError } from '../database/database-errors.js';
import { reportError } from '../observability/error-reports.js';
import { logger } from '../observability/logger.js';
import {
  DependencyDown, InternalError, MalformedRequest, MethodNotAllowed, PayloadTooLarge, RouteNotFound, TooManyRequests, UnsupportedMediaType,
} from './http.errors.js';
import { PROBLEM_TYPE, problemOf } from './problem.js';
import { StorageUnavailable } from '../storage/storage.js';
import { requestContext } from './request-context.js';

/** The one place where an error becomes an answer. A 5xx never carries internals. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(toAppError(thrown), http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}

/** Also for what stands beside the routes of the features. */
export function sendProblem(error: AppError, request: FastifyRequest, reply: FastifyReply): void {
  const context = requestContext.current();
  const request_id = context?.request_id ?? request.id;
  const level = error.definition.level ?? (error.status >= 500 ? 'error' : 'info');
  logger[level](
    { request_id, code: error.code, status: error.status, ...(error.status >= 500 ? { err: error.extras.cause ?? error } : {}) },
    'request refused',
  );
  if (error.status >= 500) reportError(error.extras.cause ?? error, { what: 'request', method: request.method, endpoint: request.routeOptions.url ?? 'unknown', code: error.code });
  if (reply.sent) return;
  const problem = problemOf(error, {
    locale: context?.locale ?? 'fr',
    request_id,
    instance: request.url.split('?')[0] ?? '/',
  });
  void reply
    .status(problem.status)
    .headers({ 'cache-control': 'no-store', ...error.extras.headers })
    .header('content-type', PROBLEM_TYPE)
    .send(JSON.stringify(problem));
}

const BY_STATUS = new Map<number, new (parameters?: never, extras?: { cause: unknown }) => AppError>([
  [400, MalformedRequest],
  [404, RouteNotFound],
  [405, MethodNotAllowed],
  [413, PayloadTooLarge],
  [415, UnsupportedMediaType],
]);

/** Ours as they are; PostgreSQL's by SQLSTATE; Nest's and Fastify's by status; the rest is our fault. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const database = databaseErrorToAppError(thrown);
  if (database) return database;
  if (thrown instanceof StorageUnavailable) return new DependencyDown({}, { headers: { 'retry-after': '30' }, cause: thrown });
  const status = statusOf(thrown);
  if (status === 429) return new TooManyRequests({ seconds: 60 }, { headers: { 'retry-after': '60' } });
  if (status === 503) return new DependencyDown({}, { headers: { 'retry-after': '5' }, cause: thrown });
  const known = BY_STATUS.get(status);
  if (known) return new known(undefined, { cause: thrown });
  if (status >= 400 && status < 500) return new MalformedRequest({}, { cause: thrown });
  return new InternalError({}, { cause: thrown });
}

function statusOf(thrown: unknown): number {
  if (thrown instanceof HttpException) return thrown.getStatus();
  const status = (thrown as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : 500;
}
