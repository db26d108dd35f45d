import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Locale } from '../../kernel/app-error.js';
import type { Role } from '../../platform/authz/actor.js';

/** What stands in `password_hash` of an account that nobody can sign in to with a password. */
export const UNUSABLE_PASSWORD_HASH = '!';

/** A person with an account. After erasure the row stays for money and contracts, without the person. */
@Entity('users')
export class User {
  @PrimaryColumn('uuid') id: string;
  /** Lower case: addresses compare case-insensitively. */
  @Column('varchar') email: string;
  /** E.164 in today's numbering plan. */
  @Column('varchar', { nullable: true }) phone: string | null;
  @Column('varchar', { select: false }) password_hash: string;
  @Column('varchar') first_name: string;
  @Column('varchar') last_name: string;
  @Column('varchar') user_type: Role;
  @Column('text', { nullable: true }) avatar_url: string | null;
  @Column('varchar', { default: 'fr' }) locale: Locale;
  @Column('boolean', { default: true }) is_active: boolean;
  /** The e-mail address is proven. */
  @Column('boolean', { default: false }) is_verified: boolean;
  @Column('boolean', { default: false }) is_phone_verified: boolean;
  /** When our team last found that the person is who they say. */
  @Column('timestamptz', { nullable: true }) identity_verified_at: Date | null;
  @Column('varchar') referral_code: string;
  @Column('uuid', { nullable: true }) referred_by: string | null;
  /** Kept average of the reviews about this person; numeric text. */
  @Column('numeric', { nullable: true }) rating: string | null;
  @Column('integer', { default: 0 }) reviews_count: number;
  @Column('timestamptz', { nullable: true }) erased_at: Date | null;
  @Column('timestamptz', { default: () => 'now()' }) created_at: Date;
  @Column('timestamptz', { default: () => 'now()' }) updated_at: Date;
}
