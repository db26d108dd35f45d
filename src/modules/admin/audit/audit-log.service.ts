import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/index.js';
import { addDays, instantAt } from '../../../kernel/calendar-date.js';
import { Database } from '../../../platform/database/database.js';
import { countSql, instantSql } from '../../../platform/database/sql.js';
import type { Feed } from '../../../platform/http/answer.js';
import { feedOf, feedWindow } from '../../../platform/http/page-query.js';
import type { AuditEntryView, AuditLogQuery } from './audit-log.dto.js';

/** Reads what `Audit` has written. */
@Injectable()
export class AuditLog {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  /** @throws ValidationFailed for a cursor that is none of ours */
  async list(asked: AuditLogQuery): Promise<Feed> {
    const window = feedWindow(asked);
    const values: unknown[] = [];
    const add = (value: unknown): string => `$${String(values.push(value))}`;
    const conditions = ['TRUE'];
    for (const column of ['actor_id', 'action', 'subject_type', 'subject_id'] as const) {
      const value = asked[column];
      if (value !== undefined) conditions.push(`a.${column} = ${add(value)}`);
    }
    const zone = this.config.TZ_BUSINESS;
    if (asked.from !== undefined) conditions.push(`a.created_at >= ${add(instantAt(asked.from, '00:00', zone))}`);
    if (asked.to !== undefined) conditions.push(`a.created_at < ${add(instantAt(addDays(asked.to, 1), '00:00', zone))}`);
    const count = this.database.read<{ count: number }>(countSql(`FROM audit_logs a WHERE ${conditions.join(' AND ')}`), [...values]);
    if (window.before !== null) conditions.push(`a.id < ${add(window.before)}`);
    const list = this.database.read<AuditEntryView>(
      `SELECT a.id, a.actor_id, u.first_name || ' ' || u.last_name AS actor_name, a.action, a.subject_type, a.subject_id, a.before, a.after,
         host(a.client_address) AS client_address, a.request_id, ${instantSql('a.created_at')} AS created_at
       FROM audit_logs a LEFT JOIN users u ON u.id = a.actor_id WHERE ${conditions.join(' AND ')}
       ORDER BY a.id DESC LIMIT ${add(window.limit)} OFFSET ${add(window.offset)}`,
      values,
    );
    const [rows, counted] = await Promise.all([list, count]);
    return feedOf(rows, window, counted[0]?.count ?? 0);
  }
}
