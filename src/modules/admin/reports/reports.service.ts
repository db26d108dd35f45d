import { Injectable } from '@nestjs/common';
import { newId } from '../../../kernel/id.js';
import { Audit, audits } from '../../../platform/audit/audit.js';
import { Abilities } from '../../../platform/authz/abilities.js';
import type { SignedIn } from '../../../platform/authz/actor.js';
import { NotFound } from '../../../platform/authz/authz.errors.js';
import { Database, query, type Tx } from '../../../platform/database/database.js';
import { countSql, instantSql } from '../../../platform/database/sql.js';
import { Page } from '../../../platform/http/answer.js';
import { pageOf } from '../../../platform/http/page-query.js';
import type { NewReport, QueuedReportView, ReportDecision, ReportsQuery, ReportView } from './report.dto.js';
import { ReportDecided, ReportedAlready } from './report.errors.js';

audits('report', ['status']);

const OWN = `r.id, r.subject_type, r.subject_id, r.reason, r.comment, r.status, ${instantSql('r.created_at')} AS created_at`;
const QUEUED = `
  SELECT ${OWN}, r.reporter_id, u.first_name || ' ' || u.last_name AS reporter_name, s.text AS subject_text, s.user_id AS subject_user_id,
    r.note, r.decided_by, ${instantSql('r.decided_at')} AS decided_at
  FROM reports r JOIN users u ON u.id = r.reporter_id LEFT JOIN LATERAL (
    SELECT first_name || ' ' || last_name AS text, id AS user_id FROM users WHERE r.subject_type = 'user' AND id = r.subject_id
    UNION ALL SELECT title, owner_id FROM properties WHERE r.subject_type = 'property' AND id = r.subject_id
    UNION ALL SELECT content, sender_id FROM messages WHERE r.subject_type = 'message' AND id = r.subject_id
    UNION ALL SELECT comment, reviewer_id FROM reviews WHERE r.subject_type = 'review' AND id = r.subject_id) AS s ON TRUE`;

/** What people report, and what the staff decides about it. */
@Injectable()
export class Reports {
  constructor(
    private readonly database: Database,
    private readonly abilities: Abilities,
    private readonly audit: Audit,
  ) {}

  /** @throws NotFound for what the caller cannot see, ReportedAlready */
  report(actor: SignedIn, { subject_type, subject_id, reason, comment = null }: NewReport): Promise<ReportView> {
    return this.database.transaction(async (tx) => {
      if (!(await this.isVisible(tx, actor, subject_type, subject_id))) throw new NotFound();
      const [report] = await query<ReportView>(
        tx,
        `INSERT INTO reports AS r (id, reporter_id, subject_type, subject_id, reason, comment) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT ON CONSTRAINT reports_once DO NOTHING RETURNING ${OWN}`,
        [newId(), actor.id, subject_type, subject_id, reason, comment],
      );
      if (!report) throw new ReportedAlready();
      return report;
    });
  }

  /** Open ones first, the oldest of them on top. */
  async list({ status, subject_type, ...paging }: ReportsQuery): Promise<Page> {
    const page = pageOf(paging);
    const values: unknown[] = [];
    const add = (value: unknown): string => `$${String(values.push(value))}`;
    const conditions = ['TRUE'];
    for (const [column, value] of Object.entries({ status, subject_type })) if (value !== undefined) conditions.push(`r.${column} = ${add(value)}`);
    const where = `WHERE ${conditions.join(' AND ')}`;
    const [counted, rows] = await Promise.all([
      this.database.read<{ count: number }>(countSql(`FROM reports r ${where}`), [...values]),
      this.database.read(`${QUEUED} ${where} ORDER BY (r.status <> 'open'), r.id LIMIT ${add(page.per_page)} OFFSET ${add((page.page - 1) * page.per_page)}`, values),
    ]);
    return new Page(rows, page, counted[0]?.count ?? 0);
  }

  /** @throws NotFound, ReportDecided */
  decide(actor: SignedIn, id: string, { decision, note = null }: ReportDecision): Promise<QueuedReportView> {
    return this.database.transaction(async (tx) => {
      const [report] = await query<{ status: string }>(tx, 'SELECT status FROM reports WHERE id = $1 FOR UPDATE', [id]);
      if (!report) throw new NotFound();
      if (report.status !== 'open') throw new ReportDecided();
      await query(tx, 'UPDATE reports SET status = $2, note = $3, decided_by = $4, decided_at = now() WHERE id = $1', [id, decision, note, actor.id]);
      await this.audit.record(tx, { actor_id: actor.id, action: 'report.decide', subject_type: 'report', subject_id: id, before: report, after: { status: decision } });
      const [decided] = await query<QueuedReportView>(tx, `${QUEUED} WHERE r.id = $1`, [id]);
      if (!decided) throw new Error('a report that was just decided is not there');
      return decided;
    });
  }

  /** Nobody learns from a report whether something hidden from them is there. */
  private async isVisible(tx: Tx, actor: SignedIn, type: NewReport['subject_type'], id: string): Promise<boolean> {
    const values: unknown[] = [id];
    const sources = {
      user: () => 'users WHERE id = $1 AND is_active AND erased_at IS NULL',
      property: () => `properties p WHERE p.id = $1 AND ${this.abilities.condition(actor, 'read', 'Property', 'p', values)}`,
      message: () => `messages WHERE id = $1 AND $${String(values.push(actor.id))} IN (sender_id, receiver_id)`,
      review: () => 'reviews WHERE id = $1',
    };
    const rows = await query(tx, `SELECT 1 FROM ${sources[type]()}`, values);
    return rows.length > 0;
  }
}
