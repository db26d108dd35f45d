import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/id.js';
import { Abilities } from '../../platform/authz/abilities.js';
import type { SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import { Database, query, type Tx } from '../../platform/database/database.js';
import { countSql, instantSql } from '../../platform/database/sql.js';
import { Page } from '../../platform/http/answer.js';
import { pageOf, type PageQuery } from '../../platform/http/page-query.js';
import type { AddressChange, AddressView, NewAddress } from './dto/address.dto.js';
import { HalfAPoint, TooManyAddresses } from './user.errors.js';
import { UsersRepository } from './users.repository.js';

const MOST = 50;
const VIEW = `a.id, a.label, a.address, a.city, a.neighborhood, a.country, a.latitude::float8 AS latitude, a.longitude::float8 AS longitude,
  a.is_default, ${instantSql('a.created_at')} AS created_at, ${instantSql('a.updated_at')} AS updated_at`;

/** The places that somebody wants kept: home, work. At most one is the default. */
@Injectable()
export class AddressesService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly abilities: Abilities,
  ) {}

  async list(actor: SignedIn, asked: PageQuery): Promise<Page> {
    const page = pageOf(asked);
    const values: unknown[] = [];
    const from = `FROM user_addresses a WHERE ${this.abilities.condition(actor, 'read', 'Address', 'a', values)}`;
    const [size, skip] = [values.length + 1, values.length + 2];
    const [rows, counted] = await Promise.all([
      this.database.write<AddressView>(
        `SELECT ${VIEW} ${from} ORDER BY a.created_at, a.id LIMIT $${size} OFFSET $${skip}`,
        [...values, page.per_page, (page.page - 1) * page.per_page],
      ),
      this.database.write<{ count: number }>(countSql(from), values),
    ]);
    return new Page(rows, page, counted[0]?.count ?? 0);
  }

  /** @throws TooManyAddresses, HalfAPoint */
  create(actor: SignedIn, given: NewAddress): Promise<AddressView> {
    const { label = null, address, city, neighborhood = null, country = 'BJ', latitude = null, longitude = null, is_default = false } = given;
    if ((latitude === null) !== (longitude === null)) throw new HalfAPoint();
    return this.database.transaction(async (tx) => {
      // Its owner's row is what serialises an account's addresses: their number and their one default.
      await this.users.lockById(tx, actor.id);
      const [counted] = await query<{ count: number }>(tx, 'SELECT count(*) AS count FROM user_addresses WHERE user_id = $1', [actor.id]);
      if ((counted?.count ?? 0) >= MOST) throw new TooManyAddresses({ max: MOST });
      if (is_default) await this.clearDefault(tx, actor.id);
      const id = newId();
      await query(
        tx,
        `INSERT INTO user_addresses (id, user_id, label, address, city, neighborhood, country, latitude, longitude, is_default)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [id, actor.id, label, address, city, neighborhood, country, latitude, longitude, is_default],
      );
      return this.view(tx, id);
    });
  }

  /** @throws NotFound, HalfAPoint */
  change(actor: SignedIn, id: string, given: AddressChange): Promise<AddressView> {
    return this.database.transaction(async (tx) => {
      await this.lockOwn(tx, actor, id, 'update');
      if (given.is_default) await this.clearDefault(tx, actor.id);
      const { label, address, city, neighborhood, country, latitude, longitude, is_default } = given;
      const changes = Object.entries({ label, address, city, neighborhood, country, latitude, longitude, is_default }).filter(([, value]) => value !== undefined);
      await query(
        tx,
        `UPDATE user_addresses SET ${changes.map(([column], index) => `${column} = $${index + 2}, `).join('')} updated_at = now() WHERE id = $1`,
        [id, ...changes.map(([, value]) => value)],
      );
      return this.view(tx, id);
    });
  }

  /** @throws NotFound */
  async remove(actor: SignedIn, id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.lockOwn(tx, actor, id, 'delete');
      await query(tx, 'DELETE FROM user_addresses WHERE id = $1', [id]);
    });
  }

  private async lockOwn(tx: Tx, actor: SignedIn, id: string, action: string): Promise<void> {
    await this.users.lockById(tx, actor.id);
    const [row] = await query<{ user_id: string }>(tx, 'SELECT user_id FROM user_addresses WHERE id = $1 FOR UPDATE', [id]);
    if (!row) throw new NotFound();
    this.abilities.authorize(actor, action, 'Address', row);
  }

  private async clearDefault(tx: Tx, user_id: string): Promise<void> {
    await query(tx, 'UPDATE user_addresses SET is_default = false WHERE user_id = $1 AND is_default', [user_id]);
  }

  private async view(tx: Tx, id: string): Promise<AddressView> {
    const [row] = await query<AddressView>(tx, `SELECT ${VIEW} FROM user_addresses a WHERE a.id = $1`, [id]);
    if (!row) throw new Error('the address just written is gone');
    return row;
  }
}
