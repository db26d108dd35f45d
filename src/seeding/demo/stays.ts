import { addDays, addMonths } from '../../kernel/calendar-date.js';
import { inventComment, inventRating, inventSayings, reviewInstant } from '../life.js';
import { Random } from '../random.js';
import type { BookingRecord, HomeRecord, ReviewRecord, UserRecord } from '../rows.js';
import { DAY, HOUR, midnight, planStays, type Now, type StayPlan, type StayStep } from '../stays.js';
import type { DemoHomes } from './homes.js';
import { LANDLORD_STAYS, TENANT_AWAY, type Outcome, type ToldStay } from './stays.data.js';
import { STREAMS } from './streams.js';

export interface DemoStays {
  bookings: readonly BookingRecord[];
  reviews: readonly ReviewRecord[];
}

type Telling = Pick<ToldStay, 'start' | 'nights' | 'months' | 'asked' | 'outcome'>;

/** All stays of the demo; adds their stars to the homes. */
export function inventStays(homes: DemoHomes, tenants: readonly UserRecord[], now: Now): DemoStays {
  const bookings: BookingRecord[] = [];
  const reviews: ReviewRecord[] = [];
  let nth = 0;
  const chance = (): Random => new Random(STREAMS.seed, 0, STREAMS.lives, nth++);

  const add = (record: HomeRecord, tenant: UserRecord, plan: StayPlan, said: Partial<BookingRecord>, random: Random): BookingRecord => {
    const booking: BookingRecord = {
      id: random.uuid(plan.steps[0]?.at ?? now.at), homeId: record.id, ownerId: record.ownerId, tenantId: tenant.id, home: record.home, plan,
      guests: null, message: null, reason: null, ...said,
    };
    bookings.push(booking);
    return booking;
  };
  const review = (record: HomeRecord, booking: BookingRecord, rating: number, comment: string | null, random: Random): void => {
    const createdAt = reviewInstant(booking.plan, now, random);
    if (createdAt === null) return;
    reviews.push({
      id: random.uuid(createdAt), reviewerId: booking.tenantId, homeId: record.id, bookingId: booking.id, providerId: null, requestId: null,
      rating, comment, createdAt,
    });
    record.ratings = [...record.ratings, rating];
  };
  const tell = (record: HomeRecord, tenant: UserRecord, told: Omit<ToldStay, 'home' | 'tenant'>): void => {
    const random = chance();
    const plan = planTold(told, now, random);
    const booking = add(record, tenant, plan, { guests: told.guests ?? null, message: told.message ?? null, reason: told.reason ?? null, paying: told.paying, givenBack: told.givenBack }, random);
    if (told.review) review(record, booking, told.review.rating, told.review.comment, random);
  };

  for (const told of LANDLORD_STAYS) tell(at(homes.landlords, told.home), at(tenants, told.tenant), told);
  const visited = new Set<HomeRecord>();
  for (const told of TENANT_AWAY) {
    const record = homes.others.find(
      ({ home, status }) => home.place.quarter.name === told.quarter && home.rental === 'short_term' && status === 'published',
    );
    if (!record) throw new Error(`Nothing to stay in at ${told.quarter}`);
    // A story older than the home would contradict itself.
    record.createdAt = Math.min(record.createdAt, now.at - told.asked * HOUR - 9 * DAY);
    record.publishedAt = record.createdAt + HOUR;
    record.home = { ...record.home, minimumStay: Math.min(record.home.minimumStay ?? 1, told.nights ?? 1) };
    visited.add(record);
    tell(record, at(tenants, 0), told);
  }
  for (const record of homes.others) {
    const random = chance();
    if (visited.has(record) || record.publishedAt === null || record.status === 'inactive') continue;
    const occupied = record.status === 'rented';
    if (!occupied && !random.chance(0.55)) continue;
    const { home } = record;
    const plans = planStays(
      { rental: home.rental, minimumStay: home.minimumStay, publishedAt: record.publishedAt, occupied },
      random.pick([1, 2, 2, 3, 4]), now, random,
    );
    if (occupied && !plans.some(({ start, end }) => start <= now.today && now.today <= end)) record.status = 'published';
    for (const plan of plans) {
      const booking = add(record, random.pick(tenants.slice(1)), plan, inventSayings(home, plan, random), random);
      const rating = inventRating(random);
      if (plan.status === 'completed' && random.chance(0.75)) review(record, booking, rating, inventComment(rating, home, random), random);
    }
  }
  return { bookings, reviews };
}

function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new RangeError(`Nothing at ${index}`);
  return found;
}

function planTold(told: Telling, now: Now, random: Random): StayPlan {
  const start = addDays(now.today, told.start);
  const end = addDays(addMonths(start, told.months ?? 0), told.nights ?? 0);
  const askedAt = now.at - told.asked * HOUR;
  const answeredAt = Math.min(askedAt + random.between(0.3, 6) * HOUR, now.at - 60_000);
  const request: StayStep = { step: 'request', at: askedAt, by: 'tenant' };
  const accept: StayStep = { step: 'accept', at: answeredAt, by: 'owner' };
  const calledOffAt = Math.min((answeredAt + midnight(start)) / 2, now.at - HOUR);
  const stories: Record<Outcome, Pick<StayPlan, 'status' | 'cancelledBy' | 'steps'>> = {
    waiting: { status: 'pending', cancelledBy: null, steps: [request] },
    accepted: { status: 'confirmed', cancelledBy: null, steps: [request, accept] },
    over: { status: 'completed', cancelledBy: null, steps: [request, accept, { step: 'complete', at: midnight(end) + DAY + 2 * HOUR, by: 'system' }] },
    withdrawn: { status: 'cancelled', cancelledBy: 'tenant', steps: [request, accept, { step: 'cancel', at: calledOffAt, by: 'tenant' }] },
    called_off: { status: 'cancelled', cancelledBy: 'owner', steps: [request, accept, { step: 'cancel', at: calledOffAt, by: 'owner' }] },
    rejected: { status: 'cancelled', cancelledBy: 'owner', steps: [request, { step: 'reject', at: answeredAt, by: 'owner' }] },
    expired: { status: 'cancelled', cancelledBy: 'system', steps: [request, { step: 'expire', at: askedAt + DAY + 4 * 60_000, by: 'system' }] },
  };
  return { start, end, ...stories[told.outcome], expiresAt: askedAt + DAY };
}
