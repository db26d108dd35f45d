import { Injectable, ValidationPipe, type ArgumentMetadata, type PipeTransform, type ValidationError } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { FieldError } from '../../kernel/app-error.js';
import { isUuid } from '../../kernel/id.js';
import { fromComplaint } from './complaint.js';
import { ValidationFailed } from './http.errors.js';

/** Enough to mend any form; a body of a hundred thousand unknown fields is not answered with as many lines. */
const MOST_ERRORS = 50;
const LONGEST_NAME = 100;
/** Of each class that many queries are remembered, none of them longer than this. */
const KNOWN_QUERIES = 1000;
const LONGEST_KNOWN = 300;

/** The global pipe: every body, query and form is checked against its class; what the class does not name is refused. */
@Injectable()
export class InputPipe extends ValidationPipe {
  private readonly known = new WeakMap<object, LRUCache<string, object>>();

  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      stopAtFirstError: true,
      validationError: { target: false, value: true },
      exceptionFactory: (errors) => new ValidationFailed({}, { errors: flatten(errors).slice(0, MOST_ERRORS) }),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'custom') return value;
    const fault = faultOf(value);
    if (fault !== null) throw fieldFailure(metadata.data ?? metadata.type, fault);
    if (metadata.type === 'param') return value;
    const given = value ?? {};
    if (typeof given !== 'object' || Array.isArray(given)) throw fieldFailure(metadata.type, 'not_an_object');
    return metadata.type === 'query' && metadata.metatype ? this.query(given, metadata, metadata.metatype) : ((await super.transform(given, metadata)) as unknown);
  }

  /**
   * What a query means depends on nothing but its text, and many ask the same: it is worked out once. Validators walk
   * through every field that a class has, asked for or not, which costs more than all the rest of a request.
   */
  private async query(given: object, metadata: ArgumentMetadata, metatype: object): Promise<unknown> {
    const text = JSON.stringify(given);
    if (text.length > LONGEST_KNOWN) return (await super.transform(given, metadata)) as unknown;
    let known = this.known.get(metatype);
    if (!known) this.known.set(metatype, (known = new LRUCache({ max: KNOWN_QUERIES })));
    let value = known.get(text);
    if (!value) {
      // Frozen: it belongs to every request that asks the same.
      value = Object.freeze((await super.transform(given, metadata)) as object);
      known.set(text, value);
    }
    return value;
  }
}

/** `@Param('id', IdPipe)`: a malformed id is 422, before anything is looked up. */
@Injectable()
export class IdPipe implements PipeTransform<string, string> {
  transform(value: string, metadata: ArgumentMetadata): string {
    if (!isUuid(value)) throw fieldFailure(metadata.data ?? 'id', 'not_a_uuid');
    return value.toLowerCase();
  }
}

export function fieldFailure(field: string, code: string, parameters?: FieldError['parameters']): ValidationFailed {
  return new ValidationFailed({}, { errors: [parameters ? { field, code, parameters } : { field, code }] });
}

const MAX_DEPTH = 16;
const MAX_VALUES = 2000;

/**
 * What no field can hold: U+0000, which PostgreSQL refuses in any text (22021); half of a surrogate pair, which
 * it would store as something else; and more values or levels than any form has, before the validators, which
 * are recursive and slow, see them.
 */
function faultOf(input: unknown): string | null {
  let left = MAX_VALUES;
  const look = (value: unknown, depth: number): string | null => {
    if (typeof value === 'string') return value.includes('\u0000') ? 'nul_character' : value.isWellFormed() ? null : 'broken_character';
    if (value === null || typeof value !== 'object' || Buffer.isBuffer(value)) return null;
    const entries = Object.entries(value);
    left -= entries.length;
    if (left < 0 || depth === MAX_DEPTH) return 'too_complex';
    for (const [key, item] of entries) {
      const fault = look(key, depth) ?? look(item, depth + 1);
      if (fault !== null) return fault;
    }
    return null;
  };
  return look(input, 0);
}

function flatten(errors: ValidationError[], path = ''): FieldError[] {
  return errors.flatMap((error) => {
    const name = error.property.slice(0, LONGEST_NAME).toWellFormed();
    const field = path === '' ? name : `${path}.${name}`;
    const own = Object.entries(error.constraints ?? {}).map(([name, message]): FieldError => {
      if (name === 'whitelistValidation') return { field, code: 'unknown_field' };
      return error.value === undefined ? { field, code: 'required' } : fromComplaint(field, message);
    });
    return [...own, ...flatten(error.children ?? [], field)];
  });
}
