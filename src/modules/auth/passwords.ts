import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { UNUSABLE_PASSWORD_HASH } from '../users/index.js';
import { SignInBusy } from './auth.errors.js';

/** OWASP's first choice for argon2id. 2 is argon2id: the package's enum does not survive isolated modules. */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** One a core; libuv lends us four threads at most. */
const AT_ONCE = Math.min(availableParallelism(), 4);
/** A second or two of work: who comes later is told to come again instead of waiting in vain. */
const MOST_WAITING = 400;

/** Of a random password that nobody kept: unknown accounts are checked against it, to take the same time. */
const DECOY = '$argon2id$v=19$m=19456,t=2,p=1$QpupR4OsIYr7PyUZES108g$uouXfwvE0C0k5Vqf9zmysgH2sy/SqTLs2qHIfmeVdYg';

/**
 * Hashes passwords on native threads, few at a time: a flood of sign-ins takes its turn and leaves the
 * rest of the application its share of the processor.
 */
@Injectable()
export class Passwords {
  private readonly turn = pLimit(AT_ONCE);

  /** @throws SignInBusy when too many wait already. */
  hash(password: string): Promise<string> {
    return this.queue(() => hash(password, ARGON2ID));
  }

  /**
   * Whether this is the password behind `password_hash`. Without a hash (no such account, or one without
   * a password) it takes the same time to say no.
   * @throws SignInBusy when too many wait already.
   */
  async matches(password: string, password_hash: string | null): Promise<boolean> {
    if (password_hash !== null && password_hash !== UNUSABLE_PASSWORD_HASH) return this.queue(() => verify(password_hash, password));
    await this.queue(() => verify(DECOY, password));
    return false;
  }

  private queue<T>(work: () => Promise<T>): Promise<T> {
    if (this.turn.pendingCount >= MOST_WAITING) throw new SignInBusy({}, { headers: { 'retry-after': '3' } });
    return this.turn(work);
  }
}
