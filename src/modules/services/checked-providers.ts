import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { Consumes } from '../../platform/outbox/consumer.js';
import type { EventEnvelope } from '../../platform/outbox/events.js';

/** A provider whose identity our team has checked is shown as one. */
@Injectable()
export class CheckedProviders {
  constructor(private readonly database: Database) {}

  @Consumes(['identity.approved', 'user.identity_lapsed'], { consumer: 'services', queue: 'events' })
  async follow({ payload }: EventEnvelope<'identity.approved' | 'user.identity_lapsed'>): Promise<void> {
    await this.database.write(
      `UPDATE service_providers p SET is_verified = u.identity_verified_at IS NOT NULL, updated_at = now()
       FROM users u WHERE u.id = p.user_id AND u.id = $1`,
      [payload.user_id],
    );
  }
}
