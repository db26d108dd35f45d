import { Injectable } from '@nestjs/common';
import { isEmail } from 'class-validator';
import { Config } from '../../config/index.js';
import { normalizePhone } from '../../kernel/phone.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { databaseErrorToAppError } from '../../platform/database/database-errors.js';
import { fieldFailure } from '../../platform/http/input.pipe.js';
import { requestContext } from '../../platform/http/request-context.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { UsersRepository, type UserView } from '../users/index.js';
import { AuthCodes } from './auth-codes.js';
import { AuthLinks } from './auth-links.js';
import { ReferralUnknown } from './auth.errors.js';
import type { Registration } from './dto/sign-in.dto.js';
import { assertGoodPassword } from './password-rule.js';
import { Passwords } from './passwords.js';

/** How accounts come to be. */
@Injectable()
export class Accounts {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly passwords: Passwords,
    private readonly links: AuthLinks,
    private readonly codes: AuthCodes,
    private readonly outbox: Outbox,
    private readonly config: Config,
  ) {}

  /** @throws EmailTaken, PhoneTaken, ReferralUnknown, or what is wrong with the password. */
  async register({ password, referral_code, ...person }: Registration): Promise<UserView> {
    assertGoodPassword(password, person, 'password');
    const password_hash = await this.passwords.hash(password);
    const locale = requestContext.current()?.locale ?? this.config.DEFAULT_LOCALE;
    return this.database.transaction(async (tx) => {
      const referred_by = await this.referrer(tx, referral_code ?? '');
      const user = await this.users.insert(tx, { ...person, password_hash, locale, referred_by, is_verified: false });
      const link_id = await this.links.create(tx, user, 'verify_email');
      const code_id = await this.codes.request(tx, { id: user.id, phone: person.phone }, { asked: false });
      await this.outbox.publish(tx, 'user.registered', { user_id: user.id, link_id, code_id });
      return user;
    });
  }

  /**
   * An admin, from the command line only. The address counts as proven: whoever has the command line has all.
   * @throws ValidationFailed, EmailTaken, PhoneTaken, or what is wrong with the password.
   */
  async createAdmin(given: { email: string; password: string; phone?: string | undefined }): Promise<UserView> {
    const email = given.email.trim().toLowerCase();
    if (email.length > 254 || !isEmail(email)) throw fieldFailure('email', 'not_an_email');
    const phone = given.phone === undefined ? null : normalizePhone(given.phone);
    if (phone === null && given.phone !== undefined) throw fieldFailure('phone', 'not_a_phone');
    const person = { email, phone, first_name: 'Admin', last_name: this.config.PROJECT_NAME, user_type: 'admin' as const };
    assertGoodPassword(given.password, person, 'password');
    const password_hash = await this.passwords.hash(given.password);
    const admin = { ...person, password_hash, locale: this.config.DEFAULT_LOCALE, referred_by: null, is_verified: true };
    return this.database.transaction((tx) => this.users.insert(tx, admin)).catch((error: unknown) => {
      // No filter stands between here and a command line.
      throw databaseErrorToAppError(error) ?? error;
    });
  }

  private async referrer(tx: Tx, referral_code: string): Promise<string | null> {
    if (referral_code === '') return null;
    const referrer = await this.users.findByReferralCode(tx, referral_code.toUpperCase());
    if (!referrer) throw new ReferralUnknown();
    return referrer.id;
  }
}
