import { Injectable } from '@nestjs/common';
import type { PageRequest } from '../../kernel/page.js';
import { Database, query, type Tx } from '../../platform/database/database.js';
import { countSql, instantSql } from '../../platform/database/sql.js';
import { publicProfileSql } from '../users/index.js';
import type { ReviewView } from './review.dto.js';

/** What a review is about: a home after a stay, or a provider after a job. */
export type Subject = { readonly kind: 'property' | 'provider'; readonly id: string };

export type ReviewRow = Pick<ReviewView, 'id' | 'reviewer_id' | 'property_id' | 'provider_id' | 'rating' | 'comment'> & { created_at: Date };

export type NewReviewRow = Pick<ReviewView, 'id' | 'reviewer_id' | 'property_id' | 'booking_id' | 'provider_id' | 'service_request_id' | 'rating' | 'comment'>;

const READ = `
  SELECT jsonb_build_object('id', v.id, 'reviewer_id', v.reviewer_id, 'property_id', v.property_id, 'booking_id', v.booking_id, 'provider_id', v.provider_id,
    'service_request_id', v.service_request_id, 'rating', v.rating, 'comment', v.comment, 'created_at', ${instantSql('v.created_at')},
    'updated_at', ${instantSql('v.updated_at')}, 'reviewer', ${publicProfileSql('u')}) AS review
  FROM reviews v JOIN users u ON u.id = v.reviewer_id`;

@Injectable()
export class ReviewsRepository {
  constructor(private readonly database: Database) {}

  async hasSubject({ kind, id }: Subject): Promise<boolean> {
    const from = kind === 'property' ? 'properties WHERE id = $1 AND deleted_at IS NULL' : 'service_providers WHERE id = $1';
    return (await this.database.read(`SELECT 1 FROM ${from}`, [id])).length > 0;
  }

  /** Newest first, with the average of all of them; null where there are none. */
  async page({ kind, id }: Subject, { page, per_page }: PageRequest): Promise<{ rows: ReviewView[]; total: number; average: number | null }> {
    const column = `v.${kind}_id`;
    const [found, counted, averaged] = await Promise.all([
      this.database.read<{ review: ReviewView }>(`${READ} WHERE ${column} = $1 ORDER BY v.created_at DESC, v.id DESC LIMIT $2 OFFSET $3`, [id, per_page, (page - 1) * per_page]),
      this.database.read<{ count: number }>(countSql(`FROM reviews v WHERE ${column} = $1`), [id]),
      this.database.read<{ average: number | null }>(`SELECT round(avg(v.rating), 2)::float8 AS average FROM reviews v WHERE ${column} = $1`, [id]),
    ]);
    return { rows: found.map((row) => row.review), total: counted[0]?.count ?? 0, average: averaged[0]?.average ?? null };
  }

  async find(id: string, tx: Tx): Promise<ReviewView | null> {
    const rows = await query<{ review: ReviewView }>(tx, `${READ} WHERE v.id = $1`, [id]);
    return rows[0]?.review ?? null;
  }

  /** Locks the row until the transaction ends. */
  async lock(tx: Tx, id: string): Promise<ReviewRow | null> {
    const rows = await query<ReviewRow>(tx, 'SELECT id, reviewer_id, property_id, provider_id, rating, comment, created_at FROM reviews WHERE id = $1 FOR UPDATE', [id]);
    return rows[0] ?? null;
  }

  /**
   * Locks the person whose home or work is reviewed, so that all averages of theirs are counted one after the other.
   * Null where there is no such thing.
   */
  async lockReviewed(tx: Tx, { kind, id }: Subject): Promise<string | null> {
    const whose = kind === 'property' ? 'SELECT owner_id FROM properties' : 'SELECT user_id FROM service_providers';
    const rows = await query<{ id: string }>(tx, `SELECT id FROM users WHERE id = (${whose} WHERE id = $1) FOR NO KEY UPDATE`, [id]);
    return rows[0]?.id ?? null;
  }

  /** False where that stay or job was reviewed before. */
  async add(tx: Tx, row: NewReviewRow): Promise<boolean> {
    const columns = Object.keys(row);
    const rows = await query(
      tx,
      `INSERT INTO reviews (${columns.join(', ')}) VALUES (${columns.map((_, index) => `$${String(index + 1)}`).join(', ')}) ON CONFLICT DO NOTHING RETURNING id`,
      Object.values(row),
    );
    return rows.length === 1;
  }

  async change(tx: Tx, id: string, rating: number, comment: string | null): Promise<void> {
    await query(tx, 'UPDATE reviews SET rating = $2, comment = $3, updated_at = now() WHERE id = $1', [id, rating, comment]);
  }

  async remove(tx: Tx, id: string): Promise<void> {
    await query(tx, 'DELETE FROM reviews WHERE id = $1', [id]);
  }

  /** The averages of what is reviewed and of its person, counted anew. */
  async recount(tx: Tx, { kind, id }: Subject, user_id: string): Promise<void> {
    const own = kind === 'property' ? 'properties' : 'service_providers';
    await query(
      tx,
      `UPDATE ${own} SET (rating, reviews_count) = (SELECT round(avg(rating), 2), count(*) FROM reviews WHERE ${kind}_id = $1) WHERE id = $1`,
      [id],
    );
    await query(
      tx,
      `UPDATE users SET (rating, reviews_count) = (
         SELECT round(avg(v.rating), 2), count(*) FROM reviews v
         WHERE v.property_id IN (SELECT id FROM properties WHERE owner_id = $1) OR v.provider_id IN (SELECT id FROM service_providers WHERE user_id = $1))
       WHERE id = $1`,
      [user_id],
    );
  }
}
