import { ROLES } from './actor.js';
import { ME, type Policy, type Rule } from './policy.js';
import { SCOPE_NAMES, SCOPES, type Scope } from './scopes.js';

const ACTORS = ['anonymous', ...ROLES] as const;

/** docs/permissions.md: the policies as a table, so that people and code read the same thing. */
export function permissionsPage(policies: readonly Policy[]): string {
  const rows = [...policies]
    .sort((a, b) => a.subject.localeCompare(b.subject))
    .map(({ subject, rules }) => `| ${[subject, ...ACTORS.map((actor) => cell(rules[actor] ?? []))].join(' | ')} |`);
  return [
    '# Who may do what',
    '',
    'Generated from the policies of the features by `npm run cli -- permissions`; a test fails when it is out of date.',
    'A condition in brackets is on the row’s own columns; *me* is the caller’s id. What is not listed is refused.',
    '',
    `| subject | ${ACTORS.join(' | ')} |`,
    `|---|${ACTORS.map(() => '---|').join('')}`,
    ...rows,
    '',
    '## What API keys may do',
    '',
    'Never more than their owner: the rules above, narrowed to these actions, and what anonymous callers may. What no scope names is closed to keys.',
    '',
    '| scope | for | actions |',
    '|---|---|---|',
    ...SCOPE_NAMES.map((scope) => `| ${[`\`${scope}\``, SCOPES[scope], opened(policies, scope)].join(' | ')} |`),
    '',
  ].join('\n');
}

function opened(policies: readonly Policy[], scope: Scope): string {
  return policies.flatMap(({ subject, scopes }) => (scopes[scope] ? [`${subject}: ${scopes[scope].join(', ')}`] : [])).join('; ');
}

function cell(rules: readonly Rule[]): string {
  return rules.length === 0 ? '–' : rules.map(sentence).join('; ');
}

function sentence({ action, where }: Rule): string {
  const actions = typeof action === 'string' ? action : action.join(', ');
  if (!where) return actions;
  const conditions = Object.entries(where).map(([column, value]) => `${column} = ${shown(value)}`);
  return `${actions} [${conditions.join(' and ')}]`;
}

function shown(value: unknown): string {
  if (value === ME) return '*me*';
  return Array.isArray(value) ? value.join(' or ') : String(value);
}
