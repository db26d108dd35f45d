import { compareSchemas, type Components, type Direction, type Json } from './schemas.js';

export interface Document extends Json {
  info: { version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Components };
}
interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema?: Json;
}
type Content = Record<string, { schema?: Json; examples?: Json }>;
export interface Operation extends Json {
  operationId?: string;
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Content };
  responses: Record<string, { content?: Content; headers?: Json }>;
  security?: Json[];
}

/** Something that breaks somebody: who calls and sends, who reads answers, or who compiles against the SDK. */
export interface Break {
  readonly place: string;
  readonly what: string;
  readonly whom: 'senders' | 'readers' | 'SDK users';
  /** The operations it is met at; none where it is about a name alone. */
  readonly operations: readonly string[];
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch'];

/** Everything in which `after` breaks the promises of `before`. */
export function breaksOf(before: Document, after: Document): Break[] {
  const found = new Map<string, Break & { operations: string[] }>();
  const tellAt = (operation: string | null) => (whom: Break['whom'], place: string, what: string): void => {
    const key = `${whom} ${place} ${what}`;
    const one = found.get(key) ?? { place, what, whom, operations: [] };
    if (operation !== null && !one.operations.includes(operation)) one.operations.push(operation);
    found.set(key, one);
  };
  const now = new Map(operationsOf(after).map((one) => [one.route, one]));
  for (const { route, place, operation } of operationsOf(before)) {
    const name = operation.operationId ?? place;
    const tell = tellAt(name);
    const twin = now.get(route);
    if (!twin) tell('senders', place, 'is gone');
    else new OperationComparison(place, [before.components.schemas, after.components.schemas], tell).compare(operation, twin.operation);
  }
  for (const name of Object.keys(before.components.schemas)) {
    if (!(name in after.components.schemas)) tellAt(null)('SDK users', name, 'is no longer the name of a type');
  }
  return [...found.values()];
}

/** A parameter's name is no part of the address on the wire: `/bookings/{id}` is `/bookings/{booking_id}`. */
function operationsOf({ paths }: Document): { route: string; place: string; operation: Operation }[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      const place = `${method.toUpperCase()} ${path}`;
      return operation ? [{ route: place.replaceAll(/\{[^}]+\}/g, '{}'), place, operation }] : [];
    }),
  );
}

class OperationComparison {
  constructor(
    private readonly place: string,
    private readonly components: readonly [Components, Components],
    private readonly tell: (whom: Break['whom'], place: string, what: string) => void,
  ) {}

  compare(old: Operation, now: Operation): void {
    if (old.operationId !== now.operationId) this.tell('SDK users', this.place, `is called ${now.operationId ?? 'nothing'}, no longer ${old.operationId ?? 'nothing'}`);
    this.compareSecurity(old.security ?? [], now.security ?? []);
    this.compareParameters(old.parameters ?? [], now.parameters ?? []);
    this.compareBodies(old.requestBody, now.requestBody);
    this.compareAnswers(old.responses, now.responses);
  }

  private compareSecurity(old: readonly Json[], now: readonly Json[]): void {
    const left = new Set(now.map((one) => JSON.stringify(one)));
    for (const one of old) {
      if (left.has(JSON.stringify(one))) continue;
      const how = Object.keys(one).join(' and ');
      this.tell('senders', this.place, how === '' ? 'can no longer be called without signing in' : `can no longer be called with ${how}`);
    }
  }

  private compareParameters(old: readonly Parameter[], now: readonly Parameter[]): void {
    const twinOf = ({ name, in: where }: Parameter, others: readonly Parameter[]): Parameter | undefined =>
      others.find((one) => one.in === where && (where === 'header' ? one.name.toLowerCase() === name.toLowerCase() : one.name === name));
    for (const one of old) {
      const twin = twinOf(one, now);
      const place = `${this.place} ${one.in} ${one.name}`;
      // The path itself is the same: the SDK alone knows the names of its parts.
      if (!twin) this.tell(one.in === 'path' ? 'SDK users' : 'senders', place, 'is gone');
      else this.compareSchema(one.schema, twin.schema, place, 'request');
    }
    for (const one of now) {
      if (one.in !== 'path' && one.required === true && twinOf(one, old)?.required !== true) this.tell('senders', `${this.place} ${one.in} ${one.name}`, 'has to be sent now');
    }
  }

  private compareBodies(old: Operation['requestBody'], now: Operation['requestBody']): void {
    const place = `${this.place} body`;
    if (now?.required === true && old?.required !== true) this.tell('senders', place, 'has to be sent now');
    if (!old) return;
    if (!now) this.tell('senders', place, 'is no longer taken');
    for (const [type, { schema }] of Object.entries(now ? old.content : {})) {
      const twin = now?.content[type];
      if (!twin) this.tell('senders', place, `is no longer taken as ${type}`);
      else this.compareSchema(schema, twin.schema, place, 'request');
    }
  }

  private compareAnswers(old: Operation['responses'], now: Operation['responses']): void {
    for (const [status, answer] of Object.entries(old)) {
      const twin = now[status];
      const place = `${this.place} → ${status}`;
      if (!twin) {
        this.tell('readers', place, 'is no longer answered');
        continue;
      }
      for (const [type, media] of Object.entries(answer.content ?? {})) {
        const after = twin.content?.[type];
        if (!after) this.tell('readers', place, `no longer comes as ${type}`);
        else this.compareSchema(media.schema, after.schema, place, 'response');
        // The examples of a problem are named by the codes that can come.
        if (!after || type !== 'application/problem+json') continue;
        for (const code of Object.keys(media.examples ?? {})) if (!(code in (after.examples ?? {}))) this.tell('readers', place, `no longer has the code ${code}`);
      }
      const headers = Object.keys(twin.headers ?? {}).map((name) => name.toLowerCase());
      for (const name of Object.keys(answer.headers ?? {})) if (!headers.includes(name.toLowerCase())) this.tell('readers', place, `comes without the header ${name}`);
    }
    for (const status of Object.keys(now)) if (status.startsWith('2') && !(status in old)) this.tell('readers', `${this.place} → ${status}`, 'is a success that readers do not know');
  }

  private compareSchema(old: Json | undefined, now: Json | undefined, place: string, direction: Direction): void {
    const [before, after] = this.components;
    const whom = direction === 'request' ? 'senders' : 'readers';
    compareSchemas(old ?? {}, now ?? {}, place, { before, after, direction, tell: (where, what) => this.tell(whom, where, what) });
  }
}
