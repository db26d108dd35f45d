import { Injectable, ValidationPipe, type ArgumentMetadata, type PipeTransform, type ValidationError } from '@nestjs/common';
import type { FieldError } from '../../kernel/app-error.js';
import { isUuid } from '../../kernel/id.js';
import { fromComplaint } from './complaint.js';
import { ValidationFailed } from './http.errors.js';

/** The global pipe: every body, query and form is checked against its class; what the class does not name is refused. */
@Injectable()
export class InputPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      stopAtFirstError: true,
      validationError: { target: false, value: true },
      exceptionFactory: (errors) => new ValidationFailed({}, { errors: flatten(errors) }),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'custom') return value;
    if (hasNul(value)) throw fieldFailure(metadata.data ?? metadata.type, 'nul_character');
    if (metadata.type === 'param') return value;
    const given = value ?? {};
    if (typeof given !== 'object' || Array.isArray(given)) throw fieldFailure(metadata.type, 'not_an_object');
    return (await super.transform(given, metadata)) as unknown;
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

/** PostgreSQL refuses U+0000 in any text (22021), so it stops here. */
function hasNul(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return value.includes('\u0000');
  if (value === null || typeof value !== 'object' || Buffer.isBuffer(value) || depth > 8) return false;
  return Object.entries(value).some(([key, item]) => key.includes('\u0000') || hasNul(item, depth + 1));
}

function flatten(errors: ValidationError[], path = ''): FieldError[] {
  return errors.flatMap((error) => {
    const field = path === '' ? error.property : `${path}.${error.property}`;
    const own = Object.entries(error.constraints ?? {}).map(([name, message]): FieldError => {
      if (name === 'whitelistValidation') return { field, code: 'unknown_field' };
      return error.value === undefined ? { field, code: 'required' } : fromComplaint(field, message);
    });
    return [...own, ...flatten(error.children ?? [], field)];
  });
}
