import type { EventType } from '../../platform/outbox/events.js';
import type { BookingParty } from '../bookings/index.js';
import type { ServiceParty } from '../services/index.js';
import type { TemplateKey } from './templates/templates.js';

/** What a note is about; preferences are kept for each. */
export const NOTIFICATION_TYPES = ['account', 'booking', 'payment', 'rent', 'message', 'service', 'review'] as const;
export type NotificationType = (typeof NOTIFICATION_TYPES)[number];

/** `in_app` is a note in the feed; the others are deliveries, one message each. */
export type Channel = 'in_app' | DeliveryChannel;
export type DeliveryChannel = 'email' | 'sms' | 'push';

/** Who did it. */
export type Party = BookingParty | ServiceParty;

/** Whose part it is: one person's, or that of all active admins. */
export type Part = 'user' | 'receiver' | 'tenant' | 'owner' | 'payer' | 'payee' | 'requester' | 'provider' | 'reviewed' | 'admins';

/** One person (by their part in it), one text, over one or more channels. */
export interface Telling {
  readonly to: Part;
  readonly template: TemplateKey;
  readonly channels: readonly Channel[];
  /** Mail or SMS carries this, made when it is sent, and goes to the very address that it proves. */
  readonly secret?: 'link' | 'code';
  /** Mail goes to the address before the change, whoever holds the present one. */
  readonly recipient?: 'previous_email';
  /** Only when it was done by one of these. */
  readonly by?: readonly Party[];
  /** Only on such a day, seen from the one on which rent is due. */
  readonly on?: 'before' | 'due' | 'after';
}

/** What decides which of an event's tellings are meant. */
export interface Circumstances {
  readonly by?: Party;
  readonly offset_days?: number;
}

export interface Announcement {
  readonly about: 'account' | 'booking' | 'payment' | 'rent' | 'service' | 'review' | 'message';
  readonly type: NotificationType;
  /** Messages that keep an account safe are sent whatever the preferences say. */
  readonly security: boolean;
  readonly tellings: readonly Telling[];
}

const account = (...tellings: Telling[]): Announcement => ({ about: 'account', type: 'account', security: true, tellings });
const booking = (...tellings: Telling[]): Announcement => ({ about: 'booking', type: 'booking', security: false, tellings });
const payment = (...tellings: Telling[]): Announcement => ({ about: 'payment', type: 'payment', security: false, tellings });
const rent = (...tellings: Telling[]): Announcement => ({ about: 'rent', type: 'rent', security: false, tellings });
const service = (...tellings: Telling[]): Announcement => ({ about: 'service', type: 'service', security: false, tellings });
const message = (...tellings: Telling[]): Announcement => ({ about: 'message', type: 'message', security: false, tellings });
const review = (...tellings: Telling[]): Announcement => ({ about: 'review', type: 'review', security: false, tellings });

/**
 * Who is told what, over which channels: the table of the rules of the house, §6. Whoever did it knows it and is
 * not told.
 */
