import { Injectable } from '@nestjs/common';
import type { Locale } from '../../kernel/app-error.js';
import type { Role } from '../../platform/authz/actor.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { User } from './user.entity.js';

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

@Injectable()
export class UsersRepository {
  constructor(private readonly database: Database) {}

  findById(id: string): Promise<User | null> {
    return this.database.dataSource.manager.findOneBy(User, { id });
  }

  /** Locks the row until the transaction ends. */
  lockById(tx: Tx, id: string): Promise<User | null> {
    return tx.findOne(User, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  async findContact(id: string): Promise<UserContact | null> {
    const rows = await this.database.write<UserContact>(
      {
        name: 'users.contact',
        text: `SELECT id, email, phone, first_name, last_name, locale, user_type, is_active, erased_at FROM users WHERE id = $1`,
      },
      [id],
    );
    return rows[0] ?? null;
  }
}

