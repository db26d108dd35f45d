import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import type { ArgumentMetadata } from '@nestjs/common';
import { AppError } from '../../kernel/app-error.js';
import { hasValidationMessage } from '../i18n/validation-messages.js';
import { BooleanField, EmailField, EnumField, IntField, ListField, ObjectField, StringField, UuidField } from './fields.js';
import { IdPipe, InputPipe } from './input.pipe.js';

class Point {
  @IntField({ max: 90 }) latitude: number;
}

class Form {
  @StringField({ min: 2, max: 20 }) name: string;
  @EmailField({ optional: true }) email?: string;
  @EnumField(['low', 'high'], { optional: true }) urgency?: string;
  @ListField({ optional: true, max: 2 }) tags?: string[];
  @ObjectField(() => Point, { optional: true }) point?: Point;
  @StringField({ optional: true, nullable: true }) note?: string | null;
}

class Search {
  @IntField({ query: true, optional: true, min: 1, max: 100 }) page?: number;
  @BooleanField({ query: true, optional: true }) open?: boolean;
  @UuidField({ optional: true }) id?: string;
}

const pipe = new InputPipe();
const body: ArgumentMetadata = { type: 'body', metatype: Form };
const query: ArgumentMetadata = { type: 'query', metatype: Search };

async function refusalsOf(value: unknown, metadata: ArgumentMetadata = body): Promise<string[]> {
  try {
    await pipe.transform(value, metadata);
    return [];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.status).toBe(422);
    for (const { code } of error.fieldErrors) expect(hasValidationMessage(code)).toBe(true);
    return error.fieldErrors.map(({ field, code }) => `${field} ${code}`);
  }
}

function nested(depth: number): unknown {
  let value: unknown = 'x';
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

describe('input', () => {
  it('becomes an instance of its class, trimmed', async () => {
    const form = await pipe.transform({ name: '  Afi ', note: null, point: { latitude: 6 } }, body);
    expect(form).toBeInstanceOf(Form);
    expect(form).toEqual({ name: 'Afi', note: null, point: { latitude: 6 } });
  });

  it.each([
    ['nothing', undefined, ['name required']],
    ['a list', [], ['body not_an_object']],
    ['a text', 'x', ['body not_an_object']],
    ['null for what must be there', { name: null }, ['name not_a_string']],
    ['a number for a text', { name: 7 }, ['name not_a_string']],
    ['an object for a text', { name: { toString: 'x' } }, ['name not_a_string']],
    ['a text of blanks', { name: '   ' }, ['name too_short']],
    ['a text too long', { name: 'x'.repeat(21) }, ['name too_long']],
    ['a field nobody knows', { name: 'Afi', user_type: 'admin' }, ['user_type unknown_field']],
    ['a nested field nobody knows', { name: 'Afi', point: { latitude: 6, owner_id: 1 } }, ['point.owner_id unknown_field']],
    ['a nested field out of range', { name: 'Afi', point: { latitude: 91 } }, ['point.latitude too_large']],
    ['another value than those there are', { name: 'Afi', urgency: 'HIGH' }, ['urgency not_one_of']],
    ['null for what may only be left out', { name: 'Afi', urgency: null }, ['urgency not_one_of']],
    ['too many items', { name: 'Afi', tags: ['a', 'b', 'c'] }, ['tags too_many_items']],
    ['a NUL, however deep', { name: 'Afi', tags: ['a\u0000'] }, ['body nul_character']],
    ['a NUL in a name', { name: 'Afi', 'x\u0000': 1 }, ['body nul_character']],
    ['half of a surrogate pair', { name: 'Afi \ud83d' }, ['body broken_character']],
    ['more levels than any form has', { name: nested(20) }, ['body too_complex']],
    ['levels that would end the stack', { name: nested(100_000) }, ['body too_complex']],
    ['more values than any form has', { name: 'Afi', tags: Array.from({ length: 5000 }, () => 'x') }, ['body too_complex']],
  ])('is refused when it is %s', async (_what, value, refusals) => {
    expect(await refusalsOf(value)).toEqual(refusals);
  });

  it('names every refused field at once, each once', async () => {
    expect((await refusalsOf({ name: '', email: 'x', urgency: 1, colour: 'red' })).sort()).toEqual(['colour unknown_field', 'email not_an_email', 'name too_short', 'urgency not_one_of']);
  });

  it('is not answered with more than was sent', async () => {
    const many = Object.fromEntries(Array.from({ length: 1500 }, (_, index) => [`field${String(index)}`, 1]));
    expect(await refusalsOf({ ...many, name: 'Afi' })).toHaveLength(50);
    const [long] = await refusalsOf({ name: 'Afi', ['x'.repeat(5000)]: 1 });
    expect(long).toBe(`${'x'.repeat(100)} unknown_field`);
  });

  it('has no way in through the prototype', async () => {
    for (const text of ['{"name":"Afi","__proto__":{"user_type":"admin"}}', '{"name":"Afi","constructor":{"prototype":{"user_type":"admin"}}}']) {
      await refusalsOf(JSON.parse(text));
      expect(({} as Record<string, unknown>)['user_type']).toBeUndefined();
      expect((new Form() as unknown as Record<string, unknown>)['user_type']).toBeUndefined();
    }
  });
});

describe('a query', () => {
  it('reads numbers and booleans, and nothing that only looks like one', async () => {
    expect(await pipe.transform({ page: '7', open: 'false' }, query)).toEqual({ page: 7, open: false });
    for (const page of ['7.5', '0', '101', '1e1', '0x7', '', ' ', 'NaN', '٣', ['1', '2'], { a: '1' }]) expect(await refusalsOf({ page }, query)).toHaveLength(1);
    for (const open of ['1', 'yes', 'TRUE', '', ['true']]) expect(await refusalsOf({ open }, query)).toEqual(['open not_a_boolean']);
  });
});

describe('an id in a path', () => {
  const ids = new IdPipe();
  it('is a UUID, in lower case from here on', () => {
    expect(ids.transform('0198C5C8-7A6B-7C3D-9E4F-0A1B2C3D4E5F', { type: 'param', data: 'id' })).toBe('0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e5f');
  });

  it.each(['', 'x', '0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e5', '{0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e5f}', '0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e5f\n', "' OR 1=1"])('is refused when it is %j', (id) => {
    expect(() => ids.transform(id, { type: 'param', data: 'id' })).toThrow(AppError);
  });
});