export const ANNOUNCEMENTS = {
  'user.registered': account(
    { to: 'user', template: 'account.welcome', channels: ['email'], secret: 'link' },
    { to: 'user', template: 'account.phone_code', channels: ['sms'], secret: 'code' },
  ),
  'auth.code_requested': account({ to: 'user', template: 'account.phone_code', channels: ['sms'], secret: 'code' }),
  'auth.password_reset_requested': account({ to: 'user', template: 'account.password_reset', channels: ['email', 'in_app'], secret: 'link' }),
  'auth.password_changed': account({ to: 'user', template: 'account.password_changed', channels: ['email', 'in_app'] }),
  'auth.api_key_created': account({ to: 'user', template: 'account.api_key_created', channels: ['email', 'in_app'] }),
  'user.email_changed': account(
    { to: 'user', template: 'account.email_verification', channels: ['email'], secret: 'link' },
    { to: 'user', template: 'account.email_changed', channels: ['email', 'in_app'], recipient: 'previous_email' },
  ),
  'user.phone_changed': account(
    { to: 'user', template: 'account.phone_code', channels: ['sms'], secret: 'code' },
    { to: 'user', template: 'account.phone_changed', channels: ['email', 'in_app'] },
  ),
  'identity.approved': account({ to: 'user', template: 'account.identity_approved', channels: ['push', 'email', 'in_app'] }),
  'identity.rejected': account({ to: 'user', template: 'account.identity_rejected', channels: ['push', 'email', 'in_app'] }),
  'user.deactivated': account({ to: 'user', template: 'account.deactivated', channels: ['push', 'email', 'in_app'] }),
  'webhook.disabled': account({ to: 'user', template: 'account.webhook_disabled', channels: ['push', 'email', 'in_app'] }),
  'property.unpublished': account({ to: 'user', template: 'account.listing_withdrawn', channels: ['push', 'email', 'in_app'] }),
  'booking.requested': booking({ to: 'owner', template: 'booking.requested', channels: ['push', 'email', 'in_app'] }),
  'booking.confirmed': booking({ to: 'tenant', template: 'booking.confirmed', channels: ['push', 'email', 'sms', 'in_app'] }),
  'booking.rejected': booking({ to: 'tenant', template: 'booking.rejected', channels: ['push', 'email', 'in_app'] }),
  'booking.cancelled': booking(
    { to: 'owner', template: 'booking.cancelled_by_tenant', channels: ['push', 'email', 'in_app'], by: ['tenant'] },
    { to: 'tenant', template: 'booking.cancelled_by_owner', channels: ['push', 'email', 'in_app'], by: ['owner'] },
    { to: 'tenant', template: 'booking.cancelled_by_house', channels: ['push', 'email', 'in_app'], by: ['admin', 'system'] },
    { to: 'owner', template: 'booking.cancelled_by_house_for_owner', channels: ['push', 'email', 'in_app'], by: ['admin', 'system'] },
  ),
  'booking.expired': booking(
    { to: 'tenant', template: 'booking.expired', channels: ['push', 'email', 'in_app'] },
    { to: 'owner', template: 'booking.expired_for_owner', channels: ['push', 'email', 'in_app'] },
  ),
  'calendar.conflict': booking({ to: 'owner', template: 'booking.calendar_conflict', channels: ['in_app'] }),
  'payment.completed': payment(
    { to: 'payer', template: 'payment.completed', channels: ['push', 'email', 'in_app'] },
    { to: 'payee', template: 'payment.completed_for_payee', channels: ['push', 'email', 'in_app'] },
  ),
  'payment.failed': payment({ to: 'payer', template: 'payment.failed', channels: ['push', 'email', 'in_app'] }),
  'payment.refunded': payment({ to: 'payer', template: 'payment.refunded', channels: ['push', 'email', 'in_app'] }),
  'payment.arrived_late': payment(
    { to: 'payer', template: 'payment.arrived_late', channels: ['push', 'email', 'in_app'] },
    { to: 'payee', template: 'payment.arrived_late_for_payee', channels: ['push', 'email', 'in_app'] },
  ),
  'payment.review_needed': payment({ to: 'admins', template: 'payment.review_needed', channels: ['email', 'in_app'] }),
  'refund.failed': payment({ to: 'admins', template: 'payment.refund_failed', channels: ['email', 'in_app'] }),
  'rent.reminder': rent(
    { to: 'tenant', template: 'rent.due_soon', channels: ['push', 'email', 'in_app'], on: 'before' },
    { to: 'tenant', template: 'rent.due_today', channels: ['push', 'email', 'in_app'], on: 'due' },
    { to: 'tenant', template: 'rent.late', channels: ['push', 'email', 'sms', 'in_app'], on: 'after' },
  ),
  'rent.overdue': rent({ to: 'owner', template: 'rent.overdue', channels: ['push', 'email', 'in_app'] }),
  'service.matched': service({ to: 'user', template: 'service.matched', channels: ['push', 'email', 'in_app'] }),
  'quote.received': service({ to: 'requester', template: 'service.quoted', channels: ['push', 'email', 'in_app'] }),
  'quote.accepted': service({ to: 'provider', template: 'service.quote_accepted', channels: ['push', 'email', 'in_app'] }),
  'quote.rejected': service({ to: 'provider', template: 'service.quote_rejected', channels: ['push', 'email', 'in_app'] }),
  'service.started': service({ to: 'requester', template: 'service.started', channels: ['push', 'email', 'in_app'] }),
  'service.done': service({ to: 'requester', template: 'service.done', channels: ['push', 'email', 'in_app'] }),
  'service.completed': service(
    { to: 'provider', template: 'service.completed', channels: ['push', 'email', 'in_app'] },
    { to: 'requester', template: 'service.completed_by_clock', channels: ['push', 'email', 'in_app'], by: ['system'] },
  ),
  'service.cancelled': service(
    { to: 'provider', template: 'service.cancelled', channels: ['push', 'email', 'in_app'] },
    { to: 'requester', template: 'service.cancelled_by_house', channels: ['push', 'email', 'in_app'], by: ['admin'] },
  ),
  'message.received': message({ to: 'receiver', template: 'message.received', channels: ['push', 'in_app'] }),
  'review.received': review({ to: 'reviewed', template: 'review.received', channels: ['push', 'in_app'] }),
} as const satisfies Partial<Record<EventType, Announcement>>;

export type AnnouncedEvent = keyof typeof ANNOUNCEMENTS;

export const ANNOUNCED_EVENTS = Object.keys(ANNOUNCEMENTS) as AnnouncedEvent[];

/** What this event has to say, given who did it and on which day. */
export function tellingsOf(announcement: Announcement, { by, offset_days }: Circumstances): readonly Telling[] {
  const day = offset_days === undefined ? undefined : dayOf(offset_days);
  return announcement.tellings.filter((telling) => (telling.by === undefined || (by !== undefined && telling.by.includes(by))) && (telling.on === undefined || telling.on === day));
}

function dayOf(offset_days: number): Telling['on'] {
  if (offset_days === 0) return 'due';
  return offset_days < 0 ? 'before' : 'after';
}
