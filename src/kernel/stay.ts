import { addMonths, type CalendarDate, daysBetween } from './calendar-date.js';

/**
 * The nights from `start_date` to `end_date`, half-open: the day one stay leaves, the next may arrive. At least one
 * night. Throws `RangeError` when a date is not real or the end is not after the start.
 */
export class Stay {
  constructor(
    readonly start_date: CalendarDate,
    readonly end_date: CalendarDate,
  ) {
    if (daysBetween(start_date, end_date) <= 0) throw new RangeError('a stay ends after it starts');
  }

  /** How many nights, from 1. */
  get nights(): number {
    return daysBetween(this.start_date, this.end_date);
  }

  /** Whether the two share a night. One leaving on the day the other arrives do not. */
  overlaps(other: Stay): boolean {
    return this.start_date < other.end_date && other.start_date < this.end_date;
  }

  /** Whether the night that begins on that day belongs to the stay: the day of departure does not. */
  contains(date: CalendarDate): boolean {
    return this.start_date <= date && date < this.end_date;
  }

  /**
   * The stay in months counted from `start_date` (see `addMonths`: on the last day where a month is shorter), and the
   * days left over. 31 January to 28 February is one month; to 1 March one month and one day.
   */
  months(): { whole: number; remaining_days: number } {
    const [startYear, startMonth] = this.start_date.split('-').map(Number);
    const [endYear, endMonth] = this.end_date.split('-').map(Number);
    let whole = (endYear - startYear) * 12 + endMonth - startMonth;
    if (addMonths(this.start_date, whole) > this.end_date) whole -= 1;
    return { whole, remaining_days: daysBetween(addMonths(this.start_date, whole), this.end_date) };
  }
}
