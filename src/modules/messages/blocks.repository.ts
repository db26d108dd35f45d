import { Injectable } from '@nestjs/common';
import type { PageRequest } from '../../kernel/page.js';
import { Database } from '../../platform/database/database.js';
import { countSql } from '../../platform/database/sql.js';
import { publicProfileSql, type PublicProfileView } from '../users/index.js';

@Injectable()
export class BlocksRepository {
  constructor(private readonly database: Database) {}

  /** False where there is nobody to block. */
  async add(blocker_id: string, blocked_id: string): Promise<boolean> {
    const rows = await this.database.write(
      `WITH there AS (SELECT id FROM users WHERE id = $2 AND erased_at IS NULL), added AS (
         INSERT INTO user_blocks (blocker_id, blocked_id) SELECT $1, id FROM there ON CONFLICT DO NOTHING)
       SELECT 1 FROM there`,
      [blocker_id, blocked_id],
    );
    return rows.length === 1;
  }

  async remove(blocker_id: string, blocked_id: string): Promise<void> {
    await this.database.write('DELETE FROM user_blocks WHERE blocker_id = $1 AND blocked_id = $2', [blocker_id, blocked_id]);
  }

  /** Whether one of the two has blocked the other. */
  async areApart(one: string, other: string): Promise<boolean> {
    const rows = await this.database.write(
      { name: 'blocks.between', text: 'SELECT 1 FROM user_blocks WHERE (blocker_id = $1 AND blocked_id = $2) OR (blocker_id = $2 AND blocked_id = $1) LIMIT 1' },
      [one, other],
    );
    return rows.length > 0;
  }

  /** Whom somebody has blocked, the latest first; `condition` over `b`, with its `values`. */
  async page(condition: string, values: readonly unknown[], { page, per_page }: PageRequest): Promise<{ rows: PublicProfileView[]; total: number }> {
    const [size, skip] = [values.length + 1, values.length + 2];
    const [rows, counted] = await Promise.all([
      this.database.write<{ user: PublicProfileView }>(
        `SELECT ${publicProfileSql('u')} AS user FROM user_blocks b JOIN users u ON u.id = b.blocked_id
         WHERE ${condition} ORDER BY b.created_at DESC, b.blocked_id LIMIT $${String(size)} OFFSET $${String(skip)}`,
        [...values, per_page, (page - 1) * per_page],
      ),
      this.database.write<{ count: number }>(countSql(`FROM user_blocks b WHERE ${condition}`), values),
    ]);
    return { rows: rows.map(({ user }) => user), total: counted[0]?.count ?? 0 };
  }
}
