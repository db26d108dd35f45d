import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/id.js';
import { Database, query, type Tx } from '../../platform/database/database.js';
import { AuthSecrets, type LinkPurpose } from './auth-secrets.js';

export interface AuthLink {
  readonly id: string;
  readonly purpose: LinkPurpose;
  readonly user_id: string;
  /** The address it was made for: it proves that one and no other. */
  readonly email: string;
  readonly expires_at: Date;
  readonly used_at: Date | null;
}

const LIVES_HOURS: Readonly<Record<LinkPurpose, number>> = { verify_email: 7 * 24, reset_password: 1 };
const COLUMNS = 'id, purpose, user_id, email, expires_at, used_at';

/** The links in our mails: each proves an e-mail address, once. */
@Injectable()
export class AuthLinks {
  constructor(
    private readonly database: Database,
    private readonly secrets: AuthSecrets,
  ) {}

  /** Answers the new link's id. */
  async create(tx: Tx, user: { readonly id: string; readonly email: string }, purpose: LinkPurpose): Promise<string> {
    const id = newId();
    await query(
      tx,
      `INSERT INTO auth_links (id, user_id, purpose, email, expires_at) VALUES ($1, $2, $3, $4, now() + make_interval(hours => $5))`,
      [id, user.id, purpose, user.email, LIVES_HOURS[purpose]],
    );
    return id;
  }

  /** For whoever renders the mail. */
  async findLink(id: string): Promise<AuthLink | null> {
    const rows = await this.database.write<AuthLink>(`SELECT ${COLUMNS} FROM auth_links WHERE id = $1`, [id]);
    return rows[0] ?? null;
  }

  /** The live link that `token` opens; null when it is forged, for something else, used or too old. */
  async findOpenedBy(token: string, purpose: LinkPurpose): Promise<AuthLink | null> {
    const id = this.secrets.linkIdIn(token);
    if (id === null || !this.secrets.opensLink(token, { id, purpose })) return null;
    const link = await this.findLink(id);
    return link?.purpose === purpose && link.used_at === null && link.expires_at > new Date() ? link : null;
  }

  /** Uses the link up; false when somebody was faster, or when its account has another address by now. */
  async use(tx: Tx, link: AuthLink): Promise<boolean> {
    const rows = await query(
      tx,
      `UPDATE auth_links l SET used_at = now() FROM users u
       WHERE l.id = $1 AND l.used_at IS NULL AND l.expires_at > now()
         AND u.id = l.user_id AND u.email = l.email AND u.is_active AND u.erased_at IS NULL
       RETURNING l.id`,
      [link.id],
    );
    return rows.length === 1;
  }

  /** The other links for the same purpose are of no more use. */
  async retire(tx: Tx, user_id: string, purpose: LinkPurpose): Promise<void> {
    await query(tx, 'UPDATE auth_links SET used_at = now() WHERE user_id = $1 AND purpose = $2 AND used_at IS NULL', [user_id, purpose]);
  }
}
