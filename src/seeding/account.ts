import { hash } from '@node-rs/argon2';

/** 2 is argon2id: the package's enum does not survive isolated modules. */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export const DEMO_PASSWORD = 'Demo-2026-Cotonou';

/** One hash for all invented people: hashing each would take minutes, and the password is public anyway. */
export function hashDemoPassword(): Promise<string> {
  return hash(DEMO_PASSWORD, ARGON2ID);
}
