import { Members, type Json } from './json-text.js';

interface Schema {
  $ref?: string;
  allOf?: Schema[];
  type?: string;
  format?: string;
  enum?: unknown[];
  example?: unknown;
  properties?: Record<string, Schema>;
  items?: Schema;
  minimum?: number;
  minLength?: number;
  minItems?: number;
}

export interface Operation {
  readonly id: string;
  readonly method: string;
  /** With its `{parameters}`. */
  readonly path: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema?: Schema; readonly required?: boolean }[];
  /** Media types that the body may have; none where there is no body. */
  readonly types: readonly string[];
  readonly schema: Schema | undefined;
}

export interface Document {
  readonly operations: readonly Operation[];
  sampleOf(schema: Schema): Json;
  propertiesOf(schema: Schema | undefined): Record<string, Schema>;
}

interface Item {
  operationId: string;
  parameters?: Operation['parameters'];
  requestBody?: { content?: Record<string, { schema?: Schema }> };
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

/** What the OpenAPI document says of requests, ready to be done wrong. */
export async function readDocument(url: string): Promise<Document> {
  const document = (await (await fetch(`${url}/api/v1/openapi.json`)).json()) as {
    paths: Record<string, Partial<Record<(typeof METHODS)[number], Item>>>;
    components: { schemas: Record<string, Schema> };
  };
  const resolve = (schema: Schema): Schema => {
    const target = schema.$ref ?? (schema.allOf?.length === 1 ? schema.allOf[0]?.$ref : undefined);
    return target === undefined ? schema : (document.components.schemas[target.split('/').pop() ?? ''] ?? {});
  };

  const sampleOf = (given: Schema, depth = 0): Json => {
    const schema = resolve(given);
    if (schema.example !== undefined) return toJson(schema.example);
    if (schema.enum) return toJson(schema.enum[0]);
    if (schema.type === 'object' || schema.properties) {
      return new Members(Object.entries(schema.properties ?? {}).map(([key, value]) => [key, depth > 6 ? null : sampleOf(value, depth + 1)]));
    }
    if (schema.type === 'array') return schema.items ? [sampleOf(schema.items, depth + 1)] : [];
    if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1;
    if (schema.type === 'boolean') return true;
    if (schema.format === 'date') return '2027-03-12';
    if (schema.format === 'uuid') return '0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e5f';
    return 'texte'.padEnd(schema.minLength ?? 0, 'e');
  };

  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method): Operation[] => {
      const found = item[method];
      if (!found) return [];
      const content = found.requestBody?.content ?? {};
      const types = Object.keys(content);
      return [{ id: found.operationId, method: method.toUpperCase(), path, parameters: found.parameters ?? [], types, schema: content[types[0] ?? '']?.schema }];
    }),
  );
  return { operations, sampleOf, propertiesOf: (schema) => (schema ? (resolve(schema).properties ?? {}) : {}) };
}

function toJson(value: unknown): Json {
  if (Array.isArray(value)) return value.map(toJson);
  if (value !== null && typeof value === 'object') return new Members(Object.entries(value).map(([key, item]) => [key, toJson(item)]));
  return value as Json;
}
