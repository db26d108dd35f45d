import { hash } from '@node-rs/argon2';

export const DEMO_PASSWORD = 'Demo-2026-Cotonou';

/** One hash for all invented people: hashing each would take minutes, and the password is public anyway. */
export function hashDemoPassword(): Promise<string> {
  // 2 is argon2id; the package's enum does not survive isolated modules.
  return hash(DEMO_PASSWORD, { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 });
}
