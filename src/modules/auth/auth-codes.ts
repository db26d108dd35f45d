import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/id.js';
import { Database, query, type Tx } from '../../platform/database/database.js';
import { requestContext } from '../../platform/http/request-context.js';
import { AuthSecrets } from './auth-secrets.js';
import { CODE_GUESSES, Guesses } from './guesses.js';
import { askedCodeLimits, SendLimits, smsLimits } from './send-limits.js';

export interface AuthCode {
  readonly id: string;
  readonly user_id: string;
  /** The number it was sent to: it proves that one and no other. */
  readonly phone: string;
  readonly expires_at: Date;
  readonly used_at: Date | null;
}

export const CODE_LIVES_MINUTES = 10;

/** The six-digit codes that go out by SMS: ten minutes, three tries, once. */
@Injectable()
export class AuthCodes {
  constructor(
    private readonly database: Database,
    private readonly secrets: AuthSecrets,
    private readonly guesses: Guesses,
    private readonly limits: SendLimits,
  ) {}

  /**
   * A new code for the user's number; from now on it is the only one that counts for it. Null where the
   * number or the caller's address has had its share of SMS. `asked`: somebody asked for just this code.
   */
  async request(tx: Tx, user: { readonly id: string; readonly phone: string }, { asked }: { asked: boolean }): Promise<string | null> {
    const sms = smsLimits(user.phone, requestContext.current()?.client_address);
    if (!(await this.limits.take(tx, asked ? [...askedCodeLimits(user.phone), ...sms] : sms))) return null;
    const id = newId();
    await query(
      tx,
      `INSERT INTO auth_codes (id, user_id, phone, expires_at) VALUES ($1, $2, $3, now() + make_interval(mins => $4))`,
      [id, user.id, user.phone, CODE_LIVES_MINUTES],
    );
    return id;
  }

  /** For whoever renders the SMS. */
  async findCode(id: string): Promise<AuthCode | null> {
    const rows = await this.database.write<AuthCode>('SELECT id, user_id, phone, expires_at, used_at FROM auth_codes WHERE id = $1', [id]);
    return rows[0] ?? null;
  }

  /**
   * The live code of this number if these are its digits. Each look costs one of its three tries, and a
   * new code does not forgive the failures before it: after 100 in a row no code of the account is good.
   */
  async findOpenedBy(phone: string, digits: string): Promise<AuthCode | null> {
    const code = await this.takeTry(phone);
    if (!code) return null;
    const key = this.keyOf(code.user_id);
    const guess = await this.guesses.take(key, CODE_GUESSES);
    if (!guess.allowed || !this.secrets.opensCode(digits, code)) return null;
    await this.guesses.succeed(key);
    return code;
  }

  /** Uses the code up; false when somebody was faster, or when its account has another number by now. */
  async use(tx: Tx, code: AuthCode): Promise<boolean> {
    const rows = await query(
      tx,
      `UPDATE auth_codes c SET used_at = now() FROM users u
       WHERE c.id = $1 AND c.used_at IS NULL AND c.expires_at > now() AND u.id = c.user_id AND u.phone = c.phone AND u.erased_at IS NULL
       RETURNING c.id`,
      [code.id],
    );
    return rows.length === 1;
  }

  /** A new password starts with a clean record. */
  async forgetFailures(tx: Tx, user_id: string): Promise<void> {
    await this.guesses.forget(tx, [this.keyOf(user_id)]);
  }

  /** Taken before the digits are looked at: two parallel tries cannot both be the third. */
  private async takeTry(phone: string): Promise<AuthCode | null> {
    const rows = await this.database.write<AuthCode>(
      `UPDATE auth_codes SET tries = tries + 1
       WHERE id = (SELECT id FROM auth_codes WHERE phone = $1 ORDER BY created_at DESC, id DESC LIMIT 1)
         AND tries < 3 AND used_at IS NULL AND expires_at > now()
       RETURNING id, user_id, phone, expires_at, used_at`,
      [phone],
    );
    return rows[0] ?? null;
  }

  private keyOf(user_id: string): string {
    return `account ${this.secrets.countKeyOf(`code ${user_id}`)}`;
  }
}
