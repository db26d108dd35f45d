import type { Row } from '../copy.js';
import type { Home, HomeStatus } from '../home.types.js';
import { inventHome } from '../homes.js';
import { inventComment, inventRating, inventSayings, inventStatus, reviewInstant } from '../life.js';
import { picturesFor } from '../pictures/catalogue.js';
import { Random } from '../random.js';
import { BLOCK_NOTES } from '../reviews.data.js';
import {
  bookingRow, imageRow, installmentRow, instant, propertyRow, reviewRow, scheduleFor, transitionRows, type BookingRecord, type HomeRecord,
} from '../rows.js';
import { DAY, planStays, type StayPlan } from '../stays.js';
import { addDays } from '../../kernel/calendar-date.js';
import { personId } from './people.js';
import { STREAMS, YEARS, type BulkPlan } from './plan.js';

/** The rows of some homes and of all that hangs on them, by table. */
export interface HomeRows {
  properties: Row[];
  images: Row[];
  views: Row[];
  bookings: Row[];
  transitions: Row[];
  installments: Row[];
  blocks: Row[];
  favorites: Row[];
  reviews: Row[];
}

/** What else comes out of inventing homes. */
export interface Harvest {
  /** Stars given to each landlord's homes: their sum and their number. */
  readonly stars: Uint32Array;
  readonly reviews: Uint32Array;
  /** Texts of some published homes, for the vocabulary. */
  readonly texts: string[];
  readonly textEvery: number;
}

export interface HomeTools {
  plan: BulkPlan;
  maskOf: (amenities: readonly string[]) => string;
  urlOf: (pictureName: string) => string;
  harvest: Harvest;
}

export function emptyRows(): HomeRows {
  return { properties: [], images: [], views: [], bookings: [], transitions: [], installments: [], blocks: [], favorites: [], reviews: [] };
}

/** Adds the nth home of the run, with its past and its future. */
export function addHome(rows: HomeRows, nth: number, tools: HomeTools): void {
  const { plan, harvest } = tools;
  const home = inventHome(new Random(plan.seed, plan.run, STREAMS.home, nth));
  const random = new Random(plan.seed, plan.run, STREAMS.life, nth);
  // More homes are listed every month: the density grows linearly over the year.
  const share = Math.sqrt((nth + random.next()) / plan.count + 0.04 * (1 - nth / plan.count));
  const createdAt = Math.min(plan.firstListing + Math.max(0, (share - 0.2) / 0.8) * YEARS * 365 * DAY, plan.now.at - 10 * 60_000);
  let status = inventStatus(home, random);
  const publishedAt = status === 'draft' ? null : Math.min(createdAt + random.next() * DAY, plan.now.at - 5 * 60_000);
  // Some landlords have one home, agencies have dozens.
  const landlord = Math.floor(plan.landlords * Math.pow(random.next(), 1.6));
  const id = random.uuid(createdAt);
  const stays = publishedAt === null || status === 'inactive' ? [] : staysOf(home, status, publishedAt, plan, random);
  if (status === 'rented' && !stays.some(({ start, end }) => start <= plan.now.today && plan.now.today <= end)) status = 'published';
  const record: HomeRecord = {
    id,
    ownerId: personId(plan, 'landlord', landlord),
    home,
    status,
    amenityMask: tools.maskOf(home.amenities),
    availableFrom: null,
    availableTo: null,
    featured: status === 'published' && random.chance(0.01),
    imageUrls: picturesFor(home, plan.picturesPerHome, random).map(({ name }) => tools.urlOf(name)),
    ratings: [],
    createdAt,
    publishedAt,
  };
  const ratings: number[] = [];
  const ids = new Random(plan.seed, plan.run, STREAMS.schedule, nth);
  for (const stay of stays) {
    const booking = addStay(rows, record, stay, ratings, tools, random);
    if (stay.status === 'confirmed') addSchedule(rows, booking, plan, ids);
  }
  harvest.stars[landlord] = (harvest.stars[landlord] ?? 0) + ratings.reduce((sum, rating) => sum + rating, 0);
  harvest.reviews[landlord] = (harvest.reviews[landlord] ?? 0) + ratings.length;
  const available = stays.length === 0 && random.chance(0.07) ? addDays(plan.now.today, random.int(5, 60)) : null;
  rows.properties.push(propertyRow({
    ...record,
    ratings,
    availableFrom: available,
    availableTo: available !== null && random.chance(0.25) ? addDays(available, random.int(60, 365)) : null,
  }));
  record.imageUrls.forEach((_, order) => rows.images.push(imageRow(random.uuid(createdAt), record, order)));
  if (publishedAt === null) return;
  addAttention(rows, record, publishedAt, stays, plan, random);
  if (status === 'published' && nth % harvest.textEvery === 0) {
    harvest.texts.push([home.title, home.place.city.name, home.place.quarter.name, home.description].join(' '));
  }
}

