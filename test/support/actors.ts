import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type pg from 'pg';
import { newId } from '../../src/kernel/id.js';
import { Sessions } from '../../src/modules/auth/index.js';
import type { Role } from '../../src/platform/authz/actor.js';
import { Database } from '../../src/platform/database/database.js';

export interface TestActor {
  readonly id: string;
  readonly email: string;
  readonly phone: string;
  readonly role: Role;
  readonly token: string;
  readonly refresh_token: string;
}

let serial = 0;

/** People of each role, signed in, as the tests need them. Their password is `Mot de passe 2026`. */
export class Actors {
  constructor(
    private readonly app: NestFastifyApplication,
    private readonly client: pg.Client,
  ) {}

  asTenant(facts: Partial<UserFacts> = {}): Promise<TestActor> {
    return this.someone({ ...facts, user_type: 'tenant' });
  }
  asLandlord(facts: Partial<UserFacts> = {}): Promise<TestActor> {
    return this.someone({ ...facts, user_type: 'landlord' });
  }
  asProvider(facts: Partial<UserFacts> = {}): Promise<TestActor> {
    return this.someone({ ...facts, user_type: 'provider' });
  }
  asAdmin(facts: Partial<UserFacts> = {}): Promise<TestActor> {
    return this.someone({ ...facts, user_type: 'admin' });
  }

  async someone(facts: Partial<UserFacts> & { user_type: Role }): Promise<TestActor> {
    serial += 1;
    const id = newId();
    const user = {
      email: `person${String(serial)}.${id.slice(-6)}@example.com`,
      phone: `+2290197${String(serial).padStart(6, '0')}`,
      first_name: 'Afi',
      last_name: 'Adjovi',
      locale: 'fr',
      is_verified: true,
      is_phone_verified: true,
      ...facts,
    };
    await this.client.query(
      `INSERT INTO users (id, email, phone, password_hash, first_name, last_name, user_type, locale, is_verified, is_phone_verified, referral_code)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [id, user.email, user.phone, PASSWORD_HASH, user.first_name, user.last_name, user.user_type, user.locale, user.is_verified, user.is_phone_verified, id.replaceAll('-', '').slice(-10).toUpperCase()],
    );
    const pair = await this.app.get(Database).transaction((tx) => this.app.get(Sessions).open(tx, { id, user_type: user.user_type }, 'tests'));
    return { id, email: user.email, phone: user.phone, role: user.user_type, token: pair.access_token, refresh_token: pair.refresh_token };
  }
}

interface UserFacts {
  email: string;
  phone: string;
  first_name: string;
  last_name: string;
  user_type: Role;
  locale: 'fr' | 'en';
  is_verified: boolean;
  is_phone_verified: boolean;
}

export const PASSWORD = 'Mot de passe 2026';
/** argon2id of PASSWORD, made once: hashing for every actor would cost more than the tests. */
const PASSWORD_HASH = '$argon2id$v=19$m=19456,t=2,p=1$hV9bkdXzIwVZJOVZh6kcYg$QiYJZ6Ui9U/k1EMrC9sCSrtqsih3yBzMhj22XoeaFiI';
