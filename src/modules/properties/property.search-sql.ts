import type { Area, BoundingBox } from '../../kernel/geo-point.js';
import { COUNT_LIMIT } from '../../platform/http/answer.js';
import { PROPERTY_JSON_JOINS, propertyJson } from './property.json.js';
import type { PropertyFilters, PropertySearch } from './property.search.js';

/** Matches that a text search ranks: who has more of them narrows the search, and ranking reads every row. */
const RANKED_MATCHES = 1000;
/** What `/nearby` shows unless it is told otherwise. */
const NEARBY = 50;
/** North and south of here the statement that is prepared for maps takes too few candidates. */
const TROPICS = 30;

export interface SqlStatement {
  /** Of a fixed statement: it is prepared once a connection. Without one PostgreSQL plans it with its values. */
  readonly name?: string;
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
 * The ids of one page, in its order. Statements differ with their filters and go without a name, so that PostgreSQL
 * plans each with its values: a plan for any dates or any price is a bad one for most of them.
 * @param tsquery what `q` became; required for the sort by relevance
 */
export function idsSql(search: PropertySearch, tsquery: string | null, places: PlaceStrategy = 'through the map'): SqlStatement {
  const values = new Values();
  const { page, per_page } = search.page;
  const matches = matchesSql(search, tsquery, values, per_page, (page - 1) * per_page, places);
  return { text: `SELECT id FROM (${matches}) ids ORDER BY nth`, values: values.list };
}

/**
 * The homes of those ids, in that order, as the text of one JSON array. Most of the work of a search is here and is
 * always the same: prepared once, where planning it anew would cost more than running it.
 */
export function homesSql(ids: readonly string[], viewer: string | null, point: Point | undefined): SqlStatement {
  const values: unknown[] = [ids];
  const shown: Shown = {
    ...(viewer === null ? {} : { viewer: `$${String(values.push(viewer))}::uuid` }),
    ...(point === undefined ? {} : { point: pointAt(`$${String(values.push(point.longitude))}`, `$${String(values.push(point.latitude))}`) }),
  };
  return fixed(`homes${nameOf(shown)}`, () => jsonSql('SELECT id, nth FROM unnest($1::uuid[]) WITH ORDINALITY AS given (id, nth)', shown), values);
}

/**
 * What is asked for most, as one prepared statement each: the first page of everything or of a city, in any order.
 * Undefined for every other search.
 */
export function firstPageSql({ filters, sort, page }: PropertySearch, viewer: string | null): SqlStatement | undefined {
  const { city, amenities, ...others } = filters;
  const plain = amenities.length === 0 && Object.values(others).every((value) => value === undefined);
  if (!plain || sort === 'relevance' || sort === 'distance' || page.page !== 1 || page.per_page !== 20) return undefined;
  const values: unknown[] = [];
  const inCity = city === undefined ? '' : ` AND p.city_key = fold_text($${String(values.push(city))}::text)`;
  const shown: Shown = viewer === null ? {} : { viewer: `$${String(values.push(viewer))}::uuid` };
  const order = ORDERS[sort];
  return fixed(
    `first-${sort}${city === undefined ? '' : '-city'}${nameOf(shown)}`,
    () => jsonSql(`SELECT p.id, row_number() OVER (ORDER BY ${order}) AS nth FROM properties p WHERE p.status = 'published'${inCity} ORDER BY ${order} LIMIT 20`, shown),
    values,
  );
}

/** The homes nearest to a point and within the radius, nearest first; prepared for the number that maps ask for. */
export function nearbySql(point: Point, radius_km: number, limit: number, viewer: string | null): SqlStatement | undefined {
  // The number of candidates stands in the statement: unknown to the planner it would be taken for thousands.
  if (limit !== NEARBY || Math.abs(point.latitude) > TROPICS || !isInThePlane(point, radius_km)) return undefined;
  const values: unknown[] = [point.longitude, point.latitude, radius_km * 1000];
  const here = pointAt('$1', '$2');
  const shown: Shown = { point: here, ...(viewer === null ? {} : { viewer: `$${String(values.push(viewer))}::uuid` }) };
  const ids = `SELECT id, row_number() OVER (ORDER BY metres, id) AS nth FROM (
      SELECT p.id, ST_Distance(p.location, ${here}) AS metres FROM properties p WHERE p.location IS NOT NULL AND p.status = 'published'
      ORDER BY p.location::geometry <-> ${here}::geometry LIMIT ${String(candidates(NEARBY, TROPICS))}) nearest
    WHERE metres <= $3::float8 ORDER BY metres, id LIMIT ${String(NEARBY)}`;
  return fixed(`nearby${nameOf(shown)}`, () => jsonSql(ids, shown), values);
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
function matchesSql({ filters, sort }: PropertySearch, tsquery: string | null, values: Values, limit: number, offset: number, places: PlaceStrategy): string {
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
 * Outwards from the point along the spatial index. It goes by distances on a flat map, where a degree of longitude is as
 * long as one of latitude: more are taken than are shown, and put into their true order outside. The radius is never a
 * condition of the inner query: the planner would then fetch the whole disc and sort it. Where the map ends, at the date
 * line and the poles, it is just that which has to be done.
 */
function outwardsSql(filters: PropertyFilters, tsquery: string | null, values: Values, limit: number, offset: number): string {
  const { near, ...others } = filters;
  if (!near) throw new Error('distance to what?');
  const point = pointSql(near.point, values);
  const need = offset + limit;
  const flat = isInThePlane(near.point, near.radius_km);
  const where = flat ? `p.location IS NOT NULL AND ${conditions(others, tsquery, values)}` : conditions(filters, tsquery, values);
  const outwards = flat ? `ORDER BY p.location::geometry <-> ${point}::geometry LIMIT ${String(candidates(need, near.point.latitude))}` : '';
  return `SELECT id, row_number() OVER (ORDER BY metres, id) AS nth FROM (
      SELECT p.id, ST_Distance(p.location, ${point}) AS metres FROM properties p WHERE ${where} ${outwards}) nearest
    WHERE metres <= ${values.add(near.radius_km * 1000, 'float8')} ORDER BY metres, id LIMIT ${String(limit)} OFFSET ${String(offset)}`;
}

/** How many to take by the flat map so that the nearest by the round one are among them: its circles are that much too narrow. */
function candidates(need: number, latitude: number): number {
  return Math.ceil((need * 1.1) / Math.cos((latitude * Math.PI) / 180)) + 10;
}

/** Whether the disc meets neither the date line nor a pole. */
function isInThePlane({ latitude, longitude }: Point, radius_km: number): boolean {
  const degrees = radius_km / 110;
  return Math.abs(latitude) + degrees < 80 && Math.abs(longitude) + degrees / Math.cos((latitude * Math.PI) / 180) < 180;
}

/** What the JSON of a home needs beside its row, as SQL. */
interface Shown {
  readonly viewer?: string;
  readonly point?: string;
}

/** The rows of `{id, nth}` as the text of one JSON array. */
function jsonSql(ids: string, { viewer, point }: Shown): string {
  const distance = point && `coalesce(trim_scale(round((ST_Distance(p.location, ${point}) / 1000)::numeric, 2))::text, 'null')`;
  const json = propertyJson({ images: 'primary', ...(viewer ? { viewer } : {}), ...(distance ? { distance } : {}) });
  return `SELECT concat('[', string_agg(json, ',' ORDER BY nth), ']') AS json FROM (
      SELECT ${json} AS json, ids.nth FROM (${ids}) ids JOIN properties p ON p.id = ids.id ${PROPERTY_JSON_JOINS}) shown`;
}

function nameOf({ viewer, point }: Shown): string {
  return `${viewer ? '-viewed' : ''}${point ? '-from' : ''}`;
}

/** The texts of fixed statements, each written once: there are few, and they are long. */
const texts = new Map<string, string>();

function fixed(name: string, write: () => string, values: readonly unknown[]): SqlStatement {
  let text = texts.get(name);
  if (text === undefined) texts.set(name, (text = write()));
  return { name: `properties.${name}`, text, values };
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
  return pointAt(values.add(longitude, 'float8'), values.add(latitude, 'float8'));
}

function pointAt(longitude: string, latitude: string): string {
  return `ST_SetSRID(ST_MakePoint(${longitude}::float8, ${latitude}::float8), 4326)::geography`;
}
