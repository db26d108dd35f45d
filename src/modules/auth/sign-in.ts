import { Injectable } from '@nestjs/common';
import { normalizePhone } from '../../kernel/phone.js';
import { Database } from '../../platform/database/database.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { UsersRepository } from '../users/index.js';
import { atLeast } from './at-least.js';
import { AuthCodes } from './auth-codes.js';
import { AccountDeactivated, BadCredentials, CodeRefused } from './auth.errors.js';
import type { CodeRequest, Credentials, PhoneCode } from './dto/sign-in.dto.js';
import { PasswordChecks } from './password-checks.js';
import { Sessions, type TokenPair } from './sessions.js';

/** Longer than what is done for a known number takes. */
const UNTOLD_MS = 100;
const CHALLENGE = { headers: { 'www-authenticate': 'Bearer realm="lokahome"' } };

/** The two ways in: with a password, and with a code sent to the phone. */
@Injectable()
export class SignIn {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly checks: PasswordChecks,
    private readonly codes: AuthCodes,
    private readonly sessions: Sessions,
    private readonly outbox: Outbox,
  ) {}

  /**
   * The same words, and the same work, whether the account exists or not.
   * @throws BadCredentials, TooManyAttempts, PasswordLocked; AccountDeactivated once the password is right.
   */
  async withPassword({ username, password }: Credentials, user_agent: string | null): Promise<TokenPair> {
    const name = nameOf(username);
    const account = await this.users.findCredentials(name);
    const right = await this.checks.isRight(account ?? { unknown: Object.values(name).join() }, password);
    if (!account || !right) throw new BadCredentials({}, CHALLENGE);
    if (!account.is_active) throw new AccountDeactivated();
    return this.sessions.open(null, account, user_agent);
  }

  /** Sends a code where there is such an account, and never tells. */
  sendCode({ phone }: CodeRequest): Promise<void> {
    return atLeast(UNTOLD_MS, async () => {
      const user = await this.users.findReachable({ phone });
      if (!user) return;
      await this.database.transaction(async (tx) => {
        const code_id = await this.codes.request(tx, { id: user.id, phone }, { asked: true });
        if (code_id !== null) await this.outbox.publish(tx, 'auth.code_requested', { user_id: user.id, code_id });
      });
    });
  }

  /** @throws CodeRefused; AccountDeactivated once the code is right. */
  withCode({ phone, code: digits }: PhoneCode, user_agent: string | null): Promise<TokenPair> {
    return atLeast(UNTOLD_MS, async () => {
      const code = await this.codes.findOpenedBy(phone, digits);
      const account = code && (await this.users.findCredentials({ id: code.user_id }));
      if (!code || !account) throw new CodeRefused({}, CHALLENGE);
      if (!account.is_active) throw new AccountDeactivated();
      return this.database.transaction(async (tx) => {
        const user = await this.users.lockById(tx, account.id);
        if (user?.phone !== phone || !(await this.codes.use(tx, code))) throw new CodeRefused({}, CHALLENGE);
        if (!user.is_phone_verified) await this.users.update(tx, user.id, { is_phone_verified: true });
        return this.sessions.open(tx, { id: user.id }, user_agent);
      });
    });
  }
}

/** What somebody typed as their name, as accounts are looked up by it. */
function nameOf(username: string): Parameters<UsersRepository['findCredentials']>[0] & ({ email: string } | { phone: string }) {
  const phone = username.includes('@') ? null : normalizePhone(username);
  return phone === null ? { email: username.toLowerCase() } : { phone };
}

