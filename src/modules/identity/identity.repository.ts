import { Injectable } from '@nestjs/common';
import { Database, query, type Tx } from '../../platform/database/database.js';
import { COUNT_LIMIT } from '../../platform/http/answer.js';
import type { PageRequest } from '../../kernel/page.js';
import { publicProfileSql, type PublicProfileView } from '../users/index.js';
import type { DocumentType, VerificationStatus, VerificationView } from './identity.dto.js';

export interface VerificationRow extends VerificationView {
  readonly user_id: string;
  readonly decided_by: string | null;
}

export interface ListedVerification extends VerificationRow {
  readonly user: PublicProfileView;
  readonly front_id: string;
  readonly back_id: string | null;
  readonly selfie_id: string | null;
}

export interface NewVerification {
  readonly id: string;
  readonly user_id: string;
  readonly document_type: DocumentType;
  readonly front_id: string;
  readonly back_id: string | null;
  readonly selfie_id: string | null;
}

const ROW = 'v.id, v.user_id, v.document_type, v.status, v.reason, v.decided_by, v.created_at, v.decided_at';

@Injectable()
export class IdentityRepository {
  constructor(private readonly database: Database) {}

  /** Whether the person is verified; their row is locked until the transaction ends. */
  async isVerified(tx: Tx, user_id: string): Promise<boolean> {
    const rows = await query(tx, 'SELECT 1 FROM users WHERE id = $1 AND identity_verified_at IS NOT NULL FOR UPDATE', [user_id]);
    return rows.length > 0;
  }

  /** @throws VerificationPending once the statement meets the other one. */
  async add(tx: Tx, { id, user_id, document_type, front_id, back_id, selfie_id }: NewVerification): Promise<void> {
    await query(
      tx,
      'INSERT INTO identity_verifications (id, user_id, document_type, front_id, back_id, selfie_id) VALUES ($1, $2, $3, $4, $5, $6)',
      [id, user_id, document_type, front_id, back_id, selfie_id],
    );
  }

  async latest(user_id: string): Promise<VerificationRow | null> {
    const rows = await this.database.write<VerificationRow>(`SELECT ${ROW} FROM identity_verifications v WHERE v.user_id = $1 ORDER BY v.id DESC LIMIT 1`, [user_id]);
    return rows[0] ?? null;
  }

  /** The person's row is locked first, as everywhere: an erasure locks it before it takes the checks away. */
  async lock(tx: Tx, id: string): Promise<VerificationRow | null> {
    await query(tx, 'SELECT 1 FROM users WHERE id = (SELECT user_id FROM identity_verifications WHERE id = $1) FOR UPDATE', [id]);
    const rows = await query<VerificationRow>(tx, `SELECT ${ROW} FROM identity_verifications v WHERE v.id = $1 FOR UPDATE`, [id]);
    return rows[0] ?? null;
  }

  async decide(tx: Tx, { id, user_id }: VerificationRow, status: VerificationStatus, reason: string | null, decided_by: string): Promise<VerificationRow> {
    const [row] = await query<VerificationRow>(
      tx,
      `UPDATE identity_verifications v SET status = $2, reason = $3, decided_by = $4, decided_at = now() WHERE v.id = $1 RETURNING ${ROW}`,
      [id, status, reason, decided_by],
    );
    if (!row) throw new Error('the identity check to decide is gone');
    if (status === 'approved') await query(tx, 'UPDATE users SET identity_verified_at = now(), updated_at = now() WHERE id = $1', [user_id]);
    return row;
  }

  /** Those that wait longest come first where only they are asked for, else the newest. */
  async page(status: VerificationStatus | undefined, { page, per_page }: PageRequest): Promise<{ rows: ListedVerification[]; total: number }> {
    const condition = '($1::text IS NULL OR v.status = $1)';
    const rows = await this.database.write<ListedVerification>(
      `SELECT ${ROW}, v.front_id, v.back_id, v.selfie_id, ${publicProfileSql('u')} AS user FROM identity_verifications v JOIN users u ON u.id = v.user_id
       WHERE ${condition} ORDER BY v.id ${status === 'pending' ? 'ASC' : 'DESC'} LIMIT $2 OFFSET $3`,
      [status ?? null, per_page, (page - 1) * per_page],
    );
    const [counted] = await this.database.write<{ total: number }>(
      `SELECT count(*)::int AS total FROM (SELECT 1 FROM identity_verifications v WHERE ${condition} LIMIT $2) AS counted`,
      [status ?? null, COUNT_LIMIT + 1],
    );
    return { rows, total: counted?.total ?? 0 };
  }
}
