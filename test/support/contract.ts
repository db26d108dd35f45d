import { Ajv, type ValidateFunction } from 'ajv';
import addFormatsModule from 'ajv-formats';
import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';

type Json = Record<string, unknown>;
interface Operation {
  responses: Record<string, { content?: Record<string, { schema?: Json }> } | undefined>;
}

const METHODS = ['get', 'put', 'post', 'delete'];
const addFormats = addFormatsModule as unknown as (ajv: Ajv) => void;

/** The OpenAPI document, as a judge of real answers. Objects may hold nothing that it does not name. */
export class Contract {
  private readonly ajv = new Ajv({ strict: false, allErrors: true });
  private readonly routes: { pattern: RegExp; method: string; path: string; operation: Operation }[] = [];
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(document: Json) {
    addFormats(this.ajv);
    const schemas = strict((document['components'] as { schemas: Json }).schemas) as Json;
    this.ajv.addSchema({ $id: 'document', components: { schemas } });
    for (const [path, item] of Object.entries(document['paths'] as Record<string, Record<string, Operation>>)) {
      const pattern = new RegExp(`^${path.replace(/[.+]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+')}$`);
      for (const method of METHODS) {
        const operation = item[method];
        if (operation) this.routes.push({ pattern, method, path, operation });
      }
    }
    // `/bookings/my-bookings` goes before `/bookings/{id}`.
    this.routes.sort((a, b) => a.path.split('{').length - b.path.split('{').length);
  }

  /**
   * Building the document takes two seconds, and it is the same wherever the application runs: whoever of a run needs it
   * first leaves it for the others.
   */
  static async load(address: string): Promise<Contract> {
    const shared = process.env['TEST_DOCUMENT'] ?? '';
    let text = await readFile(shared, 'utf8').catch(() => null);
    if (text === null) {
      text = await (await fetch(address)).text();
      const draft = `${shared}.${randomUUID()}`;
      await writeFile(draft, text);
      await rename(draft, shared);
    }
    return new Contract(JSON.parse(text) as Json);
  }

  /** @throws Error when the document does not promise this answer. */
  check(method: string, path: string, status: number, type: string, body: unknown): void {
    const route = this.routes.find((one) => one.method === method.toLowerCase() && one.pattern.test(path));
    if (!route) {
      // What has no route answers 404 or 405 and is not in the document.
      if (status === 404 || status === 405 || status === 413 || status === 400 || status === 415) return;
      throw new Error(`${method} ${path} answered ${String(status)} and is not in the document`);
    }
    const promised = route.operation.responses[String(status)];
    const place = `${method} ${route.path} → ${String(status)}`;
    if (!promised) throw new Error(`${place} is not in the document; body: ${JSON.stringify(body).slice(0, 400)}`);
    const [media_type = ''] = type.split(';');
    const media = promised.content?.[media_type];
    if (!media?.schema) {
      if (body === '' || body === undefined) return;
      if (promised.content === undefined || !type.includes('json')) {
        if (promised.content !== undefined && media_type === 'text/plain') return;
        throw new Error(`${place} has a body that the document does not promise (${type})`);
      }
      throw new Error(`${place} is ${type}, which the document does not promise`);
    }
    const validate = this.validatorOf(`${place} ${media_type}`, media.schema);
    if (!validate(body)) throw new Error(`${place} does not fit the document: ${this.ajv.errorsText(validate.errors)}; body: ${JSON.stringify(body).slice(0, 600)}`);
  }

  private validatorOf(place: string, schema: Json): ValidateFunction {
    let validate = this.validators.get(place);
    if (!validate) {
      validate = this.ajv.compile(strict(schema) as Json);
      this.validators.set(place, validate);
    }
    return validate;
  }
}

/** OpenAPI 3.0 → JSON Schema, with `nullable` turned into a type and unnamed properties refused. */
function strict(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(strict);
  if (node === null || typeof node !== 'object') return node;
  const { example: _example, nullable, ...rest } = node as Json;
  const result = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, key === 'enum' ? value : strict(value)]));
  if (typeof result['$ref'] === 'string' && result['$ref'].startsWith('#/')) result['$ref'] = `document${result['$ref']}`;
  if (result['type'] === 'object' && result['properties'] && result['additionalProperties'] === undefined) result['additionalProperties'] = false;
  if (!nullable) return result;
  if (result['type'] === undefined || result['allOf'] !== undefined) return { anyOf: [{ type: 'null' }, result] };
  return { ...result, type: [result['type'], 'null'] };
}
