import { afterAll, describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { getPriority } from 'node:os';
import { UNUSABLE_PASSWORD_HASH } from '../users/index.js';
import { Passwords } from './passwords.js';

describe('passwords', () => {
  const passwords = new Passwords();
  afterAll(() => passwords.onApplicationShutdown());

  it('are kept as argon2id with the documented cost and a salt of their own', async () => {
    const [one, two] = await Promise.all([passwords.hash('quatre zems verts'), passwords.hash('quatre zems verts')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
  });

  it('match themselves exactly and nothing else', async () => {
    const password = ' Quatre zéms 🛵 verts ';
    const hash = await passwords.hash(password);
    expect(await passwords.matches(password, hash)).toBe(true);
    for (const other of [password.trim(), password.toLowerCase(), `${password}x`, '', 'Quatre']) expect(await passwords.matches(other, hash)).toBe(false);
  });

  it('match nothing where there is no account, or one without a password', async () => {
    expect(await passwords.matches('anything', null)).toBe(false);
    expect(await passwords.matches(UNUSABLE_PASSWORD_HASH, UNUSABLE_PASSWORD_HASH)).toBe(false);
  });

  it('are refused for the moment when too many wait', async () => {
    const answers = await Promise.allSettled(Array.from({ length: 450 }, () => passwords.matches('x', null)));
    const refused = answers.filter((one) => one.status === 'rejected');
    expect(refused.length).toBeGreaterThan(30);
    expect(refused.every((one) => (one.reason as { code: string }).code === 'auth.busy')).toBe(true);
    expect(await passwords.matches('x', null)).toBe(false);
  });

  (process.platform === 'linux' ? it : it.skip)('are hashed by a few threads that give way to everything else', async () => {
    await passwords.matches('x', null);
    const priorities = readdirSync('/proc/self/task').map((id) => getPriority(Number(id)));
    const lowered = priorities.filter((one) => one === Math.min(...priorities) + 5);
    expect(lowered.length).toBeGreaterThan(0);
    expect(lowered.length).toBeLessThanOrEqual(4);
  });
});
