import type { AppError, Locale } from '../../kernel/app-error.js';
import { fill } from '../../kernel/app-error.js';
import { validationMessage } from '../i18n/validation-messages.js';

/** `application/problem+json` as RFC 9457 has it, with our `code`, `request_id` and `errors`. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  code: string;
  request_id: string;
  errors?: { field: string; code: string; message: string }[];
}

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Renders an error for one reader. `instance` is the path without its query, which may hold secrets. */
export function problemOf(error: AppError, context: { locale: Locale; request_id: string; instance: string }): Problem {
  const { definition, parameters, fieldErrors } = error;
  const problem: Problem = {
    type: `urn:lokahome:problem:${definition.code}`,
    title: definition.title[context.locale],
    status: definition.status,
    detail: fill(definition.detail[context.locale], parameters),
    instance: context.instance,
    code: definition.code,
    request_id: context.request_id,
  };
  if (definition.status === 422) {
    problem.errors = fieldErrors.map((one) => ({
      field: one.field,
      code: one.code,
      message: one.texts
        ? fill(one.texts[context.locale], one.parameters ?? {})
        : validationMessage(one.code, one.parameters ?? {}, context.locale),
    }));
  }
  return problem;
}
