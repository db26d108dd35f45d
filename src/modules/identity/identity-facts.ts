import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import type { VerificationStatus } from './identity.dto.js';

/** What other features may know of a check. */
export interface IdentityFactsRow {
  readonly id: string;
  readonly user_id: string;
  readonly status: VerificationStatus;
  readonly reason: string | null;
}

@Injectable()
export class IdentityFacts {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<IdentityFactsRow | null> {
    const rows = await this.database.write<IdentityFactsRow>('SELECT id, user_id, status, reason FROM identity_verifications WHERE id = $1', [id]);
    return rows[0] ?? null;
  }
}
