import { type BoundedAnswer, boundedFetch, NoAnswer, retryAfterSeconds } from '../bounded-fetch.js';

/** An address as a listing has it. `country` is ISO 3166-1 alpha-2, in either case. */
export interface Address {
  address?: string | null;
  neighborhood?: string | null;
  city?: string | null;
  country: string;
}

/** Degrees, WGS 84. */
export interface Coordinates {
  latitude: number;
  longitude: number;
}

/** Finds where an address is: null when the map does not know it. Throws GeocoderUnavailable when it could not be asked. */
export interface Geocoder {
  find(address: Address): Promise<Coordinates | null>;
}

/** The geocoder did not answer or sent us away (403 and 429 are its way to say "too much"): ask again later. */
export class GeocoderUnavailable extends Error {
  readonly permanent = false;

  constructor(
    message: string,
    readonly retry_after_seconds?: number,
  ) {
    super(message);
    this.name = 'GeocoderUnavailable';
  }
}

export interface NominatimOptions {
  /** Default `https://nominatim.openstreetmap.org`; may end in a path. */
  base_url?: string;
  /** Names the application and a contact: the public server blocks the defaults of HTTP libraries. */
  user_agent: string;
  /** Language of the names it matches. Default `fr`. */
  language?: string;
  /** Milliseconds for one call. Default 10 000. */
  timeout_ms?: number;
}

/** Longer is no address, and a query travels in the URL. */
const LONGEST_QUERY = 300;

/**
 * OpenStreetMap's Nominatim, `/search`.
 * Source: shared/spec/providers.md §10. The caller keeps to one call a second for the whole application and caches:
 * the public server's conditions.
 */
export class NominatimGeocoder implements Geocoder {
  private readonly base: URL;

  constructor(private readonly options: NominatimOptions) {
    if (options.user_agent.trim() === '') throw new TypeError('user_agent must identify the application');
    this.base = new URL((options.base_url ?? 'https://nominatim.openstreetmap.org').replace(/\/*$/, '/'));
  }

  /** @throws GeocoderUnavailable */
  async find(address: Address): Promise<Coordinates | null> {
    const q = queryOf(address);
    if (q === '') return null;
    const language = this.options.language ?? 'fr';
    const url = new URL('search', this.base);
    url.search = new URLSearchParams({
      q,
      format: 'jsonv2',
      limit: '1',
      countrycodes: address.country.toLowerCase(),
      'accept-language': language,
    }).toString();
    const answer = await this.ask(url);
    // 400 is about this query, so the map has no place for it; every other refusal is about us or the server.
    if (answer.status === 400) return null;
    if (answer.status !== 200) {
      const wait = retryAfterSeconds(answer.headers);
      throw new GeocoderUnavailable(`the geocoder answered ${answer.status}`, wait);
    }
    return firstPlace(answer.text);
  }

  private async ask(url: URL): Promise<BoundedAnswer> {
    const { user_agent, timeout_ms } = this.options;
    try {
      return await boundedFetch(url, { headers: { 'user-agent': user_agent, accept: 'application/json' }, timeout_ms });
    } catch (error) {
      if (error instanceof NoAnswer) throw new GeocoderUnavailable(error.message);
      throw error;
    }
  }
}

/** From the narrow to the wide; the country goes into `countrycodes`, where it bounds the search instead of steering it. */
function queryOf({ address, neighborhood, city }: Address): string {
  const parts = [address, neighborhood, city].map((part) => (part ?? '').replace(/\s+/g, ' ').trim());
  return [...new Set(parts.filter((part) => part !== ''))].join(', ').slice(0, LONGEST_QUERY);
}

/** `lat` and `lon` come as strings. A body that is not a list of places is a fault of the server, not "unknown". */
function firstPlace(text: string): Coordinates | null {
  let places: unknown;
  try {
    places = JSON.parse(text);
  } catch {
    throw new GeocoderUnavailable('the geocoder gave something other than JSON');
  }
  if (!Array.isArray(places)) throw new GeocoderUnavailable('the geocoder gave something other than a list');
  if (places.length === 0) return null;
  const { lat, lon } = (places[0] ?? {}) as { lat?: unknown; lon?: unknown };
  const [latitude, longitude] = [lat, lon].map((value) => (typeof value === 'string' && value.trim() ? Number(value) : NaN));
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) {
    throw new GeocoderUnavailable('the geocoder gave a place without coordinates');
  }
  return { latitude, longitude };
}
