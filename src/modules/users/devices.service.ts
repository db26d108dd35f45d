import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/id.js';
import { Abilities } from '../../platform/authz/abilities.js';
import type { SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import { Database, query } from '../../platform/database/database.js';
import { instantSql } from '../../platform/database/sql.js';
import type { DeviceView, NewDevice } from './dto/device.dto.js';

/** Somebody with more has lost some; each is another push of every message. */
const MOST = 20;
const VIEW = `id, platform, ${instantSql('created_at')} AS created_at, ${instantSql('last_seen_at')} AS last_seen_at`;

/** Where push messages go. */
@Injectable()
export class DevicesService {
  constructor(
    private readonly database: Database,
    private readonly abilities: Abilities,
  ) {}

  /** A token that is known already moves to the caller: the phone has changed hands, or its owner accounts. */
  register(actor: SignedIn, { token, platform }: NewDevice): Promise<DeviceView> {
    return this.database.transaction(async (tx) => {
      const [device] = await query<DeviceView>(
        tx,
        `INSERT INTO user_devices (id, user_id, token, platform) VALUES ($1, $2, $3, $4)
         ON CONFLICT (md5(token)) DO UPDATE SET user_id = excluded.user_id, platform = excluded.platform, last_seen_at = now()
         RETURNING ${VIEW}`,
        [newId(), actor.id, token, platform],
      );
      if (!device) throw new Error('a device was not written');
      await query(
        tx,
        `DELETE FROM user_devices WHERE id IN (
           SELECT id FROM user_devices WHERE user_id = $1 AND id <> $2 ORDER BY last_seen_at DESC, id DESC OFFSET $3)`,
        [actor.id, device.id, MOST - 1],
      );
      return device;
    });
  }

  /** @throws NotFound */
  async remove(actor: SignedIn, id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [row] = await query<{ user_id: string }>(tx, 'SELECT user_id FROM user_devices WHERE id = $1 FOR UPDATE', [id]);
      if (!row) throw new NotFound();
      this.abilities.authorize(actor, 'delete', 'Device', row);
      await query(tx, 'DELETE FROM user_devices WHERE id = $1', [id]);
    });
  }
}
