/** Whether one schema can take the place of another, for those who send it and for those who read it. */

export type Json = Record<string, unknown>;
export type Components = Readonly<Record<string, Json>>;
/** `request`: what was accepted has to be accepted still. `response`: what is answered has to be what readers expect. */
export type Direction = 'request' | 'response';

/** Tells of one difference that breaks somebody: where in the schema, and what. */
export type Tell = (place: string, what: string) => void;

interface Sides {
  readonly before: Components;
  readonly after: Components;
  readonly direction: Direction;
  readonly tell: Tell;
}

/** Above which a smaller number refuses more, and below which a larger one does. */
const CEILINGS = ['maximum', 'maxLength', 'maxItems', 'maxProperties'] as const;
const FLOORS = ['minimum', 'minLength', 'minItems', 'minProperties'] as const;
const COMPOSED = ['oneOf', 'anyOf', 'allOf', 'not'] as const;

/** Tells every way in which `after` breaks who relied on `before`. */
export function compareSchemas(before: Json, after: Json, place: string, sides: Sides, seen: readonly string[] = []): void {
  const [old, now] = [resolved(before, sides.before), resolved(after, sides.after)];
  const where = old.name ?? place;
  const visit = `${old.name ?? ''} ${now.name ?? ''}`;
  if (old.name !== undefined && seen.includes(visit)) return;
  const path = old.name === undefined ? seen : [...seen, visit];
  if (COMPOSED.some((word) => word in old.schema || word in now.schema)) {
    if (JSON.stringify(old.schema) !== JSON.stringify(now.schema)) sides.tell(where, 'is composed of other schemas, differently than before');
    return;
  }
  compareTypes(old.schema, now.schema, where, sides);
  compareValues(old.schema, now.schema, where, sides);
  if (sides.direction === 'request') compareLimits(old.schema, now.schema, where, sides.tell);
  compareFields(old.schema, now.schema, where, sides, path);
  const [items, itemsNow] = [old.schema['items'], now.schema['items']] as (Json | undefined)[];
  if (items && itemsNow) compareSchemas(items, itemsNow, `${where}[]`, sides, path);
}

/** A schema without its references; `allOf` of one reference is how OpenAPI 3.0 says "that one, or null". */
function resolved(schema: Json, components: Components): { schema: Json; name: string | undefined } {
  const alone = Array.isArray(schema['allOf']) && schema['allOf'].length === 1 ? (schema['allOf'][0] as Json) : undefined;
  const reference = (schema['$ref'] ?? alone?.['$ref']) as string | undefined;
  if (reference === undefined) return { schema, name: undefined };
  const name = reference.slice(reference.lastIndexOf('/') + 1);
  const { $ref: _reference, allOf: _alone, ...own } = schema;
  return { schema: { ...components[name], ...own }, name };
}

function compareTypes(old: Json, now: Json, where: string, { direction, tell }: Sides): void {
  const [before, after] = [old['type'] as string | undefined, now['type'] as string | undefined];
  const wider = before === undefined || (before === 'number' && after === 'integer');
  const narrower = after === undefined || (before === 'integer' && after === 'number');
  if (before !== after && !(direction === 'request' ? narrower : wider)) tell(where, `is ${after ?? 'of any type'}, no longer ${before ?? 'of any type'}`);
  if (direction === 'request' && old['nullable'] === true && now['nullable'] !== true) tell(where, 'may no longer be null');
  if (direction === 'response' && old['nullable'] !== true && now['nullable'] === true) tell(where, 'may be null now');
  const [format, formatNow] = [old['format'], now['format']] as (string | undefined)[];
  const loosened = direction === 'request' ? formatNow === undefined : format === undefined;
  if (format !== formatNow && !loosened) tell(where, `has the format ${formatNow ?? 'of any text'}, no longer ${format ?? 'of any text'}`);
}

function compareValues(old: Json, now: Json, where: string, { direction, tell }: Sides): void {
  const [before, after] = [old['enum'], now['enum']] as (unknown[] | undefined)[];
  const said = (values: unknown[]): string => values.map((one) => JSON.stringify(one)).join(', ');
  if (direction === 'request') {
    const refused = after && (before ? before.filter((one) => !after.includes(one)) : null);
    if (refused === null) tell(where, 'takes a list of values only, no longer anything');
    else if (refused && refused.length > 0) tell(where, `no longer takes ${said(refused)}`);
  } else {
    const unknown = before && (after ? after.filter((one) => !before.includes(one)) : null);
    // Null is told of by `nullable`.
    const news = unknown?.filter((one) => one !== null) ?? [];
    if (unknown === null) tell(where, 'can be anything, no longer a list of values');
    else if (news.length > 0) tell(where, `can be ${said(news)} now, which readers do not know`);
  }
}

function compareLimits(old: Json, now: Json, where: string, tell: Tell): void {
  const number = (schema: Json, word: string): number | undefined => schema[word] as number | undefined;
  for (const word of CEILINGS) {
    const [before = Infinity, after = Infinity] = [number(old, word), number(now, word)];
    if (after < before) tell(where, `has a ${word} of ${after}, no longer ${before === Infinity ? 'none' : before}`);
  }
  for (const word of FLOORS) {
    const [before = -Infinity, after = -Infinity] = [number(old, word), number(now, word)];
    if (after > before) tell(where, `has a ${word} of ${after}, no longer ${before === -Infinity ? 'none' : before}`);
  }
  const pattern = now['pattern'] as string | undefined;
  if (pattern !== undefined && pattern !== old['pattern']) tell(where, `has to look like ${pattern}`);
  if (now['uniqueItems'] === true && old['uniqueItems'] !== true) tell(where, 'takes no item twice any more');
  const [absent, absentNow] = [old, now].map((schema) => JSON.stringify(schema['default'] ?? null));
  if (absent !== absentNow) tell(where, `is ${absentNow ?? ''} when left out, no longer ${absent ?? ''}`);
}

function compareFields(old: Json, now: Json, where: string, sides: Sides, seen: readonly string[]): void {
  const { direction, tell } = sides;
  const [fields, fieldsNow] = [old, now].map((schema) => (schema['properties'] ?? {}) as Record<string, Json>) as [Record<string, Json>, Record<string, Json>];
  const [needed, neededNow] = [old, now].map((schema) => (schema['required'] ?? []) as string[]) as [string[], string[]];
  for (const [name, field] of Object.entries(fields)) {
    const after = fieldsNow[name];
    const place = `${where}.${name}`;
    if (after) compareSchemas(field, after, place, sides, seen);
    else if (old['type'] === now['type']) tell(place, direction === 'request' ? 'is no longer taken: who sends it is refused' : 'is gone');
    if (after && direction === 'response' && needed.includes(name) && !neededNow.includes(name)) tell(place, 'may be missing now');
  }
  if (direction === 'request') for (const name of neededNow) if (!needed.includes(name)) tell(`${where}.${name}`, 'has to be sent now');
  const [rest, restNow] = [old['additionalProperties'], now['additionalProperties']];
  if (direction === 'request' && rest !== undefined && rest !== false && restNow === false) tell(where, 'takes no other fields any more');
  if (isSchema(rest) && isSchema(restNow)) compareSchemas(rest, restNow, `${where}{}`, sides, seen);
}

function isSchema(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}
