import type { Area, BoundingBox } from '../../kernel/geo-point.js';
import { COUNT_LIMIT } from '../../platform/http/answer.js';
import { PROPERTY_JSON_JOINS, propertyJson } from './property.json.js';
import type { PropertyFilters, PropertySearch } from './property.search.js';

/** Matches that a text search ranks: who has more of them narrows the search, and ranking reads every row. */
const RANKED_MATCHES = 1000;

export interface SqlStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The values of one statement and their placeholders. */
class Values {
  readonly list: unknown[] = [];

  add(value: unknown, type: string): string {
    return `$${String(this.list.push(value))}::${type}`;
  }
}

type Point = NonNullable<PropertyFilters['near']>['point'];

/** Each sort over the row `p`; each has its partial index. */
const ORDERS: Readonly<Record<Exclude<PropertySearch['sort'], 'distance' | 'relevance'>, string>> = {
  newest: 'p.created_at DESC, p.id DESC',
  price_asc: 'p.price, p.id',
  price_desc: 'p.price DESC, p.id DESC',
  rating: 'coalesce(p.rating, 0) DESC, p.created_at DESC, p.id DESC',
};

/**
 * How places are looked for. Few homes in a place are found through the spatial index and sorted; where there are many,
 * fetching them all to show the newest twenty takes seconds at a million homes, and walking along the index of the sort
 * meets enough of them soon.
 */
export type PlaceStrategy = 'through the map' | 'along the sort';

/** From so many matches on a place is crowded. */
export const CROWDED = 1000;

export function looksAtPlaces({ filters, sort }: PropertySearch): boolean {
  return sort !== 'distance' && (filters.near ?? filters.box ?? filters.area) !== undefined;
}

/**
 * One page as JSON text: the ids first, along the index of the sort, then their rows. Statements differ with their
 * filters and go without a name, so that PostgreSQL plans each with its values.
 * @param tsquery what `q` became; required for the sort by relevance
 */
export function pageSql(search: PropertySearch, viewer: string | null, tsquery: string | null, places: PlaceStrategy = 'through the map'): SqlStatement {
  const values = new Values();
  const { page, per_page } = search.page;
  const ids = idsSql(search, tsquery, values, per_page, (page - 1) * per_page, places);
  return { text: rowsSql(ids, viewer, search.filters.near?.point, values), values: values.list };
}

/** The homes nearest to a point and within the radius, nearest first. */
export function nearbySql(point: Point, radius_km: number, limit: number, viewer: string | null): SqlStatement {
  const values = new Values();
  const filters: PropertyFilters = { amenities: [], near: { point, radius_km } };
  return { text: rowsSql(outwardsSql(filters, null, values, limit, 0), viewer, point, values), values: values.list };
}

/** How many there are; counting stops just beyond the limit. */
export function totalSql({ filters }: PropertySearch, tsquery: string | null): SqlStatement {
  const values = new Values();
  return {
    text: `SELECT count(*)::int AS total FROM (SELECT 1 FROM properties p WHERE ${conditions(filters, tsquery, values)} LIMIT ${String(COUNT_LIMIT + 1)}) matches`,
    values: values.list,
  };
}

/** Counts by type, city and amenity over the first 10 000 matches. */
export function facetsSql({ filters }: PropertySearch, tsquery: string | null): SqlStatement {
  const values = new Values();
  const counts = (key: string, source: string): string =>
    `(SELECT coalesce(json_object_agg(key, n ORDER BY n DESC, key), '{}') FROM
       (SELECT ${key} AS key, count(*)::int AS n FROM ${source} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 50) counted)`;
  return {
    text: `WITH matches AS MATERIALIZED (
        SELECT p.property_type, p.city, p.amenities FROM properties p WHERE ${conditions(filters, tsquery, values)} LIMIT ${String(COUNT_LIMIT)})
      SELECT json_build_object('type', ${counts('property_type', 'matches')}, 'city', ${counts('city', 'matches')},
        'amenity', ${counts('code', 'matches, unnest(amenities) AS code')}) AS facets`,
    values: values.list,
  };
}

