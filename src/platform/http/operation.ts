import { applyDecorators, HttpCode, SetMetadata, UseInterceptors, type Type } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes, ApiExtraModels, ApiHeader, ApiOperation, ApiProduces, ApiResponse, ApiTags, getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';
import type { AppErrorClass } from '../../kernel/app-error.js';
import { IdempotencyInterceptor } from '../idempotency/idempotency.interceptor.js';

export type LimitGroup = 'auth' | 'search' | 'booking' | 'default' | 'none';

export interface OperationSpec {
  /** operationId: the method's name in the generated SDKs. */
  id: string;
  summary: string;
  description?: string;
  tag: string;
  /** Status and class of the good answer; `[Class]` for a list of them, null for none. */
  answer: readonly [number, Type | readonly [Type] | null];
  /** Further answers that are no errors of ours: a 503 that says `ready: false`. */
  otherAnswers?: readonly (readonly [number, Type])[];
  /** Headers of the good answer beside the common ones. */
  headers?: Readonly<Record<string, string>>;
  errors?: readonly AppErrorClass[];
  limit?: LimitGroup;
  idempotent?: boolean;
  etag?: boolean;
  /** A list in pages: documents `Link` and `X-Total-Count`. */
  paged?: boolean;
  /** Takes `application/x-www-form-urlencoded` beside JSON. */
  form?: boolean;
  /** Takes files: the fields of the multipart form. */
  files?: { readonly field: string; readonly many: boolean } | FormShape;
  /** The good answer where it is not JSON. */
  produces?: string | readonly string[];
  /** A page where a browser asks, beside the JSON. */
  page?: boolean;
  /** A table for spreadsheets where one asks for it, beside the JSON. */
  csv?: boolean;
}

/** A multipart form with fields of their own: one file each, and texts that are one of a list. */
export interface FormShape {
  readonly files: Readonly<Record<string, 'required' | 'optional'>>;
  readonly choices: Readonly<Record<string, readonly string[]>>;
}

const OPERATION = Symbol('operation');

/**
 * The one description of a route: document, rate limit, idempotency and ETag all read it. Errors that
 * every route can give are added when the document is built.
 */
export function Operation(spec: OperationSpec): MethodDecorator {
  const [status, type] = spec.answer;
  const isList = Array.isArray(type);
  const produces = typeof spec.produces === 'string' ? [spec.produces] : [...(spec.produces ?? [])];
  const body = (isList ? type[0] : type) as Type | null;
  const headers = Object.fromEntries(
    Object.entries({
      ...(spec.paged ? { Link: 'RFC 8288: first, prev, next', 'X-Total-Count': 'How many there are, counted to 10 000', 'X-Total-Count-Capped': '`true` where there are more' } : {}),
      ...(spec.etag ? { ETag: 'For If-None-Match' } : {}),
      ...spec.headers,
    }).map(([name, description]) => [name, { description, schema: { type: 'string' as const } }]),
  );
  return applyDecorators(
    SetMetadata(OPERATION, spec),
    HttpCode(status),
    ApiTags(spec.tag),
    ApiOperation({ operationId: spec.id, summary: spec.summary, ...(spec.description ? { description: spec.description } : {}) }),
    ApiResponse({
      status,
      description: spec.summary,
      ...(body && !spec.page && !spec.csv ? { type: body, isArray: isList } : {}),
      ...(body && spec.page ? { content: { 'application/json': { schema: { $ref: getSchemaPath(body) } }, 'text/html': { schema: { type: 'string' as const } } } } : {}),
      ...(body && spec.csv ? { content: { 'application/json': { schema: { $ref: getSchemaPath(body) } }, 'text/csv': { schema: { type: 'string' as const } } } } : {}),
      ...(produces.length > 0 ? { schema: { type: 'string', ...(produces.every((one) => one.startsWith('text/')) ? {} : { format: 'binary' }) } } : {}),
      headers,
    }),
    ...(spec.otherAnswers ?? []).map(([other, view]) => ApiResponse({ status: other, description: spec.summary, type: view })),
    ...(produces.length > 0 ? [ApiProduces(...produces)] : []),
    ...(body && (spec.page || spec.csv) ? [ApiExtraModels(body)] : []),
    ...(spec.form ? [ApiConsumes('application/json', 'application/x-www-form-urlencoded')] : []),
    ...(spec.files ? [ApiConsumes('multipart/form-data'), ApiBody({ schema: filesSchema(spec.files) })] : []),
    ...(spec.etag ? [RouteConfig({ etag: true }), ApiResponse({ status: 304, description: 'Not modified since the ETag that was sent.' }), ApiHeader({ name: 'If-None-Match', required: false, description: 'The ETag of an earlier answer: 304 where it still stands.', schema: { type: 'string' } })] : []),
    ...(spec.idempotent
      ? [UseInterceptors(IdempotencyInterceptor), ApiHeader({ name: 'Idempotency-Key', required: false, description: 'Same key and request within 24 h: the first answer again.', schema: { type: 'string', minLength: 1, maxLength: 255 } })]
      : []),
  );
}

type Schema = Exclude<NonNullable<OpenAPIObject['components']>['schemas'], undefined>[string];

function filesSchema(taken: NonNullable<OperationSpec['files']>): Schema {
  const file: Schema = { type: 'string', format: 'binary' };
  if ('choices' in taken) {
    const { files, choices } = taken;
    const needed = Object.keys(files).filter((name) => files[name] === 'required');
    return {
      type: 'object',
      required: [...Object.keys(choices), ...needed],
      properties: {
        ...Object.fromEntries(Object.entries(choices).map(([name, values]) => [name, { type: 'string' as const, enum: [...values] }])),
        ...Object.fromEntries(Object.keys(files).map((name) => [name, file])),
      },
    };
  }
  const { field, many } = taken;
  return { type: 'object', required: [field], properties: { [field]: many ? { type: 'array', items: file, minItems: 1, maxItems: 10 } : file } };
}

export function operationOf(handler: object): OperationSpec | undefined {
  return Reflect.getMetadata(OPERATION, handler) as OperationSpec | undefined;
}
