import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { newId } from '../../../kernel/id.js';
import { audits, Audit } from '../../../platform/audit/audit.js';
import { Abilities } from '../../../platform/authz/abilities.js';
import type { Role, SignedIn } from '../../../platform/authz/actor.js';
import { NotFound, unauthenticated } from '../../../platform/authz/authz.errors.js';
import type { Scope } from '../../../platform/authz/scopes.js';
import { Clock } from '../../../platform/clock.js';
import { Database, query, type Tx } from '../../../platform/database/database.js';
import { countSql, instantSql } from '../../../platform/database/sql.js';
import { Page } from '../../../platform/http/answer.js';
import { pageOf, type PageQuery } from '../../../platform/http/page-query.js';
import { Outbox } from '../../../platform/outbox/outbox.js';
import { UsersRepository } from '../../users/index.js';
import type { ApiKeyView, CreatedApiKeyView, NewApiKey } from './api-key.dto.js';
import { ApiKeyExpiryPast, TooManyApiKeys } from './api-key.errors.js';
import { hashOfApiKey, isApiKey, newApiKey, startOfApiKey } from './api-key-text.js';

/** How long this process may believe a key alive without asking again: as long as a session. */
const TRUST_MS = 500;
const TOUCH_EVERY_SECONDS = 60;
const MOST = 20;

const VIEW = `k.id, k.name, k.start, k.scopes, ${instantSql('k.expires_at')} AS expires_at, ${instantSql('k.last_used_at')} AS last_used_at,
  ${instantSql('k.created_at')} AS created_at`;

interface LiveKey {
  id: string;
  user_id: string;
  role: Role;
  scopes: Scope[];
  stale: boolean;
}

audits('api_key', ['scopes', 'expires_at']);

/** Keys that programs act with in a person's place. Only their hashes are kept. */
@Injectable()
export class ApiKeys {
  private readonly seen = new LRUCache<string, SignedIn>({ max: 10_000, ttl: TRUST_MS });

  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly abilities: Abilities,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** The person in whose place a key acts. @throws Unauthenticated once it has ended, or the account is closed */
  async verify(key: string): Promise<SignedIn> {
    if (!isApiKey(key)) throw unauthenticated();
    const hash = hashOfApiKey(key);
    const name = hash.toString('base64');
    const known = this.seen.get(name);
    if (known) return known;
    const [live] = await this.database.write<LiveKey>(
      {
        name: 'auth.api_key',
        text: `SELECT k.id, k.user_id, u.user_type AS role, k.scopes, k.last_used_at IS NULL OR k.last_used_at < now() - make_interval(secs => $2) AS stale
               FROM api_keys k JOIN users u ON u.id = k.user_id
               WHERE k.key_hash = $1 AND (k.expires_at IS NULL OR k.expires_at > now()) AND u.is_active AND u.erased_at IS NULL AND u.user_type <> 'admin'`,
      },
      [hash, TOUCH_EVERY_SECONDS],
    );
    if (!live) throw unauthenticated();
    const actor: SignedIn = Object.freeze({ id: live.user_id, role: live.role, session_id: '', api_key: Object.freeze({ id: live.id, scopes: live.scopes }) });
    this.seen.set(name, actor);
    if (live.stale) await this.database.write('UPDATE api_keys SET last_used_at = now() WHERE id = $1', [live.id]);
    return actor;
  }

  async list(actor: SignedIn, asked: PageQuery): Promise<Page> {
    const page = pageOf(asked);
    const values: unknown[] = [];
    const from = `FROM api_keys k WHERE ${this.abilities.condition(actor, 'read', 'ApiKey', 'k', values)}`;
    const [size, skip] = [values.length + 1, values.length + 2];
    const [rows, counted] = await Promise.all([
      this.database.write<ApiKeyView>(`SELECT ${VIEW} ${from} ORDER BY k.id DESC LIMIT $${size} OFFSET $${skip}`, [...values, page.per_page, (page.page - 1) * page.per_page]),
      this.database.write<{ count: number }>(countSql(from), values),
    ]);
    return new Page(rows, page, counted[0]?.count ?? 0);
  }

  /** @throws ApiKeyExpiryPast, TooManyApiKeys, ApiKeyNameTaken */
  async create(actor: SignedIn, { name, scopes, expires_at = null }: NewApiKey): Promise<CreatedApiKeyView> {
    if (expires_at !== null && new Date(expires_at) <= this.clock.now()) throw new ApiKeyExpiryPast();
    const [id, key] = [newId(), newApiKey()];
    return this.database.transaction(async (tx) => {
      await this.holdAccount(tx, actor);
      const [counted] = await query<{ count: number }>(tx, 'SELECT count(*) AS count FROM api_keys WHERE user_id = $1', [actor.id]);
      if ((counted?.count ?? 0) >= MOST) throw new TooManyApiKeys({ max: MOST });
      const [view] = await query<Omit<CreatedApiKeyView, 'key'>>(
        tx,
        `INSERT INTO api_keys AS k (id, user_id, name, start, key_hash, scopes, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING ${VIEW}`,
        [id, actor.id, name, startOfApiKey(key), hashOfApiKey(key), scopes, expires_at],
      );
      if (!view) throw new Error('an API key was not written');
      await this.audit.record(tx, { actor_id: actor.id, action: 'api_key.create', subject_type: 'api_key', subject_id: id, after: { scopes, expires_at } });
      await this.outbox.publish(tx, 'auth.api_key_created', { user_id: actor.id });
      return { ...view, key };
    });
  }

  /** @throws NotFound */
  async remove(actor: SignedIn, id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [row] = await query<{ user_id: string; scopes: Scope[] }>(tx, 'SELECT user_id, scopes FROM api_keys WHERE id = $1 FOR UPDATE', [id]);
      if (!row) throw new NotFound();
      this.abilities.authorize(actor, 'delete', 'ApiKey', row);
      await query(tx, 'DELETE FROM api_keys WHERE id = $1', [id]);
      await this.audit.record(tx, { actor_id: actor.id, action: 'api_key.delete', subject_type: 'api_key', subject_id: id, before: { scopes: row.scopes } });
    });
    this.forgetSeen(({ api_key }) => api_key?.id === id);
  }

  /** Ends every key of an account. */
  async endAll(tx: Tx, user_id: string): Promise<void> {
    await query(tx, 'DELETE FROM api_keys WHERE user_id = $1', [user_id]);
    this.forgetSeen((actor) => actor.id === user_id);
  }

  /**
   * The account's row is what a deactivation and a new password take as well: no key slips in behind a change that ends them all,
   * made with a session that this process still trusts.
   */
  private async holdAccount(tx: Tx, { id, session_id }: SignedIn): Promise<void> {
    const user = await this.users.lockById(tx, id);
    const sessions = await query(tx, 'SELECT 1 FROM auth_sessions WHERE id = $1 AND user_id = $2 AND ended_at IS NULL', [session_id, id]);
    if (!user?.is_active || sessions.length === 0) throw unauthenticated();
  }

  private forgetSeen(which: (actor: SignedIn) => boolean): void {
    for (const [hash, actor] of this.seen.entries()) if (which(actor)) this.seen.delete(hash);
  }
}