/** `{id, nth}` of the page. */
function idsSql({ filters, sort }: PropertySearch, tsquery: string | null, values: Values, limit: number, offset: number, places: PlaceStrategy): string {
  if (sort === 'distance') return outwardsSql(filters, tsquery, values, limit, offset);
  if (sort === 'relevance' && tsquery !== null) return rankedSql(filters, tsquery, values, limit, offset);
  const order = ORDERS[sort === 'relevance' ? 'newest' : sort];
  return `SELECT p.id, row_number() OVER (ORDER BY ${order}) AS nth FROM properties p WHERE ${conditions(filters, tsquery, values, places)}
    ORDER BY ${order} LIMIT ${String(limit)} OFFSET ${String(offset)}`;
}

function rankedSql(filters: PropertyFilters, tsquery: string, values: Values, limit: number, offset: number): string {
  const most = Math.max(RANKED_MATCHES, offset + limit);
  return `SELECT id, row_number() OVER (ORDER BY rank DESC, created_at DESC, id DESC) AS nth FROM (
      SELECT p.id, p.created_at, ts_rank(p.search_vector, ${values.add(tsquery, 'tsquery')}) AS rank FROM properties p
      WHERE ${conditions(filters, tsquery, values)} LIMIT ${String(most)}) matches
    ORDER BY rank DESC, created_at DESC, id DESC LIMIT ${String(limit)} OFFSET ${String(offset)}`;
}

/**
 * Outwards from the point along the spatial index. It goes by distances on a sphere, which differ from the true ones by
 * up to half a per cent: some more are taken than are shown, and put into their true order outside. The radius is never
 * a condition of the inner query: the planner would then fetch the whole disc and sort it.
 */
function outwardsSql(filters: PropertyFilters, tsquery: string | null, values: Values, limit: number, offset: number): string {
  const { near, ...others } = filters;
  if (!near) throw new Error('distance to what?');
  const point = pointSql(near.point, values);
  const need = offset + limit;
  const metres = `ST_Distance(p.location, ${point})`;
  return `SELECT id, row_number() OVER (ORDER BY metres, id) AS nth FROM (
      SELECT p.id, ${metres} AS metres FROM properties p WHERE p.location IS NOT NULL AND ${conditions(others, tsquery, values)}
      ORDER BY p.location <-> ${point} LIMIT ${String(need + Math.ceil(need / 10) + 10)}) nearest
    WHERE metres <= ${values.add(near.radius_km * 1000, 'float8')} ORDER BY metres, id LIMIT ${String(limit)} OFFSET ${String(offset)}`;
}

/** The rows of those ids as the text of one JSON array. */
function rowsSql(ids: string, viewer: string | null, point: Point | undefined, values: Values): string {
  const distance = point ? `trim_scale(round((ST_Distance(p.location, ${pointSql(point, values)}) / 1000)::numeric, 2))` : undefined;
  const json = propertyJson({
    images: 'primary',
    ...(viewer === null ? {} : { viewer: values.add(viewer, 'uuid') }),
    ...(distance === undefined ? {} : { distance: `coalesce(${distance}::text, 'null')` }),
  });
  return `SELECT concat('[', string_agg(json, ',' ORDER BY nth), ']') AS json FROM (
      SELECT ${json} AS json, ids.nth FROM (${ids}) ids JOIN properties p ON p.id = ids.id ${PROPERTY_JSON_JOINS}) shown`;
}

/** `status = 'published'` stands there literally: a partial index asks for it. */
function conditions(filters: PropertyFilters, tsquery: string | null, values: Values, places: PlaceStrategy = 'through the map'): string {
  const all = [`p.status = 'published'`];
  const is = (column: string, operator: string, value: unknown, type: string): void => {
    if (value !== undefined) all.push(`p.${column} ${operator} ${values.add(value, type)}`);
  };
  if (filters.city !== undefined) all.push(`p.city_key = fold_text(${values.add(filters.city, 'text')})`);
  if (filters.neighborhood !== undefined) all.push(`p.neighborhood_key = fold_text(${values.add(filters.neighborhood, 'text')})`);
  is('property_type', '=', filters.property_type, 'text');
  is('rental_type', '=', filters.rental_type, 'text');
  is('price', '>=', filters.min_price, 'numeric');
  is('price', '<=', filters.max_price, 'numeric');
  is('bedrooms', '>=', filters.bedrooms, 'int');
  is('bathrooms', '>=', filters.bathrooms, 'int');
  is('is_furnished', '=', filters.is_furnished, 'boolean');
  if (tsquery !== null) all.push(`p.search_vector @@ ${values.add(tsquery, 'tsquery')}`);
  all.push(...amenityConditions(filters, values), ...stayConditions(filters, values), ...placeConditions(filters, values, places === 'through the map'));
  return all.join(' AND ');
}

