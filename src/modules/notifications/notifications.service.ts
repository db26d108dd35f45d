import { Injectable } from '@nestjs/common';
import { Abilities } from '../../platform/authz/abilities.js';
import type { SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import type { Feed } from '../../platform/http/answer.js';
import { feedOf, feedWindow } from '../../platform/http/page-query.js';
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
    const window = feedWindow(query);
    const values: unknown[] = [];
    const condition = this.abilities.condition(user, 'read', 'Notification', 'n', values);
    const filter = { is_read: query.is_read ?? null, type: query.type ?? null };
    const [rows, total] = await Promise.all([
      this.notifications.list({ condition, values }, { ...filter, before: window.before }, window),
      this.notifications.count({ condition, values }, filter),
    ]);
    return feedOf(rows, window, total);
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
