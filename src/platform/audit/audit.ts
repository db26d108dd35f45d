import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/id.js';
import type { SignedIn } from '../authz/actor.js';
import { query, type Tx } from '../database/database.js';
import { requestContext } from '../http/request-context.js';

export interface AuditEntry {
  /** Null where nobody is signed in: the command line, the clock. */
  readonly actor_id: string | null;
  /** `document.read`, `identity.approve`, `user.deactivate`. */
  readonly action: string;
  readonly subject_type: string;
  readonly subject_id: string | null;
  readonly before?: object | null;
  readonly after?: object | null;
}

const kept = new Map<string, ReadonlySet<string>>();

/**
 * Says, beside its feature, which fields of a kind of record the log keeps. The log is never changed and outlives an erased
 * account: no name, address, number, free text or secret belongs in it.
 */
export function audits(subject_type: string, fields: readonly string[]): void {
  kept.set(subject_type, new Set(fields));
}

/** Who did what to which record, and from where. Rows are added and never changed; PostgreSQL sees to that. */
@Injectable()
export class Audit {
  /** Of a route that everybody has: what an admin does to somebody else's record. What people do to their own is nobody's business. */
  async watch(tx: Tx, actor: SignedIn, owner_id: string, entry: Omit<AuditEntry, 'actor_id'>): Promise<void> {
    if (actor.role === 'admin' && actor.id !== owner_id) await this.record(tx, { ...entry, actor_id: actor.id });
  }

  /** In the transaction of what is done, so that neither is there without the other. */
  async record(tx: Tx, { actor_id, action, subject_type, subject_id, before, after }: AuditEntry): Promise<void> {
    const fields = kept.get(subject_type);
    if (!fields) throw new Error(`nothing says what the audit log keeps of a ${subject_type}`);
    const context = requestContext.current();
    await query(
      tx,
      `INSERT INTO audit_logs (id, actor_id, action, subject_type, subject_id, before, after, client_address, request_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [newId(), actor_id, action, subject_type, subject_id, pick(before, fields), pick(after, fields), context?.client_address ?? null, context?.request_id ?? null],
    );
  }
}

function pick(facts: object | null | undefined, fields: ReadonlySet<string>): string | null {
  if (!facts) return null;
  return JSON.stringify(Object.fromEntries(Object.entries(facts).filter(([name]) => fields.has(name))));
}
