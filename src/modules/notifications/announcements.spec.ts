import { describe, expect, it } from '@jest/globals';
import { PREFERENCE_TYPES } from '../users/dto/preference.dto.js';
import { ANNOUNCED_EVENTS, ANNOUNCEMENTS, NOTIFICATION_TYPES, tellingsOf, type AnnouncedEvent, type Announcement, type Circumstances } from './announcements.js';
import { isAboutAccount, TEMPLATES, typeOf } from './templates/templates.js';

/** Rules of the house, §6: `to: channels`. */
const TABLE: readonly [AnnouncedEvent, Circumstances, Record<string, string>][] = [
  ['user.registered', {}, { user: 'email sms' }],
  ['auth.code_requested', {}, { user: 'sms' }],
  ['auth.password_reset_requested', {}, { user: 'email in_app' }],
  ['auth.password_changed', {}, { user: 'email in_app' }],
  ['auth.api_key_created', {}, { user: 'email in_app' }],
  // The new address gets its link, the old one a word of warning; the new number gets its code.
  ['user.email_changed', {}, { user: 'email email in_app' }],
  ['user.phone_changed', {}, { user: 'email in_app sms' }],
  ['identity.approved', {}, { user: 'email in_app push' }],
  ['identity.rejected', {}, { user: 'email in_app push' }],
  ['user.deactivated', {}, { user: 'email in_app push' }],
  ['webhook.disabled', {}, { user: 'email in_app push' }],
  ['property.unpublished', {}, { user: 'email in_app push' }],
  ['booking.requested', {}, { owner: 'email in_app push' }],
  ['booking.confirmed', {}, { tenant: 'email in_app push sms' }],
  ['booking.rejected', {}, { tenant: 'email in_app push' }],
  ['booking.cancelled', { by: 'tenant' }, { owner: 'email in_app push' }],
  ['booking.cancelled', { by: 'owner' }, { tenant: 'email in_app push' }],
  ['booking.cancelled', { by: 'admin' }, { tenant: 'email in_app push', owner: 'email in_app push' }],
  ['booking.cancelled', { by: 'system' }, { tenant: 'email in_app push', owner: 'email in_app push' }],
  ['booking.expired', {}, { tenant: 'email in_app push', owner: 'email in_app push' }],
  ['calendar.conflict', {}, { owner: 'in_app' }],
  ['payment.completed', {}, { payer: 'email in_app push', payee: 'email in_app push' }],
  ['payment.failed', {}, { payer: 'email in_app push' }],
  ['payment.refunded', {}, { payer: 'email in_app push' }],
  ['payment.arrived_late', {}, { payer: 'email in_app push', payee: 'email in_app push' }],
  ['payment.review_needed', {}, { admins: 'email in_app' }],
  ['refund.failed', {}, { admins: 'email in_app' }],
  ['rent.reminder', { offset_days: -7 }, { tenant: 'email in_app push' }],
  ['rent.reminder', { offset_days: 0 }, { tenant: 'email in_app push' }],
  ['rent.reminder', { offset_days: 1 }, { tenant: 'email in_app push sms' }],
  ['rent.overdue', {}, { owner: 'email in_app push' }],
  ['service.matched', {}, { user: 'email in_app push' }],
  ['quote.received', {}, { requester: 'email in_app push' }],
  ['quote.accepted', {}, { provider: 'email in_app push' }],
  ['quote.rejected', {}, { provider: 'email in_app push' }],
  ['service.started', {}, { requester: 'email in_app push' }],
  ['service.done', {}, { requester: 'email in_app push' }],
  ['service.completed', { by: 'requester' }, { provider: 'email in_app push' }],
  ['service.completed', { by: 'system' }, { provider: 'email in_app push', requester: 'email in_app push' }],
  ['service.cancelled', { by: 'requester' }, { provider: 'email in_app push' }],
  ['service.cancelled', { by: 'admin' }, { provider: 'email in_app push', requester: 'email in_app push' }],
  ['message.received', {}, { receiver: 'in_app push' }],
  ['review.received', {}, { reviewed: 'in_app push' }],
];

const announcementOf = (event: AnnouncedEvent): Announcement => ANNOUNCEMENTS[event];
const tellings = ANNOUNCED_EVENTS.flatMap((event) => announcementOf(event).tellings.map((telling) => ({ event, telling })));

describe('announcements', () => {
  it.each(TABLE)('%s (%j) tells whom the rules of the house say, over their channels', (event, circumstances, expected) => {
    const told: Record<string, string[]> = {};
    for (const { to, channels } of tellingsOf(announcementOf(event), circumstances)) (told[to] ??= []).push(...channels);
    expect(Object.fromEntries(Object.entries(told).map(([to, channels]) => [to, channels.sort().join(' ')]))).toEqual(expected);
  });

  it('has a line of the table for every event', () => {
    expect(new Set(TABLE.map(([event]) => event))).toEqual(new Set(ANNOUNCED_EVENTS));
  });

  it.each([[-7, 'rent.due_soon'], [-1, 'rent.due_soon'], [0, 'rent.due_today'], [1, 'rent.late'], [30, 'rent.late']])('%i days from the due date says %s', (offset_days, template) => {
    expect(tellingsOf(announcementOf('rent.reminder'), { offset_days }).map((telling) => telling.template)).toEqual([template]);
  });

  it('calls exactly the account’s own messages security messages', () => {
    for (const event of ANNOUNCED_EVENTS) {
      const { about, type, security } = announcementOf(event);
      expect({ event, type, security }).toEqual({ event, type: about, security: about === 'account' });
    }
  });

  it.each(tellings)('$event: $telling.template has the words for its channels', ({ event, telling }) => {
    const { mail, note, sms } = TEMPLATES[telling.template];
    expect({ email: mail !== undefined, in_app: note !== undefined, sms: sms !== undefined }).toEqual({
      email: telling.channels.includes('email'), in_app: telling.channels.includes('in_app'), sms: telling.channels.includes('sms'),
    });
    // A push is the note on a phone.
    if (telling.channels.includes('push')) expect(telling.channels).toContain('in_app');
    expect(isAboutAccount(telling.template)).toBe(announcementOf(event).about === 'account');
    expect(typeOf(telling.template)).toBe(announcementOf(event).type);
  });

  it('knows the types that people choose by', () => {
    expect([...NOTIFICATION_TYPES].sort()).toEqual([...PREFERENCE_TYPES].sort());
  });

  it('uses every template', () => {
    expect(new Set(tellings.map(({ telling }) => telling.template))).toEqual(new Set(Object.keys(TEMPLATES)));
  });
});
