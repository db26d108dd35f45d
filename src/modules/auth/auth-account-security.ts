import { Injectable } from '@nestjs/common';
import { query, type Tx } from '../../platform/database/database.js';
import { TooManyRequests } from '../../platform/http/http.errors.js';
import { AccountSecurity } from '../users/index.js';
import { ApiKeys } from './api-keys/api-keys.js';
import { AuthCodes } from './auth-codes.js';
import { AuthLinks } from './auth-links.js';
import { PasswordChecks } from './password-checks.js';
import { newAddressMailLimit, SendLimits } from './send-limits.js';
import { Sessions } from './sessions.js';

/** What accounts ask of us when they change or end. */
@Injectable()
export class AuthAccountSecurity extends AccountSecurity {
  constructor(
    private readonly links: AuthLinks,
    private readonly codes: AuthCodes,
    private readonly checks: PasswordChecks,
    private readonly sessions: Sessions,
    private readonly keys: ApiKeys,
    private readonly limits: SendLimits,
  ) {
    super();
  }

  async linkForNewEmail(tx: Tx, user: { readonly id: string; readonly email: string }): Promise<string> {
    const limit = newAddressMailLimit(user.id);
    if (!(await this.limits.take(tx, [limit]))) {
      throw new TooManyRequests({ seconds: limit.seconds }, { headers: { 'retry-after': String(limit.seconds) } });
    }
    await this.links.retire(tx, user.id, 'verify_email');
    await this.links.retire(tx, user.id, 'reset_password');
    return this.links.create(tx, user, 'verify_email');
  }

  codeForNewPhone(tx: Tx, user: { readonly id: string; readonly phone: string }): Promise<string | null> {
    return this.codes.request(tx, user, { asked: false });
  }

  async endSessions(tx: Tx, user_id: string, reason: 'deactivated' | 'role_changed'): Promise<void> {
    await this.sessions.endAll(tx, user_id, reason);
    await this.keys.endAll(tx, user_id);
  }

  async forget(tx: Tx, user_id: string): Promise<void> {
    await this.sessions.forget(tx, user_id);
    await this.keys.endAll(tx, user_id);
    await query(tx, 'DELETE FROM auth_links WHERE user_id = $1', [user_id]);
    await query(tx, 'DELETE FROM auth_codes WHERE user_id = $1', [user_id]);
    await this.checks.forget(tx, user_id);
    await this.codes.forgetFailures(tx, user_id);
  }
}
