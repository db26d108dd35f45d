import type { ClientBase } from 'pg';
import { CONTRACT_DRAFT } from '../modules/bookings/contract/contract.draft.js';
import { hashDemoPassword } from './account.js';
import { amenityMasks } from './amenities.js';
import { copyRows, type Row, type TableColumns } from './copy.js';
import { DEMO_ACCOUNTS, type DemoAccount } from './demo/accounts.js';
import { inventCast } from './demo/cast.js';
import { inventExtras } from './demo/extras.js';
import { inventHomes } from './demo/homes.js';
import { inventMoney } from './demo/money.js';
import { moneyParts } from './demo/money-rows.js';
import { inventServices } from './demo/services.js';
import { inventStays } from './demo/stays.js';
import { inventAddresses, inventMessages, inventNotifications, MESSAGES, NOTIFICATIONS, OPEN_CONVERSATIONS, USER_ADDRESSES } from './demo/words.js';
import { pictureKey } from './pictures/catalogue.js';
import type { PictureStore } from './pictures/picture-store.js';
import { putPictures } from './pictures/put-pictures.js';
import { Random } from './random.js';
import { average, bookingRow, imageRow, propertyRow, reviewRow, transitionRows, userRow, type HomeRecord, type UserRecord } from './rows.js';
import { nowFrom } from './stays.js';
import * as tables from './tables.js';
import { learnWords } from './vocabulary.js';

export { DEMO_ACCOUNTS, type DemoAccount } from './demo/accounts.js';
export type { PictureStore } from './pictures/picture-store.js';

export interface SeedDemoOptions {
  /** The story is told around this instant. */
  now: Date;
  log: (line: string) => void;
}

/** Neither people nor homes: nothing that the demo could get into the way of. */
export async function isEmpty(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ empty: boolean }>(
    'SELECT NOT EXISTS (SELECT 1 FROM users) AND NOT EXISTS (SELECT 1 FROM properties) AS empty',
  );
  return rows[0]?.empty ?? false;
}

/**
 * Fills an empty database with a small country: homes, people, stays and what they wrote. Everything in one
 * transaction, which the caller must not have begun; an interrupted run leaves pictures at most, and the next one
 * writes the same again. Throws when the database is not empty.
 */
export async function seedDemo(client: ClientBase, storage: PictureStore, { now, log }: SeedDemoOptions): Promise<readonly DemoAccount[]> {
  if (!(await isEmpty(client))) throw new Error('The demo is only for an empty database');
  await putPictures(storage, log);
  const passwordHash = await hashDemoPassword();
  await client.query('BEGIN');
  try {
    // Two seeders at once: the second waits here, and finds the first one's work.
    await client.query('LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE');
    if (!(await isEmpty(client))) throw new Error('The demo is only for an empty database');
    await fill(client, storage, passwordHash, now, log);
    await client.query('COMMIT');
  } catch (error) {
    // The connection may be what failed; the first error is the one to tell.
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
  await client.query('ANALYZE users, properties, property_images, bookings, installments, payments, reviews, favorites');
  return DEMO_ACCOUNTS;
}

async function fill(client: ClientBase, storage: PictureStore, passwordHash: string, date: Date, log: (line: string) => void): Promise<void> {
  const now = nowFrom(date);
  const cast = inventCast(passwordHash, now);
  const homes = inventHomes(cast.landlords, { now, maskOf: await amenityMasks(client), urlOf: (name) => storage.publicUrl(pictureKey({ name })) });
  const all = [...homes.landlords, ...homes.others];
  const { bookings, reviews } = inventStays(homes, cast.tenants, now);
  const services = inventServices(cast, homes.landlords, now);
  rateOwners(cast.landlords, all);
  const money = inventMoney(bookings, now);
  const extras = inventExtras(all, cast.tenants, bookings, now);
  const byId = new Map(all.map((record) => [record.id, record]));
  const random = new Random(now.at, 0);
  const users = [cast.admin, ...cast.tenants, ...cast.landlords, ...cast.providers];

  const parts: readonly (readonly [TableColumns, readonly Row[]])[] = [
    [tables.USERS, users.map(userRow)],
    [tables.PROPERTIES, all.map(propertyRow)],
    [tables.PROPERTY_IMAGES, all.flatMap((record) => record.imageUrls.map((_, order) => imageRow(random.uuid(record.createdAt), record, order)))],
    [tables.PROPERTY_VIEWS, extras.views],
    [tables.BOOKINGS, bookings.map((booking) => bookingRow(booking, money.accounts.get(booking.id)))],
    [tables.BOOKING_TRANSITIONS, bookings.flatMap((booking) => [...transitionRows(booking, (at) => random.uuid(at))])],
    ...moneyParts(money, users, now),
    [tables.PROPERTY_BLOCKS, extras.blocks],
    [tables.FAVORITES, extras.favorites],
    ...services.parts,
    [tables.REVIEWS, [...reviews, ...services.reviews].map(reviewRow)],
    [USER_ADDRESSES, inventAddresses(cast)],
    [MESSAGES, inventMessages(cast, homes.landlords, now)],
    [NOTIFICATIONS, inventNotifications(cast, bookings, reviews, byId, now)],
  ];
  for (const [table, rows] of parts) await copyRows(client, table, rows);
  await client.query(WRITE_CONTRACTS);
  await client.query(OPEN_CONVERSATIONS);
  const published = all.filter(({ status }) => status === 'published');
  await learnWords(client, published.map(({ home }) => [home.title, home.place.city.name, home.place.quarter.name, home.description].join(' ')));
  log(`${all.length} homes, ${users.length} people, ${bookings.length} stays, ${money.payments.length} payments, ${reviews.length} reviews`);
}

/** Each was made when the owner accepted. */
const WRITE_CONTRACTS = `
  INSERT INTO contracts (booking_id, facts, created_at)
  SELECT draft.booking_id, draft.facts, accepted.created_at FROM (${CONTRACT_DRAFT}) AS draft (booking_id, facts)
  JOIN booking_transitions accepted ON accepted.booking_id = draft.booking_id AND accepted.transition = 'accept'`;

/** A landlord's stars are those of all their homes. */
function rateOwners(landlords: readonly UserRecord[], homes: readonly HomeRecord[]): void {
  for (const landlord of landlords) {
    const ratings = homes.filter(({ ownerId }) => ownerId === landlord.id).flatMap((record) => [...record.ratings]);
    landlord.rating = average(ratings);
    landlord.reviewsCount = ratings.length;
  }
}
