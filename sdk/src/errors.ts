import type { OperationName, OperationTypes } from './generated/operations.gen.js';

/** Every `code` that some operation documents. New ones may come with any version of the API: keep a way for the rest. */
export type ProblemCode = OperationTypes[OperationName]['codes'];

/** The codes that one operation documents: `CodesOf<'createBooking'>`. */
export type CodesOf<Name extends OperationName> = OperationTypes[Name]['codes'];

type AnyString = string & Record<never, never>;

/** A refused field of a 422. `message` is for people, in the language of the call. */
export interface FieldProblem {
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

/** Whatever goes wrong in a call is one of these, except an abort of yours, which stays the reason you gave. */
export class LokaHomeError extends Error {
  override name = 'LokaHomeError';
}

/** The API has answered that it will not: `application/problem+json`. Switch on `code`; show `detail`. */
export class ProblemError<Code extends string = ProblemCode | AnyString> extends LokaHomeError {
  override name = 'ProblemError';
  readonly status: number;
  readonly code: Code;
  readonly title: string;
  readonly detail: string;
  readonly instance: string;
  /** What support asks for. */
  readonly request_id: string;
  /** The refused fields of a 422. */
  readonly errors: readonly FieldProblem[];
  /** Seconds to wait, where the API has said so. */
  readonly retry_after: number | undefined;

  constructor(problem: ProblemBody<Code>, retry_after?: number) {
    super(`${problem.code}: ${problem.detail}`);
    this.status = problem.status;
    this.code = problem.code;
    this.title = problem.title;
    this.detail = problem.detail;
    this.instance = problem.instance;
    this.request_id = problem.request_id;
    this.errors = problem.errors ?? [];
    this.retry_after = retry_after;
  }

  /** What is wrong with one field of a form. */
  field(name: string): FieldProblem | undefined {
    return this.errors.find((one) => one.field === name);
  }
}

/** No answer came: no network, a cut line, a server that is not there. What was asked may or may not have been done. */
export class ConnectionError extends LokaHomeError {
  override name = 'ConnectionError';
}

/** No answer came in time. */
export class TimeoutError extends ConnectionError {
  override name = 'TimeoutError';
}

/** An answer that the API does not give: of a proxy in between, or of something else at that address. */
export class UnexpectedAnswerError extends LokaHomeError {
  override name = 'UnexpectedAnswerError';
  readonly status: number;
  readonly body: string;

  constructor(status: number, body: string) {
    super(`an answer with status ${status} that is not the API's: ${body.slice(0, 200)}`);
    this.status = status;
    this.body = body;
  }
}

export interface ProblemBody<Code extends string = string> {
  readonly status: number;
  readonly code: Code;
  readonly title: string;
  readonly detail: string;
  readonly instance: string;
  readonly request_id: string;
  readonly errors?: readonly FieldProblem[];
}

/** Whether an error is a refusal, and one of these codes where any are named; checked by the compiler, narrowed for it. */
export function isProblem(error: unknown): error is ProblemError;
export function isProblem<Code extends ProblemCode>(error: unknown, ...codes: Code[]): error is ProblemError<Code>;
export function isProblem(error: unknown, ...codes: string[]): boolean {
  return error instanceof ProblemError && (codes.length === 0 || codes.includes(error.code as string));
}

export function isProblemBody(value: unknown): value is ProblemBody {
  const one = value as Partial<ProblemBody> | null;
  return typeof one === 'object' && one !== null && typeof one.code === 'string' && typeof one.status === 'number';
}

/** The error that an answer without success is. */
export function errorOf(response: Response, body: unknown): LokaHomeError {
  if (isProblemBody(body)) return new ProblemError(body, secondsToWait(response.headers));
  return new UnexpectedAnswerError(response.status, typeof body === 'string' ? body : JSON.stringify(body));
}

/** `Retry-After`, in seconds or as a date; undefined without one that can be read. */
export function secondsToWait(headers: Headers): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  const moment = Date.parse(value);
  return Number.isNaN(moment) ? undefined : Math.max(0, Math.ceil((moment - Date.now()) / 1000));
}
