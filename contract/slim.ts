import type { Document, Operation } from './compare.js';
import type { Json } from './schemas.js';

/** Texts that may change with any version, and what belongs to one installation. */
const NO_PROMISE = new Set(['description', 'summary', 'example', 'title', 'externalDocs']);

/** What a document promises, and nothing else: no words, no examples, in an order of its own. Still a valid document. */
export function slim(document: Document): Document {
  const { openapi, info, paths, components } = document as Document & { openapi: string };
  return {
    openapi,
    info: { title: 'LokaHome', version: info.version },
    paths: sorted(Object.fromEntries(Object.entries(paths).map(([path, item]) => [path, Object.fromEntries(Object.entries(item).map(([method, operation]) => [method, slimOperation(operation)]))]))),
    components: { ...components, schemas: sorted(Object.fromEntries(Object.entries(components.schemas).map(([name, schema]) => [name, bare(schema) as Json]))) },
  } as unknown as Document;
}

function slimOperation({ operationId, tags, parameters, requestBody, responses, security }: Operation): Json {
  return {
    operationId,
    tags,
    ...(security ? { security } : {}),
    ...(parameters ? { parameters: bare(parameters) } : {}),
    ...(requestBody ? { requestBody: bare(requestBody) } : {}),
    responses: Object.fromEntries(Object.entries(responses).map(([status, answer]) => [status, { description: '', ...(bare(answer) as Json) }])),
  };
}

/** Without words. The names of properties are none, whatever they are; of a problem's examples the codes remain. */
function bare(value: unknown, isMap = false): unknown {
  if (Array.isArray(value)) return value.map((one) => bare(one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => {
      if (isMap) return [[key, bare(one)]];
      if (NO_PROMISE.has(key)) return [];
      if (key === 'examples') return [[key, Object.fromEntries(Object.keys(one as Json).sort().map((code) => [code, {}]))]];
      return [[key, bare(one, key === 'properties' || key === 'headers' || key === 'content')]];
    }),
  );
}

function sorted<T>(map: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** JSON whose lines are what one would like to see in a diff: an answer, a parameter, a field. */
export function documentText(value: unknown, depth = 0): string {
  if (depth >= 5 || typeof value !== 'object' || value === null) return JSON.stringify(value);
  const pad = ' '.repeat(depth + 1);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const lines = Array.isArray(value)
    ? value.map((one) => documentText(one, depth + 1))
    : Object.entries(value).filter(([, one]) => one !== undefined).map(([key, one]) => `${JSON.stringify(key)}: ${documentText(one, depth + 1)}`);
  if (lines.length === 0) return `${open ?? ''}${close ?? ''}`;
  return `${open ?? ''}\n${lines.map((line) => pad + line).join(',\n')}\n${' '.repeat(depth)}${close ?? ''}`;
}
