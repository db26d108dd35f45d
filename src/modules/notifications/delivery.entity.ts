import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DeliveryChannel } from './announcements.js';

/** What a delivery is rendered from when it is sent: ids and a day, never words, tokens or codes. */
export interface DeliveryFacts {
  readonly booking_id?: string;
  readonly payment_id?: string;
  readonly refund_id?: string;
  readonly installment_id?: string;
  /** From the installment's due date; negative before. */
  readonly offset_days?: number;
  readonly service_request_id?: string;
  readonly quote_id?: string;
  readonly review_id?: string;
  readonly message_id?: string;
  /** Whose conversation a message leads to. */
  readonly sender_id?: string;
  readonly verification_id?: string;
  /** A listing. */
  readonly property_id?: string;
  /** An endpoint of a program. */
  readonly webhook_id?: string;
  readonly link_id?: string;
  readonly code_id?: string;
  /** The note that a push brings to a device. */
  readonly notification_id?: string;
}

/** `skipped`: by the time it could be sent there was nothing left to say. `failed`: refused for good, kept for an admin. */
export type DeliveryStatus = 'waiting' | 'sent' | 'skipped' | 'failed';

/** One message to one person over one channel. Its id is also its outbox event and its mail's Message-ID. */
@Entity('deliveries')
export class Delivery {
  @PrimaryColumn('uuid') id: string;
  /** The event it tells of, or an id derived from it where one event sends a person two mails, or a push to each device. */
  @Column('uuid') event_id: string;
  @Column('uuid') user_id: string;
  @Column('varchar') channel: DeliveryChannel;
  @Column('varchar') template: string;
  /** An address, a number, or a device's id: its token is looked up when the push is sent. */
  @Column('varchar') recipient: string;
  @Column('jsonb') facts: DeliveryFacts;
  @Column('varchar', { default: 'waiting' }) status: DeliveryStatus;
  /** The provider's id of the message that was taken. */
  @Column('varchar', { nullable: true }) provider_id: string | null;
  /** Why it was skipped or failed, or what the latest attempt ran into. Names nobody. */
  @Column('text', { nullable: true }) last_error: string | null;
  @Column('timestamptz', { default: () => 'now()' }) created_at: Date;
  @Column('timestamptz', { nullable: true }) sent_at: Date | null;
}
