import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/id.js';
import { Database, query, type Tx } from '../../platform/database/database.js';

export interface AuthCode {
  readonly id: string;
  readonly user_id: string;
  /** The number it was sent to: it proves that one and no other. */
  readonly phone: string;
  readonly expires_at: Date;
  readonly used_at: Date | null;
}

export const CODE_LIVES_MINUTES = 10;

/** The six-digit codes that go out by SMS. */
@Injectable()
export class AuthCodes {
  constructor(private readonly database: Database) {}

  /** Answers the new code's id; from now on it is the only one that counts for this number. */
  async create(tx: Tx, user: { readonly id: string; readonly phone: string }): Promise<string> {
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
   * Takes one of the three tries of the number's latest code, before its digits are looked at: two
   * parallel tries cannot both be the third. Null when there is none to take.
   */
  async takeTry(phone: string): Promise<AuthCode | null> {
    const rows = await this.database.write<AuthCode>(
      `UPDATE auth_codes SET tries = tries + 1
       WHERE id = (SELECT id FROM auth_codes WHERE phone = $1 ORDER BY created_at DESC, id DESC LIMIT 1)
         AND tries < 3 AND used_at IS NULL AND expires_at > now()
       RETURNING id, user_id, phone, expires_at, used_at`,
      [phone],
    );
    return rows[0] ?? null;
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
}
