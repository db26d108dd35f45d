import { addDays, addMonths, daysBetween, todayIn } from '../kernel/calendar-date.js';
import type { BookingStatus, BookingTransition } from '../modules/bookings/booking.state.js';
import type { RentalType } from './home.types.js';
import type { Random } from './random.js';

export const TIME_ZONE = 'Africa/Porto-Novo';
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** How long an owner has to answer. */
const HOLD = DAY;

export type CancelledBy = 'tenant' | 'owner' | 'system';
/** What happened to a stay, in the words of the booking's history. */
export type Step = 'request' | BookingTransition;

export interface StayStep {
  step: Step;
  /** Milliseconds. */
  at: number;
  by: 'tenant' | 'owner' | 'system';
}

/** A stay of one home, all but its people and its price. */
export interface StayPlan {
  start: string;
  end: string;
  status: BookingStatus;
  cancelledBy: CancelledBy | null;
  /** From the request on, in order. */
  steps: readonly StayStep[];
  expiresAt: number;
}

export interface StayTerms {
  rental: RentalType;
  minimumStay: number | null;
  /** When the home was first published, milliseconds. */
  publishedAt: number;
  /** Somebody lives there now. */
  occupied?: boolean;
}

/** The seeder's idea of now: one instant for all rows. */
export interface Now {
  readonly at: number;
  readonly today: string;
}

export function nowFrom(date: Date): Now {
  return { at: date.getTime(), today: todayIn(TIME_ZONE, date) };
}

/**
 * Up to `count` stays of one home, past and to come, in the order of their dates. No two share a night, whatever
 * their states, and none begins before the home was published; what does not fit is left out.
 */
export function planStays(terms: StayTerms, count: number, now: Now, random: Random): StayPlan[] {
  const opened = dayOf(terms.publishedAt);
  const past: StayPlan[] = [];
  const later: StayPlan[] = [];
  let before = now.today;
  let after = now.today;
  if (terms.occupied || random.chance(terms.rental === 'long_term' ? 0.25 : 0.12)) {
    const length = lengthOf(terms, random);
    const start = addDays(now.today, -Math.floor(random.next() * Math.min(length.days, daysBetween(opened, now.today) + 1)));
    const end = endOf(start, length, terms);
    if (start > opened && end >= now.today) {
      later.push(sitting(start, end, 'confirmed', terms, now, random));
      before = start;
      after = end;
    }
  }
  // A lease is let once ahead; a holiday home has a few guests waiting.
  const mostLater = terms.rental === 'long_term' ? 1 : 3;
  let pastIsFull = false;
  while (past.length + later.length < count && !(pastIsFull && later.length >= mostLater)) {
    const length = lengthOf(terms, random);
    if (!pastIsFull && (later.length >= mostLater || random.chance(0.7))) {
      const end = addDays(before, -random.int(1, terms.rental === 'long_term' ? 25 : 40));
      const start = startOf(end, length, terms);
      pastIsFull = start <= opened;
      if (pastIsFull) continue;
      before = start;
      past.push(gone(start, end, terms, now, random));
    } else {
      const start = addDays(after, random.int(1, 35));
      after = endOf(start, length, terms);
      later.push(coming(start, after, terms, now, random));
    }
  }
  return [...past.reverse(), ...later];
}

interface Length {
  months: number;
  extra: number;
  days: number;
}

function lengthOf(terms: StayTerms, random: Random): Length {
  if (terms.rental === 'short_term') {
    const nights = random.pick([1, 2, 2, 3, 3, 4, 5, 7, 7, 10, 14]);
    return { months: 0, extra: nights, days: nights };
  }
  const months = random.pick([1, 2, 3, 3, 4, 6, 6, 12]);
  const extra = random.chance(0.2) ? random.int(1, 20) : 0;
  return { months, extra, days: Math.max(Math.floor(months * 30.4) + extra, terms.minimumStay ?? 1) };
}

/** The departure after such a stay, or after the shortest one allowed: months are not equally long. */
function endOf(start: string, length: Length, terms: StayTerms): string {
  const wanted = addDays(addMonths(start, length.months), length.extra);
  const least = addDays(start, terms.minimumStay ?? 1);
  return wanted > least ? wanted : least;
}

function startOf(end: string, length: Length, terms: StayTerms): string {
  const wanted = addDays(addMonths(end, -length.months), -length.extra);
  const least = addDays(end, -(terms.minimumStay ?? 1));
  return wanted < least ? wanted : least;
}

