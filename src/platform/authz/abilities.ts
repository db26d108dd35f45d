import { AbilityBuilder, createMongoAbility, subject as asSubject, type MongoAbility } from '@casl/ability';
import { rulesToCondition } from '@casl/ability/extra';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Actor } from './actor.js';
import { Forbidden, KeyRefused, NotFound, ScopeMissing } from './authz.errors.js';
import { ME, scopesFor, type Policy, type Rule } from './policy.js';

type Row = Record<string, unknown>;

/** Every policy of the house, handed in once when the application is put together. */
export abstract class Policies {
  abstract readonly all: readonly Policy[];
}

/** The only door to CASL: a row is always checked as an instance with all the columns a rule needs. */
@Injectable()
export class Abilities {
  /** Rules depend on the role, on who it is and on the scopes of the key that calls, and on nothing else. */
  private readonly cache = new LRUCache<string, MongoAbility>({ max: 5000 });

  constructor(private readonly policies: Policies) {}

  /** May this role ever do this? Says nothing of a single row. */
  roleMay(actor: Actor, action: string, subject: string): boolean {
    return this.abilityOf(actor).rulesFor(action, subject).some((rule) => !rule.inverted);
  }

  /** @throws Forbidden where `roleMay` is false, or what an API key lacks that its owner has. */
  authorizeRole(actor: Actor, action: string, subject: string): void {
    if (this.roleMay(actor, action, subject)) return;
    if (actor.id === null || actor.api_key === undefined || !this.roleMay({ ...actor, api_key: undefined }, action, subject)) throw new Forbidden();
    const scopes = scopesFor(this.policies.all, action, subject);
    throw scopes.length === 0 ? new KeyRefused() : new ScopeMissing({ scopes: scopes.join(', ') });
  }

  /** May this caller do this to this very row? @throws Error when the row lacks a column that a rule reads. */
  may(actor: Actor, action: string, subject: string, row: object): boolean {
    const ability = this.abilityOf(actor);
    for (const rule of ability.rulesFor(action, subject)) {
      for (const column of Object.keys(rule.conditions ?? {})) {
        if ((row as Row)[column] === undefined) throw new Error(`policy of ${subject} reads ${column}, which the row lacks`);
      }
    }
    return ability.can(action, asSubject(subject, { ...row }));
  }

  /** @throws NotFound when the row is hidden from the caller, Forbidden when it is only not theirs to change. */
  authorize(actor: Actor, action: string, subject: string, row: object): void {
    if (this.may(actor, action, subject, row)) return;
    throw this.may(actor, 'read', subject, row) ? new Forbidden() : new NotFound();
  }

  /**
   * The same rules as a SQL condition over the columns of `alias`; values are appended to `values`.
   * Where nothing is allowed it is `FALSE`: no rows.
   */
  condition(actor: Actor, action: string, subject: string, alias: string, values: unknown[]): string {
    const rules = this.abilityOf(actor).rulesFor(action, subject);
    return rulesToCondition<MongoAbility, string, string>(
      rules,
      (rule) => conditionOf((rule.conditions ?? {}), alias, values),
      { and: (parts) => `(${parts.join(' AND ')})`, or: (parts) => `(${parts.join(' OR ')})`, empty: () => 'TRUE' },
    ) ?? 'FALSE';
  }

  private abilityOf(actor: Actor): MongoAbility {
    const key = actor.id === null ? actor.role : `${actor.role} ${actor.id}${actor.api_key ? ` key ${actor.api_key.scopes.join()}` : ''}`;
    let ability = this.cache.get(key);
    if (!ability) {
      ability = this.build(actor);
      this.cache.set(key, ability);
    }
    return ability;
  }

  private build(actor: Actor): MongoAbility {
    const { can, build } = new AbilityBuilder<MongoAbility>(createMongoAbility);
    for (const policy of this.policies.all) {
      for (const rule of rulesFor(policy, actor)) {
        can(typeof rule.action === 'string' ? rule.action : [...rule.action], policy.subject, conditionsFor(rule, actor));
      }
    }
    return build();
  }
}

/** A key has of its owner's rules what its scopes open, and what a stranger may do as well. */
function rulesFor({ rules, scopes }: Policy, actor: Actor): readonly Rule[] {
  const own = rules[actor.role] ?? [];
  if (actor.id === null || actor.api_key === undefined) return own;
  const opened = actor.api_key.scopes.flatMap((scope) => scopes[scope] ?? []);
  const narrowed = own.map(({ action, ...rule }) => ({ ...rule, action: opened.filter((one) => action === 'manage' || [action].flat().includes(one)) }));
  return [...(rules.anonymous ?? []), ...narrowed.filter(({ action }) => action.length > 0)];
}

function conditionsFor(rule: Rule, actor: Actor): Row | undefined {
  if (!rule.where) return undefined;
  return Object.fromEntries(
    Object.entries(rule.where).map(([column, value]) => {
      if (value === ME) return [column, actor.id];
      return [column, Array.isArray(value) ? { $in: value as readonly unknown[] } : value];
    }),
  );
}

function conditionOf(conditions: Row, alias: string, values: unknown[]): string {
  const parts = Object.entries(conditions).map(([column, value]) => {
    if (!/^[a-z_]+$/.test(column)) throw new Error(`not a column: ${column}`);
    if (value === null) return `${alias}.${column} IS NULL`;
    const list = (value as { $in?: unknown[] }).$in;
    values.push(list ?? value);
    return list ? `${alias}.${column} = ANY ($${String(values.length)})` : `${alias}.${column} = $${String(values.length)}`;
  });
  return parts.length === 0 ? 'TRUE' : `(${parts.join(' AND ')})`;
}
