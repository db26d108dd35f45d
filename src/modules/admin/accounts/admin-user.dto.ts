import { ROLES, type Role } from '../../../platform/authz/actor.js';
import { LOCALES, type Locale } from '../../../kernel/app-error.js';
import { BooleanField, EnumField, InstantField, IntField, StringField } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/page-query.js';
import { UserView } from '../../users/index.js';

/** An account, for the staff. */
export class AdminUserView extends UserView {
  @EnumField(LOCALES, { example: 'fr', description: 'The language of mails and messages.' }) locale: Locale;
  @IntField({ example: 3, description: 'Listings that are not deleted.' }) properties_count: number;
  @IntField({ example: 2, description: 'Places where the account is signed in.' }) sessions_count: number;
  @InstantField({ nullable: true, description: 'When one of its sessions was last used.' }) last_seen_at: string | null;
  @InstantField() updated_at: string;
}

export class AdminUsersQuery extends PageQuery {
  @StringField({ optional: true, min: 1, max: 100, description: 'Part of a name, e-mail address or phone number, accents or not; or an id.' })
  q?: string;

  @EnumField(ROLES, { optional: true, description: 'Only this role.' })
  user_type?: Role;

  @BooleanField({ optional: true, query: true, description: '`false`: only those that are deactivated.' })
  is_active?: boolean;

  @BooleanField({ optional: true, query: true, description: '`false`: only those whose e-mail address is not proven.' })
  is_verified?: boolean;
}

/** What is given is changed; the rest stays. */
export class AccountDecision {
  @BooleanField({ optional: true, example: false, description: '`false` deactivates: every session ends at once, nobody can sign in, and the person is told.' })
  is_active?: boolean;

  @BooleanField({ optional: true, example: true, description: 'The e-mail address counts as proven.' })
  is_verified?: boolean;

  @BooleanField({ optional: true, example: true, description: 'The phone number counts as proven.' })
  is_phone_verified?: boolean;

  @EnumField(ROLES, { optional: true, example: 'landlord', description: 'Another role; the person has to sign in again.' })
  user_type?: Role;
}
