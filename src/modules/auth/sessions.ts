import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Config } from '../../config/index.js';
import { newId } from '../../kernel/id.js';
import type { PageRequest } from '../../kernel/page.js';
import type { Role, SignedIn } from '../../platform/authz/actor.js';
import { unauthenticated } from '../../platform/authz/authz.errors.js';
import { Database, query, type Tx } from '../../platform/database/database.js';
import { gatheredById } from '../../platform/database/gathered.js';
import { countSql, instantSql } from '../../platform/database/sql.js';
import { requestContext } from '../../platform/http/request-context.js';
import type { User } from '../users/index.js';
import { Tokens } from './tokens.js';

/** How long this process may believe a session alive without asking again. */
const TRUST_MS = 500;
const TOUCH_EVERY_SECONDS = 60;

export interface TokenPair {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly token_type: 'bearer';
  readonly expires_in: number;
}

/** Who signs in, and with the hash of which password, where it was one. */
type OpeningUser = Pick<User, 'id'> & Partial<Pick<User, 'password_hash' | 'user_type'>>;

/** A session as its owner sees it. */
export interface SessionRow {
  readonly id: string;
  readonly user_agent: string | null;
  readonly ip_address: string | null;
  readonly created_at: string;
  readonly last_used_at: string;
  readonly expires_at: string;
}

export type EndReason = 'logout' | 'ended_by_user' | 'refresh_reused' | 'password_changed' | 'deactivated' | 'role_changed' | 'erased';

interface LiveSession {
  id: string;
  user_id: string;
  role: Role;
  stale: boolean;
}

const OPEN = {
  name: 'auth.open_session',
  text: `
    WITH account AS (
      SELECT id, user_type FROM users
      WHERE id = $2 AND is_active AND erased_at IS NULL AND ($6::text IS NULL OR password_hash = $6) FOR SHARE)
    INSERT INTO auth_sessions (id, user_id, user_agent, ip_address, expires_at)
    SELECT $1, account.id, $3, $4::inet, now() + make_interval(days => $5) FROM account
    RETURNING (SELECT user_type FROM account) AS role`,
};

/**
 * Sessions live in PostgreSQL; each process trusts what it saw for half a second, so an ended session
 * is refused everywhere within that time, with Redis or without.
 */
@Injectable()
export class Sessions {
  private readonly seen = new LRUCache<string, SignedIn>({ max: 50_000, ttl: TRUST_MS });
  private readonly live = gatheredById((ids) => this.findLive(ids));

  constructor(
    private readonly database: Database,
    private readonly tokens: Tokens,
    private readonly config: Config,
  ) {}

  /**
   * Opens a session for a user who has proven who they are. The account's row is held meanwhile: a
   * session never slips past a change that ends them all. It is one statement: without anything else to
   * commit along with it, `tx` is null.
   * @throws Unauthenticated when the account is gone, deactivated, or has another password than the one
   * whose `password_hash` was checked.
   */
  async open(tx: Tx | null, user: OpeningUser, user_agent: string | null): Promise<TokenPair> {
    const id = newId();
    const values = [
      id, user.id, user_agent?.slice(0, 255) ?? null, requestContext.current()?.client_address ?? null,
      this.config.REFRESH_TOKEN_EXPIRE_DAYS, user.password_hash ?? null,
    ];
    const rows = tx ? await query<{ role: Role }>(tx, OPEN.text, values) : await this.database.write<{ role: Role }>(OPEN, values);
    const role = rows[0]?.role;
    if (role === undefined) throw unauthenticated();
    // Whoever signs in goes on as that user: what they did to get here (signing up, most of all) is there when they look.
    const current = requestContext.current();
    if (current) current.actor_id ??= user.id;
    return this.pair(user.id, id, role, 1);
  }

  /**
   * A new pair for a live refresh token; the old one dies. A dead one used again ends the session:
   * somebody else may hold it.
   * @throws Unauthenticated
   */
  async refresh(refresh_token: string): Promise<TokenPair> {
    const claims = await this.tokens.verifyRefresh(refresh_token);
    const rows = await this.database.write<{ role: Role }>(
      `UPDATE auth_sessions s SET refresh_generation = refresh_generation + 1, last_used_at = now(),
         expires_at = now() + make_interval(days => $4)
       FROM users u WHERE s.id = $1 AND s.user_id = $2 AND s.refresh_generation = $3 AND s.ended_at IS NULL
         AND s.expires_at > now() AND u.id = s.user_id AND u.is_active AND u.erased_at IS NULL
       RETURNING u.user_type AS role`,
      [claims.sid, claims.sub, claims.generation, this.config.REFRESH_TOKEN_EXPIRE_DAYS],
    );
    const role = rows[0]?.role;
    if (role !== undefined) return this.pair(claims.sub, claims.sid, role, claims.generation + 1);
    await this.end(claims.sid, claims.sub, 'refresh_reused');
    throw unauthenticated();
  }

