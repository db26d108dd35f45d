import { LOCALES, type Locale } from '../../kernel/app-error.js';
import { ROLES, type Role } from '../../platform/authz/actor.js';
import { instantSql } from '../../platform/database/sql.js';
import { BooleanField, EmailField, EnumField, InstantField, IntField, NumberField, StringField, UuidField } from '../../platform/http/fields.js';

const avatar = { nullable: true, max: 2048, format: 'uri', example: 'https://api.lokahome.bj/media/avatars/a.jpg' };
const rating = { nullable: true, min: 1, max: 5, example: 4.7, description: 'Average of the reviews; null without any.' };

/** What anyone may know of an account: never its e-mail address or phone. */
export class PublicProfileView {
  @UuidField() id: string;
  @StringField({ max: 100, example: 'Afi' }) first_name: string;
  @StringField({ max: 100, example: 'A.', description: 'The initial only, for tenants.' }) last_name: string;
  @StringField(avatar) avatar_url: string | null;
  @EnumField(ROLES, { example: 'landlord' }) user_type: Role;
  @BooleanField({ description: 'The e-mail address is proven.' }) is_verified: boolean;
  @BooleanField({ description: 'Our team has checked who the person is.' }) is_identity_verified: boolean;
  @NumberField(rating) rating: number | null;
  @IntField({ example: 12 }) reviews_count: number;
  @InstantField() created_at: string;
}

/** An account, for its owner. */
export class UserView {
  @UuidField() id: string;
  @EmailField() email: string;
  @StringField({ nullable: true, example: '+2290197808080', description: 'E.164.' }) phone: string | null;
  @StringField({ max: 100, example: 'Afi' }) first_name: string;
  @StringField({ max: 100, example: 'Adjovi' }) last_name: string;
  @EnumField(ROLES, { example: 'tenant' }) user_type: Role;
  @StringField(avatar) avatar_url: string | null;
  @BooleanField({ example: true }) is_active: boolean;
  @BooleanField({ description: 'The e-mail address is proven.' }) is_verified: boolean;
  @BooleanField({ description: 'The phone number is proven.' }) is_phone_verified: boolean;
  @InstantField() created_at: string;
}

/** An account with all that its owner sees of it. */
export class OwnProfileView extends UserView {
  @BooleanField({ description: 'Our team has checked who the person is.' }) is_identity_verified: boolean;
  @EnumField(LOCALES, { example: 'fr', description: 'The language of mails and messages.' }) locale: Locale;
  @StringField({ example: 'KJ4M9WXA', description: 'For friends to name when they register.' }) referral_code: string;
  @NumberField(rating) rating: number | null;
  @IntField({ example: 12 }) reviews_count: number;
  @InstantField() updated_at: string;
}

export class AvatarView {
  @StringField({ max: 2048, format: 'uri', example: 'https://api.lokahome.bj/media/avatars/a.jpg' }) avatar_url: string;
}

/**
 * The public profile of the user row `alias` as a SQL JSON expression, for answers that PostgreSQL
 * builds: the fields of `PublicProfileView`, in its order.
 */
export function publicProfileSql(alias: string): string {
  if (!/^[a-z_]+$/.test(alias)) throw new Error(`not an alias: ${alias}`);
  const u = alias;
  return `json_build_object('id', ${u}.id, 'first_name', ${u}.first_name,
    'last_name', CASE WHEN ${u}.user_type = 'tenant' AND ${u}.erased_at IS NULL THEN upper(left(${u}.last_name, 1)) || '.' ELSE ${u}.last_name END,
    'avatar_url', ${u}.avatar_url, 'user_type', ${u}.user_type, 'is_verified', ${u}.is_verified,
    'is_identity_verified', ${u}.identity_verified_at IS NOT NULL,
    'rating', ${u}.rating::float8, 'reviews_count', ${u}.reviews_count, 'created_at', ${instantSql(`${u}.created_at`)})`;
}
