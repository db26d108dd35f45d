import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ModulesContainer } from '@nestjs/core';
import { Validator } from '@seriousme/openapi-schema-validator';
import { guardedRoutes } from '../src/platform/authz/closed-by-default.js';
import { operationOf } from '../src/platform/http/operation.js';
import { featureRoutesOf, routesOf } from './security/routes.js';
import { startApp, type TestApp } from './support/app.js';

interface Schema {
  $ref?: string; type?: string; format?: string; example?: unknown; enum?: unknown[]; default?: unknown; items?: Schema; properties?: Record<string, Schema>;
  required?: string[]; allOf?: Schema[]; oneOf?: Schema[]; anyOf?: Schema[]; additionalProperties?: unknown; nullable?: boolean; description?: string;
}
interface Media { schema?: Schema; example?: unknown; examples?: Record<string, { value: unknown }> }
interface Answer { description?: string; content?: Record<string, Media>; headers?: Record<string, unknown> }
interface Parameter { name: string; in: string; required?: boolean; schema?: Schema; description?: string }
interface Operation {
  operationId?: string; tags?: string[]; summary?: string; security?: Record<string, string[]>[]; parameters?: Parameter[];
  requestBody?: { required?: boolean; content?: Record<string, Media> }; responses: Record<string, Answer>;
}
interface Document { openapi: string; paths: Record<string, Record<string, Operation>>; tags: { name: string; description: string }[]; components: { schemas: Record<string, Schema>; securitySchemes: Record<string, unknown> } }

const TAGS = ['auth', 'users', 'properties', 'bookings', 'payments', 'services', 'messages', 'reviews', 'notifications', 'uploads', 'partners', 'admin', 'health'];
const BODILESS = ['204', '304'];

