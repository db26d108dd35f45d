import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/id.js';
import type { SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import { Database, query, type Tx } from '../../platform/database/database.js';
import { countSql, instantSql } from '../../platform/database/sql.js';
import { Page } from '../../platform/http/answer.js';
import { fieldFailure } from '../../platform/http/input.pipe.js';
import { pageOf } from '../../platform/http/page-query.js';
import { publicProfileSql } from '../users/index.js';
import type { ProviderProfileChange, ProvidersQuery, ProviderView } from './dto/provider.dto.js';
import { UnknownService } from './service.errors.js';

const PLACE = 'st_makepoint(p.longitude::float8, p.latitude::float8)::geography';
const FROM = 'FROM service_providers p JOIN users u ON u.id = p.user_id';
/** Nobody hires an account that is switched off or gone. */
const THERE = 'u.is_active AND u.erased_at IS NULL';

function viewSql(distance: string): string {
  return `jsonb_build_object('id', p.id, 'user_id', p.user_id, 'company_name', p.company_name, 'bio', p.bio, 'services', p.services, 'service_areas', p.service_areas,
    'hourly_rate', trim_scale(p.hourly_rate), 'latitude', p.latitude::float8, 'longitude', p.longitude::float8, 'is_verified', p.is_verified, 'rating', p.rating::float8,
    'reviews_count', p.reviews_count, 'total_jobs', p.total_jobs, 'distance_km', ${distance}, 'user', ${publicProfileSql('u')},
    'created_at', ${instantSql('p.created_at')}, 'updated_at', ${instantSql('p.updated_at')})`;
}

@Injectable()
export class ProvidersService {
  constructor(private readonly database: Database) {}

  /** The best rated first, or the nearest where a point is given. */
  async list(asked: ProvidersQuery): Promise<Page> {
    const page = pageOf(asked);
    const values: unknown[] = [];
    const add = (value: unknown): string => `$${String(values.push(value))}`;
    const conditions = [THERE, "p.services <> '[]'"];
    if (asked.service_id !== undefined) conditions.push(`p.services @> to_jsonb(${add(asked.service_id)}::text)`);
    if (asked.city !== undefined) conditions.push(servesSql(add(asked.city)));
    if (asked.is_verified !== undefined) conditions.push(`p.is_verified = ${add(asked.is_verified)}`);
    if (asked.min_rating !== undefined) conditions.push(`p.rating >= ${add(asked.min_rating)}`);
    const point = pointOf(asked, add);
    if (point) conditions.push(`st_dwithin(${PLACE}, ${point}, ${add((asked.radius ?? 10) * 1000)})`);
    const where = conditions.join(' AND ');
    const counted = [...values];
    const distance = point ? `round((st_distance(${PLACE}, ${point}) / 1000)::numeric, 2)::float8` : 'NULL';
    const order = point ? `st_distance(${PLACE}, ${point}), p.id` : 'p.rating DESC NULLS LAST, p.total_jobs DESC, p.id';
    const [rows, totals] = await Promise.all([
      this.database.read<{ provider: ProviderView }>(
        `SELECT ${viewSql(distance)} AS provider ${FROM} WHERE ${where} ORDER BY ${order} LIMIT ${add(page.per_page)} OFFSET ${add((page.page - 1) * page.per_page)}`,
        values,
      ),
      this.database.read<{ count: number }>(countSql(`${FROM} WHERE ${where}`), counted),
    ]);
    return new Page(rows.map((row) => row.provider), page, totals[0]?.count ?? 0);
  }

  /** @throws NotFound */
  async get(id: string): Promise<ProviderView> {
    const [row] = await this.database.read<{ provider: ProviderView }>(`SELECT ${viewSql('NULL')} AS provider ${FROM} WHERE p.id = $1 AND ${THERE}`, [id]);
    if (!row) throw new NotFound();
    return row.provider;
  }

  /** A provider's own profile; an empty one the first time. */
  getOwn(actor: SignedIn): Promise<ProviderView> {
    return this.database.transaction(async (tx) => this.read(tx, await this.ownId(tx, actor)));
  }

  /** Changes what is given. @throws UnknownService, ValidationFailed where only half a point is left */
  changeOwn(actor: SignedIn, change: ProviderProfileChange): Promise<ProviderView> {
    return this.database.transaction(async (tx) => {
      const id = await this.ownId(tx, actor);
      const before = await this.read(tx, id);
      // What has been retired since may stay on a profile.
      await this.refuseUnknown(tx, (change.services ?? []).filter((service) => !before.services.includes(service)));
      const after = Object.assign(before, change);
      if ((after.latitude === null) !== (after.longitude === null)) throw fieldFailure(after.latitude === null ? 'latitude' : 'longitude', 'required');
      await query(
        tx,
        `UPDATE service_providers SET company_name = $2, bio = $3, services = $4, service_areas = $5, hourly_rate = $6, latitude = $7, longitude = $8, updated_at = now()
         WHERE id = $1`,
        [
          id, after.company_name, after.bio, JSON.stringify(after.services), JSON.stringify(after.service_areas.map((area) => area.trim())), after.hourly_rate,
          after.latitude, after.longitude,
        ],
      );
      return this.read(tx, id);
    });
  }

  /** The profile's id, locked until the transaction ends; made where there is none yet. */
  private async ownId(tx: Tx, actor: SignedIn): Promise<string> {
    const find = (): Promise<{ id: string }[]> => query<{ id: string }>(tx, 'SELECT id FROM service_providers WHERE user_id = $1 FOR NO KEY UPDATE', [actor.id]);
    const [known] = await find();
    if (known) return known.id;
    await query(tx, 'INSERT INTO service_providers (id, user_id, is_verified) SELECT $1, $2, identity_verified_at IS NOT NULL FROM users WHERE id = $2 ON CONFLICT (user_id) DO NOTHING', [newId(), actor.id]);
    const [made] = await find();
    if (!made) throw new Error('a profile was not written');
    return made.id;
  }

  private async read(tx: Tx, id: string): Promise<ProviderView> {
    const [row] = await query<{ provider: ProviderView }>(tx, `SELECT ${viewSql('NULL')} AS provider ${FROM} WHERE p.id = $1`, [id]);
    if (!row) throw new Error('a profile that was written cannot be read');
    return row.provider;
  }

  private async refuseUnknown(tx: Tx, ids: readonly string[]): Promise<void> {
    const known = await query<{ id: string }>(tx, 'SELECT id FROM services WHERE id = ANY ($1) AND is_active', [ids]);
    if (known.length < new Set(ids).size) throw new UnknownService();
  }
}

/** Whether the provider `p` comes to this town; case and accents do not matter. */
export function servesSql(city: string): string {
  return `EXISTS (SELECT 1 FROM jsonb_array_elements_text(p.service_areas) AS area WHERE lower(unaccent(area)) = lower(unaccent(${city})))`;
}

function pointOf({ latitude, longitude }: ProvidersQuery, add: (value: unknown) => string): string | null {
  if (latitude === undefined && longitude === undefined) return null;
  if (latitude === undefined || longitude === undefined) throw fieldFailure(latitude === undefined ? 'latitude' : 'longitude', 'required');
  return `st_makepoint(${add(longitude)}::float8, ${add(latitude)}::float8)::geography`;
}
