import type { Locale } from '../../../kernel/app-error.js';
import { addDays, formatDate } from '../../../kernel/calendar-date.js';
import type { InstallmentFactsRow } from '../../bookings/index.js';
import type { Values } from '../templates/template.js';
import { oneLine } from './plain-words.js';

/** One payment of a rent schedule in ready words; `offset_days` from its due date, negative before. */
export function rentValues(installment: InstallmentFactsRow, offset_days: number, locale: Locale): Values {
  const { sequence, of } = installment;
  return {
    booking_id: installment.booking_id,
    title: oneLine(installment.title, 90),
    amount: installment.amount.format(locale),
    due_date: formatDate(installment.due_date, locale),
    period_start: formatDate(installment.period_start, locale),
    // Of a month its last day, as in the contract and on the receipt; of a stay the day of departure.
    period_end: formatDate(installment.rental_type === 'long_term' ? addDays(installment.period_end, -1) : installment.period_end, locale),
    // Of a stay that is paid at once there is nothing to count.
    position: of > 1 ? `${String(sequence)}${locale === 'fr' ? ' sur ' : ' of '}${String(of)}` : null,
    tenant_name: oneLine(installment.tenant_name, 80),
    owner_name: oneLine(installment.owner_name, 80),
    when: whenIn(-offset_days, locale),
    late: days(offset_days, locale),
  };
}

function whenIn(ahead: number, locale: Locale): string {
  if (ahead === 1) return locale === 'fr' ? 'demain' : 'tomorrow';
  return `${locale === 'fr' ? 'dans' : 'in'} ${days(ahead, locale)}`;
}

/** The number and its noun stay on one line. */
function days(count: number, locale: Locale): string {
  return `${String(count)}\u00a0${locale === 'fr' ? 'jour' : 'day'}${count > 1 ? 's' : ''}`;
}
