import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { gatheredById } from '../../platform/database/gathered.js';

const DEVICES = { name: 'users.devices', text: 'SELECT user_id AS id, array_agg(id ORDER BY id)::text[] AS devices FROM user_devices WHERE user_id = ANY ($1::uuid[]) GROUP BY user_id' };

/** The face that whoever pushes to people reads: devices by their ids, tokens only at the moment of sending. */
@Injectable()
export class PushDevices {
  private readonly owned = gatheredById((ids) => this.database.write<{ id: string; devices: string[] }>(DEVICES, [ids]), { inTurn: true });

  constructor(private readonly database: Database) {}

  /** Oldest first. From the primary: one that was registered a moment ago counts. */
  async idsOf(user_id: string): Promise<string[]> {
    return (await this.owned.ask(user_id))?.devices ?? [];
  }

  /** Null when the device is gone, or has become somebody else's. */
  async tokenOf(id: string, user_id: string): Promise<string | null> {
    const rows = await this.database.write<{ token: string }>('SELECT token FROM user_devices WHERE id = $1 AND user_id = $2', [id, user_id]);
    return rows[0]?.token ?? null;
  }

  /** The push service says that nothing reaches it any more. */
  async forget(id: string): Promise<void> {
    await this.database.write('DELETE FROM user_devices WHERE id = $1', [id]);
  }
}
