import type { AppError } from '../../kernel/app-error.js';
import { ConflictingChange, DependencyDown, MalformedRequest } from '../http/http.errors.js';

/** What node-postgres says of a failed statement, with or without TypeORM's wrapper. */
interface DatabaseFault {
  code: string;
  constraint?: string;
}

const byConstraint = new Map<string, () => AppError>();

/** A feature says, beside its errors, what breaking one of its constraints means. */
export function explainConstraint(name: string, error: () => AppError): void {
  byConstraint.set(name, error);
}

export function databaseFault(thrown: unknown): DatabaseFault | null {
  const candidate = (thrown as { driverError?: unknown } | null)?.driverError ?? thrown;
  const { code, constraint } = (candidate ?? {}) as { code?: unknown; constraint?: unknown };
  if (typeof code !== 'string') return null;
  return typeof constraint === 'string' ? { code, constraint } : { code };
}

/** The statement lost against another one and may simply be run again. */
export function isRetriable(thrown: unknown): boolean {
  const code = databaseFault(thrown)?.code;
  return code === '40001' || code === '40P01';
}

const LOST_CODES = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|08\w{3}|57P0\d)$/;
const LOST_WORDS = /Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Driver not Connected|Cannot use a pool after/i;
/** Too slow, too full, or a transaction that was left open: the connection itself is fine. */
const BUSY_CODES = /^(53\w{3}|57014|55P03|25P0\d)$/;

/** The connection broke, or no answer came over it, in the middle of a transaction. */
export class ConnectionLost extends Error {
  override name = 'ConnectionLost';

  constructor(cause?: unknown) {
    super('the connection to the database was lost', { cause });
  }
}

/** True where nothing more is to be expected of the connection that threw this. */
export function isConnectionLost(thrown: unknown): boolean {
  const code = databaseFault(thrown)?.code;
  if (code !== undefined && LOST_CODES.test(code)) return true;
  return thrown instanceof ConnectionLost || (thrown instanceof Error && LOST_WORDS.test(thrown.message));
}

/** True where PostgreSQL itself could not be reached, was too slow or was full. */
export function isDatabaseDown(thrown: unknown): boolean {
  const code = databaseFault(thrown)?.code;
  return isConnectionLost(thrown) || (code !== undefined && BUSY_CODES.test(code));
}

/** SQLSTATE and constraint name → our error; null where it is not the database's doing. */
export function databaseErrorToAppError(thrown: unknown): AppError | null {
  const fault = databaseFault(thrown);
  const explained = fault?.constraint === undefined ? undefined : byConstraint.get(fault.constraint);
  if (explained) return explained();
  if (isDatabaseDown(thrown)) return new DependencyDown({}, { headers: { 'retry-after': '2' }, cause: thrown });
  if (fault === null) return null;
  if (isRetriable(thrown) || fault.code === '23505' || fault.code === '23P01' || fault.code === '23503') {
    return new ConflictingChange({}, { cause: thrown });
  }
  // 22xxx: a value that JSON may hold and PostgreSQL may not.
  if (fault.code.startsWith('22')) return new MalformedRequest({}, { cause: thrown });
  return null;
}
