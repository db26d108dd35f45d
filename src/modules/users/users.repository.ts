import { Injectable } from '@nestjs/common';
import { randomInt } from 'node:crypto';
import type { Locale } from '../../kernel/app-error.js';
import { newId } from '../../kernel/id.js';
import type { Role } from '../../platform/authz/actor.js';
import { Database, query, type Tx } from '../../platform/database/database.js';
import { gatheredById } from '../../platform/database/gathered.js';
import { instantSql } from '../../platform/database/sql.js';
import { User } from './user.entity.js';
import { publicProfileSql, type UserView } from './user.views.js';

/** What it takes to reach somebody, in their language; of an erased account only that it is one. */
export interface UserContact {
  readonly id: string;
  readonly email: string;
  readonly phone: string | null;
  readonly first_name: string;
  readonly last_name: string;
  readonly locale: Locale;
  readonly user_type: Role;
  readonly is_active: boolean;
  readonly erased_at: Date | null;
}

/** What it takes to check a password. */
export interface UserCredentials {
  readonly id: string;
  readonly password_hash: string;
  readonly is_active: boolean;
}

/** What is stored of a new account. */
export interface NewUser {
  readonly email: string;
  readonly phone: string | null;
  readonly password_hash: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly user_type: Role;
  readonly locale: Locale;
  readonly referred_by: string | null;
  readonly is_verified: boolean;
}

export type UserChange = Partial<
  Pick<User, 'email' | 'phone' | 'first_name' | 'last_name' | 'locale' | 'is_verified' | 'is_phone_verified' | 'avatar_url' | 'identity_verified_at' | 'is_active' | 'user_type'> & { password_hash: string }
>;

const VIEW = `id, email, phone, first_name, last_name, user_type, avatar_url, is_active, is_verified, is_phone_verified,
  ${instantSql('created_at')} AS created_at`;
const CONTACTS = 'SELECT id, email, phone, first_name, last_name, locale, user_type, is_active, erased_at FROM users WHERE';
const CREDENTIALS = 'SELECT id, password_hash, is_active FROM users WHERE erased_at IS NULL AND';
const ME = {
  name: 'users.me',
  text: `SELECT id, json_build_object('id', id, 'email', email, 'phone', phone, 'first_name', first_name, 'last_name', last_name,
         'user_type', user_type, 'avatar_url', avatar_url, 'is_active', is_active, 'is_verified', is_verified,
         'is_phone_verified', is_phone_verified, 'is_identity_verified', identity_verified_at IS NOT NULL, 'created_at', ${instantSql('created_at')}, 'locale', locale,
         'referral_code', referral_code, 'rating', rating::float8, 'reviews_count', reviews_count,
         'updated_at', ${instantSql('updated_at')})::text AS profile
       FROM users WHERE id = ANY ($1)`,
};
/** Without letters and digits that look alike. */
const REFERRAL_LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

@Injectable()
export class UsersRepository {
  private readonly ownProfiles = gatheredById((ids) => this.database.write<{ id: string; profile: string }>(ME, [ids]));
  private readonly contacts = gatheredById((ids) => this.database.write<UserContact>({ name: 'users.contacts', text: `${CONTACTS} id = ANY ($1::uuid[])` }, [ids]), { inTurn: true });

  constructor(private readonly database: Database) {}

  findById(id: string): Promise<User | null> {
    return this.database.dataSource.manager.findOneBy(User, { id });
  }

