import { Controller, Get, Param, Put, Query } from '@nestjs/common';
import { Can } from '../../platform/authz/access.js';
import { CurrentUser, type SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import type { Feed } from '../../platform/http/answer.js';
import { PageTooDeep } from '../../platform/http/http.errors.js';
import { IdPipe } from '../../platform/http/input.pipe.js';
import { Operation } from '../../platform/http/operation.js';
import { NotificationView, UnreadCountView, UpdatedCountView } from './dto/notification.view.js';
import { NotificationsQuery } from './dto/notifications.query.js';
import { NotificationsService } from './notifications.service.js';

@Controller('notifications')
export class NotificationsController {
  constructor(private readonly notifications: NotificationsService) {}

  @Get()
  @Can('read', 'Notification')
  @Operation({
    id: 'listNotifications', tag: 'notifications', summary: 'What happened, newest first', answer: [200, [NotificationView]],
    description: 'A feed: go on with the `cursor` of the `next` link, which stays right while new notes come in. `page` also works, for the first 10 000.',
    paged: true, errors: [PageTooDeep],
  })
  list(@CurrentUser() user: SignedIn, @Query() query: NotificationsQuery): Promise<Feed> {
    return this.notifications.list(user, query);
  }

  @Get('unread-count')
  @Can('read', 'Notification')
  @Operation({ id: 'countUnreadNotifications', tag: 'notifications', summary: 'How many are unread', answer: [200, UnreadCountView] })
  unreadCount(@CurrentUser() user: SignedIn): Promise<UnreadCountView> {
    return this.notifications.countUnread(user);
  }

  @Put('read-all')
  @Can('update', 'Notification')
  @Operation({ id: 'readAllNotifications', tag: 'notifications', summary: 'Mark all as read', answer: [200, UpdatedCountView] })
  readAll(@CurrentUser() user: SignedIn): Promise<UpdatedCountView> {
    return this.notifications.readAll(user);
  }

  @Put(':id/read')
  @Can('update', 'Notification')
  @Operation({
    id: 'readNotification', tag: 'notifications', summary: 'Mark one as read', answer: [200, NotificationView], errors: [NotFound],
  })
  read(@CurrentUser() user: SignedIn, @Param('id', IdPipe) id: string): Promise<NotificationView> {
    return this.notifications.read(user, id);
  }
}
