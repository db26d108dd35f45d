import { Injectable } from '@nestjs/common';
import { Database, query, type Tx } from '../../platform/database/database.js';

/** One side of a conversation: who may have to be told, and who wrote. */
export interface Side {
  readonly user_id: string;
  readonly partner_id: string;
}

@Injectable()
export class NoticesRepository {
  constructor(private readonly database: Database) {}

  /** Of these sides, those about which nobody is looking already. */
  claim(tx: Tx, sides: readonly Side[]): Promise<Side[]> {
    return query<Side>(
      tx,
      `UPDATE conversations c SET notice_due = true FROM (
         SELECT o.user_id, o.partner_id FROM conversations o JOIN unnest($1::uuid[], $2::uuid[]) AS s(user_id, partner_id) USING (user_id, partner_id)
         WHERE NOT o.notice_due ORDER BY o.user_id, o.partner_id FOR UPDATE OF o) AS s
       WHERE c.user_id = s.user_id AND c.partner_id = s.partner_id RETURNING c.user_id, c.partner_id`,
      [sides.map(({ user_id }) => user_id), sides.map(({ partner_id }) => partner_id)],
    );
  }

  /** What somebody has not read and may never have got: it came within the last seconds, above that number of their feed. */
  unseen(user_id: string, above: number, seconds: number): Promise<Side[]> {
    return this.database.write<{ user_id: string; partner_id: string }>(
      `SELECT user_id, partner_id FROM conversations
       WHERE user_id = $1 AND unread_count > 0 AND last_seq > $2 AND last_at > now() - make_interval(secs => $3) AND NOT notice_due`,
      [user_id, above, seconds],
    );
  }

  /** The latest message that this side has not read; null where there is none. From now on the next one counts anew. */
  async settle(tx: Tx, { user_id, partner_id }: Side): Promise<string | null> {
    await query(tx, 'UPDATE conversations SET notice_due = false WHERE user_id = $1 AND partner_id = $2', [user_id, partner_id]);
    const rows = await query<{ id: string }>(
      tx,
      `SELECT m.id FROM conversations c JOIN messages m ON m.receiver_id = c.user_id AND m.sender_id = c.partner_id AND m.receiver_seq > c.read_seq
       WHERE c.user_id = $1 AND c.partner_id = $2 ORDER BY m.receiver_seq DESC LIMIT 1`,
      [user_id, partner_id],
    );
    return rows[0]?.id ?? null;
  }
}
