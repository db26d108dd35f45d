import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { logger } from '../../platform/observability/logger.js';
import { SealBroken } from '../../platform/vault/vault.errors.js';
import { Vault, type WrappedKey } from '../../platform/vault/vault.js';
import { contextOf } from './documents.js';

type KeyRow = WrappedKey & { readonly id: string; readonly owner_id: string };

const BATCH = 500;

/** Moves the keys of documents under the newest of FILES_ENC_KEYS. Rows only: files stay as they are, and readers go on reading. */
@Injectable()
export class DocumentKeys {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
  ) {}

  /** How many were moved, and how many could not be opened and were left. */
  async rewrap(): Promise<{ rewrapped: number; failed: number }> {
    const counts = { rewrapped: 0, failed: 0 };
    let after = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const rows = await this.database.write<KeyRow>(
        'SELECT id, owner_id, wrapped_key, key_id FROM documents WHERE key_id <> $1 AND id > $2 ORDER BY id LIMIT $3',
        [this.vault.newest_key_id, after, BATCH],
      );
      const moved = rows.flatMap((row) => this.moved(row));
      counts.failed += rows.length - moved.length;
      counts.rewrapped += await this.save(moved);
      if (rows.length < BATCH) return counts;
      after = rows.at(-1)?.id ?? after;
    }
  }

  private moved(row: KeyRow): KeyRow[] {
    try {
      return [{ ...row, ...this.vault.rewrap(row, contextOf(row)) }];
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error;
      logger.error({ document_id: row.id, key_id: row.key_id, why: error.why }, 'the key of a document does not open');
      return [];
    }
  }

  private async save(rows: readonly KeyRow[]): Promise<number> {
    const saved = await this.database.write(
      `UPDATE documents d SET wrapped_key = m.wrapped_key, key_id = $3 FROM unnest($1::uuid[], $2::bytea[]) AS m (id, wrapped_key)
       WHERE d.id = m.id AND d.key_id <> $3 RETURNING d.id`,
      [rows.map(({ id }) => id), rows.map(({ wrapped_key }) => wrapped_key), this.vault.newest_key_id],
    );
    return saved.length;
  }
}
