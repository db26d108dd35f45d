import { addDays } from '../../../kernel/calendar-date.js';
import { fromTo } from '../../../platform/documents/date-range.js';
import type { ScheduledPart, ScheduleTerms } from './schedule.js';

/** What a part of the rent is called on the payer's page and on receipts: 'Loyer du 12 mars au 11 avril 2027, Studio meublé'. */
export function rentLabel(rental_type: ScheduleTerms['rental_type'], { period_start, period_end }: Pick<ScheduledPart, 'period_start' | 'period_end'>, title: string): string {
  const what = rental_type === 'short_term' ? `Séjour ${fromTo(period_start, period_end)}` : `Loyer ${fromTo(period_start, addDays(period_end, -1))}`;
  return shortened(`${what}, ${title}`);
}

export function depositLabel(title: string): string {
  return shortened(`Caution, ${title}`);
}

function shortened(text: string): string {
  return text.length <= 140 ? text : `${text.slice(0, 139)}…`;
}
