import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';

/** The face that whoever pushes to people reads: devices by their ids, tokens only at the moment of sending. */
@Injectable()
export class PushDevices {
  constructor(private readonly database: Database) {}

  /** Oldest first. From the primary: one that was registered a moment ago counts. */
  async idsOf(user_id: string): Promise<string[]> {
    const rows = await this.database.write<{ id: string }>('SELECT id FROM user_devices WHERE user_id = $1 ORDER BY id', [user_id]);
    return rows.map((row) => row.id);
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
