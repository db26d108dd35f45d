import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/id.js';
import { decimalsOf, Money, type Currency } from '../../kernel/money.js';
import { Audit } from '../../platform/audit/audit.js';
import { Abilities } from '../../platform/authz/abilities.js';
import type { SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import { Clock } from '../../platform/clock.js';
import { Database, query, type Tx } from '../../platform/database/database.js';
import { RawJson } from '../../platform/http/answer.js';
import { fieldFailure } from '../../platform/http/input.pipe.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { isTimeZone } from './dto/property-fields.js';
import type { CreatePropertyDto, UpdatePropertyDto } from './dto/write-property.dto.js';
import { PropertiesRepository } from './properties.repository.js';
import { changeOf } from './property.audit.js';
import { Property } from './property.entity.js';
import { AvailabilityReversed, HalfAPoint, InvalidTransition, PriceNotExact, PropertyHasBookings, PropertyIncomplete, UnknownAmenity } from './property.errors.js';
import { transitionBetween, type PropertyStatus } from './property.state.js';

/** What a body may say of a home, with amounts and coordinates as the numeric text that is stored. */
type Facts = Partial<Omit<Property, 'id' | 'owner_id'>>;

/** Making, changing, publishing and deleting homes. */
@Injectable()
export class PropertyWriting {
  constructor(
    private readonly database: Database,
    private readonly properties: PropertiesRepository,
    private readonly abilities: Abilities,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** A draft of the caller's own. Without coordinates its address is looked up in the background. */
  async draft(owner: SignedIn, asked: CreatePropertyDto): Promise<RawJson> {
    const facts = factsOf(asked);
    const currency: Currency = asked.currency ?? 'XOF';
    checkTogether({ available_from: null, available_to: null, latitude: null, longitude: null, price: '0', deposit_amount: null, ...facts, currency });
    const id = newId();
    return this.database.transaction(async (tx) => {
      await this.checkAmenities(tx, asked.amenities, []);
      await tx.insert(Property, { id, owner_id: owner.id, ...facts, currency });
      await this.locate(tx, id, facts.latitude ?? null);
      return this.properties.json(tx, owner, id);
    });
  }

  /** Changes what is given. @throws InvalidTransition, PropertyIncomplete when the status may not become what is asked. */
  async change(actor: SignedIn, id: string, asked: UpdatePropertyDto): Promise<RawJson> {
    return this.database.transaction(async (tx) => {
      const property = await this.lockFor(tx, actor, 'update', id);
      const facts = placed(property, factsOf(asked));
      const changed = Object.assign({}, property, facts);
      checkTogether(changed);
      await this.checkAmenities(tx, asked.amenities, property.amenities);
      const status = asked.status ?? property.status;
      if (status !== property.status) await this.checkMove(tx, actor, property, changed, status);
      const published_at = status === 'published' ? (property.published_at ?? this.clock.now()) : property.published_at;
      await tx.update(Property, { id }, { ...facts, status, published_at, updated_at: this.clock.now() });
      const difference = changeOf(property, { ...facts, status });
      if (difference) await this.audit.watch(tx, actor, property.owner_id, { action: 'property.update', subject_type: 'property', subject_id: id, ...difference });
      if (status === 'published') await this.properties.learnWords(tx, id);
      if (facts.latitude === null || (changed.latitude === null && isElsewhere(property, facts))) await this.locate(tx, id, changed.latitude);
      return this.properties.json(tx, actor, id);
    });
  }

  /** Takes the home away for everybody; past stays still show it. @throws PropertyHasBookings while somebody holds dates. */
  async delete(actor: SignedIn, id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const property = await this.lockFor(tx, actor, 'delete', id);
      const held = await query(
        tx,
        `SELECT 1 FROM bookings WHERE property_id = $1 AND status IN ('pending', 'confirmed') AND (status = 'confirmed' OR expires_at > now()) LIMIT 1`,
        [id],
      );
      if (held.length > 0) throw new PropertyHasBookings();
      const [before, after] = [{ status: property.status, is_deleted: false }, { status: 'inactive', is_deleted: true }];
      await this.audit.watch(tx, actor, property.owner_id, { action: 'property.delete', subject_type: 'property', subject_id: id, before, after });
      await tx.update(Property, { id }, { status: 'inactive', deleted_at: this.clock.now(), updated_at: this.clock.now() });
      return null;
    });
  }

  /** A home keeps what was retired, and nothing retired is added. @throws UnknownAmenity */
  private async checkAmenities(tx: Tx, asked: readonly string[] | undefined, kept: readonly string[]): Promise<void> {
    const added = (asked ?? []).filter((code) => !kept.includes(code));
    if (added.length === 0) return;
    const known = await query(tx, 'SELECT 1 FROM amenities WHERE is_active AND code = ANY ($1)', [added]);
    if (known.length < added.length) throw new UnknownAmenity();
  }

  private async checkMove(tx: Tx, actor: SignedIn, property: Property, changed: Property, to: PropertyStatus): Promise<void> {
    const keeper = actor.id === property.owner_id ? 'owner' : 'admin';
    if (transitionBetween(property.status, to, keeper) === null) throw new InvalidTransition({ from: property.status, to });
    if (to !== 'published') return;
    const images = await query(tx, 'SELECT 1 FROM property_images WHERE property_id = $1 LIMIT 1', [property.id]);
    const missing = (['title', 'price', 'city', 'address'] as const).filter((field) => !changed[field]) as string[];
    if (images.length === 0) missing.push('images');
    if (missing.length > 0) throw new PropertyIncomplete({ missing: missing.join(', ') });
  }

  private async lockFor(tx: Tx, actor: SignedIn, action: string, id: string): Promise<Property> {
    const property = await this.properties.lock(tx, id);
    if (!property) throw new NotFound();
    this.abilities.authorize(actor, action, 'Property', property);
    return property;
  }

  private async locate(tx: Tx, property_id: string, latitude: string | null): Promise<void> {
    if (latitude === null) await this.outbox.publish(tx, 'property.geocode_wanted', { property_id });
  }
}

