import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../platform/authz/actor.js';
import { Database, query } from '../../platform/database/database.js';
import { PREFERENCE_TYPES, type PreferenceChange, type PreferenceView } from './dto/preference.dto.js';

/** What somebody wants to be told, and how. Whatever they never spoke about is on. */
@Injectable()
export class PreferencesService {
  constructor(private readonly database: Database) {}

  async list(actor: SignedIn): Promise<PreferenceView[]> {
    const rows = await this.database.write<PreferenceView>('SELECT type, push, email, sms FROM notification_preferences WHERE user_id = $1', [actor.id]);
    const spoken = new Map(rows.map((row) => [row.type, row]));
    return PREFERENCE_TYPES.map((type) => spoken.get(type) ?? { type, push: true, email: true, sms: true });
  }

  /** Answers all of them, as they are now. */
  async change(actor: SignedIn, changes: readonly PreferenceChange[]): Promise<PreferenceView[]> {
    await this.database.transaction(async (tx) => {
      // In one order for everybody: two changes at once never wait for each other.
      for (const { type, push, email, sms } of [...changes].sort((a, b) => a.type.localeCompare(b.type))) {
        await query(
          tx,
          `INSERT INTO notification_preferences AS p (user_id, type, push, email, sms)
           VALUES ($1, $2, coalesce($3, true), coalesce($4, true), coalesce($5, true))
           ON CONFLICT (user_id, type) DO UPDATE SET
             push = coalesce($3, p.push), email = coalesce($4, p.email), sms = coalesce($5, p.sms)`,
          [actor.id, type, push ?? null, email ?? null, sms ?? null],
        );
      }
    });
    return this.list(actor);
  }
}
