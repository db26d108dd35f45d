import { GeoPoint, parseBoundingBox, parsePolygon, type Area, type BoundingBox } from '../../kernel/geo-point.js';
import type { PageRequest } from '../../kernel/page.js';
import { Stay } from '../../kernel/stay.js';
import { fieldFailure } from '../../platform/http/input.pipe.js';
import { pageOf } from '../../platform/http/page-query.js';
import type { ListPropertiesQuery, SearchPropertiesQuery } from './dto/search-properties.query.js';
import type { PropertyType, RentalType } from './property.entity.js';
import { DistanceNeedsPoint, InvalidBoundingBox, InvalidPolygon, StayReversed } from './search.errors.js';

export const SORTS = ['newest', 'price_asc', 'price_desc', 'rating', 'distance'] as const;
export type PropertySort = (typeof SORTS)[number];

export const DEFAULT_RADIUS_KM = 5;

/** What is looked for among the published homes, whatever answers it: PostgreSQL today. */
export interface PropertyFilters {
  readonly city?: string;
  readonly neighborhood?: string;
  readonly property_type?: PropertyType;
  readonly rental_type?: RentalType;
  readonly min_price?: number;
  readonly max_price?: number;
  /** At least. */
  readonly bedrooms?: number;
  readonly bathrooms?: number;
  readonly is_furnished?: boolean;
  /** All of them. */
  readonly amenities: readonly string[];
  /** Free, and let, over the whole of it. */
  readonly stay?: Stay;
  readonly near?: { readonly point: GeoPoint; readonly radius_km: number };
  readonly box?: BoundingBox;
  readonly area?: Area;
}

export interface PropertySearch {
  readonly filters: PropertyFilters;
  /** What people typed. */
  readonly q?: string;
  readonly sort: PropertySort | 'relevance';
  readonly page: PageRequest;
  readonly facets: boolean;
}

/** @throws ValidationFailed and the other 422s where parts of the query do not go together. */
export function searchFrom(query: ListPropertiesQuery & Partial<SearchPropertiesQuery>): PropertySearch {
  const filters: PropertyFilters = {
    city: query.city || undefined,
    neighborhood: query.neighborhood || undefined,
    property_type: query.property_type,
    rental_type: query.rental_type,
    min_price: query.min_price,
    max_price: query.max_price,
    bedrooms: query.bedrooms,
    bathrooms: query.bathrooms,
    is_furnished: query.is_furnished,
    amenities: [...new Set(query.amenities ?? [])],
    stay: stayOf(query),
    near: nearOf(query),
    box: query.bbox ? (parseBoundingBox(query.bbox) ?? refuse(InvalidBoundingBox)) : undefined,
    area: query.polygon ? (parsePolygon(query.polygon) ?? refuse(InvalidPolygon)) : undefined,
  };
  if (query.sort === 'distance' && !filters.near) throw new DistanceNeedsPoint();
  const q = query.q || undefined;
  return { filters, q, sort: query.sort ?? (q === undefined ? 'newest' : 'relevance'), page: pageOf(query), facets: query.facets ?? false };
}

function stayOf({ available_from, available_to }: ListPropertiesQuery): Stay | undefined {
  if (available_from === undefined && available_to === undefined) return undefined;
  if (available_from === undefined) throw fieldFailure('available_from', 'required');
  if (available_to === undefined) throw fieldFailure('available_to', 'required');
  if (available_to <= available_from) throw new StayReversed();
  return new Stay(available_from, available_to);
}

function nearOf({ latitude, longitude, radius }: ListPropertiesQuery): PropertyFilters['near'] {
  if (latitude === undefined && longitude === undefined && radius === undefined) return undefined;
  if (latitude === undefined) throw fieldFailure('latitude', 'required');
  if (longitude === undefined) throw fieldFailure('longitude', 'required');
  return { point: new GeoPoint(latitude, longitude), radius_km: radius ?? DEFAULT_RADIUS_KM };
}

function refuse(Refusal: new () => Error): never {
  throw new Refusal();
}
