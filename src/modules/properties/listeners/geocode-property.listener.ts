import { Injectable } from '@nestjs/common';
import { foldText } from '../../../kernel/text.js';
import { Database } from '../../../platform/database/database.js';
import { Consumes } from '../../../platform/outbox/consumer.js';
import type { EventEnvelope } from '../../../platform/outbox/events.js';
import { FastRedis } from '../../../platform/redis/redis.module.js';
import { OptionalGeocoder } from '../../../platform/geocoding/geocoding.module.js';

interface Place {
  address: string;
  neighborhood: string | null;
  city: string;
  country: string;
}
interface Point {
  latitude: string | number;
  longitude: string | number;
}

/** The public server's policy: one call a second for the whole application. */
const PAUSE_MS = 1100;
const PAUSE_KEY = 'geocoder:pause';

/** Finds out where a home is from its address. Each place is asked about once a month at most, also one that is nowhere. */
@Injectable()
export class GeocodeProperty {
  constructor(
    private readonly database: Database,
    private readonly redis: FastRedis,
    private readonly geocoder: OptionalGeocoder,
  ) {}

  @Consumes('property.geocode_wanted', { consumer: 'geocoder', queue: 'background' })
  async locate({ payload }: EventEnvelope<'property.geocode_wanted'>): Promise<string> {
    if (!this.geocoder.instance) return 'skipped: no geocoder';
    const rows = await this.database.write<Place & Record<string, unknown>>(
      'SELECT address, neighborhood, city, country FROM properties WHERE id = $1 AND latitude IS NULL AND deleted_at IS NULL',
      [payload.property_id],
    );
    const place = rows[0];
    if (!place) return 'skipped: located or gone';
    const point = await this.pointOf(place);
    if (!point) return 'nowhere';
    // Only while it still has none, and still that address: the owner may have dropped a pin, or moved it, in the meantime.
    await this.database.write(
      `UPDATE properties SET latitude = $2, longitude = $3, is_geocoded = true, updated_at = now()
       WHERE id = $1 AND latitude IS NULL AND deleted_at IS NULL AND address = $4 AND city = $5 AND neighborhood IS NOT DISTINCT FROM $6 AND country = $7`,
      [payload.property_id, point.latitude, point.longitude, place.address, place.city, place.neighborhood, place.country],
    );
    return 'located';
  }

  private async pointOf(place: Place): Promise<Point | null> {
    const key = foldText([place.address, place.neighborhood, place.city, place.country].filter(Boolean).join(', ')).slice(0, 500);
    const known = await this.database.read<{ latitude: string | null; longitude: string | null }>(
      `SELECT latitude, longitude FROM geocoded_places WHERE query_key = $1 AND asked_at > now() - interval '30 days'`,
      [key],
    );
    if (known[0]) return known[0].latitude === null || known[0].longitude === null ? null : { latitude: known[0].latitude, longitude: known[0].longitude };
    await this.waitForTurn();
    const found = (await this.geocoder.instance?.find(place)) ?? null;
    await this.database.write(
      `INSERT INTO geocoded_places (query_key, latitude, longitude) VALUES ($1, $2, $3)
       ON CONFLICT (query_key) DO UPDATE SET latitude = excluded.latitude, longitude = excluded.longitude, asked_at = now()`,
      [key, found?.latitude ?? null, found?.longitude ?? null],
    );
    return found;
  }

  /** One call a second for all workers together; who does not get a turn, or cannot ask for one, comes again later. */
  private async waitForTurn(): Promise<void> {
    const mine = await this.redis.set(PAUSE_KEY, '1', 'PX', PAUSE_MS, 'NX');
    if (mine === null) throw new Error('the geocoder is having its pause');
  }
}
