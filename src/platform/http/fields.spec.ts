import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { fromComplaint } from './complaint.js';
import { BooleanField, DateField, EmailField, EnumField, InstantField, IntField, ListField, MoneyField, NumberField, PhoneField, StringField, UuidField } from './fields.js';

/** What a field makes of a value: the value it takes, or the code of its refusal. */
function tryField(field: PropertyDecorator, given: unknown): { taken: unknown } | { code: string } {
  class Form {
    value: unknown;
  }
  field(Form.prototype, 'value');
  const form = plainToInstance(Form, { value: given });
  const [error] = validateSync(form, { stopAtFirstError: true });
  if (!error) return { taken: form.value };
  return { code: fromComplaint('value', Object.values(error.constraints ?? {})[0] ?? '').code };
}

const cases: readonly [string, () => PropertyDecorator, readonly [given: unknown, taken: unknown][], readonly [given: unknown, code: string][]][] = [
  ['a text', () => StringField({ min: 2, max: 5 }), [['abc', 'abc'], ['  abc  ', 'abc'], ['ééééé', 'ééééé']], [['a', 'too_short'], ['abcdef', 'too_long'], [7, 'not_a_string'], [null, 'not_a_string'], [['abc'], 'not_a_string'], [{}, 'not_a_string']]],
  ['a password', () => StringField({ raw: true, min: 1, max: 5 }), [[' a ', ' a ']], [['', 'too_short']]],
  ['a text of a form', () => StringField({ pattern: /^[A-Z]{2}$/ }), [['BJ', 'BJ']], [['bj', 'bad_pattern'], ['BJ\nX', 'bad_pattern']]],
  ['an e-mail address', () => EmailField(), [[' Afi@Example.COM ', 'afi@example.com']], [['afi', 'not_an_email'], ['a@b@c.com', 'not_an_email'], [`${'a'.repeat(250)}@example.com`, 'not_an_email'], [7, 'not_an_email'], [['a@example.com'], 'not_an_email']]],
  ['a phone number', () => PhoneField(), [['+229 97 80 80 80', '+2290197808080'], ['0197808080', '+2290197808080']], [['12', 'not_a_phone'], [22997808080, 'not_a_phone'], ['9'.repeat(1000), 'not_a_phone']]],
  ['an id', () => UuidField(), [['0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e5f', '0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e5f']], [['0198c5c8', 'not_a_uuid'], [7, 'not_a_uuid'], [['0198c5c8-7a6b-7c3d-9e4f-0a1b2c3d4e5f'], 'not_a_uuid']]],
  ['an instant', () => InstantField(), [['2027-03-12T09:00:00Z', '2027-03-12T09:00:00Z'], ['2028-02-29T23:59+01:00', '2028-02-29T23:59+01:00']], [['2027-02-31T09:00:00Z', 'not_an_instant'], ['2027-03-12T25:00:00Z', 'not_an_instant'], ['2027-03-12T09:00:00', 'not_an_instant'], ['2027-03-12', 'not_an_instant'], [1, 'not_an_instant']]],
  ['a day', () => DateField(), [['2028-02-29', '2028-02-29']], [['2027-02-29', 'not_a_date'], ['2027-2-1', 'not_a_date'], ['2027-03-12T00:00:00Z', 'not_a_date'], ['infinity', 'not_a_date'], [20270312, 'not_a_date']]],
  ['a whole number', () => IntField({ min: 1, max: 10 }), [[1, 1], [10, 10]], [[0, 'too_small'], [11, 'too_large'], [1.5, 'not_an_integer'], ['5', 'not_an_integer'], [NaN, 'not_an_integer'], [null, 'not_an_integer'], [true, 'not_an_integer']]],
  ['a whole number in a query', () => IntField({ min: 1, max: 10, query: true }), [['5', 5], [' 5 ', 5]], [['5.5', 'not_an_integer'], ['5e0', 'not_an_integer'], ['', 'not_an_integer'], ['0x5', 'not_an_integer'], [['5', '6'], 'not_an_integer']]],
  ['a number', () => NumberField({ min: -90, max: 90, decimals: 2 }), [[6.35, 6.35], [-90, -90]], [[90.01, 'too_large'], [1.234, 'too_many_decimals'], [1e-7, 'too_many_decimals'], [Infinity, 'not_a_number'], [NaN, 'not_a_number'], ['6', 'not_a_number']]],
  ['an amount', () => MoneyField(), [[150000, 150000], [0.01, 0.01]], [[-1, 'too_small'], [1e9, 'too_large'], [0.001, 'too_many_decimals'], [1e308, 'too_many_decimals']]],
  ['a yes or no', () => BooleanField(), [[true, true], [false, false]], [['true', 'not_a_boolean'], [1, 'not_a_boolean'], [null, 'not_a_boolean']]],
  ['a yes or no in a query', () => BooleanField({ query: true }), [['true', true], ['false', false]], [['1', 'not_a_boolean'], ['', 'not_a_boolean'], ['FALSE', 'not_a_boolean']]],
  ['one of some', () => EnumField(['low', 'high']), [['low', 'low']], [['LOW', 'not_one_of'], ['', 'not_one_of'], [['low'], 'not_one_of'], ['toString', 'not_one_of']]],
  ['a list', () => ListField({ min: 1, max: 2, unique: true, each: { code: 'not_a_uuid', test: (one) => one === 'a' || one === 'b' } }), [[['a', 'b'], ['a', 'b']]], [[[], 'too_few_items'], [['a', 'b', 'a'], 'too_many_items'], [['a', 'a'], 'repeated_item'], [['c'], 'not_a_uuid'], ['a', 'not_a_list'], [{ 0: 'a', length: 1 }, 'not_a_list']]],
  ['a list in a query', () => ListField({ query: true, max: 3 }), [['wifi, parking,', ['wifi', 'parking']]], [['a,b,c,d', 'too_many_items']]],
];

describe.each(cases)('%s', (_what, make, takes, refuses) => {
  it.each(takes)('takes %j as %j', (given, taken) => {
    expect(tryField(make(), given)).toEqual({ taken });
  });

  it.each(refuses)('refuses %j: %s', (given, code) => {
    expect(tryField(make(), given)).toEqual({ code });
  });
});

describe('a field that may be left out', () => {
  it('may be left out, and may be null only where it says so', () => {
    expect(tryField(IntField({ optional: true }), undefined)).toEqual({ taken: undefined });
    expect(tryField(IntField({ optional: true }), null)).toEqual({ code: 'not_an_integer' });
    expect(tryField(IntField({ optional: true, nullable: true }), null)).toEqual({ taken: null });
    expect(tryField(IntField({ nullable: true }), null)).toEqual({ taken: null });
    expect(tryField(IntField({ nullable: true }), undefined)).toEqual({ code: 'not_an_integer' });
  });
});
