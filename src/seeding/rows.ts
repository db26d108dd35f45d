import { Money } from '../kernel/money.js';
import { Stay } from '../kernel/stay.js';
import { priceStay, type PriceBreakdown } from '../modules/bookings/booking.pricing.js';
import { bookingStates, type BookingStatus } from '../modules/bookings/booking.state.js';
import type { InstallmentStatus } from '../modules/bookings/schedule/installment.entity.js';
import { scheduleOf, type ScheduledPart } from '../modules/bookings/schedule/schedule.js';
import type { Row } from './copy.js';
import type { Home, HomeStatus } from './home.types.js';
import { DAY, midnight, TIME_ZONE, type StayPlan, type StayStep } from './stays.js';

/** Instants are milliseconds throughout, dates `YYYY-MM-DD`. Each function gives the cells of one table (`tables.ts`). */
export interface UserRecord {
  id: string;
  email: string;
  phone: string | null;
  passwordHash: string;
  firstName: string;
  lastName: string;
  role: 'tenant' | 'landlord' | 'provider' | 'admin';
  verified: boolean;
  referralCode: string;
  rating: number | null;
  reviewsCount: number;
  createdAt: number;
}

export interface HomeRecord {
  id: string;
  ownerId: string;
  home: Home;
  status: HomeStatus;
  /** Bits of the amenities in the catalogue, as a decimal. */
  amenityMask: string;
  availableFrom: string | null;
  availableTo: string | null;
  featured: boolean;
  imageUrls: readonly string[];
  ratings: readonly number[];
  createdAt: number;
  publishedAt: number | null;
}

export interface BookingRecord {
  id: string;
  homeId: string;
  ownerId: string;
  tenantId: string;
  home: Home;
  plan: StayPlan;
  guests: number | null;
  message: string | null;
  reason: string | null;
  /** Where it is told how it was paid; else that is invented. */
  paying?: 'not_yet' | 'by_mobile_at_second_try' | undefined;
  /** Of the rent, after the stay; whole francs. */
  givenBack?: { amount: number; reason: string } | undefined;
}

export interface InstallmentRecord {
  id: string;
  bookingId: string;
  tenantId: string;
  ownerId: string;
  part: ScheduledPart;
  status: InstallmentStatus;
  createdAt: number;
  /** When it was paid or fell away. */
  settledAt: number | null;
}

/** What of its payments stands in a booking's row. */
export interface BookingAccount {
  depositPaid: Money;
  /** By its cancellation. */
  refunded: Money;
  /** When the row changed last for a payment's sake. */
  changedAt: number;
}

export interface ReviewRecord {
  id: string;
  reviewerId: string;
  homeId: string | null;
  bookingId: string | null;
  providerId: string | null;
  requestId: string | null;
  rating: number;
  comment: string | null;
  createdAt: number;
}

export function userRow(user: UserRecord): Row {
  const at = instant(user.createdAt);
  return [
    user.id, user.email, user.phone, user.passwordHash, user.firstName, user.lastName, user.role, user.verified,
    user.verified && user.phone !== null, user.referralCode, user.rating, user.reviewsCount, at, at,
  ];
}

export function propertyRow(record: HomeRecord): Row {
  const { home, createdAt, publishedAt } = record;
  return [
    record.id, record.ownerId, home.title, home.description, home.type, home.rental, home.price, home.address, home.place.city.name,
    home.place.quarter.name, home.latitude, home.longitude, home.bedrooms, home.bathrooms, home.surface, home.furnished, home.amenities,
    record.amenityMask, home.rules, record.status, record.availableFrom, record.availableTo, home.minimumStay, home.deposit,
    home.cancellationPolicy, record.featured, record.imageUrls[0] ?? null, average(record.ratings), record.ratings.length,
    publishedAt === null ? null : instant(publishedAt), instant(createdAt), instant(publishedAt ?? createdAt),
  ];
}

export function imageRow(id: string, record: HomeRecord, order: number): Row {
  return [id, record.id, record.imageUrls[order] ?? '', order === 0, order, instant(record.createdAt)];
}

/** @param account where there were payments */
export function bookingRow(record: BookingRecord, account?: BookingAccount): Row {
  const { plan, home } = record;
  const { total, breakdown } = priceOf(home, plan);
  const first = plan.steps[0]?.at ?? 0;
  return [
    record.id, record.homeId, record.tenantId, record.ownerId, plan.start, plan.end, record.guests, record.message, home.rental,
    total.toDecimal(), total.currency, { ...breakdown }, home.deposit ?? 0, account?.depositPaid.toDecimal() ?? '0',
    home.cancellationPolicy, TIME_ZONE, plan.status, plan.cancelledBy, plan.status === 'cancelled' ? record.reason : null,
    plan.status === 'cancelled' ? (account?.refunded.toDecimal() ?? '0') : null, wasAnswered(plan) ? null : instant(plan.expiresAt), instant(first),
    instant(Math.max(plan.steps.at(-1)?.at ?? first, account?.changedAt ?? 0)),
  ];
}

/** An answer ends the hold; one that ran out keeps its time. */
function wasAnswered(plan: StayPlan): boolean {
  return plan.steps.some(({ step }) => step !== 'request' && step !== 'expire');
}

/** @param today what is owed has aged up to it */
export function installmentRow({ id, bookingId, tenantId, ownerId, part, status, createdAt, settledAt }: InstallmentRecord, today: string): Row {
  const amount = part.amount.toDecimal();
  const aged = part.due_date > today ? createdAt : midnight(part.due_date) + (part.due_date < today ? DAY : 0);
  return [
    id, bookingId, tenantId, ownerId, part.sequence, part.period_start, part.period_end, part.due_date, amount, status === 'paid' ? amount : '0',
    part.amount.currency, status, instant(createdAt), instant(settledAt ?? Math.max(createdAt, aged)),
  ];
}

/** The rent of that stay in parts. */
export function scheduleFor(home: Home, plan: StayPlan): ScheduledPart[] {
  const { total, breakdown } = priceOf(home, plan);
  return scheduleOf({ rental_type: home.rental, start_date: plan.start, end_date: plan.end, currency: total.currency, total, breakdown });
}

/** One row per change of state, as the service keeps them: asking is not one. `ids` gives each its id. */
export function* transitionRows(record: BookingRecord, ids: (at: number) => string): Generator<Row> {
  let from: BookingStatus = 'pending';
  for (const step of record.plan.steps) {
    if (step.step === 'request') continue;
    const { to } = bookingStates.transitions[step.step];
    yield [
      ids(step.at), record.id, from, to, step.step, actorOf(record, step), step.by, to === 'cancelled' ? record.reason : null, instant(step.at),
    ];
    from = to;
  }
}

export function reviewRow(review: ReviewRecord): Row {
  const at = instant(review.createdAt);
  return [
    review.id, review.reviewerId, review.homeId, review.bookingId, review.providerId, review.requestId, review.rating, review.comment, at, at,
  ];
}

export function average(ratings: readonly number[]): number | null {
  if (ratings.length === 0) return null;
  return Math.round((ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length) * 100) / 100;
}

export function instant(at: number): string {
  return new Date(at).toISOString();
}

function priceOf(home: Home, plan: StayPlan): { total: Money; breakdown: PriceBreakdown } {
  return priceStay({ rental_type: home.rental, price: Money.of(home.price, 'XOF') }, new Stay(plan.start, plan.end));
}

function actorOf(record: BookingRecord, step: StayStep): string | null {
  if (step.by === 'system') return null;
  return step.by === 'tenant' ? record.tenantId : record.ownerId;
}
