import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';

/** What there is to tell about a review. */
export interface ReviewFactsRow {
  readonly id: string;
  /** Whom it is about: the home's owner, or the provider. */
  readonly user_id: string;
  readonly reviewer_name: string;
  readonly rating: number;
  readonly comment: string | null;
  readonly property_id: string | null;
  /** The home's title; null for a job. */
  readonly title: string | null;
}

/** The face that whoever tells people about reviews reads. */
@Injectable()
export class ReviewFacts {
  constructor(private readonly database: Database) {}

  /** Null where it was taken back. */
  async find(id: string): Promise<ReviewFactsRow | null> {
    const [row] = await this.database.write<ReviewFactsRow>(
      `SELECT v.id, coalesce(h.owner_id, p.user_id) AS user_id, u.first_name AS reviewer_name, v.rating, v.comment, v.property_id, h.title
       FROM reviews v JOIN users u ON u.id = v.reviewer_id LEFT JOIN properties h ON h.id = v.property_id LEFT JOIN service_providers p ON p.id = v.provider_id
       WHERE v.id = $1`,
      [id],
    );
    return row ?? null;
  }
}
