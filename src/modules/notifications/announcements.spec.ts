import { describe, expect, it } from '@jest/globals';
import type { BookingParty } from '../bookings/index.js';
import { PREFERENCE_TYPES } from '../users/dto/preference.dto.js';
import { ANNOUNCED_EVENTS, ANNOUNCEMENTS, NOTIFICATION_TYPES, tellingsOf, type AnnouncedEvent, type Announcement } from './announcements.js';
import { isAboutAccount, TEMPLATES, typeOf } from './templates/templates.js';

/** Rules of the house, §6: `to: channels`. */
const TABLE: readonly [AnnouncedEvent, BookingParty | undefined, Record<string, string>][] = [
  ['user.registered', undefined, { user: 'email sms' }],
  ['auth.code_requested', undefined, { user: 'sms' }],
  ['auth.password_reset_requested', undefined, { user: 'email in_app' }],
  ['auth.password_changed', undefined, { user: 'email in_app' }],
  // The new address gets its link, the old one a word of warning; the new number gets its code.
  ['user.email_changed', undefined, { user: 'email email in_app' }],
  ['user.phone_changed', undefined, { user: 'email in_app sms' }],
  ['booking.requested', undefined, { owner: 'email in_app push' }],
  ['booking.confirmed', undefined, { tenant: 'email in_app push sms' }],
  ['booking.rejected', undefined, { tenant: 'email in_app push' }],
  ['booking.cancelled', 'tenant', { owner: 'email in_app push' }],
  ['booking.cancelled', 'owner', { tenant: 'email in_app push' }],
  ['booking.cancelled', 'admin', { tenant: 'email in_app push', owner: 'email in_app push' }],
  ['booking.cancelled', 'system', { tenant: 'email in_app push', owner: 'email in_app push' }],
  ['booking.expired', undefined, { tenant: 'email in_app push', owner: 'email in_app push' }],
];

const announcementOf = (event: AnnouncedEvent): Announcement => ANNOUNCEMENTS[event];
const tellings = ANNOUNCED_EVENTS.flatMap((event) => announcementOf(event).tellings.map((telling) => ({ event, telling })));

describe('announcements', () => {
  it.each(TABLE)('%s (by %s) tells whom the rules of the house say, over their channels', (event, by, expected) => {
    const told: Record<string, string[]> = {};
    for (const { to, channels } of tellingsOf(announcementOf(event), by)) (told[to] ??= []).push(...channels);
    expect(Object.fromEntries(Object.entries(told).map(([to, channels]) => [to, channels.sort().join(' ')]))).toEqual(expected);
  });

  it('has a line of the table for every event', () => {
    expect(new Set(TABLE.map(([event]) => event))).toEqual(new Set(ANNOUNCED_EVENTS));
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
