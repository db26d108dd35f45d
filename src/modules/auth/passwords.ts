import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { availableParallelism } from 'node:os';
import { workshopOf } from '../../platform/workshop.js';
import { UNUSABLE_PASSWORD_HASH } from '../users/index.js';
import { SignInBusy } from './auth.errors.js';
import type { PasswordWork } from './passwords.work.js';

/** One a core, which memory allows for: each hash takes 19 MB. */
const AT_ONCE = Math.min(availableParallelism(), 4);
/** A second or two of work: who comes later is told to come again instead of waiting in vain. */
const MOST_WAITING = 400;

/** Of a random password that nobody kept: unknown accounts are checked against it, to take the same time. */
const DECOY = '$argon2id$v=19$m=19456,t=2,p=1$QpupR4OsIYr7PyUZES108g$uouXfwvE0C0k5Vqf9zmysgH2sy/SqTLs2qHIfmeVdYg';

/**
 * Hashes passwords on threads of their own, which the system lets run when nothing else wants the processor: a flood of
 * sign-ins has all of it that is to spare, and the rest of the application does not wait for it.
 */
@Injectable()
export class Passwords implements OnApplicationShutdown {
  // The next one lies ready: a thread does not wait for the event loop between two.
  private readonly threads = workshopOf<PasswordWork, string | boolean>('passwords.work', import.meta.url, { of: 'worker_threads', most: AT_ONCE, in_hand: 2 });

  onApplicationShutdown(): Promise<void> {
    return this.threads.destroy();
  }

  /** @throws SignInBusy when too many wait already. */
  async hash(password: string): Promise<string> {
    return (await this.queue({ password, hash: null })) as string;
  }

  /**
   * Whether this is the password behind `password_hash`. Without a hash (no such account, or one without
   * a password) it takes the same time to say no.
   * @throws SignInBusy when too many wait already.
   */
  async matches(password: string, password_hash: string | null): Promise<boolean> {
    if (password_hash !== null && password_hash !== UNUSABLE_PASSWORD_HASH) return (await this.queue({ password, hash: password_hash })) as boolean;
    await this.queue({ password, hash: DECOY });
    return false;
  }

  private queue(work: PasswordWork): Promise<string | boolean> {
    if (this.threads.queueSize >= MOST_WAITING) throw new SignInBusy({}, { headers: { 'retry-after': '3' } });
    return this.threads.run(work);
  }
}
