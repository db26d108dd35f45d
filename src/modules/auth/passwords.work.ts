import { hashSync, verifySync } from '@node-rs/argon2';
import { getPriority, setPriority } from 'node:os';

/** What a thread of `Passwords` does. It imports nothing of ours: tests start it from its source. */
export type PasswordWork = { readonly password: string; readonly hash: string } | { readonly password: string; readonly hash: null };

/** OWASP's first choice for argon2id. 2 is argon2id: the package's enum does not survive isolated modules. */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

// On Linux a priority is a thread's own; elsewhere it would be the whole process'. Where the system forbids it, it stays what it was.
if (process.platform === 'linux') {
  try {
    setPriority(Math.min(getPriority() + 5, 19));
  } catch {
    // Passwords are checked all the same.
  }
}

export default function work({ password, hash }: PasswordWork): string | boolean {
  return hash === null ? hashSync(password, ARGON2ID) : verifySync(hash, password);
}
