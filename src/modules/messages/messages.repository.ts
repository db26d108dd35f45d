import { Injectable } from '@nestjs/common';
import { Database, query, type Tx } from '../../platform/database/database.js';
import { countSql, instantSql } from '../../platform/database/sql.js';
import { publicProfileSql } from '../users/index.js';
import type { ConversationView, MessageView } from './dto/message.dto.js';
import { messageSql, READ_BY_RECEIVER, type FeedMessage } from './message.views.js';

/** Where a history goes on: the numbers of its last message in one's own feed and in the partner's. */
export interface HistoryPoint {
  readonly own_seq: number;
  readonly partner_seq: number;
}

export interface ReadReceipt {
  readonly message_id: string;
  /** Who has read, and when. */
  readonly reader_id: string;
  readonly read_at: string;
}

type MessageParties = Pick<MessageView, 'id' | 'sender_id' | 'receiver_id'> & { receiver_seq: number };

/** For every number there is: beyond the last one of any feed. */
export const END_OF_TIME: HistoryPoint = { own_seq: Number.MAX_SAFE_INTEGER, partner_seq: Number.MAX_SAFE_INTEGER };

const UNBLOCKED = 'NOT EXISTS (SELECT 1 FROM user_blocks b WHERE (b.blocker_id, b.blocked_id) IN ((c.user_id, c.partner_id), (c.partner_id, c.user_id)))';

@Injectable()
export class MessagesRepository {
  constructor(private readonly database: Database) {}

  /** Newest first. A message between two has a number in the feed of each, so one index serves both directions. */
  async history(user_id: string, partner_id: string, before: HistoryPoint, limit: number): Promise<(FeedMessage & HistoryPoint)[]> {
    return this.database.write<FeedMessage & HistoryPoint>(
      {
        name: 'messages.history',
        text: `
          SELECT ${messageSql('CASE WHEN m.receiver_id = $1 THEN m.receiver_seq <= mine.read_seq ELSE m.receiver_seq <= theirs.read_seq END')} AS view,
            m.sender_seq, m.receiver_seq, m.own_seq, m.partner_seq
          FROM (
            (SELECT *, receiver_seq AS own_seq, sender_seq AS partner_seq FROM messages
              WHERE receiver_id = $1 AND sender_id = $2 AND receiver_seq < $3 ORDER BY receiver_seq DESC LIMIT $5)
            UNION ALL
            (SELECT *, sender_seq, receiver_seq FROM messages
              WHERE receiver_id = $2 AND sender_id = $1 AND receiver_seq < $4 ORDER BY receiver_seq DESC LIMIT $5)
          ) AS m
          JOIN conversations mine ON mine.user_id = $1 AND mine.partner_id = $2
          JOIN conversations theirs ON theirs.user_id = $2 AND theirs.partner_id = $1
          ORDER BY m.own_seq DESC LIMIT $5`,
      },
      [user_id, partner_id, before.own_seq, before.partner_seq, limit],
    );
  }

  async countBetween(user_id: string, partner_id: string): Promise<number> {
    const rows = await this.database.write<{ count: number }>(
      countSql('FROM messages m WHERE (m.receiver_id = $1 AND m.sender_id = $2) OR (m.receiver_id = $2 AND m.sender_id = $1)'),
      [user_id, partner_id],
    );
    return rows[0]?.count ?? 0;
  }

  /** Newest first, below the number `before`. */
  async conversations(user_id: string, before: number, limit: number, offset: number): Promise<(ConversationView & { last_seq: number })[]> {
    return this.database.write<ConversationView & { last_seq: number }>(
      {
        name: 'messages.conversations',
        text: `
          SELECT ${publicProfileSql('u')} AS user, (
              SELECT ${messageSql(READ_BY_RECEIVER)} FROM messages m
              WHERE (m.receiver_id = t.user_id AND m.receiver_seq = t.last_seq) OR (m.sender_id = t.user_id AND m.sender_seq = t.last_seq)
            ) AS last_message, t.unread_count, t.last_seq
          FROM (SELECT * FROM conversations WHERE user_id = $1 AND last_seq < $2 ORDER BY last_seq DESC LIMIT $3 OFFSET $4) AS t
          JOIN users u ON u.id = t.partner_id ORDER BY t.last_seq DESC`,
      },
      [user_id, before, limit, offset],
    );
  }

  async countConversations(user_id: string): Promise<number> {
    const rows = await this.database.write<{ count: number }>(countSql('FROM conversations WHERE user_id = $1'), [user_id]);
    return rows[0]?.count ?? 0;
  }

