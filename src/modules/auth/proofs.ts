import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { UsersRepository, type UserView } from '../users/index.js';
import { atLeast } from './at-least.js';
import { AuthCodes } from './auth-codes.js';
import { AuthLinks } from './auth-links.js';
import { CodeInvalid, LinkInvalid } from './auth.errors.js';
import type { EmailProof } from './dto/password.dto.js';
import type { PhoneCode } from './dto/sign-in.dto.js';

/** Longer than what is done for a known number takes. */
const UNTOLD_MS = 100;

/** That an address or a number is really its owner's. */
@Injectable()
export class Proofs {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly links: AuthLinks,
    private readonly codes: AuthCodes,
  ) {}

  /** @throws LinkInvalid */
  async proveEmail({ token }: EmailProof): Promise<UserView> {
    const link = await this.links.findOpenedBy(token, 'verify_email');
    if (!link) throw new LinkInvalid();
    return this.database.transaction(async (tx) => {
      await this.users.lockById(tx, link.user_id);
      if (!(await this.links.use(tx, link))) throw new LinkInvalid();
      return this.users.update(tx, link.user_id, { is_verified: true });
    });
  }

  /** @throws CodeInvalid, in the same time whether the number is known or not. */
  provePhone({ phone, code: digits }: PhoneCode): Promise<UserView> {
    return atLeast(UNTOLD_MS, async () => {
      const code = await this.codes.findOpenedBy(phone, digits);
      if (!code) throw new CodeInvalid();
      return this.database.transaction(async (tx) => {
        await this.users.lockById(tx, code.user_id);
        if (!(await this.codes.use(tx, code))) throw new CodeInvalid();
        return this.users.update(tx, code.user_id, { is_phone_verified: true });
      });
    });
  }
}
