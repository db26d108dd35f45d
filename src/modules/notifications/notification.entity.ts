import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { NotificationType } from './announcements.js';

/** A note in the application. One event tells one person once: `notifications_once`. */
@Entity('notifications')
export class Notification {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') user_id: string;
  @Column('uuid') event_id: string;
  /** In the reader's language of that moment. */
  @Column('varchar') title: string;
  @Column('text') content: string;
  @Column('varchar') type: NotificationType;
  /** What it is about, by `type`: the payment; the booking, also of a rent; the service request; the review. */
  @Column('uuid', { nullable: true }) related_id: string | null;
  @Column('boolean', { default: false }) is_read: boolean;
  @Column('timestamptz', { default: () => 'now()' }) created_at: Date;
}
