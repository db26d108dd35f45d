import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../platform/authz/actor.js';
import { unauthenticated } from '../../platform/authz/authz.errors.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { UsersRepository } from '../users/index.js';
import { atLeast } from './at-least.js';
import { ApiKeys } from './api-keys/api-keys.js';
import { AuthCodes } from './auth-codes.js';
import { AuthLinks } from './auth-links.js';
import { CurrentPasswordWrong, LinkInvalid } from './auth.errors.js';
import type { ForgottenPassword, PasswordChange, PasswordReset } from './dto/password.dto.js';
import { PasswordChecks } from './password-checks.js';
import { assertGoodPassword } from './password-rule.js';
import { Passwords } from './passwords.js';
import { resetMailLimits, SendLimits } from './send-limits.js';
import { Sessions } from './sessions.js';

/** Longer than what is done for a known address takes. */
const UNTOLD_MS = 100;

/** How a password becomes another one. */
@Injectable()
export class PasswordChanges {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly passwords: Passwords,
    private readonly checks: PasswordChecks,
    private readonly links: AuthLinks,
    private readonly codes: AuthCodes,
    private readonly limits: SendLimits,
    private readonly sessions: Sessions,
    private readonly keys: ApiKeys,
    private readonly outbox: Outbox,
  ) {}

  /** Sends a link where there is such an account, and never tells. */
  forgot({ email }: ForgottenPassword): Promise<void> {
    return atLeast(UNTOLD_MS, async () => {
      const user = await this.users.findReachable({ email });
      if (!user) return;
      await this.database.transaction(async (tx) => {
        if (!(await this.limits.take(tx, resetMailLimits(user.id)))) return;
        const link_id = await this.links.create(tx, user, 'reset_password');
        await this.outbox.publish(tx, 'auth.password_reset_requested', { user_id: user.id, link_id });
      });
    });
  }

  /** @throws LinkInvalid, or what is wrong with the new password. */
  async reset({ token, new_password }: PasswordReset): Promise<void> {
    const link = await this.links.findOpenedBy(token, 'reset_password');
    const owner = link && (await this.users.findById(link.user_id));
    if (!link || !owner) throw new LinkInvalid();
    assertGoodPassword(new_password, owner, 'new_password');
    const password_hash = await this.passwords.hash(new_password);
    await this.database.transaction(async (tx) => {
      await this.users.lockById(tx, owner.id);
      if (!(await this.links.use(tx, link))) throw new LinkInvalid();
      // The link came by mail: the address is proven as well.
      await this.users.update(tx, owner.id, { password_hash, is_verified: true });
      await this.checks.forget(tx, owner.id);
      await this.codes.forgetFailures(tx, owner.id);
      // Whoever had to prove the address may have lost the account to somebody, who may have made keys.
      await this.keys.endAll(tx, owner.id);
      await this.settle(tx, owner.id, null);
    });
  }

  /** The caller's other sessions end. @throws CurrentPasswordWrong, TooManyAttempts, or what is wrong with the new one. */
  async change(actor: SignedIn, { current_password, new_password }: PasswordChange): Promise<void> {
    const [owner, account] = await Promise.all([this.users.findById(actor.id), this.users.findCredentials({ id: actor.id })]);
    if (!owner || !account) throw unauthenticated();
    assertGoodPassword(new_password, owner, 'new_password');
    if (!(await this.checks.isRight(account, current_password))) throw new CurrentPasswordWrong();
    const password_hash = await this.passwords.hash(new_password);
    await this.database.transaction(async (tx) => {
      // Somebody else may have changed it since it was checked.
      if (!(await this.users.replacePassword(tx, account, password_hash))) throw new CurrentPasswordWrong();
      await this.settle(tx, actor.id, actor.session_id);
    });
  }

  private async settle(tx: Tx, user_id: string, except_session: string | null): Promise<void> {
    await this.links.retire(tx, user_id, 'reset_password');
    await this.sessions.endAll(tx, user_id, 'password_changed', except_session);
    await this.outbox.publish(tx, 'auth.password_changed', { user_id });
  }
}
