import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/id.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import { Database, query } from '../../platform/database/database.js';
import { instantSql } from '../../platform/database/sql.js';
import type { NewService, ServiceChange, ServicesQuery, ServiceView } from './dto/service.dto.js';
import { ServiceNameTaken } from './service.errors.js';

const VIEW = `id, name, category, description, icon_url, is_active, ${instantSql('created_at')} AS created_at`;
type Facts = Pick<ServiceChange, 'name' | 'category' | 'description' | 'icon_url' | 'is_active'>;

const COLUMNS = ['name', 'category', 'description', 'icon_url', 'is_active'] as const;

/** What can be asked for. Services are retired, never deleted: requests speak of them. */
@Injectable()
export class ServiceCatalogue {
  constructor(private readonly database: Database) {}

  list({ category }: ServicesQuery): Promise<ServiceView[]> {
    return this.database.read<ServiceView>(`SELECT ${VIEW} FROM services WHERE is_active AND ($1::text IS NULL OR category = $1) ORDER BY category, name`, [category ?? null]);
  }

  /** @throws ServiceNameTaken */
  add(service: NewService): Promise<ServiceView> {
    return this.save(newId(), service);
  }

  /** @throws NotFound, ServiceNameTaken */
  async change(id: string, change: ServiceChange): Promise<ServiceView> {
    const [known] = await this.database.write<Facts>(`SELECT ${VIEW} FROM services WHERE id = $1`, [id]);
    if (!known) throw new NotFound();
    return this.save(id, Object.assign(known, change));
  }

  /** @throws NotFound */
  async retire(id: string): Promise<void> {
    const rows = await this.database.write('UPDATE services SET is_active = false WHERE id = $1 AND is_active RETURNING id', [id]);
    if (rows.length === 0) throw new NotFound();
  }

  private save(id: string, facts: Facts): Promise<ServiceView> {
    const service: Facts = { is_active: true, description: null, icon_url: null, ...facts };
    return this.database.transaction(async (tx) => {
      // Two admins at once cannot add the same name twice: names are compared under one lock.
      await query(tx, `SELECT pg_advisory_xact_lock(hashtext('services.name'))`, []);
      const twins = await query(tx, 'SELECT 1 FROM services WHERE is_active AND lower(name) = lower($1) AND id <> $2', [service.name, id]);
      if (service.is_active && twins.length > 0) throw new ServiceNameTaken();
      const [saved] = await query<ServiceView>(
        tx,
        `INSERT INTO services (id, ${COLUMNS.join(', ')}) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (id) DO UPDATE SET ${COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ')} RETURNING ${VIEW}`,
        [id, ...COLUMNS.map((column) => service[column])],
      );
      if (!saved) throw new Error('a service was not written');
      return saved;
    });
  }
}