function gone(start: string, end: string, terms: StayTerms, now: Now, random: Random): StayPlan {
  return random.chance(0.8) || isFresh(terms, now)
    ? sitting(start, end, 'completed', terms, now, random)
    : fallenThrough(start, end, terms, now, random);
}

function coming(start: string, end: string, terms: StayTerms, now: Now, random: Random): StayPlan {
  const point = random.next();
  if (point < 0.12 || isFresh(terms, now)) return asked(start, end, terms, now, random);
  if (point < 0.7) return sitting(start, end, 'confirmed', terms, now, random);
  return fallenThrough(start, end, terms, now, random);
}

/** Published too lately for a request to have been answered, paid for and withdrawn since. */
function isFresh(terms: StayTerms, now: Now): boolean {
  return now.at - terms.publishedAt < 4 * DAY;
}

/** Waiting for the owner: asked within the last hours. */
function asked(start: string, end: string, terms: StayTerms, now: Now, random: Random): StayPlan {
  const at = Math.max(now.at - random.between(0.2, 20) * HOUR, Math.min(terms.publishedAt, now.at - MINUTE));
  return { start, end, status: 'pending', cancelledBy: null, steps: [{ step: 'request', at, by: 'tenant' }], expiresAt: at + HOLD };
}

/** Accepted, and perhaps over. */
function sitting(start: string, end: string, status: 'confirmed' | 'completed', terms: StayTerms, now: Now, random: Random): StayPlan {
  const asked = requestInstant(start, terms, now, 2, random);
  const latest = Math.max(asked + 5 * MINUTE, midnight(start) + 8 * HOUR);
  const accepted = Math.min(asked + random.between(0.1, 20) * HOUR, latest, now.at - MINUTE);
  const steps: StayStep[] = [
    { step: 'request', at: asked, by: 'tenant' },
    { step: 'accept', at: accepted, by: 'owner' },
  ];
  // `complete-stays` runs at 02:00, the night after the departure.
  if (status === 'completed') steps.push({ step: 'complete', at: Math.min(midnight(end) + DAY + 2 * HOUR, now.at - MINUTE), by: 'system' });
  return { start, end, status, cancelledBy: null, steps, expiresAt: asked + HOLD };
}

/** Refused, withdrawn or left to expire. */
function fallenThrough(start: string, end: string, terms: StayTerms, now: Now, random: Random): StayPlan {
  const asked = requestInstant(start, terms, now, 50, random);
  const request: StayStep = { step: 'request', at: asked, by: 'tenant' };
  const expiresAt = asked + HOLD;
  const point = random.next();
  if (point < 0.3) return cancelled([request, { step: 'expire', at: expiresAt + 3 * MINUTE, by: 'system' }], 'system');
  if (point < 0.55) return cancelled([request, { step: 'reject', at: asked + random.between(0.2, 20) * HOUR, by: 'owner' }], 'owner');
  const accepted = asked + random.between(0.2, 12) * HOUR;
  const by = random.chance(0.75) ? 'tenant' : 'owner';
  const latest = Math.min(midnight(start), now.at - MINUTE);
  const at = accepted + random.next() * Math.max(HOUR, latest - accepted - HOUR);
  return cancelled([request, { step: 'accept', at: accepted, by: 'owner' }, { step: 'cancel', at, by }], by);

  function cancelled(steps: StayStep[], cancelledBy: CancelledBy): StayPlan {
    return { start, end, status: 'cancelled', cancelledBy, steps, expiresAt };
  }
}

/** Some days ahead of the arrival, after the home was published, and at least `hoursAgo` ago. */
function requestInstant(start: string, terms: StayTerms, now: Now, hoursAgo: number, random: Random): number {
  const ahead = random.between(2, terms.rental === 'long_term' ? 30 : 45) * DAY;
  const latest = Math.min(midnight(start) - 2 * HOUR, now.at - hoursAgo * HOUR);
  const wanted = Math.min(midnight(start) - ahead, latest - random.next() * 20 * DAY * (midnight(start) > now.at ? 1 : 0));
  return Math.min(Math.max(wanted, terms.publishedAt + random.next() * HOUR), Math.max(latest, terms.publishedAt));
}

/** Porto-Novo is an hour ahead of UTC, all year. */
export function midnight(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) - HOUR;
}

export function dayOf(at: number): string {
  return new Date(at + HOUR).toISOString().slice(0, 10);
}