  /** The caller behind a verified token. @throws Unauthenticated once the session has ended. */
  async verify(claims: { sid: string; sub: string }): Promise<SignedIn> {
    const known = this.seen.get(claims.sid);
    if (known?.id === claims.sub) return known;
    const session = await this.live.ask(claims.sid);
    if (session?.user_id !== claims.sub) throw unauthenticated();
    const actor: SignedIn = Object.freeze({ id: session.user_id, role: session.role, session_id: claims.sid });
    this.seen.set(claims.sid, actor);
    if (session.stale) await this.database.write('UPDATE auth_sessions SET last_used_at = now() WHERE id = $1', [claims.sid]);
    return actor;
  }

  /** Those of these sessions that live, of accounts that do. */
  async living(ids: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set((await this.findLive(ids)).map(({ id }) => id));
  }

  private findLive(ids: readonly string[]): Promise<LiveSession[]> {
    return this.database.write<LiveSession>(
      {
        name: 'auth.live_sessions',
        text: `SELECT s.id, s.user_id, u.user_type AS role, s.last_used_at < now() - make_interval(secs => $2) AS stale
               FROM auth_sessions s JOIN users u ON u.id = s.user_id
               WHERE s.id = ANY ($1) AND s.ended_at IS NULL AND s.expires_at > now() AND u.is_active AND u.erased_at IS NULL`,
      },
      [ids, TOUCH_EVERY_SECONDS],
    );
  }

  /** Ends one session of a user; false when there was none to end. */
  async end(id: string, user_id: string, reason: EndReason): Promise<boolean> {
    this.seen.delete(id);
    const rows = await this.database.write(
      `UPDATE auth_sessions SET ended_at = now(), ended_reason = $3 WHERE id = $1 AND user_id = $2 AND ended_at IS NULL RETURNING id`,
      [id, user_id, reason],
    );
    this.seen.delete(id);
    return rows.length === 1;
  }

  /** Ends every session of a user, but for `except`. */
  async endAll(tx: Tx, user_id: string, reason: EndReason, except: string | null = null): Promise<void> {
    await query(
      tx,
      `UPDATE auth_sessions SET ended_at = now(), ended_reason = $2
       WHERE user_id = $1 AND ended_at IS NULL AND id IS DISTINCT FROM $3`,
      [user_id, reason, except],
    );
    for (const [id, actor] of this.seen.entries()) if (actor.id === user_id && id !== except) this.seen.delete(id);
  }

  /** The live sessions of a user that `condition` (over `s`, with its `values`) lets through, last used first. */
  async list(condition: string, values: readonly unknown[], { page, per_page }: PageRequest): Promise<{ rows: SessionRow[]; total: number }> {
    const live = `FROM auth_sessions s WHERE ${condition} AND s.ended_at IS NULL AND s.expires_at > now()`;
    const [size, skip] = [values.length + 1, values.length + 2];
    const [rows, counted] = await Promise.all([
      this.database.write<SessionRow>(
        `SELECT s.id, s.user_agent, host(s.ip_address) AS ip_address, ${instantSql('s.created_at')} AS created_at,
           ${instantSql('s.last_used_at')} AS last_used_at, ${instantSql('s.expires_at')} AS expires_at ${live}
         ORDER BY s.last_used_at DESC, s.id DESC LIMIT $${size} OFFSET $${skip}`,
        [...values, per_page, (page - 1) * per_page],
      ),
      this.database.write<{ count: number }>(countSql(live), values),
    ]);
    return { rows, total: counted[0]?.count ?? 0 };
  }

  /** Ends every session and forgets which devices and addresses they came from. */
  async forget(tx: Tx, user_id: string): Promise<void> {
    await this.endAll(tx, user_id, 'erased');
    await query(tx, 'UPDATE auth_sessions SET user_agent = NULL, ip_address = NULL WHERE user_id = $1', [user_id]);
  }

  private async pair(sub: string, sid: string, role: Role, generation: number): Promise<TokenPair> {
    const [access_token, refresh_token] = await Promise.all([
      this.tokens.signAccess({ sub, sid, role }),
      this.tokens.signRefresh({ sub, sid, generation }),
    ]);
    return { access_token, refresh_token, token_type: 'bearer', expires_in: this.tokens.expiresIn };
  }
}