/** Text for numeric columns: a number would pass through binary floating point. */
function factsOf({ price, deposit_amount, latitude, longitude, surface_area, ...rest }: UpdatePropertyDto): Facts {
  if (rest.time_zone !== undefined && !isTimeZone(rest.time_zone)) throw fieldFailure('time_zone', 'invalid');
  const numbers = { price, deposit_amount, latitude, longitude, surface_area };
  const given = Object.entries(numbers).filter(([, value]) => value !== undefined);
  return { ...rest, ...Object.fromEntries(given.map(([name, value]) => [name, value === null ? null : decimal(value as number)])) };
}

function decimal(value: number): string {
  return Math.abs(value) < 1e-6 ? value.toFixed(8) : String(value);
}

/** What no single field can say. */
function checkTogether(home: Pick<Property, 'available_from' | 'available_to' | 'latitude' | 'longitude' | 'price' | 'deposit_amount' | 'currency'>): void {
  if (home.available_from !== null && home.available_to !== null && home.available_to <= home.available_from) throw new AvailabilityReversed();
  if ((home.latitude === null) !== (home.longitude === null)) {
    const field = home.latitude === null ? 'latitude' : 'longitude';
    throw new HalfAPoint({}, { errors: [{ field, code: 'required' }] });
  }
  for (const field of ['price', 'deposit_amount'] as const) {
    const amount = home[field];
    if (amount !== null && !Money.isExact(Number(amount), home.currency)) {
      const decimals = decimalsOf(home.currency);
      throw new PriceNotExact({ currency: home.currency, decimals }, { errors: [{ field, code: 'too_many_decimals', parameters: { max: decimals } }] });
    }
  }
}

/** Whose word the coordinates are: the owner's stay, those that came from an address go with it. */
function placed(property: Property, facts: Facts): Facts {
  // Whoever changes an address often sends the old coordinates along with it.
  const moved = (['latitude', 'longitude'] as const).some((field) => facts[field] !== undefined && !isSame(facts[field], property[field]));
  if (moved) return { ...facts, is_geocoded: false };
  return property.is_geocoded && isElsewhere(property, facts) ? { ...facts, latitude: null, longitude: null, is_geocoded: false } : facts;
}

function isElsewhere(property: Property, facts: Facts): boolean {
  return (['address', 'city', 'neighborhood', 'country'] as const).some((field) => facts[field] !== undefined && facts[field] !== property[field]);
}

function isSame(one: string | null, other: string | null): boolean {
  return one === null || other === null ? one === other : Number(one) === Number(other);
}
