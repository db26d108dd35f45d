import fastifyStatic from '@fastify/static';
import { ModulesContainer } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

import type { Environment } from '../../config/schema.js';
import { Policies } from '../authz/abilities.js';
import { guardedRoutes } from '../authz/closed-by-default.js';
import { scopesFor } from '../authz/policy.js';
import { completeDocument } from './document-completion.js';

const TAGS: readonly [string, string][] = [
  ['auth', 'Sign-up, sign-in, sessions, passwords and codes'],
  ['users', 'Profiles, addresses, devices, preferences, favourites'],
  ['properties', 'Homes: publish, search, availability, pictures'],
  ['bookings', 'Stays: ask, accept, refuse, cancel'],
  ['payments', 'Payments, refunds, receipts'],
  ['services', 'Home services: requests, quotes, providers'],
  ['messages', 'Chat'],
  ['reviews', 'Reviews and ratings'],
  ['notifications', 'What happened, for one account'],
  ['uploads', 'Pictures and documents'],
  ['partners', 'For programs: API keys and webhooks'],
  ['admin', 'Watching over all of it'],
  ['health', 'Health, readiness and metrics'],
];

/** The OpenAPI document of the application, complete with what every operation has in common. */
export function buildDocument(app: NestFastifyApplication, config: Environment): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle(`${config.PROJECT_NAME} API`)
    .setDescription(
      'Rent homes in Benin and beyond, and have them looked after. Errors are `application/problem+json` (RFC 9457); ' +
        'their texts follow `Accept-Language` (`fr` by default, `en`).',
    )
    .setVersion(config.VERSION)
    .setContact('LOKAHOME Support', config.APP_URL, 'support@lokahome.bj')
    .addServer(config.API_URL)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'bearerAuth')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'lkh_…', description: 'An API key of `POST /users/me/api-keys`, with one of the scopes that the operation names.' }, 'apiKey');
  for (const [name, description] of TAGS) builder.addTag(name, description);
  const document = SwaggerModule.createDocument(app, builder.build(), { deepScanRoutes: true, autoTagControllers: false });
  const { all } = app.get(Policies);
  return completeDocument(document, guardedRoutes(app.get(ModulesContainer)), ({ action, subject }) => scopesFor(all, action, subject));
}

/**
 * The same for whoever works in the browser: they sign in with a name and a password, and no box is filled with what would be
 * sent along unless one takes it out.
 */
function consoleDocument(document: OpenAPIObject, config: Environment): OpenAPIObject {
  const own = structuredClone(document);
  const signIn = {
    type: 'oauth2' as const, description: 'E-mail address or phone number, and password. After half an hour, sign out here and in again.',
    flows: { password: { tokenUrl: `${config.API_V1_STR}/auth/login`, scopes: {} } },
  };
  own.components = { ...own.components, securitySchemes: { signIn, ...own.components?.securitySchemes } };
  for (const item of Object.values(own.paths)) {
    for (const operation of [item.get, item.put, item.post, item.delete]) {
      if (!operation) continue;
      if (operation.security?.some((one) => 'bearerAuth' in one)) operation.security = [...operation.security, { signIn: [] }];
      for (const parameter of (operation.parameters ?? []) as Parameter[]) if (parameter.in !== 'header') leaveEmpty(parameter);
    }
  }
  return own;
}

interface Parameter {
  in: string;
  example?: unknown;
  description?: string;
  schema?: { example?: unknown; default?: unknown; format?: string };
}

/** Examples and defaults become words. */
function leaveEmpty(parameter: Parameter): void {
  const { schema = {} } = parameter;
  const example = parameter.example ?? schema.example;
  const words = [
    parameter.description,
    example !== undefined && schema.format !== 'uuid' && `Like \`${textOf(example)}\`.`,
    schema.default !== undefined && `By default \`${textOf(schema.default)}\`.`,
  ];
  parameter.description = words.filter(Boolean).join(' ');
  delete parameter.example;
  delete schema.example;
  delete schema.default;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What an OAuth 2 client has besides, and our people do not. */
const CONSOLE_STYLE =
  '.auth-container .scope-def, .auth-container .wrapper:has(> section > :is(#password_type, #client_id_password, #client_secret_password)) { display: none }';

/** `/api/v1/openapi.json`, Swagger UI at `/docs`, ReDoc at `/redoc`. */
export async function documentApp(app: NestFastifyApplication, config: Environment): Promise<void> {
  let document: OpenAPIObject | undefined;
  const current = (): OpenAPIObject => (document ??= buildDocument(app, config));
  const path = `${config.API_V1_STR}/openapi.json`;
  SwaggerModule.setup('docs', app, () => consoleDocument(current(), config), {
    customSiteTitle: `${config.PROJECT_NAME} API`,
    customCss: CONSOLE_STYLE,
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true, docExpansion: 'none', tagsSorter: 'none' },
    raw: [],
  });
  const server = app.getHttpAdapter().getInstance();
  server.get(path, (_request, reply) => reply.header('cache-control', 'no-cache').send(current()));

  const bundle = dirname(createRequire(import.meta.url).resolve('redoc/package.json'));
  await server.register(fastifyStatic, { root: `${bundle}/bundles`, prefix: '/redoc/assets/', index: false, decorateReply: false });
  server.get('/redoc', (_request, reply) => reply.type('text/html; charset=utf-8').send(redocPage(config.PROJECT_NAME, path)));
}

function redocPage(title: string, path: string): string {
  return `<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>${title} API</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>body{margin:0}</style></head>
<body><redoc spec-url="${path}" hide-loading></redoc><script src="/redoc/assets/redoc.standalone.js"></script></body></html>`;
}
