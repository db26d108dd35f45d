import { describe, expect, it } from '@jest/globals';
import { HttpException } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';
import { defineError } from '../../kernel/app-error.js';
import { Forbidden } from '../authz/authz.errors.js';
import { explainConstraint } from '../database/database-errors.js';
import { ValidationFailed } from './http.errors.js';
import { toAppError } from './problem.filter.js';
import { problemOf } from './problem.js';

class TooLong extends defineError({
  code: 'stay.too_long', status: 422, field: 'end_date',
  title: { fr: 'Trop long', en: 'Too long' }, detail: { fr: 'Au plus {max} nuits.', en: 'At most {max} nights.' },
}) {}

const context = { locale: 'en', request_id: 'r-1', instance: '/stays' } as const;
const databaseFault = (code: string, constraint?: string): QueryFailedError => new QueryFailedError('SELECT secret', [], Object.assign(new Error('relation "users"'), { code, ...(constraint ? { constraint } : {}) }));

describe('a problem', () => {
  it('says what, why and where, in the reader’s language', () => {
    expect(problemOf(new Forbidden(), { ...context, locale: 'fr' })).toEqual({
      type: 'urn:lokahome:problem:auth.forbidden', title: 'Action non autorisée', status: 403, detail: 'Votre compte ne permet pas cette action.',
      instance: '/stays', code: 'auth.forbidden', request_id: 'r-1',
    });
  });

  it('of one field names the field, with its own words filled in', () => {
    const problem = problemOf(new TooLong({ max: 90 }), context);
    expect(problem.detail).toBe('At most 90 nights.');
    expect(problem.errors).toEqual([{ field: 'end_date', code: 'stay.too_long', message: 'At most 90 nights.' }]);
  });

  it('of many fields names each, in the common words', () => {
    const problem = problemOf(new ValidationFailed({}, { errors: [{ field: 'a', code: 'required' }, { field: 'b', code: 'too_long', parameters: { max: 3 } }] }), context);
    expect(problem.errors).toEqual([{ field: 'a', code: 'required', message: 'This field is required.' }, { field: 'b', code: 'too_long', message: 'At most 3 characters.' }]);
  });
});

describe('what was thrown becomes', () => {
  it.each([
    ['an error of ours, as it is', new Forbidden(), 'auth.forbidden'],
    ['a plain error', new Error('secret'), 'internal'],
    ['a text', 'secret', 'internal'],
    ['nothing', undefined, 'internal'],
    ['null', null, 'internal'],
    ['an object with an odd status', { statusCode: '404' }, 'internal'],
    ['Nest’s 404', new HttpException('x', 404), 'route.not_found'],
    ['Nest’s 405', new HttpException('x', 405), 'route.method_not_allowed'],
    ['Nest’s 418', new HttpException('x', 418), 'request.malformed'],
    ['Nest’s 429', new HttpException('x', 429), 'request.too_many'],
    ['Nest’s 503', new HttpException('x', 503), 'dependency.down'],
    ['Fastify’s 400', { statusCode: 400 }, 'request.malformed'],
    ['Fastify’s 413', { statusCode: 413 }, 'request.too_large'],
    ['Fastify’s 415', { statusCode: 415 }, 'request.unsupported_media_type'],
    ['a value that PostgreSQL refuses', databaseFault('22021'), 'request.malformed'],
    ['an id that is none', databaseFault('22P02'), 'request.malformed'],
    ['a unique key that nobody has explained', databaseFault('23505', 'some_key'), 'request.conflict'],
    ['an exclusion', databaseFault('23P01', 'some_exclusion'), 'request.conflict'],
    ['a foreign key', databaseFault('23503', 'some_fkey'), 'request.conflict'],
    ['a deadlock', databaseFault('40P01'), 'request.conflict'],
    ['a check that the service forgot', databaseFault('23514', 'some_check'), 'internal'],
    ['a table that is not there', databaseFault('42P01'), 'internal'],
    ['a statement that took too long', databaseFault('57014'), 'dependency.down'],
    ['a lock that took too long', databaseFault('55P03'), 'dependency.down'],
    ['too many connections', databaseFault('53300'), 'dependency.down'],
    ['a restart of the database', databaseFault('57P01'), 'dependency.down'],
    ['a connection refused', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'dependency.down'],
    ['a pool that is empty', new Error('timeout exceeded when trying to connect'), 'dependency.down'],
  ])('for %s: the right code', (_what, thrown, code) => {
    expect(toAppError(thrown).code).toBe(code);
  });

  it('what the feature says of its own constraint', () => {
    explainConstraint('stays_no_overlap', () => new TooLong({ max: 1 }));
    expect(toAppError(databaseFault('23P01', 'stays_no_overlap')).code).toBe('stay.too_long');
  });

  it('words without a trace of what was inside', () => {
    for (const thrown of [new Error('secret'), databaseFault('42P01'), databaseFault('22021'), databaseFault('57014')]) {
      expect(JSON.stringify(problemOf(toAppError(thrown), context))).not.toMatch(/secret|SELECT|users|relation/);
    }
  });

  it('a word on when to come back, where that helps', () => {
    expect(toAppError(databaseFault('57014')).extras.headers).toEqual({ 'retry-after': '2' });
    expect(toAppError(new HttpException('x', 429)).extras.headers).toEqual({ 'retry-after': '60' });
  });
});