  /** What is in a feed above the number `after`, in its order. From the primary: a replica would leave gaps. */
  async feedAfter(user_id: string, after: number, limit: number): Promise<(FeedMessage & { seq: number })[]> {
    return this.database.write<FeedMessage & { seq: number }>(
      {
        name: 'messages.feed',
        text: `
          SELECT ${messageSql(READ_BY_RECEIVER)} AS view, m.sender_seq, m.receiver_seq, m.seq FROM (
            (SELECT *, receiver_seq AS seq FROM messages WHERE receiver_id = $1 AND receiver_seq > $2 ORDER BY receiver_seq LIMIT $3)
            UNION ALL
            (SELECT *, sender_seq FROM messages WHERE sender_id = $1 AND sender_seq > $2 ORDER BY sender_seq LIMIT $3)
          ) AS m ORDER BY m.seq LIMIT $3`,
      },
      [user_id, after, limit],
    );
  }

  /** The latest number of each of these feeds; who never wrote nor got anything has none. */
  async latest(user_ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await this.database.write<{ user_id: string; last_seq: number }>(
      { name: 'messages.latest', text: 'SELECT user_id, last_seq FROM message_feeds WHERE user_id = ANY ($1)' },
      [user_ids],
    );
    return new Map(rows.map(({ user_id, last_seq }) => [user_id, last_seq]));
  }

  /** Whom somebody talks with, the latest first, without those whom one of the two has blocked. */
  async partners(user_id: string, limit: number): Promise<string[]> {
    const rows = await this.database.write<{ partner_id: string }>(
      { name: 'messages.partners', text: `SELECT c.partner_id FROM conversations c WHERE c.user_id = $1 AND ${UNBLOCKED} ORDER BY c.last_seq DESC LIMIT $2` },
      [user_id, limit],
    );
    return rows.map(({ partner_id }) => partner_id);
  }

  /** Whether they talk with each other, and neither has blocked the other. */
  async areTalking(user_id: string, partner_id: string): Promise<boolean> {
    const rows = await this.database.write(
      { name: 'messages.are_talking', text: `SELECT 1 FROM conversations c WHERE c.user_id = $1 AND c.partner_id = $2 AND ${UNBLOCKED}` },
      [user_id, partner_id],
    );
    return rows.length === 1;
  }

  async findParties(tx: Tx, id: string): Promise<MessageParties | null> {
    const rows = await query<MessageParties>(tx, 'SELECT id, sender_id, receiver_id, receiver_seq FROM messages WHERE id = $1', [id]);
    return rows[0] ?? null;
  }

  async find(tx: Tx, id: string): Promise<MessageView | null> {
    const rows = await query<{ view: MessageView }>(tx, `SELECT ${messageSql(READ_BY_RECEIVER)} AS view FROM messages m WHERE m.id = $1`, [id]);
    return rows[0]?.view ?? null;
  }

  /** Everything up to this message is read. Null where it was before. */
  async markRead(tx: Tx, { id, sender_id, receiver_id, receiver_seq }: MessageParties): Promise<ReadReceipt | null> {
    // Both sides in the order that whoever writes takes them in.
    await query(
      tx,
      `SELECT 1 FROM conversations WHERE (user_id, partner_id) IN (($1::uuid, $2::uuid), ($2::uuid, $1::uuid)) ORDER BY user_id, partner_id FOR UPDATE`,
      [sender_id, receiver_id],
    );
    const moved = await query(
      tx,
      `UPDATE conversations c SET read_seq = $3, unread_count = (
         SELECT count(*) FROM messages m WHERE m.receiver_id = $1 AND m.sender_id = $2 AND m.receiver_seq > $3)
       WHERE c.user_id = $1 AND c.partner_id = $2 AND c.read_seq < $3 RETURNING 1`,
      [receiver_id, sender_id, receiver_seq],
    );
    if (moved.length === 0) return null;
    const [told] = await query<{ read_at: string }>(
      tx,
      `UPDATE conversations c SET partner_read_id = $3, partner_read_at = clock_timestamp() WHERE c.user_id = $1 AND c.partner_id = $2 RETURNING ${instantSql('partner_read_at')} AS read_at`,
      [sender_id, receiver_id, id],
    );
    return told ? { message_id: id, reader_id: receiver_id, read_at: told.read_at } : null;
  }

  /** What partners have read of somebody's messages within the last seconds. */
  async recentReceipts(user_id: string, seconds: number): Promise<ReadReceipt[]> {
    return this.database.write<ReadReceipt>(
      `SELECT partner_read_id AS message_id, partner_id AS reader_id, ${instantSql('partner_read_at')} AS read_at FROM conversations
       WHERE user_id = $1 AND partner_read_at > now() - make_interval(secs => $2) ORDER BY partner_read_at`,
      [user_id, seconds],
    );
  }
}
