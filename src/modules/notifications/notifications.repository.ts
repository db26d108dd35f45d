import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/id.js';
import { Database, query, type Tx } from '../../platform/database/database.js';
import { countSql, instantSql } from '../../platform/database/sql.js';
import type { DeliveryChannel, NotificationType } from './announcements.js';
import type { NotificationView } from './dto/notification.view.js';

/** Which rows a caller may reach, as `Abilities.condition` says it, over the alias `n`. */
export interface Reach {
  readonly condition: string;
  readonly values: readonly unknown[];
}

export interface NewNote {
  readonly user_id: string;
  readonly event_id: string;
  readonly title: string;
  readonly content: string;
  readonly type: NotificationType;
  readonly related_id: string | null;
}

export type AddedNote = NotificationView & { readonly is_new: boolean };

export type ChannelChoice = Readonly<Record<DeliveryChannel, boolean>>;

export interface NoteFilter {
  readonly is_read: boolean | null;
  readonly type: NotificationType | null;
  /** Only those before this id. */
  readonly before?: string | null;
}

const COLUMNS = 'n.id, n.title, n.content, n.type, n.related_id, n.is_read, n.created_at';

@Injectable()
export class NotificationsRepository {
  constructor(private readonly database: Database) {}

  /** Newest first: ids are in the order of time. */
  list(reach: Reach, filter: NoteFilter, { limit, offset }: { limit: number; offset: number }): Promise<NotificationView[]> {
    const { where, values } = filtered(reach, filter);
    return this.database.write<NotificationView>(
      `SELECT ${COLUMNS} FROM notifications n WHERE ${where}
       ORDER BY n.id DESC LIMIT $${String(values.length + 1)} OFFSET $${String(values.length + 2)}`,
      [...values, limit, offset],
    );
  }

  /** How many there are, counted to just beyond the limit. */
  async count(reach: Reach, filter: NoteFilter): Promise<number> {
    const { where, values } = filtered(reach, filter);
    const rows = await this.database.write<{ count: number }>(countSql(`FROM notifications n WHERE ${where}`), values);
    return rows[0]?.count ?? 0;
  }

  async countUnread({ condition, values }: Reach): Promise<number> {
    const rows = await this.database.write<{ count: number }>(
      `SELECT count(*) AS count FROM notifications n WHERE ${condition} AND NOT n.is_read`,
      values,
    );
    return rows[0]?.count ?? 0;
  }

  async markRead({ condition, values }: Reach, id: string): Promise<NotificationView | null> {
    const rows = await this.database.write<NotificationView>(
      `UPDATE notifications n SET is_read = true WHERE ${condition} AND n.id = $${String(values.length + 1)} RETURNING ${COLUMNS}`,
      [...values, id],
    );
    return rows[0] ?? null;
  }

  async markAllRead({ condition, values }: Reach): Promise<number> {
    const rows = await this.database.write<{ count: number }>(
      `WITH marked AS (UPDATE notifications n SET is_read = true WHERE ${condition} AND NOT n.is_read RETURNING 1)
       SELECT count(*) AS count FROM marked`,
      values,
    );
    return rows[0]?.count ?? 0;
  }

  /**
   * Those of them who are not erased, and stay so until the transaction ends. Erasure locks the account and then throws
   * away what was written to it: this waits for it, so that nothing is written behind its back.
   */
  async stillThere(tx: Tx, user_ids: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await query<{ id: string }>(tx, 'SELECT id FROM users WHERE id = ANY ($1) AND erased_at IS NULL ORDER BY id FOR KEY SHARE', [user_ids]);
    return new Set(rows.map((row) => row.id));
  }

  /** Writes the notes that are not there yet: a person is told of an event once, ever. Answers them all by person, and which are new. */
  async add(tx: Tx, notes: readonly NewNote[]): Promise<ReadonlyMap<string, AddedNote>> {
    const added = new Map<string, AddedNote>();
    for (const note of notes) {
      const [row] = await query<AddedNote>(
        tx,
        // The update changes nothing; it makes a note that was there already answer its id.
        `INSERT INTO notifications AS n (id, user_id, event_id, title, content, type, related_id) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT ON CONSTRAINT notifications_once DO UPDATE SET event_id = excluded.event_id
         RETURNING n.id, n.title, n.content, n.type, n.related_id, n.is_read, ${instantSql('n.created_at')} AS created_at, n.xmax = 0 AS is_new`,
        [newId(), note.user_id, note.event_id, note.title, note.content, note.type, note.related_id],
      );
      if (row) added.set(note.user_id, row);
    }
    return added;
  }

  /** What a person wants to get of this type; who never chose gets everything. */
  async choiceOf(tx: Tx, user_id: string, type: NotificationType): Promise<ChannelChoice> {
    const rows = await query<ChannelChoice>(tx, 'SELECT email, sms, push FROM notification_preferences WHERE user_id = $1 AND type = $2', [user_id, type]);
    return rows[0] ?? { email: true, sms: true, push: true };
  }
}

function filtered(reach: Reach, filter: NoteFilter): { where: string; values: unknown[] } {
  const values = [...reach.values];
  const conditions = [reach.condition];
  const also = (sql: string, value: unknown): void => {
    if (value === null || value === undefined) return;
    conditions.push(`${sql} $${String(values.push(value))}`);
  };
  also('n.is_read =', filter.is_read);
  also('n.type =', filter.type);
  also('n.id <', filter.before);
  return { where: conditions.join(' AND '), values };
}
