import type { GeoPoint } from '../../kernel/geo-point.js';
import { MOST_ROOMS, type FacetFilters } from './property.facets.js';
import type { PropertyFilters } from './property.search.js';
import { circlesOf } from './search-places.js';

/** The filters when they meet SQL: codes have become bits, words lexemes. */
export interface SqlFilters extends PropertyFilters {
  readonly facets: FacetFilters;
  /** A `tsquery`. */
  readonly text_query?: string;
}

/** The values of one statement, in the order of their placeholders. */
export class Values {
  readonly list: unknown[] = [];

  add(value: unknown, type: string): string {
    this.list.push(value);
    return `$${String(this.list.length)}::${type}`;
  }
}

/** `status = 'published'` stands here as text, never as a value: else no partial index would fit. */
export function publishedSql({ city }: SqlFilters, values: Values): string[] {
  return [`p.status = 'published'`, ...(city === undefined ? [] : [`p.city_key = fold_text(${values.add(city, 'text')})`])];
}

/** What is told by columns that the indexes carry along: a walk compares them without a look at the row. */
export function cheapSql(filters: SqlFilters, row: string, values: Values): string[] {
  const { trait_mask, amenity_mask } = filters.facets;
  const parts: string[] = [];
  for (const [column, mask] of [['trait_mask', trait_mask], ['amenity_mask', amenity_mask]] as const) {
    if (mask === null) continue;
    const bits = values.add(mask, 'bigint');
    parts.push(`${row}.${column} & ${bits} = ${bits}`);
  }
  return [...parts, ...priceSql(filters, row, values)];
}

export function priceSql({ min_price, max_price }: SqlFilters, row: string, values: Values): string[] {
  const parts: string[] = [];
  if (min_price !== undefined) parts.push(`${row}.price >= ${values.add(min_price, 'numeric')}`);
  if (max_price !== undefined) parts.push(`${row}.price <= ${values.add(max_price, 'numeric')}`);
  return parts;
}

/** The same and more through the inverted index. Nothing where no filter has a place in it. */
export function indexedSql(filters: SqlFilters, values: Values): string[] {
  const { codes, price_codes, square_codes } = filters.facets;
  const parts: string[] = [];
  if (filters.neighborhood !== undefined) parts.push(`p.neighborhood_key = fold_text(${values.add(filters.neighborhood, 'text')})`);
  if (codes.length > 0) {
    const wanted = `p.facets @> ${values.add(codes, 'int[]')}`;
    // Twice: the planner takes each code for independent of the others and would rather read the whole table for a mix
    // that it believes to be common. It is not: whoever comes here has walked and not found.
    parts.push(wanted, wanted);
  }
  for (const some of [...(price_codes ? [price_codes] : []), ...square_codes]) parts.push(`p.facets && ${values.add(some, 'int[]')}`);
  if (filters.text_query !== undefined) parts.push(`p.search_vector @@ ${values.add(filters.text_query, 'tsquery')}`);
  return parts;
}

/** The owner lets it over the whole stay. */
export function letSql({ stay }: SqlFilters, row: string, values: Values): string[] {
  if (!stay) return [];
  return [
    `(${row}.available_from <= ${values.add(stay.start_date, 'date')}) IS NOT FALSE`,
    `(${row}.available_to >= ${values.add(stay.end_date, 'date')}) IS NOT FALSE`,
    `(${row}.minimum_stay <= ${values.add(stay.nights, 'int')}) IS NOT FALSE`,
  ];
}

/** What only the row itself tells, beside the conditions above, which may be wider than what is asked. */
export function rowSql(filters: SqlFilters, row: string, values: Values): string[] {
  const { near, box, area, bedrooms = 0, bathrooms = 0 } = filters;
  const parts: string[] = [];
  if (bedrooms > MOST_ROOMS) parts.push(`${row}.bedrooms >= ${values.add(bedrooms, 'int')}`);
  if (bathrooms > MOST_ROOMS) parts.push(`${row}.bathrooms >= ${values.add(bathrooms, 'int')}`);
  if (near) parts.push(`${metresSql(near.point, row, values)} <= ${values.add(near.radius_km * 1000, 'float8')}`);
  if (box) {
    parts.push(`${row}.latitude BETWEEN ${values.add(box.south, 'numeric')} AND ${values.add(box.north, 'numeric')}
      AND ${row}.longitude BETWEEN ${values.add(box.west, 'numeric')} AND ${values.add(box.east, 'numeric')}`);
  }
  if (area) {
    // Edges are straight on the map, as GeoJSON has them; what crosses itself is mended.
    const shape = `ST_CollectionExtract(ST_MakeValid(ST_SetSRID(ST_GeomFromGeoJSON(${values.add(JSON.stringify(area), 'text')}), 4326)), 3)`;
    parts.push(`ST_Covers(${shape}, ${row}.location::geometry)`);
  }
  return parts;
}

/** What walks have to ask the row because their index does not carry it. */
export function rowOnlySql(filters: SqlFilters, row: string, values: Values): string[] {
  const parts = rowSql(filters, row, values);
  if (filters.neighborhood !== undefined) parts.push(`${row}.neighborhood_key = fold_text(${values.add(filters.neighborhood, 'text')})`);
  if (filters.text_query !== undefined) parts.push(`${row}.search_vector @@ ${values.add(filters.text_query, 'tsquery')}`);
  return parts;
}

/**
 * No night of the stay is taken: a hold that has expired takes none. Asked of one home at a time: as a join the planner
 * likes to read every booking there is.
 */
export function freeSql({ stay }: SqlFilters, id: string, values: Values): string[] {
  if (!stay) return [];
  const start = values.add(stay.start_date, 'date');
  const end = values.add(stay.end_date, 'date');
  return [
    none(`bookings b WHERE b.property_id = ${id} AND b.status IN ('pending', 'confirmed') AND b.start_date < ${end} AND b.end_date > ${start}
      AND (b.status = 'confirmed' OR b.expires_at > now())`),
    none(`property_blocks o WHERE o.property_id = ${id} AND o.start_date < ${end} AND o.end_date > ${start}`),
  ];
}

function none(rows: string): string {
  return `coalesce((SELECT false FROM ${rows} LIMIT 1), true)`;
}

/** The planner has counted the index condition already; counting this one as well it would expect next to no row. */
export function hidden(conditions: readonly string[]): string[] {
  return conditions.length === 0 ? [] : [`coalesce(${conditions.join(' AND ')}, false)`];
}

export function pointSql(point: GeoPoint, values: Values): string {
  return `ST_SetSRID(ST_MakePoint(${values.add(point.longitude, 'float8')}, ${values.add(point.latitude, 'float8')}), 4326)::geography`;
}

/** Metres over the spheroid. */
export function metresSql(point: GeoPoint, row: string, values: Values): string {
  return `ST_Distance(${row}.location, ${pointSql(point, values)})`;
}

/**
 * Narrows down to a box around what is looked for. `ST_DWithin` would do the same, but tells the planner that next to
 * nothing is near, and it then reads every home of a town to sort them by age.
 */
export function aroundSql(filters: Pick<PropertyFilters, 'near' | 'box' | 'area'>, values: Values): string[] {
  return circlesOf(filters)
    // Beyond the size of a country nearly everything is inside.
    .filter(({ km }) => km < 1000)
    // A little wider: the box is made on a sphere, distances on the spheroid.
    .map(({ centre, km }) => `p.location && _ST_Expand(${pointSql(centre, values)}, ${values.add(km * 1010 + 1, 'float8')})`);
}
