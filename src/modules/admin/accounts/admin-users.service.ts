import { Injectable } from '@nestjs/common';
import { isUuid } from '../../../kernel/id.js';
import { Audit, audits } from '../../../platform/audit/audit.js';
import type { SignedIn } from '../../../platform/authz/actor.js';
import { NotFound } from '../../../platform/authz/authz.errors.js';
import { Database } from '../../../platform/database/database.js';
import { countSql, instantSql } from '../../../platform/database/sql.js';
import { Page } from '../../../platform/http/answer.js';
import { pageOf } from '../../../platform/http/page-query.js';
import { AccountDesk, type AccountChange } from '../../users/index.js';
import type { AccountDecision, AdminUsersQuery, AdminUserView } from './admin-user.dto.js';

audits('user', ['is_active', 'is_verified', 'is_phone_verified', 'user_type']);

const READ = `
  SELECT u.id, u.email, u.phone, u.first_name, u.last_name, u.user_type, u.avatar_url, u.is_active, u.is_verified, u.is_phone_verified,
    ${instantSql('u.created_at')} AS created_at, u.locale, ${instantSql('u.updated_at')} AS updated_at,
    (SELECT count(*)::int FROM properties p WHERE p.owner_id = u.id AND p.deleted_at IS NULL) AS properties_count,
    (SELECT count(*)::int FROM auth_sessions s WHERE s.user_id = u.id AND s.ended_at IS NULL AND s.expires_at > now()) AS sessions_count,
    (SELECT ${instantSql('max(s.last_used_at)')} FROM auth_sessions s WHERE s.user_id = u.id) AS last_seen_at
  FROM users u`;

@Injectable()
export class AdminUsers {
  constructor(
    private readonly database: Database,
    private readonly desk: AccountDesk,
    private readonly audit: Audit,
  ) {}

  /** Newest first; erased accounts are gone. */
  async list({ q, user_type, is_active, is_verified, ...paging }: AdminUsersQuery): Promise<Page> {
    const page = pageOf(paging);
    const values: unknown[] = [];
    const add = (value: unknown): string => `$${String(values.push(value))}`;
    const conditions = ['u.erased_at IS NULL'];
    if (q !== undefined) conditions.push(isUuid(q) ? `u.id = ${add(q)}` : `strpos(fold_text(concat_ws(' ', u.first_name, u.last_name, u.first_name, u.email, u.phone)), fold_text(${add(q)})) > 0`);
    for (const [column, value] of Object.entries({ user_type, is_active, is_verified })) if (value !== undefined) conditions.push(`u.${column} = ${add(value)}`);
    const where = `WHERE ${conditions.join(' AND ')}`;
    const [counted, rows] = await Promise.all([
      this.database.read<{ count: number }>(countSql(`FROM users u ${where}`), [...values]),
      this.database.read(`${READ} ${where} ORDER BY u.created_at DESC, u.id DESC LIMIT ${add(page.per_page)} OFFSET ${add((page.page - 1) * page.per_page)}`, values),
    ]);
    return new Page(rows, page, counted[0]?.count ?? 0);
  }

  /** @throws NotFound for accounts that are erased or none. */
  async get(id: string): Promise<AdminUserView> {
    const [user] = await this.database.write<AdminUserView>(`${READ} WHERE u.id = $1 AND u.erased_at IS NULL`, [id]);
    if (!user) throw new NotFound();
    return user;
  }

  /** @throws NotFound, OwnAccount, LastAdmin */
  async decide(actor: SignedIn, id: string, asked: AccountDecision): Promise<AdminUserView> {
    await this.database.transaction(async (tx) => {
      const { before, after } = await this.desk.change(tx, actor, id, asked);
      if (Object.keys(after).length === 0) return null;
      await this.audit.record(tx, { actor_id: actor.id, action: actionOf(after), subject_type: 'user', subject_id: id, before: { ...before }, after: { ...after } });
      return null;
    });
    return this.get(id);
  }
}

function actionOf({ is_active, user_type }: AccountChange): string {
  if (is_active !== undefined) return is_active ? 'user.activate' : 'user.deactivate';
  return user_type === undefined ? 'user.verify' : 'user.change_role';
}
