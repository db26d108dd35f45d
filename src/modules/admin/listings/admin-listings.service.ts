import { Injectable } from '@nestjs/common';
import { Audit } from '../../../platform/audit/audit.js';
import type { SignedIn } from '../../../platform/authz/actor.js';
import { Database } from '../../../platform/database/database.js';
import type { RawJson } from '../../../platform/http/answer.js';
import { PropertyModeration } from '../../properties/index.js';

@Injectable()
export class AdminListings {
  constructor(
    private readonly database: Database,
    private readonly moderation: PropertyModeration,
    private readonly audit: Audit,
  ) {}

  /** @throws NotFound */
  feature(actor: SignedIn, id: string, is_featured: boolean): Promise<RawJson> {
    return this.database.transaction(async (tx) => {
      const { changed, json } = await this.moderation.feature(tx, actor, id, is_featured);
      if (changed) await this.audit.record(tx, { actor_id: actor.id, action: is_featured ? 'property.feature' : 'property.unfeature', subject_type: 'property', subject_id: id, ...changed });
      return json;
    });
  }

  /** @throws NotFound, InvalidPropertyTransition */
  unpublish(actor: SignedIn, id: string, reason: string): Promise<RawJson> {
    return this.database.transaction(async (tx) => {
      const { changed, json } = await this.moderation.unpublish(tx, actor, id, reason);
      if (changed) await this.audit.record(tx, { actor_id: actor.id, action: 'property.unpublish', subject_type: 'property', subject_id: id, ...changed });
      return json;
    });
  }
}
