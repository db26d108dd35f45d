import type { EntityManager } from 'typeorm';
import type { PoolClient } from 'pg';
import { answerText } from '../http/answer.js';
import { requestContext } from '../http/request-context.js';
import { IdempotencyInProgress } from './idempotency.errors.js';

/** A key that the running request holds. */
export interface IdempotencyClaim {
  readonly scope: string;
  readonly key: string;
  /** Keyed sha256 of method, address and body, hex. */
  readonly fingerprint: string;
  /** Status that the route answers with when it succeeds. */
  readonly status: number;
  /** The answer that a transaction of this request has committed. */
  kept?: string;
}

/** How long a key stands; a row that is older may still be there until the nightly cleanup, and counts for nothing. */
export const KEY_LIVES = "interval '24 hours'";

const CLAIM = {
  name: 'idempotency.claim',
  text: `
    INSERT INTO idempotency_keys (scope, key, fingerprint, status)
    SELECT $1::varchar, $2::varchar, $3, $4::smallint WHERE pg_try_advisory_xact_lock(hashtextextended($1::varchar || ' ' || $2::varchar, 0))
    ON CONFLICT (scope, key) DO UPDATE
      SET fingerprint = excluded.fingerprint, status = excluded.status, body = NULL, created_at = excluded.created_at
      WHERE idempotency_keys.created_at <= now() - ${KEY_LIVES}
    RETURNING key`,
};
export const STORE_ANSWER = {
  name: 'idempotency.store',
  text: `
    INSERT INTO idempotency_keys (scope, key, fingerprint, status, body) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (scope, key) DO UPDATE
      SET fingerprint = excluded.fingerprint, status = excluded.status, body = excluded.body,
        created_at = CASE WHEN idempotency_keys.created_at <= now() - ${KEY_LIVES} THEN excluded.created_at ELSE idempotency_keys.created_at END
      WHERE idempotency_keys.fingerprint = excluded.fingerprint OR idempotency_keys.created_at <= now() - ${KEY_LIVES}`,
};

/** On the transaction's own connection. This file stands below `database.ts`, which runs it. */
async function run(tx: EntityManager, statement: { name: string; text: string }, values: unknown[]): Promise<number> {
  const client = (await tx.queryRunner?.connect()) as PoolClient;
  return (await client.query({ ...statement, values })).rowCount ?? 0;
}

/**
 * Opens the request's key inside the transaction that does the work: claim, effect and answer commit
 * together, so a crash leaves all of them or none. The lock tells "still running" at once, where the
 * unique key alone would make the second request wait.
 * @throws IdempotencyInProgress when another request holds the key or has just finished with it.
 */
export async function claimKey(tx: EntityManager): Promise<void> {
  const claim = requestContext.current()?.idempotency;
  if (!claim || claim.kept !== undefined) return;
  const claimed = await run(tx, CLAIM, [claim.scope, claim.key, claim.fingerprint, claim.status]);
  if (claimed === 0) throw new IdempotencyInProgress();
}

/**
 * Keeps the answer just before the transaction commits. By convention the last transaction of an
 * idempotent route returns the route's answer; where it does not, the interceptor corrects it.
 */
export async function keepAnswer(tx: EntityManager, answer: unknown): Promise<void> {
  const claim = requestContext.current()?.idempotency;
  if (!claim) return;
  const body = answerText(answer);
  if (claim.kept !== body) await run(tx, STORE_ANSWER, answerValues(claim, claim.status, body));
  claim.kept = body;
}

export function answerValues(claim: IdempotencyClaim, status: number, body: string): unknown[] {
  return [claim.scope, claim.key, claim.fingerprint, status, body];
}
