import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../platform/authz/actor.js';
import { NotFound, unauthenticated } from '../../platform/authz/authz.errors.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { RawJson } from '../../platform/http/answer.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { AccountSecurity } from './account-security.js';
import type { ProfileChange } from './dto/profile.dto.js';
import type { User } from './user.entity.js';
import { type UserChange, UsersRepository } from './users.repository.js';

@Injectable()
export class UsersService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly security: AccountSecurity,
    private readonly outbox: Outbox,
  ) {}

  async getOwnProfile(actor: SignedIn): Promise<RawJson> {
    const profile = await this.users.findOwnProfile(actor.id);
    if (profile === null) throw unauthenticated();
    return new RawJson(profile);
  }

  /** @throws NotFound for accounts that are erased, deactivated or none. */
  async getPublicProfile(id: string): Promise<RawJson> {
    const profile = await this.users.findPublicProfile(id);
    if (profile === null) throw new NotFound();
    return new RawJson(profile);
  }

  /** @throws EmailTaken, PhoneTaken, TooManyRequests when the address moves about too often. */
  async changeProfile(actor: SignedIn, { first_name, last_name, locale, email, phone }: ProfileChange): Promise<RawJson> {
    await this.database.transaction(async (tx) => {
      const user = await this.users.lockById(tx, actor.id);
      if (!user || user.erased_at !== null) throw unauthenticated();
      const change = given({ first_name, last_name, locale });
      const newEmail = email === undefined || email === user.email ? null : email;
      const newPhone = phone === undefined || phone === user.phone ? null : phone;
      // It was another name that the papers proved.
      const lapsed = user.identity_verified_at !== null && ((first_name ?? user.first_name) !== user.first_name || (last_name ?? user.last_name) !== user.last_name);
      if (lapsed) Object.assign(change, { identity_verified_at: null } satisfies UserChange);
      if (newEmail !== null) Object.assign(change, { email: newEmail, is_verified: false } satisfies UserChange);
      if (newPhone !== null) Object.assign(change, { phone: newPhone, is_phone_verified: false } satisfies UserChange);
      if (Object.keys(change).length > 0) await this.users.update(tx, user.id, change);
      if (lapsed) await this.outbox.publish(tx, 'user.identity_lapsed', { user_id: user.id });
      if (newEmail !== null) await this.tellOfNewEmail(tx, user, newEmail);
      if (newPhone !== null) await this.tellOfNewPhone(tx, user, newPhone);
    });
    return this.getOwnProfile(actor);
  }

  private async tellOfNewEmail(tx: Tx, { id, email: previous_email }: User, email: string): Promise<void> {
    const link_id = await this.security.linkForNewEmail(tx, { id, email });
    await this.outbox.publish(tx, 'user.email_changed', { user_id: id, link_id, previous_email });
  }

  private async tellOfNewPhone(tx: Tx, { id, phone: previous_phone }: User, phone: string): Promise<void> {
    const code_id = await this.security.codeForNewPhone(tx, { id, phone });
    await this.outbox.publish(tx, 'user.phone_changed', { user_id: id, code_id, previous_phone });
  }
}

/** What is there of it: a field that was left out keeps its value. */
function given(fields: UserChange): UserChange {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
