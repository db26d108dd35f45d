import { Injectable } from '@nestjs/common';
import { addDays, daysBetween, todayIn, type CalendarDate } from '../../kernel/calendar-date.js';
import { newId } from '../../kernel/id.js';
import { Audit } from '../../platform/audit/audit.js';
import { Abilities } from '../../platform/authz/abilities.js';
import type { Actor, SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import { Clock } from '../../platform/clock.js';
import { Database, query } from '../../platform/database/database.js';
import { instantSql } from '../../platform/database/sql.js';
import type { AvailabilityQuery, CreateBlockDto } from './dto/availability.dto.js';
import { PropertiesRepository, type BookableProperty } from './properties.repository.js';
import './property.audit.js';
import { BlockImported, BlockInThePast, DatesReversed, PeriodTooLong } from './property.errors.js';
import type { AvailabilityView, BlockView, UnavailablePeriodView } from './property.views.js';

const DEFAULT_DAYS = 90;
const MOST_DAYS = 366;

/** What an import is called: as its owner says, else by its site. */
const SOURCE_NAME = `coalesce(nullif(s.name, ''), substring(s.url from '^\\w+://([^/:?]+)'))`;
const BLOCK = `b.id, b.property_id, b.start_date, b.end_date, b.note, ${instantSql('b.created_at')} AS created_at`;

/** When a home is free, and the dates that its owner closes. */
@Injectable()
export class AvailabilityService {
  constructor(
    private readonly database: Database,
    private readonly properties: PropertiesRepository,
    private readonly abilities: Abilities,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** Says that dates are taken and never by whom. A hold that has run out does not count. */
  async between(actor: Actor, property_id: string, asked: AvailabilityQuery): Promise<AvailabilityView> {
    const property = await this.find(actor, 'read', property_id);
    const from = asked.from ?? todayIn(property.time_zone, this.clock.now());
    const to = asked.to ?? addDays(from, DEFAULT_DAYS);
    if (to <= from) throw new DatesReversed({}, { errors: [{ field: 'to', code: 'property.dates_reversed', texts: DatesReversed.definition.detail }] });
    if (daysBetween(from, to) > MOST_DAYS) throw new PeriodTooLong({ days: MOST_DAYS });
    const taken = await this.database.read<UnavailablePeriodView & Record<string, unknown>>(
      {
        name: 'properties.availability',
        text: `SELECT start_date, end_date, 'booked' AS reason FROM bookings
             WHERE property_id = $1 AND start_date < $3 AND end_date > $2 AND status IN ('pending', 'confirmed')
               AND (status = 'confirmed' OR expires_at > now())
           UNION ALL SELECT start_date, end_date, 'blocked' FROM property_blocks
             WHERE property_id = $1 AND start_date < $3 AND end_date > $2`,
      },
      [property_id, from, to],
    );
    const unavailable = [...taken, ...offerEdges(property, from, to)].sort((a, b) => a.start_date.localeCompare(b.start_date));
    return { property_id, from, to, is_available: property.status === 'published' && unavailable.length === 0, unavailable };
  }

  async listBlocks(actor: SignedIn, property_id: string): Promise<BlockView[]> {
    await this.find(actor, 'block', property_id);
    return this.database.read<BlockView & Record<string, unknown>>(
      `SELECT ${BLOCK}, CASE WHEN s.id IS NOT NULL THEN json_build_object('import_id', s.id, 'name', ${SOURCE_NAME}) END AS source
       FROM property_blocks b LEFT JOIN calendar_imports s ON s.id = b.source_id WHERE b.property_id = $1 ORDER BY b.start_date LIMIT 1000`,
      [property_id],
    );
  }

  /** Closes dates. @throws BlockOverlapsBooking, BlockOverlapsBlock: the constraints of the table say so. */
  async block(actor: SignedIn, property_id: string, { start_date, end_date, note }: CreateBlockDto): Promise<BlockView> {
    const property = await this.find(actor, 'block', property_id);
    if (end_date <= start_date) throw new DatesReversed({}, { errors: [{ field: 'end_date', code: 'property.dates_reversed', texts: DatesReversed.definition.detail }] });
    if (start_date < todayIn(property.time_zone, this.clock.now())) throw new BlockInThePast();
    return this.database.transaction(async (tx) => {
      const rows = await query<BlockView>(
        tx,
        `INSERT INTO property_blocks AS b (id, property_id, start_date, end_date, note) VALUES ($1, $2, $3, $4, $5) RETURNING ${BLOCK}, NULL AS source`,
        [newId(), property_id, start_date, end_date, note ?? null],
      );
      if (!rows[0]) throw new NotFound();
      const after = { block_id: rows[0].id, start_date, end_date };
      await this.audit.watch(tx, actor, property.owner_id, { action: 'property.block', subject_type: 'property', subject_id: property_id, before: null, after });
      return rows[0];
    });
  }

  /** @throws BlockImported for one that a calendar brought. */
  async unblock(actor: SignedIn, property_id: string, block_id: string): Promise<void> {
    const { owner_id } = await this.find(actor, 'block', property_id);
    const removed = await this.database.transaction(async (tx) => {
      const [before] = await query(
        tx,
        'DELETE FROM property_blocks WHERE id = $1 AND property_id = $2 AND source_id IS NULL RETURNING id AS block_id, start_date, end_date',
        [block_id, property_id],
      );
      if (before) await this.audit.watch(tx, actor, owner_id, { action: 'property.unblock', subject_type: 'property', subject_id: property_id, before, after: null });
      return before !== undefined;
    });
    if (removed) return;
    const imported = await this.database.write<{ source: string }>(
      `SELECT ${SOURCE_NAME} AS source FROM property_blocks b JOIN calendar_imports s ON s.id = b.source_id WHERE b.id = $1 AND b.property_id = $2`,
      [block_id, property_id],
    );
    throw imported[0] ? new BlockImported({ source: imported[0].source }) : new NotFound();
  }

  private async find(actor: Actor, action: string, property_id: string): Promise<BookableProperty> {
    const property = await this.properties.findForBooking(property_id);
    if (!property) throw new NotFound();
    this.abilities.authorize(actor, action, 'Property', property);
    return property;
  }
}

/** What lies outside of the period on offer cannot be had either. */
function offerEdges({ available_from, available_to }: BookableProperty, from: CalendarDate, to: CalendarDate): UnavailablePeriodView[] {
  const edges: UnavailablePeriodView[] = [];
  if (available_from !== null && available_from > from) {
    edges.push({ start_date: from, end_date: available_from < to ? available_from : to, reason: 'blocked' });
  }
  if (available_to !== null && available_to < to) {
    edges.push({ start_date: available_to > from ? available_to : from, end_date: to, reason: 'blocked' });
  }
  return edges;
}
