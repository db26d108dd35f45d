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

/** Whose it is and of which event, whether it was not there before, and how they see it. */
export type AddedNote = Pick<NewNote, 'user_id' | 'event_id'> & { readonly is_new: boolean; readonly view: NotificationView };

/** Whether a person wants to get messages of a type over a channel. */
export type Wants = (user_id: string, type: NotificationType, channel: DeliveryChannel) => boolean;

type ChoiceRow = Readonly<Record<DeliveryChannel, boolean>> & { readonly user_id: string; readonly type: NotificationType };

export interface NoteFilter {
  readonly is_read: boolean | null;
  readonly type: NotificationType | null;
  /** Only those before this id. */
  readonly before?: string | null;
}

const THERE = { name: 'users.still_there', text: 'SELECT id FROM users WHERE id = ANY ($1::uuid[]) AND erased_at IS NULL ORDER BY id FOR KEY SHARE' };
const CHOICES = { name: 'notifications.choices', text: 'SELECT user_id, type, email, sms, push FROM notification_preferences WHERE user_id = ANY ($1::uuid[])' };
/** The update changes nothing; it makes a note that was there already answer its id. */
const ADD = {
  name: 'notifications.add',
  text: `INSERT INTO notifications AS n (id, user_id, event_id, title, content, type, related_id)
         SELECT DISTINCT ON (user_id, event_id) * FROM jsonb_to_recordset($1)
           AS row (id uuid, user_id uuid, event_id uuid, title text, content text, type text, related_id uuid) ORDER BY user_id, event_id, id
         ON CONFLICT ON CONSTRAINT notifications_once DO UPDATE SET event_id = excluded.event_id
         RETURNING n.user_id, n.event_id, n.xmax = 0 AS is_new, jsonb_build_object('id', n.id, 'title', n.title, 'content', n.content, 'type', n.type,
           'related_id', n.related_id, 'is_read', n.is_read, 'created_at', ${instantSql('n.created_at')}) AS view`,
};

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
    const rows = await query<{ id: string }>(tx, THERE, [[...new Set(user_ids)]]);
    return new Set(rows.map((row) => row.id));
  }

  /** Writes the notes that are not there yet: a person is told of an event once, ever. Answers all of them, and which are new. */
  async add(tx: Tx, notes: readonly NewNote[]): Promise<AddedNote[]> {
    if (notes.length === 0) return [];
    return query<AddedNote>(tx, ADD, [JSON.stringify(notes.map((note) => ({ id: newId(), ...note })))]);
  }

  /** What these people want to get; who never chose gets everything. */
  async choicesOf(tx: Tx, user_ids: readonly string[]): Promise<Wants> {
    const rows = await query<ChoiceRow>(tx, CHOICES, [user_ids]);
    return (user_id, type, channel) => rows.find((row) => row.user_id === user_id && row.type === type)?.[channel] ?? true;
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
