import { Injectable } from '@nestjs/common';
import { Database, query, type Statement, type Tx } from '../../platform/database/database.js';
import { RawJson } from '../../platform/http/answer.js';
import type { SignedIn } from '../../platform/authz/actor.js';
import { Property } from './property.entity.js';
import { PROPERTY_JSON_JOINS, propertyJson } from './property.json.js';

/** What a stay is made from: amounts are numeric text. */
export type BookableProperty = Pick<
  Property,
  | 'id' | 'owner_id' | 'title' | 'city' | 'neighborhood' | 'address' | 'status' | 'deleted_at' | 'rental_type' | 'price' | 'currency'
  | 'deposit_amount' | 'minimum_stay' | 'available_from' | 'available_to' | 'cancellation_policy' | 'time_zone' | 'primary_image_url'
>;

const BOOKABLE: Statement = {
  name: 'property-for-booking',
  text: `SELECT id, owner_id, title, city, neighborhood, address, status, deleted_at, rental_type, price, currency, deposit_amount,
      minimum_stay, available_from, available_to, cancellation_policy, time_zone, primary_image_url
    FROM properties WHERE id = $1`,
};
const HELD: Statement = {
  name: 'property-held-for-booking',
  text: BOOKABLE.text.replace('primary_image_url', `primary_image_url,
      EXISTS (SELECT 1 FROM bookings b WHERE b.property_id = properties.id AND b.status IN ('pending', 'confirmed')
        AND b.start_date < $3 AND b.end_date > $2 AND (b.status = 'confirmed' OR b.expires_at > now())) AS is_taken`) + ' FOR KEY SHARE',
};

@Injectable()
export class PropertiesRepository {
  constructor(private readonly database: Database) {}

  /** Whatever its status, also when it is deleted: the caller decides what that means. */
  async findForBooking(id: string): Promise<BookableProperty | null> {
    const rows = await this.database.read<BookableProperty>(BOOKABLE, [id]);
    return rows[0] ?? null;
  }

  /**
   * The same inside the transaction that books: until it ends the home can be neither deleted nor blocked. Dates that are
   * taken may be refused at once; that those which are not stay free, only holding them tells.
   */
  async holdForBooking(tx: Tx, id: string, dates: { start_date: string; end_date: string }): Promise<(BookableProperty & { is_taken: boolean }) | null> {
    const rows = await query<BookableProperty & { is_taken: boolean }>(tx, HELD, [id, dates.start_date, dates.end_date]);
    return rows[0] ?? null;
  }

  /** The wire's home as that caller sees it, inside the transaction that has just written it. */
  async json(tx: Tx, viewer: SignedIn, id: string): Promise<RawJson> {
    const rows = await query<{ json: string }>(
      tx,
      `SELECT ${propertyJson({ viewer: '$2', images: 'all' })} AS json FROM properties p ${PROPERTY_JSON_JOINS} WHERE p.id = $1`,
      [id, viewer.id],
    );
    if (!rows[0]) throw new Error('a home that was just written is not there');
    return new RawJson(rows[0].json);
  }

  /** Adds the words of a home to those that typing errors are corrected to. In one order, so that writers never deadlock. */
  async learnWords(tx: Tx, id: string): Promise<void> {
    await query(
      tx,
      `INSERT INTO search_words (word)
       SELECT word FROM (SELECT DISTINCT unnest(tsvector_to_array(to_tsvector('lokahome_words',
         concat_ws(' ', title, city, neighborhood, description)))) AS word FROM properties WHERE id = $1) words
       WHERE length(word) BETWEEN 3 AND 60 AND word !~ '^[0-9]+$' ORDER BY word
       ON CONFLICT DO NOTHING`,
      [id],
    );
  }

  /** Locks the row until the transaction ends; null where there is none or it is deleted. */
  async lock(tx: Tx, id: string): Promise<Property | null> {
    const row = await tx.findOne(Property, { where: { id }, lock: { mode: 'pessimistic_write' } });
    return row?.deleted_at === null ? row : null;
  }
}