  /** Locks the row until the transaction ends. */
  lockById(tx: Tx, id: string): Promise<User | null> {
    return tx.findOne(User, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  findContact(id: string): Promise<UserContact | null> {
    return this.contacts.ask(id);
  }

  async findActiveAdmins(): Promise<UserContact[]> {
    return this.database.write<UserContact>(`${CONTACTS} user_type = 'admin' AND is_active AND erased_at IS NULL ORDER BY id`);
  }

  /** Their ids. All of them are locked, in one order: two admins who leave at once cannot both see the other stay. */
  async lockActiveAdmins(tx: Tx): Promise<string[]> {
    const admins = await query<{ id: string }>(tx, `SELECT id FROM users WHERE user_type = 'admin' AND is_active AND erased_at IS NULL ORDER BY id FOR UPDATE`);
    return admins.map(({ id }) => id);
  }

  /** The whole account as its owner sees it, as JSON text; null when there is none. */
  async findOwnProfile(id: string): Promise<string | null> {
    return (await this.ownProfiles.ask(id))?.profile ?? null;
  }

  /** The public profile as JSON text; null for accounts that are erased, deactivated or none. */
  async findPublicProfile(id: string): Promise<string | null> {
    const rows = await this.database.read<{ profile: string }>(
      { name: 'users.public_profile', text: `SELECT ${publicProfileSql('u')}::text AS profile FROM users u WHERE u.id = $1 AND u.is_active AND u.erased_at IS NULL` },
      [id],
    );
    return rows[0]?.profile ?? null;
  }

  /** The account behind an e-mail address (lower case) or a phone number (E.164). */
  async findCredentials(by: { readonly email: string } | { readonly phone: string } | { readonly id: string }): Promise<UserCredentials | null> {
    const [column, value] = Object.entries(by)[0] as ['email' | 'phone' | 'id', string];
    const rows = await this.database.write<UserCredentials>({ name: `users.credentials_by_${column}`, text: `${CREDENTIALS} ${column} = $1` }, [value]);
    return rows[0] ?? null;
  }

  /** The account that an address or a number reaches, unless it is deactivated. */
  async findReachable(by: { readonly email: string } | { readonly phone: string }): Promise<User | null> {
    const user = await this.database.dataSource.manager.findOneBy(User, by);
    return user?.is_active && user.erased_at === null ? user : null;
  }

  async findByReferralCode(tx: Tx, referral_code: string): Promise<{ id: string } | null> {
    const rows = await query<{ id: string }>(tx, 'SELECT id FROM users WHERE referral_code = $1 AND is_active AND erased_at IS NULL', [referral_code]);
    return rows[0] ?? null;
  }

  /** @throws EmailTaken, PhoneTaken once the statement meets the other account. */
  async insert(tx: Tx, user: NewUser): Promise<UserView> {
    for (;;) {
      const row = { id: newId(), referral_code: randomReferralCode(), ...user };
      const columns = Object.keys(row);
      const rows = await query<UserView>(
        tx,
        `INSERT INTO users (${columns.join(', ')}) VALUES (${columns.map((_, index) => `$${index + 1}`).join(', ')})
         ON CONFLICT (referral_code) DO NOTHING RETURNING ${VIEW}`,
        Object.values(row),
      );
      if (rows[0]) return rows[0];
    }
  }

  /** @throws EmailTaken, PhoneTaken */
  async update(tx: Tx, id: string, change: UserChange): Promise<UserView> {
    const columns = Object.keys(change);
    const rows = await query<UserView>(
      tx,
      `UPDATE users SET ${columns.map((column, index) => `${column} = $${index + 2}, `).join('')} updated_at = now() WHERE id = $1 RETURNING ${VIEW}`,
      [id, ...Object.values(change)],
    );
    const user = rows[0];
    if (!user) throw new Error('the user to change is gone');
    return user;
  }

  /** False when the account's password is no longer the one in `known`. */
  async replacePassword(tx: Tx, known: UserCredentials, password_hash: string): Promise<boolean> {
    const rows = await query(
      tx,
      'UPDATE users SET password_hash = $3, updated_at = now() WHERE id = $1 AND password_hash = $2 AND erased_at IS NULL RETURNING id',
      [known.id, known.password_hash, password_hash],
    );
    return rows.length === 1;
  }
}

/** Eight letters and digits: a million million of them. */
export function randomReferralCode(): string {
  return Array.from({ length: 8 }, () => REFERRAL_LETTERS[randomInt(REFERRAL_LETTERS.length)]).join('');
}