describe('the OpenAPI document', () => {
  let house: TestApp;
  let document: Document;
  let operations: { place: string; path: string; method: string; operation: Operation }[];

  beforeAll(async () => {
    house = await startApp();
    document = (await (await fetch(`${house.url}/api/v1/openapi.json`)).json()) as Document;
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ place: `${method.toUpperCase()} ${path}`, path, method, operation })),
    );
  });
  afterAll(() => house.close());

  /** The operations of which `fault` finds something to say, with what it says. */
  const faults = (fault: (one: (typeof operations)[number]) => string | readonly string[] | false | undefined): string[] =>
    operations.flatMap((one) => [fault(one)].flat().filter((said) => said !== false && said !== undefined).map((said) => `${one.place}: ${said}`));

  const resolve = (schema: Schema | undefined): Schema | undefined => {
    const reference = schema?.$ref ?? schema?.allOf?.[0]?.$ref;
    return reference === undefined ? schema : document.components.schemas[reference.replace('#/components/schemas/', '')];
  };

  it('is valid', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document) as never);
    expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
  });

  it('holds every route that answers under /api/v1, and none that does not', () => {
    const served = featureRoutesOf(house.app).map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`).sort();
    expect(operations.map(({ place }) => place).sort()).toEqual(served);
    expect(served.length).toBeGreaterThan(40);
    expect(guardedRoutes(house.app.get(ModulesContainer))).toHaveLength(served.length);
  });

  it('is about the routes of the real router', () => {
    const routes = routesOf(house.app).map(({ method, path }) => `${method} ${path}`);
    expect(routes).toEqual(expect.arrayContaining(['GET /api/v1/bookings/:id', 'PUT /api/v1/bookings/:id/accept', 'GET /', 'GET /docs', 'GET /.well-known/jwks.json']));
  });

  describe('every operation', () => {
    it('has a name of its own, good as a method name', () => {
      const ids = operations.map(({ operation }) => operation.operationId ?? '');
      expect(ids.filter((id) => !/^[a-z][a-zA-Z]+$/.test(id))).toEqual([]);
      expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    });

    it('has one of the known tags, a summary and a word on security', () => {
      expect(document.tags.map(({ name }) => name)).toEqual(TAGS);
      expect(faults(({ operation }) => operation.tags?.length !== 1 || !TAGS.includes(operation.tags[0] ?? '') ? 'tag' : undefined)).toEqual([]);
      expect(faults(({ operation }) => ((operation.summary?.length ?? 0) < 4 ? 'no summary' : undefined))).toEqual([]);
      expect(faults(({ operation }) => {
        const said = JSON.stringify(operation.security);
        return ['[{"bearerAuth":[]}]', '[{"bearerAuth":[]},{"apiKey":[]}]', '[{}]', '[{},{"bearerAuth":[]},{"apiKey":[]}]'].includes(said) ? undefined : `security ${said}`;
      })).toEqual([]);
      expect(document.components.securitySchemes).toEqual(expect.objectContaining({ bearerAuth: expect.objectContaining({ bearerFormat: 'JWT' }), apiKey: expect.objectContaining({ scheme: 'bearer' }) }));
    });

    it('documents its parameters: those of the path exactly, and each with a type and an example or a word', () => {
      expect(faults(({ path, operation }) => {
        const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
        const documented = (operation.parameters ?? []).filter((one) => one.in === 'path').map((one) => one.name).sort();
        return named.join() === documented.join() ? undefined : `path parameters ${documented.join()}`;
      })).toEqual([]);
      expect(faults(({ operation }) => (operation.parameters ?? []).filter((one) => one.in === 'path' && (one.required !== true || (/^(id|\w+_id)$/.test(one.name) && one.schema?.format !== 'uuid'))).map((one) => `${one.name} is ${JSON.stringify(one.schema)}`))).toEqual([]);
      expect(faults(({ operation }) => (operation.parameters ?? []).filter((one) => {
        const schema = resolve(one.schema);
        const explained = [one.description, schema?.description, schema?.example, schema?.enum, schema?.default].some((word) => word !== undefined);
        return schema?.type === undefined || !(explained || one.in === 'path' || schema.format !== undefined || schema.type !== 'string');
      }).map((one) => `${one.in} ${one.name}`))).toEqual([]);
    });

    it('says what its body looks like, field by field, with examples', () => {
      expect(faults(({ operation }) => Object.entries(operation.requestBody?.content ?? {}).flatMap(([type, media]) => faultsOf(media, type)))).toEqual([]);
    });

    it('has a good answer, and a schema with examples for every answer that has a body', () => {
      expect(faults(({ operation }) => (Object.keys(operation.responses).some((status) => /^2\d\d$/.test(status)) ? undefined : 'no good answer'))).toEqual([]);
      expect(faults(({ operation }) => Object.entries(operation.responses).flatMap(([status, answer]) => {
        if ((answer.description ?? '').length < 4) return [`${status} has no description`];
        if (BODILESS.includes(status)) return answer.content ? [`${status} has a body`] : [];
        // Some work that is only accepted has an id to ask about, some has nothing to say.
        if (status === '202' && !answer.content) return [];
        const kinds = Object.entries(answer.content ?? {});
        return kinds.length === 0 ? [`${status} has no schema`] : kinds.flatMap(([type, media]) => faultsOf(media, `${status} ${type}`));
      }))).toEqual([]);
    });

    it('answers its errors as problems, with an example for each code', () => {
      expect(faults(({ operation }) => Object.entries(operation.responses).filter(([status]) => Number(status) >= 400).flatMap(([status, answer]) => {
        const media = answer.content?.['application/problem+json'];
        if (!media) return status === '503' && Object.keys(answer.content ?? {}).join() === 'application/json' ? [] : [`${status} is no problem`];
        const examples = Object.entries(media.examples ?? {});
        if (media.schema?.$ref !== '#/components/schemas/Problem' || examples.length === 0) return [`${status} has no example`];
        return examples.filter(([code, { value }]) => (value as { code?: string; status?: number }).code !== code || String((value as { status?: number }).status) !== status).map(([code]) => `${status} ${code} is another`);
      }))).toEqual([]);
    });

    it('can be refused for what every route can be refused for', () => {
      const must = ({ operation, method, path }: (typeof operations)[number]): string[] => [
        '500', '503',
        ...(JSON.stringify(operation.security) === '[{"bearerAuth":[]}]' ? ['401', '403', '429'] : []),
        ...(method === 'get' ? [] : ['400', '413', '415']),
        ...(operation.requestBody || path.includes('{') || operation.parameters?.some((one) => one.in === 'query') ? ['422'] : []),
      ];
      expect(faults((one) => must(one).filter((status) => !(status in one.operation.responses)))).toEqual([]);
    });

    it('says how to try again: when, and whether an answer is the first one again', () => {
      expect(faults(({ operation }) => ['429', '503'].filter((status) => operation.responses[status] && !operation.responses[status].headers?.['Retry-After']))).toEqual([]);
      expect(faults(({ operation }) => {
        const takesKey = operation.parameters?.some((one) => one.name === 'Idempotency-Key') ?? false;
        const good = Object.entries(operation.responses).find(([status]) => status.startsWith('2'))?.[1];
        return takesKey !== Boolean(good?.headers?.['Idempotency-Replayed']) && 'Idempotency-Replayed';
      })).toEqual([]);
    });

    it('says which headers it answers with', () => {
      expect(faults(({ operation }) => Object.entries(operation.responses).filter(([, answer]) => !answer.headers?.['X-Request-ID'] || !answer.headers['X-Process-Time']).map(([status]) => status))).toEqual([]);
      expect(faults(({ operation }) => ('429' in operation.responses && !operation.responses['200']?.headers?.['RateLimit'] && !Object.entries(operation.responses).some(([status, answer]) => status.startsWith('2') && answer.headers?.['RateLimit']) ? 'RateLimit' : undefined))).toEqual([]);
    });
  });

  it('has no schema without properties, and none that nobody refers to', () => {
    const empty = Object.entries(document.components.schemas).filter(([, schema]) => schema.enum === undefined && Object.keys(schema.properties ?? {}).length === 0);
    expect(empty.map(([name]) => name)).toEqual([]);
    const text = JSON.stringify(document);
    expect(Object.keys(document.components.schemas).filter((name) => !text.includes(`"#/components/schemas/${name}"`))).toEqual([]);
  });

  it('has a name for each class that is sent or answered, and no two of the same name, of which one would be lost', () => {
    const classes = new Map<string, Set<object>>();
    const look = (type: unknown): void => {
      const lazy = typeof type === 'function' && type.name === 'type' ? (type as () => unknown)() : type;
      const one = (Array.isArray(lazy) ? lazy[0] : lazy) as { readonly name: string; readonly prototype?: object } | null | undefined;
      const fields = one?.prototype && (Reflect.getMetadata('swagger/apiModelPropertiesArray', one.prototype) as string[] | undefined);
      if (!one?.prototype || !fields || classes.get(one.name)?.has(one)) return;
      classes.set(one.name, (classes.get(one.name) ?? new Set()).add(one));
      for (const field of fields) look((Reflect.getMetadata('swagger/apiModelProperties', one.prototype, field.slice(1)) as { type?: unknown }).type);
    };
    for (const { controller, handler } of guardedRoutes(house.app.get(ModulesContainer))) {
      look(operationOf(handler)?.answer[1]);
      (Reflect.getMetadata('design:paramtypes', controller.prototype as object, handler.name) as unknown[] | undefined)?.forEach(look);
    }
    expect(classes.size).toBeGreaterThan(80);
    expect([...classes].filter(([, ones]) => ones.size > 1).map(([name]) => name)).toEqual([]);
  });

  it('has null among the values of what may be null: `nullable` alone does not allow it', () => {
    const wrong = Object.entries(document.components.schemas).flatMap(([name, schema]) =>
      Object.entries(schema.properties ?? {}).filter(([, one]) => one.enum && Boolean(one.nullable) !== one.enum.includes(null)).map(([property]) => `${name}.${property}`),
    );
    expect(wrong).toEqual([]);
  });

  it('refers to nothing that is not there', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => (reference ?? '').replace('#/components/schemas/', ''));
    expect([...new Set(references)].filter((name) => !(name in document.components.schemas))).toEqual([]);
  });

  /** Whether a person can see from this what to send or what will come: a type for everything and an example of it. */
  function faultsOf(media: Media, place: string): string[] {
    if (!media.schema || Object.keys(media.schema).length === 0) return [`${place} has no schema`];
    if (media.example !== undefined || media.examples || !/json|form/.test(place)) return [];
    return faultsOfSchema(media.schema, place, 0);
  }

  function faultsOfSchema(given: Schema, place: string, depth: number): string[] {
    const schema = resolve(given);
    if (!schema) return [`${place} refers to nothing`];
    if (depth > 8 || schema.example !== undefined || given.example !== undefined || schema.enum || schema.default !== undefined) return [];
    if (schema.properties) return Object.entries(schema.properties).flatMap(([name, property]) => faultsOfSchema(property, `${place} ${name}`, depth + 1));
    if (schema.type === 'array') return schema.items ? faultsOfSchema(schema.items, `${place}[]`, depth + 1) : [`${place} is a list of what?`];
    if (schema.type === 'string') return schema.format !== undefined || schema.description !== undefined || given.description !== undefined ? [] : [`${place} has no example`];
    // The rows of an export and the keys of a key set are what they are.
    if (schema.type === 'object' && schema.additionalProperties === true) return [];
    return schema.type === 'boolean' || schema.type === 'integer' || schema.type === 'number' ? [] : [`${place} has no type`];
  }
});

describe('the documentation', () => {
  let house: TestApp;
  beforeAll(async () => {
    house = await startApp({ env: { PROJECT_NAME: 'LokaHome de test' } });
  });
  afterAll(() => house.close());

  it.each([['/docs', 'text/html', 'swagger-ui'], ['/redoc', 'text/html', '/api/v1/openapi.json'], ['/api/v1/openapi.json', 'application/json', '"openapi":"3.']])('answers at %s', async (path, type, text) => {
    const reply = await fetch(house.url + path);
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toContain(type);
    expect(await reply.text()).toContain(text);
  });

  it('carries the name, the version and the addresses of this installation', async () => {
    const { info, servers } = (await (await fetch(`${house.url}/api/v1/openapi.json`)).json()) as { info: { title: string; version: string }; servers: { url: string }[] };
    expect(info).toMatchObject({ title: 'LokaHome de test API', version: '1.0.0' });
    expect(servers).toEqual([{ url: 'http://api.lokahome.test' }]);
  });

  it('lets people sign in at /docs with a name and a password', async () => {
    const script = await (await fetch(`${house.url}/docs/swagger-ui-init.js`)).text();
    expect(script).toMatch(/"signIn":\s*\{\s*"type":\s*"oauth2"/);
    expect(script).toContain('"tokenUrl": "/api/v1/auth/login"');
    // Nor does it fill boxes in, with what would be sent along.
    for (const words of ['Case and accents do not matter. Like `Cotonou`.', 'Kilometres. By default `5`.']) expect(script).toContain(words);
    const document = (await (await fetch(`${house.url}/api/v1/openapi.json`)).json()) as Document;
    expect(Object.keys(document.components.securitySchemes).sort()).toEqual(['apiKey', 'bearerAuth']);
  });

  it.each(['/docs', '/redoc'])('loads nothing from elsewhere at %s, and every script it names is there', async (path) => {
    const page = await (await fetch(house.url + path)).text();
    const sources = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source ?? '');
    expect(sources.filter((source) => /^(https?:)?\/\//.test(source))).toEqual([]);
    const scripts = sources.filter((source) => source.endsWith('.js'));
    expect(scripts.length).toBeGreaterThan(0);
    for (const script of scripts) {
      const reply = await fetch(new URL(script, `${house.url}${path}`));
      expect([script, reply.status]).toEqual([script, 200]);
      expect(reply.headers.get('content-type')).toContain('javascript');
      await reply.arrayBuffer();
    }
  });
});
