import type { OpenAPIObject } from '@nestjs/swagger';
import type { AppErrorClass } from '../../kernel/app-error.js';
import type { GuardedRoute } from '../authz/closed-by-default.js';
import type { Access } from '../authz/access.js';
import { Forbidden, KeyRefused, ScopeMissing, Unauthenticated } from '../authz/authz.errors.js';
import { IdempotencyInProgress, IdempotencyKeyInvalid, IdempotencyKeyReused } from '../idempotency/idempotency.errors.js';
import { DependencyDown, InternalError, MalformedRequest, PayloadTooLarge, TooManyRequests, UnsupportedMediaType, ValidationFailed } from './http.errors.js';
import { operationOf, type OperationSpec } from './operation.js';

type Json = Record<string, unknown>;
interface Operation extends Json {
  operationId?: string;
  description?: string;
  requestBody?: Json;
  parameters?: { in: string; name: string; schema?: Json; example?: unknown; description?: string }[];
  responses: Record<string, Json>;
  security?: Json[];
}

/** The scopes of which an API key needs one; none where it cannot. */
type ScopesOf = (access: Access & { kind: 'can' }) => readonly string[];

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

/** Adds what every operation shares: error answers from the error classes, common headers, the problem schema. */
export function completeDocument(document: OpenAPIObject, routes: readonly GuardedRoute[], scopesOf: ScopesOf): OpenAPIObject {
  const byId = new Map(routes.flatMap((route) => {
    const spec = operationOf(route.handler);
    return spec ? [[spec.id, { route, spec }] as const] : [];
  }));
  const schemas = ((document.components ??= {}).schemas ??= {}) as Json;
  schemas['Problem'] = problemSchema;
  for (const item of Object.values(document.paths) as unknown as Record<string, Operation | undefined>[]) {
    for (const method of METHODS) {
      const operation = item[method];
      const known = operation?.operationId === undefined ? undefined : byId.get(operation.operationId);
      if (operation && known) complete(operation, known.spec, known.route, method, scopesOf);
    }
  }
  return document;
}

function complete(operation: Operation, spec: OperationSpec, { access }: GuardedRoute, method: string, scopesOf: ScopesOf): void {
  const anonymous = access?.kind === 'public' && access.anonymous;
  const scopes = access?.kind === 'can' ? scopesOf(access) : null;
  operation.security = anonymous ? [{}] : [...(scopes ? [] : [{}]), { bearerAuth: [] }, ...(scopes?.length === 0 ? [] : [{ apiKey: [] }])];
  if (scopes && scopes.length > 0) operation.description = [operation.description, `API keys: ${scopes.map((scope) => `\`${scope}\``).join(' or ')}.`].filter(Boolean).join('\n\n');
  const refusals = scopes ? [Forbidden, scopes.length > 0 ? ScopeMissing : KeyRefused] : [];
  const errors: AppErrorClass[] = [...(anonymous ? [] : [Unauthenticated]), ...refusals, ...(spec.errors ?? []), InternalError, DependencyDown];
  // Read by a route does not mean that callers have to think of it.
  operation.parameters = (operation.parameters ?? []).filter((one) => one.in !== 'header' || !/^(authorization|user-agent)$/i.test(one.name));
  for (const parameter of operation.parameters) if (parameter.in === 'path' && /^(id|\w+_id)$/.test(parameter.name)) describeId(parameter);
  // A body is read before its route is asked whether it wants one.
  if (method !== 'get') errors.push(MalformedRequest, PayloadTooLarge, UnsupportedMediaType);
  if (operation.requestBody !== undefined || operation.parameters.some((one) => one.in !== 'header')) errors.push(ValidationFailed, MalformedRequest);
  if (spec.limit !== 'none') errors.push(TooManyRequests);
  if (spec.idempotent) errors.push(IdempotencyInProgress, IdempotencyKeyReused, IdempotencyKeyInvalid);
  for (const [status, classes] of groupByStatus(errors)) {
    // Where a browser gets a page, it also gets one that says there is nothing here.
    operation.responses[status] ??= problemAnswer(classes, spec.page === true && status === '404');
  }
  for (const [status, answer] of Object.entries(operation.responses)) {
    answer['headers'] = { ...(answer['headers'] as Json | undefined), ...headersOf(status, spec), ...commonHeaders(spec) };
  }
}

/** Ids in paths are UUIDs, all of them; the routes say so with a pipe, which Swagger cannot see. */
function describeId(parameter: NonNullable<Operation['parameters']>[number]): void {
  parameter.schema = { type: 'string', format: 'uuid' };
  parameter.example ??= '0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e5f';
}

function groupByStatus(errors: readonly AppErrorClass[]): [string, AppErrorClass[]][] {
  const groups = new Map<string, AppErrorClass[]>();
  for (const error of new Set(errors)) {
    const status = String(error.definition.status);
    groups.set(status, [...(groups.get(status) ?? []), error]);
  }
  return [...groups].sort(([a], [b]) => a.localeCompare(b));
}

function problemAnswer(classes: readonly AppErrorClass[], page: boolean): Json {
  return {
    description: classes.map(({ definition }) => `\`${definition.code}\`: ${definition.detail.en}`).join('\n\n'),
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(classes.map(({ definition }) => [definition.code, { value: exampleOf(definition) }])),
      },
      ...(page ? { 'text/html': { schema: { type: 'string' } } } : {}),
    },
  };
}

function exampleOf(definition: AppErrorClass['definition']): Json {
  return {
    type: `urn:lokahome:problem:${definition.code}`,
    title: definition.title.fr,
    status: definition.status,
    detail: definition.detail.fr,
    instance: '/api/v1/…',
    code: definition.code,
    request_id: '5b1c8e0e-0a53-4a7c-9d0c-0c6b6a3f1a52',
    ...(definition.status === 422 ? { errors: [{ field: definition.field ?? 'email', code: definition.field ? definition.code : 'not_an_email', message: definition.field ? definition.detail.fr : 'Une adresse e-mail valable est attendue.' }] } : {}),
  };
}

const text = (description: string): Json => ({ description, schema: { type: 'string' } });

/** What a client that tries again has to know. */
function headersOf(status: string, spec: OperationSpec): Json {
  return {
    ...(status === '429' || status === '503' ? { 'Retry-After': text('Seconds to wait before the next try') } : {}),
    ...(spec.idempotent && status.startsWith('2') ? { 'Idempotency-Replayed': text('`true` where this is the first answer again') } : {}),
  };
}

function commonHeaders(spec: OperationSpec): Json {
  return {
    'X-Request-ID': text('The request’s id, yours when you sent one'),
    'X-Process-Time': text('Seconds from request to answer'),
    ...(spec.limit === 'none' ? {} : { RateLimit: text('What is left: "group";r=remaining;t=seconds'), 'RateLimit-Policy': text('The quota: "group";q=calls;w=seconds') }),
  };
}

const problemSchema = {
  type: 'object',
  description: 'RFC 9457. `code` is stable; the texts follow Accept-Language.',
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'request_id'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    code: { type: 'string' },
    request_id: { type: 'string' },
    errors: {
      type: 'array',
      description: 'The refused fields of a 422.',
      items: {
        type: 'object',
        required: ['field', 'code', 'message'],
        properties: { field: { type: 'string' }, code: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};
