import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsBoolean, IsIn, IsInt, IsNumber, IsObject, IsString, Matches, Max,
  MaxLength, Min, MinLength, ValidateBy, ValidateIf, ValidateNested, isEmail,
} from 'class-validator';
import type { ErrorParameters } from '../../kernel/app-error.js';
import { isCalendarDate } from '../../kernel/calendar-date.js';
import { isUuid } from '../../kernel/id.js';
import { normalizePhone } from '../../kernel/phone.js';
import { complaint } from './complaint.js';

/**
 * One decorator a field: what is validated is what the document says. On a `query` field texts become
 * numbers and booleans; in a JSON body types are taken as they are.
 */
export interface FieldOptions {
  description?: string;
  example?: unknown;
  /** May be left out. */
  optional?: boolean;
  /** May be `null` (answers: comes back as `null` when absent). */
  nullable?: boolean;
  /** Comes as text from a query string or form. */
  query?: boolean;
  default?: unknown;
}

type Extra = Record<string, unknown>;

function field(options: FieldOptions, api: Extra, ...checks: PropertyDecorator[]): PropertyDecorator {
  const { description, example, optional = false, nullable = false } = options;
  const documented: Extra = { ...api, required: !optional };
  if (description !== undefined) documented['description'] = description;
  if (example !== undefined) documented['example'] = example;
  if (nullable) documented['nullable'] = true;
  if (options.default !== undefined) documented['default'] = options.default;
  const decorators = [ApiProperty(documented), ...checks];
  if (optional) decorators.push(ValidateIf((_, value: unknown) => value !== undefined && !(nullable && value === null)));
  else if (nullable) decorators.push(ValidateIf((_, value: unknown) => value !== null));
  return applyDecorators(...decorators);
}

function check(name: string, code: string, validate: (value: unknown) => boolean, parameters: ErrorParameters = {}): PropertyDecorator {
  return ValidateBy({ name, validator: { validate, defaultMessage: () => complaint(code, parameters) } });
}

const trimmed = Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));

export function StringField(
  options: FieldOptions & { min?: number; max?: number; pattern?: RegExp; format?: string; raw?: boolean } = {},
): PropertyDecorator {
  const { min = 0, max = 255, pattern, format, raw = false } = options;
  const checks = [
    IsString({ message: complaint('not_a_string') }),
    MaxLength(max, { message: complaint('too_long', { max }) }),
    ...(min > 0 ? [MinLength(min, { message: complaint('too_short', { min }) })] : []),
    ...(pattern ? [Matches(pattern, { message: complaint('bad_pattern', { example: typeof options.example === 'string' ? options.example : '' }) })] : []),
    // A password keeps its blanks; names and texts do not.
    ...(raw ? [] : [trimmed]),
  ];
  const api: Extra = { type: String, maxLength: max };
  if (min > 0) api['minLength'] = min;
  if (pattern) api['pattern'] = pattern.source;
  if (format) api['format'] = format;
  return field(options, api, ...checks);
}

export function EmailField(options: FieldOptions = {}): PropertyDecorator {
  const lower = Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim().toLowerCase() : value));
  return field(
    { example: 'afi.adjovi@example.com', ...options },
    { type: String, format: 'email', maxLength: 254 },
    lower,
    check('isEmail', 'not_an_email', (value) => typeof value === 'string' && value.length <= 254 && isEmail(value)),
  );
}

/** Any way people write a number; it arrives as E.164 in today's numbering plan. */
export function PhoneField(options: FieldOptions = {}): PropertyDecorator {
  const e164 = Transform(({ value }: { value: unknown }) => (typeof value === 'string' && value.length <= 40 ? (normalizePhone(value) ?? value) : value));
  return field(
    { example: '+2290197808080', ...options },
    { type: String, maxLength: 40 },
    e164,
    check('isPhone', 'not_a_phone', (value) => typeof value === 'string' && value.length <= 40 && normalizePhone(value) !== null),
  );
}

export function UuidField(options: FieldOptions = {}): PropertyDecorator {
  return field(
    { example: '0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e5f', ...options },
    { type: String, format: 'uuid' },
    check('isUuid', 'not_a_uuid', isUuid),
  );
}

export function DateField(options: FieldOptions = {}): PropertyDecorator {
  return field(
    { example: '2027-03-12', ...options },
    { type: String, format: 'date' },
    check('isDate', 'not_a_date', isCalendarDate),
  );
}

