import { BooleanField, EnumField, InstantField, IntField, StringField, UuidField } from '../../../platform/http/fields.js';
import { NOTIFICATION_TYPES, type NotificationType } from '../announcements.js';

export class NotificationView {
  @UuidField() id: string;
  @StringField({ example: 'Réservation confirmée' }) title: string;
  @StringField({ max: 10_000, example: 'Votre réservation de « Studio meublé » du 12 mars 2027 au 15 mars 2027 est confirmée, pour 45 000 FCFA.' })
  content: string;
  @EnumField(NOTIFICATION_TYPES, { example: 'booking' }) type: NotificationType;
  @UuidField({ nullable: true, description: 'What it is about, by `type`: the payment of `payment`, the booking of `booking` and `rent`, who wrote of `message`.' }) related_id: string | null;
  @BooleanField({ example: false }) is_read: boolean;
  @InstantField() created_at: Date;
}

export class UnreadCountView {
  @IntField({ example: 3 }) count: number;
}

export class UpdatedCountView {
  @IntField({ example: 3, description: 'How many were unread until now.' }) updated: number;
}
