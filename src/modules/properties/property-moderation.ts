import { Injectable } from '@nestjs/common';
import { Abilities } from '../../platform/authz/abilities.js';
import type { SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import { Clock } from '../../platform/clock.js';
import type { Tx } from '../../platform/database/database.js';
import type { RawJson } from '../../platform/http/answer.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { PropertiesRepository } from './properties.repository.js';
import { Property } from './property.entity.js';
import { InvalidTransition } from './property.errors.js';
import './property.events.js';
import { transitionBetween } from './property.state.js';

type Facts = Partial<Pick<Property, 'is_featured' | 'status' | 'withdrawal_reason'>>;

/** What was changed of a listing, and how it looks now; null where everything was so already. */
export interface Moderated {
  readonly changed: { readonly before: Facts; readonly after: Facts } | null;
  readonly json: RawJson;
}

/** The face through which the staff puts listings forward and takes them off. */
@Injectable()
export class PropertyModeration {
  constructor(
    private readonly properties: PropertiesRepository,
    private readonly abilities: Abilities,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** @throws NotFound */
  async feature(tx: Tx, actor: SignedIn, id: string, is_featured: boolean): Promise<Moderated> {
    const property = await this.lock(tx, actor, id);
    return this.change(tx, actor, property, property.is_featured === is_featured ? {} : { is_featured });
  }

  /** Its owner is told why, and may publish it again. @throws NotFound, InvalidTransition where it is not published */
  async unpublish(tx: Tx, actor: SignedIn, id: string, withdrawal_reason: string): Promise<Moderated> {
    const property = await this.lock(tx, actor, id);
    if (transitionBetween(property.status, 'inactive', 'admin') === null) throw new InvalidTransition({ from: property.status, to: 'inactive' });
    const moderated = await this.change(tx, actor, property, { status: 'inactive', withdrawal_reason });
    await this.outbox.publish(tx, 'property.unpublished', { property_id: id, user_id: property.owner_id });
    return moderated;
  }

  private async lock(tx: Tx, actor: SignedIn, id: string): Promise<Property> {
    const property = await this.properties.lock(tx, id);
    if (!property) throw new NotFound();
    this.abilities.authorize(actor, 'update', 'Property', property);
    return property;
  }

  private async change(tx: Tx, actor: SignedIn, property: Property, after: Facts): Promise<Moderated> {
    const columns = Object.keys(after) as (keyof Facts)[];
    if (columns.length > 0) await tx.update(Property, { id: property.id }, { ...after, updated_at: this.clock.now() });
    const before: Facts = Object.fromEntries(columns.map((column) => [column, property[column]]));
    return { changed: columns.length > 0 ? { before, after } : null, json: await this.properties.json(tx, actor, property.id) };
  }
}
