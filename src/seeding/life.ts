import type { Home, HomeStatus } from './home.types.js';
import { type Random } from './random.js';
import { OWNER_REASONS, REQUEST_MESSAGES, REVIEW_COMMENTS, TENANT_REASONS } from './reviews.data.js';
import type { BookingRecord } from './rows.js';
import { DAY, type Now, type StayPlan } from './stays.js';

/** One to five stars, as people give them. */
export function inventRating(random: Random): number {
  const point = random.next();
  return point < 0.5 ? 5 : point < 0.83 ? 4 : point < 0.94 ? 3 : point < 0.98 ? 2 : 1;
}

export function inventComment(rating: number, home: Home, random: Random): string | null {
  if (random.chance(0.12)) return null;
  const fits = (REVIEW_COMMENTS[rating] ?? []).filter((text) => !text.includes('plage') || home.amenities.includes('near_beach'));
  return random.pick(fits);
}

/** When the guest of that stay wrote about it, or null when too little time has passed. */
export function reviewInstant(plan: StayPlan, now: Now, random: Random): number | null {
  const over = plan.steps.at(-1)?.at ?? now.at;
  const at = over + random.between(0.05, 9) * DAY;
  return at < now.at ? at : null;
}

/** What the people of that stay said and brought along. */
export function inventSayings(home: Home, plan: StayPlan, random: Random): Pick<BookingRecord, 'guests' | 'message' | 'reason'> {
  const sleeps = home.bedrooms === null ? null : random.int(1, Math.max(2, home.bedrooms * 2));
  const message = random.chance(0.45) && home.bedrooms !== null
    ? random.pick(REQUEST_MESSAGES).replace('{C}', home.place.city.name).replace('{near}', home.near)
    : null;
  const reason = plan.cancelledBy === 'owner' ? random.pick(OWNER_REASONS) : plan.cancelledBy === 'tenant' ? random.pick(TENANT_REASONS) : null;
  return { guests: sleeps, message, reason };
}

/** Most homes are on offer; only leases take a home off it. */
export function inventStatus(home: Home, random: Random): HomeStatus {
  const point = random.next();
  if (point < 0.04) return 'draft';
  if (point < 0.08) return 'inactive';
  return point < 0.18 && home.rental === 'long_term' ? 'rented' : 'published';
}
