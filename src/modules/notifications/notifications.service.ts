import { Injectable } from '@nestjs/common';
import { isUuid } from '../../kernel/id.js';
import { decodeCursor, encodeCursor } from '../../kernel/page.js';
import { Abilities } from '../../platform/authz/abilities.js';
import type { SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import { Feed } from '../../platform/http/answer.js';
import { fieldFailure } from '../../platform/http/input.pipe.js';
import { pageOf } from '../../platform/http/page-query.js';
import type { NotificationView, UnreadCountView, UpdatedCountView } from './dto/notification.view.js';
import type { NotificationsQuery } from './dto/notifications.query.js';
import { NotificationsRepository } from './notifications.repository.js';

/** The feed of one person. */
@Injectable()
export class NotificationsService {
  constructor(
    private readonly notifications: NotificationsRepository,
    private readonly abilities: Abilities,
  ) {}

  /** Newest first, from the cursor, else from the page. @throws ValidationFailed for a cursor that is none of ours */
  async list(user: SignedIn, query: NotificationsQuery): Promise<Feed> {
    const { page, per_page } = pageOf(query);
    const values: unknown[] = [];
    const condition = this.abilities.condition(user, 'read', 'Notification', 'n', values);
    const before = query.cursor === undefined ? null : lastSeen(query.cursor);
    const filter = { is_read: query.is_read ?? null, type: query.type ?? null };
    const [rows, total] = await Promise.all([
      // One more than asked for tells whether there is more.
      this.notifications.list({ condition, values }, { ...filter, before }, { limit: per_page + 1, offset: before === null ? (page - 1) * per_page : 0 }),
      this.notifications.count({ condition, values }, filter),
    ]);
    const items = rows.slice(0, per_page);
    const last = items.at(-1);
    return new Feed(items, rows.length > per_page && last ? encodeCursor([last.id]) : null, total);
  }

  async countUnread(user: SignedIn): Promise<UnreadCountView> {
    const values: unknown[] = [];
    const condition = this.abilities.condition(user, 'read', 'Notification', 'n', values);
    return { count: await this.notifications.countUnread({ condition, values }) };
  }

  /** @throws NotFound when there is none, or none of this user's */
  async read(user: SignedIn, id: string): Promise<NotificationView> {
    const values: unknown[] = [];
    const condition = this.abilities.condition(user, 'update', 'Notification', 'n', values);
    const row = await this.notifications.markRead({ condition, values }, id);
    if (!row) throw new NotFound();
    return row;
  }

  async readAll(user: SignedIn): Promise<UpdatedCountView> {
    const values: unknown[] = [];
    const condition = this.abilities.condition(user, 'update', 'Notification', 'n', values);
    return { updated: await this.notifications.markAllRead({ condition, values }) };
  }
}

function lastSeen(cursor: string): string {
  const [id, ...rest] = decodeCursor(cursor) ?? [];
  if (!isUuid(id) || rest.length > 0) throw fieldFailure('cursor', 'not_a_cursor');
  return id;
}
