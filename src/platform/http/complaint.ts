import type { ErrorParameters, FieldError } from '../../kernel/app-error.js';

const MARK = '\u0001';

/**
 * class-validator hands messages about as plain strings; ours carry a code and its parameters so that
 * the reader's language is chosen when the answer is written.
 */
export function complaint(code: string, parameters: ErrorParameters = {}): string {
  return `${MARK}${code}${MARK}${JSON.stringify(parameters)}`;
}

export function fromComplaint(field: string, message: string): FieldError {
  const [, code, parameters] = message.split(MARK);
  if (code === undefined || parameters === undefined) return { field, code: 'invalid' };
  return { field, code, parameters: JSON.parse(parameters) as ErrorParameters };
}
