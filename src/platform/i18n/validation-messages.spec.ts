import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { hasValidationMessage, validationMessage } from './validation-messages.js';

const source = fileURLToPath(new URL('../..', import.meta.url));

/** Every code that a decorator, a pipe or a service names in the source; what payment providers say is not about fields. */
function codesInUse(): string[] {
  const codes = new Set<string>();
  for (const file of globSync(`${source}/**/*.ts`).filter((name) => !name.endsWith('.spec.ts') && !name.includes('/config/') && !name.includes('/modules/payments/'))) {
    const text = readFileSync(file, 'utf8');
    for (const [, code] of text.matchAll(/(?:complaint\(|fieldFailure\([^,()]+(?:\([^)]*\))?,\s*|\bcode: )'([a-z_]+)'/g)) if (code) codes.add(code);
  }
  return [...codes].sort();
}

describe('what a refused field is told', () => {
  const inUse = codesInUse();

  it('has words for every code that the source names', () => {
    expect(inUse).toEqual(expect.arrayContaining(['not_a_string', 'not_a_uuid', 'too_many_items', 'unknown_field', 'required']));
    expect(inUse.filter((code) => !hasValidationMessage(code) && !OF_THE_ERRORS.has(code))).toEqual([]);
  });

  it('is in the reader’s language, with its limits filled in', () => {
    expect(validationMessage('too_long', { max: 80 }, 'fr')).toBe('Au plus 80 caractères.');
    expect(validationMessage('too_long', { max: 80 }, 'en')).toBe('At most 80 characters.');
    expect(validationMessage('not_one_of', { values: 'a, b' }, 'en')).toBe('Possible values: a, b.');
  });

  it('says something sensible of a code without words', () => {
    expect(validationMessage('from_another_library', {}, 'en')).toBe('This value is not valid.');
  });

  it('does not find words on the prototype', () => {
    expect(hasValidationMessage('constructor')).toBe(false);
    expect(validationMessage('constructor', {}, 'en')).toBe('This value is not valid.');
  });
});

/** Codes of whole errors, which carry their own words. */
const OF_THE_ERRORS = new Set(['internal', 'not_found']);