/** By their bits; a code that the catalogue does not know is one that no home has. */
function amenityConditions({ amenities }: PropertyFilters, values: Values): string[] {
  if (amenities.length === 0) return [];
  const codes = values.add(amenities, 'text[]');
  const mask = `(SELECT CASE WHEN count(*) = cardinality(${codes}) THEN bit_or(1::bigint << a.bit) END FROM amenities a WHERE a.code = ANY (${codes}))`;
  return [`(p.amenity_mask & ${mask}) = ${mask}`];
}

/** On offer and free over all of it. A hold that has run out does not count. */
function stayConditions({ stay }: PropertyFilters, values: Values): string[] {
  if (!stay) return [];
  const start = values.add(stay.start_date, 'date');
  const end = values.add(stay.end_date, 'date');
  return [
    `(p.available_from IS NULL OR p.available_from <= ${start})`,
    `(p.available_to IS NULL OR p.available_to >= ${end})`,
    `(p.minimum_stay IS NULL OR p.minimum_stay <= ${values.add(stay.nights, 'int')})`,
    `NOT EXISTS (SELECT 1 FROM bookings b WHERE b.property_id = p.id AND b.status IN ('pending', 'confirmed')
       AND b.start_date < ${end} AND b.end_date > ${start} AND (b.status = 'confirmed' OR b.expires_at > now()))`,
    `NOT EXISTS (SELECT 1 FROM property_blocks k WHERE k.property_id = p.id AND k.start_date < ${end} AND k.end_date > ${start})`,
  ];
}

/** The index compares boxes around great circles, which bulge: it is asked a little generously, then the exact place decides. */
function placeConditions({ near, box, area }: PropertyFilters, values: Values, indexed: boolean): string[] {
  const all: string[] = [];
  if (near) {
    const point = pointSql(near.point, values);
    const metres = values.add(near.radius_km * 1000, 'float8');
    // The same distance; the second form is one that no index answers.
    all.push(indexed ? `ST_DWithin(p.location, ${point}, ${metres})` : `ST_Distance(p.location, ${point}) <= ${metres}`);
  }
  if (box) {
    if (indexed && box.east - box.west < 90) all.push(generously(`ST_MakeEnvelope(${corners(box, values, 'float8').join(', ')}, 4326)`, box.east - box.west));
    all.push(...within(box, values));
  }
  if (area) {
    const shape = `ST_SetSRID(ST_GeomFromGeoJSON(${values.add(JSON.stringify(area), 'text')}), 4326)`;
    const around = boxAround(area);
    if (indexed && around.east - around.west < 90) all.push(generously(`ST_Envelope(${shape})`, around.east - around.west));
    const inside = `ST_Covers(${shape}, p.location::geometry)`;
    // The planner takes a polygon for nearly empty, and would rather sort a whole town than walk: it is not told what this is.
    all.push(...within(around, values), indexed ? inside : `coalesce(${inside}, false)`);
  }
  return all;
}

/** On the plain columns, whose statistics tell the planner how crowded the box is. */
function within(box: BoundingBox, values: Values): string[] {
  const [west, south, east, north] = corners(box, values, 'numeric');
  return [`p.longitude BETWEEN ${west} AND ${east}`, `p.latitude BETWEEN ${south} AND ${north}`];
}

function corners({ west, south, east, north }: BoundingBox, values: Values, type: string): [string, string, string, string] {
  return [values.add(west, type), values.add(south, type), values.add(east, type), values.add(north, type)];
}

function boxAround(area: Area): BoundingBox {
  const points = (area.type === 'Polygon' ? [area.coordinates] : area.coordinates).flat(2);
  const longitudes = points.map(([longitude]) => longitude);
  const latitudes = points.map(([, latitude]) => latitude);
  return { west: Math.min(...longitudes), south: Math.min(...latitudes), east: Math.max(...longitudes), north: Math.max(...latitudes) };
}

function generously(envelope: string, width: number): string {
  return `p.location && ST_Expand(${envelope}, ${String(0.001 + (width * width) / 200)})::geography`;
}

function pointSql({ longitude, latitude }: Point, values: Values): string {
  return `ST_SetSRID(ST_MakePoint(${values.add(longitude, 'float8')}, ${values.add(latitude, 'float8')}), 4326)::geography`;
}
