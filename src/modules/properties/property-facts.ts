import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import type { Property } from './property.entity.js';

/** What there is to tell about a listing. */
export type PropertyFactsRow = Pick<Property, 'id' | 'title' | 'withdrawal_reason'>;

/** The face that whoever tells people about listings reads. */
@Injectable()
export class PropertyFacts {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<PropertyFactsRow | null> {
    const rows = await this.database.read<PropertyFactsRow>('SELECT id, title, withdrawal_reason FROM properties WHERE id = $1', [id]);
    return rows[0] ?? null;
  }
}
