import type { Role } from './actor.js';
import type { Scope } from './scopes.js';

/** Marks the place where the caller's id goes. */
export const ME = Symbol('me');

type Condition = Readonly<Record<string, string | number | boolean | null | symbol | readonly (string | number)[]>>;

export interface Rule {
  readonly action: string | readonly string[];
  /** On the row's own columns; none means every row. A list means "one of these". */
  readonly where?: Condition;
}

/**
 * Who may do what to one kind of record, as data: the guard, the row check, the SQL filter, the
 * OpenAPI document and docs/permissions.md all come from it.
 */
export interface Policy {
  readonly subject: string;
  readonly rules: Readonly<Partial<Record<Role | 'anonymous', readonly Rule[]>>>;
  /** Which of these actions an API key may do, by the scope that it needs; what no scope names is closed to keys. */
  readonly scopes: Readonly<Partial<Record<Scope, readonly string[]>>>;
}

export function definePolicy(subject: string, rules: Policy['rules'], scopes: Policy['scopes'] = {}): Policy {
  // A stranger's id is null, and `owner_id IS NULL` would give away every row that nobody owns.
  const owns = rules.anonymous?.some(({ where }) => Object.values(where ?? {}).includes(ME));
  if (owns) throw new Error(`policy of ${subject}: anonymous callers own nothing`);
  return Object.freeze({ subject, rules, scopes });
}

/** The scopes of which an API key needs one for this; none where keys cannot do it. */
export function scopesFor(policies: readonly Policy[], action: string, subject: string): Scope[] {
  const about = policies.filter((policy) => policy.subject === subject);
  return about.flatMap(({ scopes }) => (Object.keys(scopes) as Scope[]).filter((scope) => scopes[scope]?.includes(action)));
}