/** A third of the homes are stayed in, one and a half times on average. */
function staysOf(home: Home, status: HomeStatus, publishedAt: number, plan: BulkPlan, random: Random): StayPlan[] {
  if (status !== 'rented' && !random.chance(0.36)) return [];
  const point = random.next();
  const count = point < 0.5 ? 1 : point < 0.82 ? 2 : 3;
  return planStays({ rental: home.rental, minimumStay: home.minimumStay, publishedAt, occupied: status === 'rented' }, count, plan.now, random);
}

function addStay(rows: HomeRows, record: HomeRecord, plan: StayPlan, ratings: number[], tools: HomeTools, random: Random): BookingRecord {
  const tenantId = personId(tools.plan, 'tenant', random.int(0, tools.plan.tenants - 1));
  const booking: BookingRecord = {
    id: random.uuid(plan.steps[0]?.at ?? record.createdAt),
    homeId: record.id,
    ownerId: record.ownerId,
    tenantId,
    home: record.home,
    plan,
    ...inventSayings(record.home, plan, random),
  };
  rows.bookings.push(bookingRow(booking));
  for (const row of transitionRows(booking, (at) => random.uuid(at))) rows.transitions.push(row);
  if (plan.status !== 'completed' || !random.chance(0.65)) return booking;
  const createdAt = reviewInstant(plan, tools.plan.now, random);
  if (createdAt === null) return booking;
  const rating = inventRating(random);
  ratings.push(rating);
  rows.reviews.push(reviewRow({
    id: random.uuid(createdAt), reviewerId: tenantId, homeId: record.id, bookingId: booking.id, providerId: null, requestId: null,
    rating, comment: inventComment(rating, record.home, random), createdAt,
  }));
  return booking;
}

/**
 * What is still to come of a rent. Nobody pays here: what was due before today was settled between people, as for the
 * stays that are older than schedules. Stays that are over have none, so that most bookings cost nothing more.
 */
function addSchedule(rows: HomeRows, booking: BookingRecord, { now }: BulkPlan, random: Random): void {
  const { id: bookingId, tenantId, ownerId, home, plan } = booking;
  const createdAt = plan.steps.at(-1)?.at ?? now.at;
  for (const part of scheduleFor(home, plan)) {
    const status = part.due_date < now.today ? 'cancelled' : part.due_date === now.today ? 'due' : 'scheduled';
    const settledAt = status === 'cancelled' ? createdAt : null;
    rows.installments.push(installmentRow({ id: random.uuid(createdAt), bookingId, tenantId, ownerId, part, status, createdAt, settledAt }, now.today));
  }
}

/** Looks, hearts, and days that the owner keeps. */
function addAttention(
  rows: HomeRows, record: HomeRecord, publishedAt: number, stays: readonly StayPlan[], plan: BulkPlan, random: Random,
): void {
  rows.views.push([record.id, Math.floor(Math.exp(random.gaussian() + 3.2))]);
  const admirers = new Set<number>();
  while (random.chance(0.33) && admirers.size < 4) admirers.add(random.int(0, plan.tenants - 1));
  for (const nth of admirers) {
    rows.favorites.push([personId(plan, 'tenant', nth), record.id, instant(random.between(publishedAt, plan.now.at))]);
  }
  if (record.status !== 'published' || !random.chance(0.05)) return;
  const free = stays.reduce((latest, stay) => (stay.end > latest ? stay.end : latest), plan.now.today);
  const start = addDays(free, random.int(1, 40));
  const createdAt = random.between(publishedAt, plan.now.at);
  rows.blocks.push([random.uuid(createdAt), record.id, start, addDays(start, random.int(1, 15)), random.pick(BLOCK_NOTES), instant(createdAt)]);
}
