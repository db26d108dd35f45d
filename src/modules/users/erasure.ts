import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../platform/authz/actor.js';
import { unauthenticated } from '../../platform/authz/authz.errors.js';
import { Database, query, type Tx } from '../../platform/database/database.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { AccountSecurity } from './account-security.js';
import { Avatars } from './avatars.js';
import { HOLDINGS } from './personal-data.js';
import { UNUSABLE_PASSWORD_HASH } from './user.entity.js';
import { LastAdmin, OpenBookings, OpenWork } from './user.errors.js';
import { randomReferralCode, UsersRepository } from './users.repository.js';

/** Takes the person out of an account: money and contracts stay, and speak of nobody. */
@Injectable()
export class Erasure {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly security: AccountSecurity,
    private readonly avatars: Avatars,
    private readonly outbox: Outbox,
  ) {}

  /** @throws OpenBookings, OpenWork, LastAdmin */
  async erase(actor: SignedIn): Promise<void> {
    const avatar_url = await this.database.transaction(async (tx) => {
      if (actor.role === 'admin') await this.refuseLastAdmin(tx, actor.id);
      const user = await this.users.lockById(tx, actor.id);
      if (!user || user.erased_at !== null) throw unauthenticated();
      await this.refuseOpenBookings(tx, user.id);
      await this.refuseOpenWork(tx, user.id);
      await this.security.forget(tx, user.id);
      await this.forgetMessagesUnderWay(tx, user.id);
      await this.forgetKeptAnswers(tx, user.id);
      const storage_keys: string[] = [];
      for (const { table, erased } of HOLDINGS) {
        if (erased === undefined) continue;
        const gone = await query<{ storage_key?: string }>(tx, erased, table === 'users' ? [user.id, UNUSABLE_PASSWORD_HASH, randomReferralCode()] : [user.id]);
        storage_keys.push(...gone.flatMap(({ storage_key }) => storage_key ?? []));
      }
      if (storage_keys.length > 0) await this.outbox.publish(tx, 'user.files_dropped', { storage_keys });
      return user.avatar_url;
    });
    await this.avatars.remove(actor.id, avatar_url);
  }

  private async refuseOpenBookings(tx: Tx, user_id: string): Promise<void> {
    const open = await query(
      tx,
      `SELECT 1 FROM bookings WHERE (tenant_id = $1 OR owner_id = $1) AND (status = 'confirmed' OR status = 'pending' AND expires_at > now()) LIMIT 1`,
      [user_id],
    );
    if (open.length > 0) throw new OpenBookings();
  }

  private async refuseOpenWork(tx: Tx, user_id: string): Promise<void> {
    const open = await query(
      tx,
      `SELECT 1 FROM service_requests WHERE (requester_id = $1 OR provider_user_id = $1) AND status IN ('assigned', 'in_progress') LIMIT 1`,
      [user_id],
    );
    if (open.length > 0) throw new OpenWork();
  }

  private async refuseLastAdmin(tx: Tx, user_id: string): Promise<void> {
    const admins = await this.users.lockActiveAdmins(tx);
    if (!admins.some((id) => id !== user_id)) throw new LastAdmin();
  }

  /** Events still to be delivered that carry the address or number before a change. */
  private async forgetMessagesUnderWay(tx: Tx, user_id: string): Promise<void> {
    await query(
      tx,
      `UPDATE outbox SET payload = payload - 'previous_email' - 'previous_phone'
       WHERE done_at IS NULL AND type IN ('user.email_changed', 'user.phone_changed') AND payload ->> 'user_id' = $1`,
      [user_id],
    );
  }

  /** Answers kept for repeated requests: the caller's own, and the one to the registration. */
  private async forgetKeptAnswers(tx: Tx, user_id: string): Promise<void> {
    await query(tx, 'DELETE FROM idempotency_keys WHERE scope = $1', [`user:${user_id}`]);
    await query(
      tx,
      `DELETE FROM idempotency_keys k USING users u
       WHERE u.id = $1 AND k.created_at BETWEEN u.created_at - interval '1 minute' AND u.created_at + interval '1 minute' AND k.body ->> 'id' = u.id::text`,
      [user_id],
    );
  }
}
