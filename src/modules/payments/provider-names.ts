import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';

/** What providers call our payments and refunds. */
@Injectable()
export class ProviderNames {
  constructor(private readonly database: Database) {}

  /** @throws Error when another attempt has told us another name: that one goes on */
  async keep(table: 'payments' | 'refunds', id: string, transaction_id: string): Promise<void> {
    const rows = await this.database.write(
      `UPDATE ${table} SET transaction_id = $2, updated_at = now() WHERE id = $1 AND (transaction_id IS NULL OR transaction_id = $2) RETURNING id`,
      [id, transaction_id],
    );
    if (rows.length === 0) throw new Error(`another attempt goes on with this row of ${table}`);
  }
}
