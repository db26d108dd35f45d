import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { permissionsPage } from '../src/platform/authz/permissions-page.js';
import { POLICIES } from '../src/policies.js';

describe('docs/permissions.md', () => {
  it('says what the policies say (npm run cli -- permissions > docs/permissions.md)', () => {
    const page = readFileSync(fileURLToPath(new URL('../docs/permissions.md', import.meta.url)), 'utf8');
    expect(page).toBe(permissionsPage(POLICIES));
  });
});
