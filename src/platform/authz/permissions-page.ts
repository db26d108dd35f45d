import { ROLES } from './actor.js';
import { ME, type Policy, type Rule } from './policy.js';

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
  ].join('\n');
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
