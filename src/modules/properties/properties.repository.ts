import { Injectable } from '@nestjs/common';
import { Database, query, type Statement, type Tx } from '../../platform/database/database.js';
import { Property } from './property.entity.js';

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

@Injectable()
export class PropertiesRepository {
  constructor(private readonly database: Database) {}

  /** Whatever its status, also when it is deleted: the caller decides what that means. */
  async findForBooking(id: string): Promise<BookableProperty | null> {
    const rows = await this.database.write<BookableProperty>(BOOKABLE, [id]);
    return rows[0] ?? null;
  }

  /** The same inside the transaction that books: until it ends the home can be neither deleted nor blocked. */
  async holdForBooking(tx: Tx, id: string): Promise<BookableProperty | null> {
    const rows = await query<BookableProperty>(tx, `${BOOKABLE.text} FOR KEY SHARE`, [id]);
    return rows[0] ?? null;
  }

  /** Locks the row until the transaction ends; null where there is none or it is deleted. */
  async lock(tx: Tx, id: string): Promise<Property | null> {
    const row = await tx.findOne(Property, { where: { id }, lock: { mode: 'pessimistic_write' } });
    return row?.deleted_at === null ? row : null;
  }
}
