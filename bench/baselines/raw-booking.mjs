/** A stay booked by hand: the same rows as the product writes, in one transaction, without any of its checks. */
import { createHash } from 'node:crypto';

import { v7 as newId } from 'uuid';

const CONSUMERS = ['notifications'];

const HOME = { name: 'home', text: 'SELECT id, owner_id, rental_type, price, currency, deposit_amount, cancellation_policy, time_zone FROM properties WHERE id = $1 FOR KEY SHARE' };
const BOOK = {
  name: 'book',
  text: `INSERT INTO bookings (id, property_id, tenant_id, owner_id, start_date, end_date, guests, rental_type, total_amount, currency, price_breakdown,
      deposit_amount, cancellation_policy, time_zone, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, now() + interval '24 hours')
    ON CONFLICT ON CONSTRAINT bookings_no_overlap DO NOTHING RETURNING *`,
};
const TELL = { name: 'tell', text: `INSERT INTO outbox (id, event_id, type, consumer, payload) VALUES ($1, $2, 'booking.requested', $3, $4)` };
const KEEP = { name: 'keep', text: 'INSERT INTO idempotency_keys (scope, key, fingerprint, status, body) VALUES ($1, $2, $3, 201, $4)' };

/** The booking, or undefined where the dates are taken. */
export async function bookWith(pool, tenant_id, asked, key) {
  const client = await pool.connect();
  const run = async (statement, values) => (await client.query({ ...statement, values })).rows;
  try {
    await client.query('BEGIN');
    const [home] = await run(HOME, [asked.property_id]);
    const nights = (Date.parse(asked.end_date) - Date.parse(asked.start_date)) / 86_400_000;
    const total = nights * Number(home.price);
    const [booking] = await run(BOOK, [
      newId(), home.id, tenant_id, home.owner_id, asked.start_date, asked.end_date, asked.guests, home.rental_type, total, home.currency,
      JSON.stringify({ nights, total }), home.deposit_amount ?? 0, home.cancellation_policy, home.time_zone,
    ]);
    if (booking) {
      const event = newId();
      for (const consumer of CONSUMERS) await run(TELL, [newId(), event, consumer, JSON.stringify({ booking_id: booking.id })]);
      const fingerprint = createHash('sha256').update(JSON.stringify(asked)).digest('hex');
      await run(KEEP, [`user:${tenant_id}`, key, fingerprint, JSON.stringify(booking)]);
    }
    await client.query('COMMIT');
    return booking;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}
