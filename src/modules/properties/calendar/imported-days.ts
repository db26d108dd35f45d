import { Injectable } from '@nestjs/common';
import { query, type Tx } from '../../../platform/database/database.js';
import { Outbox } from '../../../platform/outbox/outbox.js';

/** Stays that hold their dates against a block: the same that the trigger on blocks looks for. */
const LIVE = `b.status IN ('pending', 'confirmed') AND (b.status = 'confirmed' OR b.expires_at > now())`;

/** Imported events of the home `$1` that lie on a live stay, and whether the owner knows. */
export const CONFLICTS = `SELECT e.import_id, e.external_uid, e.start_date, e.end_date, b.id AS booking_id, b.id = ANY (e.told_of) AS is_told
  FROM calendar_imports s JOIN imported_events e ON e.import_id = s.id
    JOIN bookings b ON b.property_id = s.property_id AND ${LIVE} AND b.start_date < e.end_date AND b.end_date > e.start_date
  WHERE s.property_id = $1`;

/** The blocks that should be: each event less the days of stays, in as many pieces as that leaves. */
const WANTED = `SELECT e.import_id, e.external_uid, lower(piece) AS start_date, upper(piece) AS end_date
  FROM calendar_imports s JOIN imported_events e ON e.import_id = s.id
    CROSS JOIN LATERAL unnest(datemultirange(daterange(e.start_date, e.end_date))
      - coalesce((SELECT range_agg(daterange(b.start_date, b.end_date)) FROM bookings b WHERE b.property_id = s.property_id AND ${LIVE}), '{}'::datemultirange)) AS piece
  WHERE s.property_id = $1`;

/** Makes the blocks of a home what its imported events and its stays say. */
@Injectable()
export class ImportedDays {
  constructor(private readonly outbox: Outbox) {}

  /** Under the lock of the home, which every stay that is being made waits for. The owner is told of each conflict once. */
  async settle(tx: Tx, property_id: string): Promise<void> {
    const homes = await query(tx, 'SELECT 1 FROM properties WHERE id = $1 AND deleted_at IS NULL FOR UPDATE', [property_id]);
    if (homes.length === 0) return;
    await query(
      tx,
      `DELETE FROM property_blocks p WHERE p.property_id = $1 AND p.source_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM (${WANTED}) w
         WHERE w.import_id = p.source_id AND w.external_uid = p.external_uid AND w.start_date = p.start_date AND w.end_date = p.end_date)`,
      [property_id],
    );
    await query(
      tx,
      `INSERT INTO property_blocks (id, property_id, start_date, end_date, source_id, external_uid)
       SELECT gen_random_uuid(), $1, start_date, end_date, import_id, external_uid FROM (${WANTED}) w
       ON CONFLICT (source_id, external_uid, start_date) WHERE source_id IS NOT NULL DO NOTHING`,
      [property_id],
    );
    const conflicts = await query<{ booking_id: string }>(
      tx,
      `WITH untold AS (SELECT * FROM (${CONFLICTS}) c WHERE NOT is_told),
         told AS (UPDATE imported_events e SET told_of = e.told_of || u.bookings
           FROM (SELECT import_id, external_uid, array_agg(booking_id) AS bookings FROM untold GROUP BY 1, 2) u
           WHERE e.import_id = u.import_id AND e.external_uid = u.external_uid)
       SELECT DISTINCT booking_id FROM untold`,
      [property_id],
    );
    await this.outbox.publishAll(tx, 'calendar.conflict', conflicts.map(({ booking_id }) => ({ payload: { booking_id } })));
  }
}
