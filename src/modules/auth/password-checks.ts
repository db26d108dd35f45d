import { Injectable } from '@nestjs/common';
import pLimit from 'p-limit';
import type { Tx } from '../../platform/database/database.js';
import { logger } from '../../platform/observability/logger.js';
import { PasswordLocked, SignInBusy, TooManyAttempts } from './auth.errors.js';
import { AuthSecrets } from './auth-secrets.js';
import { Guesses, PASSWORD_GUESSES } from './guesses.js';
import { Passwords } from './passwords.js';

/** Below the ten guesses of an account: sign-ins that succeed side by side never use them up. */
const AT_ONCE = 8;
/** A few seconds of work: who comes later is told to come again instead of waiting in vain. */
const MOST_WAITING = 400;

/** Whose password it is said to be: an account, or the name somebody typed that is nobody's. */
export type PasswordSubject = { readonly id: string; readonly password_hash: string } | { readonly unknown: string };

/** Checks passwords and counts the wrong ones, the same way whether there is such an account or not. */
@Injectable()
export class PasswordChecks {
  private readonly turn = pLimit(AT_ONCE);

  constructor(
    private readonly guesses: Guesses,
    private readonly passwords: Passwords,
    private readonly secrets: AuthSecrets,
  ) {}

  /**
   * @throws TooManyAttempts after 10 wrong ones in 15 minutes, PasswordLocked after 100 in a row,
   * SignInBusy when too many wait already.
   */
  async isRight(subject: PasswordSubject, password: string): Promise<boolean> {
    if (this.turn.pendingCount >= MOST_WAITING) throw new SignInBusy({}, { headers: { 'retry-after': '5' } });
    return this.turn(() => this.check(subject, password));
  }

  /** A new password starts with a clean record. */
  async forget(tx: Tx, user_id: string): Promise<void> {
    await this.guesses.forget(tx, [this.keyOf({ id: user_id, password_hash: '' })]);
  }

  private async check(subject: PasswordSubject, password: string): Promise<boolean> {
    const key = this.keyOf(subject);
    const guess = await this.guesses.take(key, PASSWORD_GUESSES);
    if (!guess.allowed) throw this.refusal(subject, guess);
    let right: boolean;
    try {
      right = await this.passwords.matches(password, 'id' in subject ? subject.password_hash : null);
    } catch (error) {
      await this.guesses.giveBack(key);
      throw error;
    }
    if (right) await this.guesses.succeed(key);
    return right;
  }

  private refusal(subject: PasswordSubject, { locked, seconds }: { locked: boolean; seconds: number }): TooManyAttempts | PasswordLocked {
    const headers = { 'retry-after': String(locked ? 3600 : seconds) };
    logger.warn({ user_id: 'id' in subject ? subject.id : null, locked }, 'too many wrong passwords');
    return locked ? new PasswordLocked({}, { headers }) : new TooManyAttempts({ seconds }, { headers });
  }

  /** By account, so that its two names share one count; who is behind a key cannot be read from it. */
  private keyOf(subject: PasswordSubject): string {
    return 'id' in subject
      ? `account ${this.secrets.countKeyOf(`password ${subject.id}`)}`
      : `unknown ${this.secrets.countKeyOf(`password ${subject.unknown}`)}`;
  }
}
