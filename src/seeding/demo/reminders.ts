import { addDays, daysBetween } from '../../kernel/calendar-date.js';
import type { Row, TableColumns } from '../copy.js';
import { instant, type InstallmentRecord } from '../rows.js';
import { dayOf, HOUR, midnight, type Now } from '../stays.js';

export const RENT_REMINDERS: TableColumns = { table: 'rent_reminders', columns: ['installment_id', 'offset_days', 'reminded_on', 'created_at'] };

/** What RENT_REMINDER_DAYS is where nobody says otherwise. */
const OFFSETS = [-7, -3, -1, 0, 1, 3, 7] as const;
const LAST = 7;

/** What `rent-reminders` has noted, every morning at eight: without it the first run would remind people of everything again. */
export function* reminderRows({ id, part, createdAt, settledAt }: InstallmentRecord, now: Now): Generator<Row> {
  const earliest = addDays(part.due_date, OFFSETS[0]);
  const from = earliest > dayOf(createdAt) ? earliest : dayOf(createdAt);
  let latest = -Infinity;
  for (let day = from; day <= now.today && latest < LAST; day = addDays(day, 1)) {
    const at = midnight(day) + 8 * HOUR;
    if (at >= (settledAt ?? now.at)) return;
    const offset = OFFSETS.findLast((days) => days <= daysBetween(part.due_date, day));
    if (at < createdAt || offset === undefined || offset <= latest) continue;
    latest = offset;
    yield [id, offset, day, instant(at)];
  }
}
