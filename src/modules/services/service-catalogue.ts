import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/id.js';
import { Audit, audits } from '../../platform/audit/audit.js';
import type { SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import { Database, query, type Tx } from '../../platform/database/database.js';
import { instantSql } from '../../platform/database/sql.js';
import type { NewService, ServiceChange, ServicesQuery, ServiceView } from './dto/service.dto.js';
import { ServiceNameTaken } from './service.errors.js';

const VIEW = `id, name, category, description, icon_url, is_active, ${instantSql('created_at')} AS created_at`;
type Facts = Pick<ServiceChange, 'name' | 'category' | 'description' | 'icon_url' | 'is_active'>;

audits('service', ['name', 'category', 'description', 'icon_url', 'is_active']);

const COLUMNS = ['name', 'category', 'description', 'icon_url', 'is_active'] as const;

/** What can be asked for. Services are retired, never deleted: requests speak of them. */
@Injectable()
export class ServiceCatalogue {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  list({ category }: ServicesQuery): Promise<ServiceView[]> {
    return this.database.read<ServiceView>(`SELECT ${VIEW} FROM services WHERE is_active AND ($1::text IS NULL OR category = $1) ORDER BY category, name`, [category ?? null]);
  }

  /** @throws ServiceNameTaken */
  add(actor: SignedIn, service: NewService): Promise<ServiceView> {
    return this.database.transaction((tx) => this.save(tx, actor, newId(), null, service));
  }

  /** @throws NotFound, ServiceNameTaken */
  change(actor: SignedIn, id: string, change: ServiceChange): Promise<ServiceView> {
    return this.database.transaction(async (tx) => {
      const known = await this.lock(tx, id);
      return this.save(tx, actor, id, known, Object.assign({}, known, change));
    });
  }

  /** @throws NotFound */
  async retire(actor: SignedIn, id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const known = await this.lock(tx, id);
      if (!known.is_active) throw new NotFound();
      await query(tx, 'UPDATE services SET is_active = false WHERE id = $1', [id]);
      await this.note(tx, actor, 'delete', id, known, Object.assign({}, known, { is_active: false }));
      return null;
    });
  }

  private async save(tx: Tx, actor: SignedIn, id: string, before: ServiceView | null, facts: Facts): Promise<ServiceView> {
    const service: Facts = { is_active: true, description: null, icon_url: null, ...facts };
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
    await this.note(tx, actor, before ? 'update' : 'create', id, before, saved);
    return saved;
  }

  private async lock(tx: Tx, id: string): Promise<ServiceView> {
    const [known] = await query<ServiceView>(tx, `SELECT ${VIEW} FROM services WHERE id = $1 FOR UPDATE`, [id]);
    if (!known) throw new NotFound();
    return known;
  }

  private note(tx: Tx, actor: SignedIn, verb: 'create' | 'update' | 'delete', id: string, before: ServiceView | null, after: ServiceView): Promise<void> {
    return this.audit.record(tx, { actor_id: actor.id, action: `service.${verb}`, subject_type: 'service', subject_id: id, before, after });
  }
}
