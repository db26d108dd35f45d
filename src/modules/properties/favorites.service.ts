import { Injectable } from '@nestjs/common';
import { Abilities } from '../../platform/authz/abilities.js';
import type { SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import { Database } from '../../platform/database/database.js';
import { countSql } from '../../platform/database/sql.js';
import { Page, RawJson } from '../../platform/http/answer.js';
import { pageOf, type PageQuery } from '../../platform/http/page-query.js';
import { PropertiesRepository } from './properties.repository.js';
import { PROPERTY_JSON_JOINS, propertyJson } from './property.json.js';
import type { FavoriteView } from './property.views.js';

/** The homes that somebody marked to find them again. */
@Injectable()
export class FavoritesService {
  constructor(
    private readonly database: Database,
    private readonly properties: PropertiesRepository,
    private readonly abilities: Abilities,
  ) {}

  /** Marking twice is marking once. */
  async mark(actor: SignedIn, property_id: string): Promise<FavoriteView> {
    await this.getVisible(actor, property_id);
    await this.database.write('INSERT INTO favorites (user_id, property_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', [actor.id, property_id]);
    return { is_favorite: true };
  }

  /** Also of a home that is no longer shown: whoever marked it may always let go of it. */
  async unmark(actor: SignedIn, property_id: string): Promise<FavoriteView> {
    const rows = await this.database.write('DELETE FROM favorites WHERE user_id = $1 AND property_id = $2 RETURNING property_id', [actor.id, property_id]);
    if (rows.length === 0) await this.getVisible(actor, property_id);
    return { is_favorite: false };
  }

  /** The latest mark first; homes that are not shown at present are left out. */
  async list(actor: SignedIn, asked: PageQuery): Promise<Page> {
    const page = pageOf(asked);
    const values: unknown[] = [actor.id];
    const from = `FROM favorites f JOIN properties p ON p.id = f.property_id
      WHERE f.user_id = $1 AND ${this.abilities.condition(actor, 'favorite', 'Property', 'p', values)}`;
    const rule = values.length;
    const [rows, counted] = await Promise.all([
      this.database.read<{ json: string }>(
        `SELECT concat('[', string_agg(json, ',' ORDER BY nth), ']') AS json FROM (
           SELECT ${propertyJson({ viewer: '$1', images: 'primary' })} AS json, m.nth
           FROM (SELECT p.id, row_number() OVER (ORDER BY f.created_at DESC, p.id) AS nth ${from}
                 ORDER BY f.created_at DESC, p.id LIMIT $${String(rule + 1)} OFFSET $${String(rule + 2)}) m
           JOIN properties p ON p.id = m.id ${PROPERTY_JSON_JOINS}) shown`,
        [...values, page.per_page, (page.page - 1) * page.per_page],
      ),
      this.database.read<{ count: number }>(countSql(from), values),
    ]);
    return new Page(new RawJson(rows[0]?.json ?? '[]'), page, counted[0]?.count ?? 0);
  }

  private async getVisible(actor: SignedIn, property_id: string): Promise<void> {
    const property = await this.properties.findForBooking(property_id);
    if (!property) throw new NotFound();
    this.abilities.authorize(actor, 'favorite', 'Property', property);
  }
}
