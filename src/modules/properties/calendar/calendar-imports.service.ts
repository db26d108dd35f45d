import { Injectable } from '@nestjs/common';
import { newId } from '../../../kernel/id.js';
import { Audit } from '../../../platform/audit/audit.js';
import { Abilities } from '../../../platform/authz/abilities.js';
import type { SignedIn } from '../../../platform/authz/actor.js';
import { NotFound } from '../../../platform/authz/authz.errors.js';
import { Config } from '../../../config/index.js';
import { Database, query, type Tx } from '../../../platform/database/database.js';
import { instantSql } from '../../../platform/database/sql.js';
import { fieldFailure } from '../../../platform/http/input.pipe.js';
import { Outbox } from '../../../platform/outbox/outbox.js';
import { PropertiesRepository } from '../properties.repository.js';
import '../property.audit.js';
import { CalendarLinks } from './calendar-links.js';
import type { CalendarImportDto, CalendarImportsDto, CalendarImportsView, CalendarImportView } from './calendar.dto.js';
import { CONFLICTS } from './imported-days.js';

/** Which calendars an owner brings in, and the link of their own. */
@Injectable()
export class CalendarImports {
  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly properties: PropertiesRepository,
    private readonly abilities: Abilities,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly links: CalendarLinks,
  ) {}

  async list(actor: SignedIn, property_id: string): Promise<CalendarImportsView> {
    const property = await this.properties.findForBooking(property_id);
    if (!property) throw new NotFound();
    this.abilities.authorize(actor, 'block', 'Property', property);
    return this.database.transaction((tx) => this.view(tx, property_id));
  }

  /** Calendars that stay keep what they brought; new ones are fetched at once. */
  async replace(actor: SignedIn, property_id: string, { imports, rotate_export = false }: CalendarImportsDto): Promise<CalendarImportsView> {
    const wanted = imports?.map((one, index) => ({ url: this.addressOf(one, index), name: one.name ?? null }));
    if (wanted && new Set(wanted.map(({ url }) => url)).size < wanted.length) throw fieldFailure('imports', 'repeated_item');
    return this.database.transaction(async (tx) => {
      const property = await this.properties.lock(tx, property_id);
      if (!property) throw new NotFound();
      this.abilities.authorize(actor, 'block', 'Property', property);
      if (rotate_export) await query(tx, 'UPDATE properties SET calendar_generation = calendar_generation + 1 WHERE id = $1', [property_id]);
      const [before] = await query<{ imports: number }>(tx, 'SELECT count(*)::int AS imports FROM calendar_imports WHERE property_id = $1', [property_id]);
      if (wanted) await this.keep(tx, property_id, wanted);
      const view = await this.view(tx, property_id);
      await this.audit.watch(tx, actor, property.owner_id, {
        action: 'property.set_calendars', subject_type: 'property', subject_id: property_id, before, after: { imports: view.imports.length, is_export_rotated: rotate_export },
      });
      return view;
    });
  }

  private async keep(tx: Tx, property_id: string, wanted: readonly { url: string; name: string | null }[]): Promise<void> {
    await query(tx, 'DELETE FROM calendar_imports WHERE property_id = $1 AND url <> ALL ($2)', [property_id, wanted.map(({ url }) => url)]);
    const rows = await query<{ id: string }>(
      tx,
      `INSERT INTO calendar_imports (id, property_id, url, name)
       SELECT id, $1, url, name FROM jsonb_to_recordset($2) AS row (id uuid, url text, name text)
       ON CONFLICT (property_id, url) DO UPDATE SET name = excluded.name RETURNING id`,
      [property_id, JSON.stringify(wanted.map((one) => ({ id: newId(), ...one })))],
    );
    await this.outbox.publishAll(tx, 'calendar.fetch_wanted', rows.map(({ id }) => ({ payload: { import_id: id } })));
  }

  private addressOf({ url: given }: CalendarImportDto, index: number): string {
    const text = given.replace(/^webcal:/i, 'https:');
    const url = URL.canParse(text) ? new URL(text) : null;
    const usable = url !== null && url.username === '' && url.password === '' && (url.protocol === 'https:' || this.config.CALENDAR_ALLOW_PRIVATE) && url.href.length <= 2000;
    if (!usable) throw fieldFailure(`imports.${String(index)}.url`, 'invalid');
    url.hash = '';
    return url.href;
  }

  private async view(tx: Tx, property_id: string): Promise<CalendarImportsView> {
    const homes = await query<{ id: string; calendar_generation: number }>(tx, 'SELECT id, calendar_generation FROM properties WHERE id = $1', [property_id]);
    if (!homes[0]) throw new NotFound();
    const imports = await query<CalendarImportView>(
      tx,
      `SELECT i.id, i.url, i.name, ${instantSql('i.last_fetched_at')} AS last_fetched_at, i.last_error,
         coalesce((SELECT json_agg(json_build_object('booking_id', c.booking_id, 'start_date', c.start_date, 'end_date', c.end_date) ORDER BY c.start_date, c.booking_id)
           FROM (${CONFLICTS} LIMIT 1000) c WHERE c.import_id = i.id), '[]') AS conflicts
       FROM calendar_imports i WHERE i.property_id = $1 ORDER BY i.created_at, i.id`,
      [property_id],
    );
    return { export_url: this.links.urlOf(homes[0]), imports };
  }
}
