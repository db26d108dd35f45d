import { type CalendarDate, formatDate } from '../../kernel/calendar-date.js';

/** Both days in French, what they share said once: 'du 1er au 31 mars 2027', 'du 15 mars au 14 avril 2027'. */
export function fromTo(first: CalendarDate, last: CalendarDate): string {
  const [day, month, year] = formatDate(first, 'fr').split(' ');
  const sameYear = first.slice(0, 4) === last.slice(0, 4);
  const sameMonth = first.slice(0, 7) === last.slice(0, 7);
  const from = [day, ...(sameMonth ? [] : [month]), ...(sameYear ? [] : [year])].join(' ');
  return first === last ? `du ${formatDate(last, 'fr')}` : `du ${from} au ${formatDate(last, 'fr')}`;
}