/** ISO 8601: an answer's in UTC with `Z`, a question's with any offset. */
export function InstantField(options: FieldOptions = {}): PropertyDecorator {
  return field({ example: '2027-03-12T08:00:00.000Z', ...options }, { type: String, format: 'date-time' }, check('isInstant', 'not_an_instant', isInstant));
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** A day and a time of day that there are: JavaScript alone would take 31 February for 3 March. */
function isInstant(value: unknown): boolean {
  return typeof value === 'string' && isCalendarDate(INSTANT.exec(value)?.[1]) && !Number.isNaN(Date.parse(value));
}

const numberFromText = Transform(({ value }: { value: unknown }) =>
  typeof value === 'string' && /^[-+]?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : value,
);

export function IntField(options: FieldOptions & { min?: number; max?: number } = {}): PropertyDecorator {
  const { min = 0, max = 2_147_483_647 } = options;
  return field(
    options,
    { type: 'integer', minimum: min, maximum: max },
    ...(options.query ? [numberFromText] : []),
    IsInt({ message: complaint('not_an_integer') }),
    Min(min, { message: complaint('too_small', { min }) }),
    Max(max, { message: complaint('too_large', { max }) }),
  );
}

export function NumberField(options: FieldOptions & { min?: number; max?: number; decimals?: number } = {}): PropertyDecorator {
  const { min = 0, max = 1e12, decimals } = options;
  return field(
    options,
    { type: Number, minimum: min, maximum: max },
    ...(options.query ? [numberFromText] : []),
    IsNumber({ allowNaN: false, allowInfinity: false }, { message: complaint('not_a_number') }),
    ...(decimals === undefined
      ? []
      : [check('decimals', 'too_many_decimals', (value) => typeof value !== 'number' || hasDecimals(value, decimals), { max: decimals })]),
    Min(min, { message: complaint('too_small', { min }) }),
    Max(max, { message: complaint('too_large', { max }) }),
  );
}

function hasDecimals(value: number, decimals: number): boolean {
  const text = String(value);
  return !text.includes('e') && (text.split('.')[1] ?? '').length <= decimals;
}

/** An amount in the currency's main unit; at most two decimals, the currency may allow fewer. */
export function MoneyField(options: FieldOptions & { min?: number; max?: number } = {}): PropertyDecorator {
  return NumberField({ example: 150000, decimals: 2, max: 999_999_999, ...options });
}

export function BooleanField(options: FieldOptions = {}): PropertyDecorator {
  const fromText = Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value));
  return field(options, { type: Boolean }, ...(options.query ? [fromText] : []), IsBoolean({ message: complaint('not_a_boolean') }));
}

export function EnumField(values: readonly string[], options: FieldOptions & { name?: string } = {}): PropertyDecorator {
  // OpenAPI 3.0 takes `nullable` for the type alone: null has to be among the values as well.
  const api: Extra = { type: String, enum: options.nullable ? [...values, null] : [...values] };
  if (options.name) api['enumName'] = options.name;
  return field(options, api, IsIn([...values], { message: complaint('not_one_of', { values: values.join(', ') }) }));
}

export interface ListOptions extends FieldOptions {
  min?: number;
  max?: number;
  unique?: boolean;
  /** Documentation of one item; strings by default. */
  items?: Record<string, unknown>;
  /** What one item must satisfy. */
  each?: { code: string; test: (value: unknown) => boolean; parameters?: ErrorParameters };
}

export function ListField(options: ListOptions = {}): PropertyDecorator {
  const { min = 0, max = 100, unique = false, items = { type: 'string' }, each } = options;
  // `?amenities=wifi,parking`: lists travel comma-separated in a query.
  const fromText = Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? value.split(',').map((one) => one.trim()).filter((one) => one !== '') : value,
  );
  const api: Extra = options.query
    ? { type: String, example: options.example }
    : { type: 'array', items, minItems: min, maxItems: max, ...(unique ? { uniqueItems: true } : {}) };
  return field(
    options,
    api,
    ...(options.query ? [fromText] : []),
    IsArray({ message: complaint('not_a_list') }),
    ArrayMinSize(min, { message: complaint('too_few_items', { min }) }),
    ArrayMaxSize(max, { message: complaint('too_many_items', { max }) }),
    ...(unique ? [ArrayUnique({ message: complaint('repeated_item') })] : []),
    ...(each ? [check('each', each.code, (value) => Array.isArray(value) && value.every(each.test), each.parameters)] : []),
  );
}

/** A nested object of its own class. */
export function ObjectField(type: () => new () => object, options: FieldOptions & { list?: boolean; max?: number } = {}): PropertyDecorator {
  const { list = false, max = 100 } = options;
  return field(
    options,
    // Swagger takes a function for a lazy type by its name: `type`.
    { type: () => type(), isArray: list, ...(list ? { maxItems: max } : {}) },
    ...(list
      ? [
          IsArray({ message: complaint('not_a_list') }),
          ArrayMaxSize(max, { message: complaint('too_many_items', { max }) }),
          // A list within the list would be walked into as if it were one of them.
          check('objects', 'not_an_object', (value) => !Array.isArray(value) || value.every((one) => !Array.isArray(one))),
        ]
      : [IsObject({ message: complaint('not_an_object') })]),
    ValidateNested({ each: list }),
    Type(type),
  );
}
