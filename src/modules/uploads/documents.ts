import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/id.js';
import { Abilities } from '../../platform/authz/abilities.js';
import type { Actor, Role } from '../../platform/authz/actor.js';
import { NotFound, unauthenticated } from '../../platform/authz/authz.errors.js';
import { audits, Audit } from '../../platform/audit/audit.js';
import { namesFiles } from '../../platform/backup/named-files.js';
import { isConnectionLost } from '../../platform/database/database-errors.js';
import { Database, query, type Tx } from '../../platform/database/database.js';
import type { UploadedFile } from '../../platform/http/uploads.js';
import { logger } from '../../platform/observability/logger.js';
import { FileStorage } from '../../platform/storage/storage.provider.js';
import { SealBroken } from '../../platform/vault/vault.errors.js';
import { Vault, type Sealed } from '../../platform/vault/vault.js';
import { TooManyDocuments } from './document.errors.js';
import { DocumentReader } from './document-reader.js';

export type DocumentPurpose = 'personal' | 'identity';

interface DocumentRow extends Omit<Sealed, 'ciphertext'> {
  readonly id: string;
  readonly owner_id: string;
  readonly purpose: DocumentPurpose;
  readonly content_type: string;
  readonly storage_key: string;
}

type KeptDocument = DocumentRow & { readonly size: number };

export interface OpenDocument {
  readonly content_type: string;
  readonly bytes: Buffer;
}

const MOST_DOCUMENTS = 100;

audits('document', ['purpose', 'owner_id']);
namesFiles('SELECT storage_key AS file, key_id FROM documents');

/** What a seal is bound to. */
export const contextOf = ({ owner_id, id }: Pick<DocumentRow, 'owner_id' | 'id'>): string => `${owner_id} ${id}`;

/** Files that are nobody's business: sealed before they are stored, opened for who may see them. */
@Injectable()
export class Documents {
  constructor(
    private readonly database: Database,
    private readonly storage: FileStorage,
    private readonly vault: Vault,
    private readonly reader: DocumentReader,
    private readonly abilities: Abilities,
    private readonly audit: Audit,
  ) {}

  /**
   * Keeps all of these files or none, and does `work` with their ids, in the files' order, in the transaction that notes them.
   * @throws the errors of DOCUMENT_ERRORS; StorageUnavailable
   */
  async keep<T>(owner_id: string, purpose: DocumentPurpose, files: readonly UploadedFile[], work: (tx: Tx, ids: readonly string[]) => Promise<T>): Promise<T> {
    const kept: KeptDocument[] = [];
    try {
      // One after the other: each may be 10 MB.
      for (const file of files) kept.push(await this.store(owner_id, purpose, file));
      return await this.database.transaction(async (tx) => {
        await this.makeRoom(tx, owner_id, purpose, kept.length);
        for (const document of kept) await insert(tx, document);
        return work(tx, kept.map(({ id }) => id));
      });
    } catch (error) {
      // A commit whose answer was lost may have happened: only what surely failed is tidied up.
      if (!isConnectionLost(error)) await this.discard(kept.map(({ storage_key }) => storage_key));
      throw error;
    }
  }

  /** @throws NotFound where there is none that this person may see, SealBroken where it does not open */
  async open(viewer: Actor, id: string): Promise<OpenDocument> {
    const [row] = await this.database.write<DocumentRow>(
      'SELECT id, owner_id, purpose, content_type, storage_key, wrapped_key, key_id, digest FROM documents WHERE id = $1',
      [id],
    );
    if (!row) throw new NotFound();
    this.abilities.authorize(viewer, 'read', 'Document', row);
    if (viewer.id !== row.owner_id) {
      const look = { actor_id: viewer.id, action: 'document.read', subject_type: 'document', subject_id: id, after: { purpose: row.purpose, owner_id: row.owner_id } };
      await this.database.transaction((tx) => this.audit.record(tx, look));
    }
    return { content_type: row.content_type, bytes: await this.unseal(row) };
  }

  /** The person whom a link was made for, as they may look today; null for an account that is closed. */
  async viewer(id: string): Promise<Actor | null> {
    const [user] = await this.database.write<{ role: Role }>('SELECT user_type AS role FROM users WHERE id = $1 AND is_active AND erased_at IS NULL', [id]);
    return user ? { id, role: user.role, session_id: '' } : null;
  }

  private async store(owner_id: string, purpose: DocumentPurpose, file: UploadedFile): Promise<KeptDocument> {
    const { bytes, content_type } = await this.reader.read(file);
    const id = newId();
    const { ciphertext, ...seal } = this.vault.seal(bytes, contextOf({ owner_id, id }));
    const storage_key = `documents/${owner_id}/${id}`;
    await this.storage.put(storage_key, ciphertext, { content_type: 'application/octet-stream' });
    return { id, owner_id, purpose, content_type, size: bytes.length, storage_key, ...seal };
  }

  /** The owner's row is locked: nothing is kept for an account that is being erased, and the count is exact. */
  private async makeRoom(tx: Tx, owner_id: string, purpose: DocumentPurpose, more: number): Promise<void> {
    const [owner] = await query(tx, 'SELECT 1 FROM users WHERE id = $1 AND erased_at IS NULL FOR UPDATE', [owner_id]);
    if (!owner) throw unauthenticated();
    if (purpose !== 'personal') return;
    const [held] = await query<{ count: number }>(tx, `SELECT count(*)::int AS count FROM documents WHERE owner_id = $1 AND purpose = 'personal'`, [owner_id]);
    if ((held?.count ?? 0) + more > MOST_DOCUMENTS) throw new TooManyDocuments({ max: MOST_DOCUMENTS });
  }

  private async unseal(row: DocumentRow): Promise<Buffer> {
    const ciphertext = await this.storage.get(row.storage_key);
    try {
      if (ciphertext === null) throw new SealBroken('the file is gone');
      return this.vault.open({ ...row, ciphertext }, contextOf(row));
    } catch (error) {
      if (error instanceof SealBroken) logger.error({ document_id: row.id, key_id: row.key_id, why: error.why }, 'a sealed document does not open');
      throw error;
    }
  }

  /** Best effort: what stays is sealed with a key that nobody has. */
  private async discard(storage_keys: readonly string[]): Promise<void> {
    for (const key of storage_keys) {
      await this.storage.delete(key).catch((error: unknown) => {
        logger.warn({ err: error }, 'a document that was not kept could not be removed');
      });
    }
  }
}

async function insert(tx: Tx, row: KeptDocument): Promise<void> {
  await query(
    tx,
    `INSERT INTO documents (id, owner_id, purpose, content_type, size, digest, storage_key, wrapped_key, key_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [row.id, row.owner_id, row.purpose, row.content_type, row.size, row.digest, row.storage_key, row.wrapped_key, row.key_id],
  );
}
