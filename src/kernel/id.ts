import { v7 } from 'uuid';

const CANONICAL = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * A new id: UUID version 7, lower case. Ids made later sort later (in one process even within a millisecond),
 * so that indexes grow at their end and `ORDER BY id` is a stable tie-break after `created_at`.
 */
export function newId(): string {
  return v7();
}

/**
 * Whether the value is a UUID as people write it (8-4-4-4-12 hexadecimal digits, either case), of any version.
 * Only the form is looked at: PostgreSQL stores any 128 bits, and an id nobody has is a 404, not a 422.
 */
export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && CANONICAL.test(value);
}
