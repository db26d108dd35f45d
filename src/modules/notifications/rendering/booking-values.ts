import type { Locale } from '../../../kernel/app-error.js';
import { formatDate } from '../../../kernel/calendar-date.js';
import type { Money } from '../../../kernel/money.js';
import type { BookingFactsRow } from '../../bookings/index.js';
import type { Values } from '../templates/template.js';
import { formatInstant } from './dates.js';
import { oneLine } from './plain-words.js';

/** A booking in ready words. What people typed becomes one line of bounded length; escaping is the renderer's. */
export function bookingValues(booking: BookingFactsRow, locale: Locale, time_zone: string): Values {
  const { property } = booking;
  const place = [property.neighborhood, property.city].map((part) => oneLine(part ?? '', 100)).filter((part) => part !== '');
  return {
    booking_id: booking.id,
    title: oneLine(property.title, 90),
    place: place.join(', '),
    address: [oneLine(property.address, 200), ...place].filter((part) => part !== '').join(', '),
    start_date: formatDate(booking.start_date, locale),
    end_date: formatDate(booking.end_date, locale),
    nights: nights(booking.nights, locale),
    total_amount: booking.total_amount.format(locale),
    deposit_amount: amount(booking.deposit_amount, locale),
    refund_amount: amount(booking.refund_amount, locale),
    reason: oneLine(booking.reason ?? '', 300) || null,
    message: oneLine(booking.message ?? '', 500) || null,
    tenant_name: oneLine(booking.tenant_name, 80),
    owner_name: oneLine(booking.owner_name, 80),
    answer_before: booking.expires_at === null ? null : formatInstant(booking.expires_at, locale, time_zone),
  };
}

function nights(count: number, locale: Locale): string {
  const word = locale === 'fr' ? 'nuit' : 'night';
  return `${String(count)} ${word}${count > 1 ? 's' : ''}`;
}

/** Nothing owed is nothing to tell. */
function amount(money: Money | null, locale: Locale): string | null {
  return money === null || money.isZero() ? null : money.format(locale);
}
