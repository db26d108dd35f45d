import { BooleanField, EnumField } from '../../../platform/http/fields.js';
import { FeedQuery } from '../../../platform/http/page-query.js';
import { NOTIFICATION_TYPES, type NotificationType } from '../announcements.js';

export class NotificationsQuery extends FeedQuery {
  @BooleanField({ optional: true, query: true, description: 'Only those read, or only those not.' })
  is_read?: boolean;

  @EnumField(NOTIFICATION_TYPES, { optional: true, description: 'Only those of this type.' })
  type?: NotificationType;
}
