import { DateTime } from 'luxon';
import type { Locale } from '../../../kernel/app-error.js';
import { formatDate } from '../../../kernel/calendar-date.js';

/** An instant as people write it: '12 mars 2026 à 14 h 30 (UTC+1)'; '12 March 2026 at 14:30 (UTC+1)'. */
export function formatInstant(at: Date, locale: Locale, time_zone: string): string {
  const local = DateTime.fromJSDate(at, { zone: time_zone });
  const day = formatDate(local.toFormat('yyyy-MM-dd'), locale);
  const offset = local.offset === 0 ? 'UTC' : `UTC${local.toFormat('Z').replace(':00', '')}`;
  if (locale === 'en') return `${day} at ${local.toFormat('HH:mm')} (${offset})`;
  const minutes = local.minute === 0 ? '' : `\u00a0${local.toFormat('mm')}`;
  return `${day} à ${local.toFormat('H')}\u00a0h${minutes} (${offset})`;
}
