import { COUNT_LIMIT } from '../../platform/http/answer.js';
import { PROPERTY_JSON_JOINS, propertyJson } from './property.json.js';
import { conditions, pointAt, pointSql, priceSteps, Values, type PlanShape, type Point } from './property.conditions.js';
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

/** Each sort over the row `p`; each has its partial index. */
export const ORDERS: Readonly<Record<Exclude<PropertySearch['sort'], 'distance' | 'relevance'>, string>> = {
  newest: 'p.created_at DESC, p.id DESC',
  price_asc: 'p.price, p.id',
  price_desc: 'p.price DESC, p.id DESC',
  rating: 'coalesce(p.rating, 0) DESC, p.created_at DESC, p.id DESC',
};

/** From so many matches on a place is crowded. */
export const CROWDED = 2000;

export function looksAtPlaces({ filters, sort }: PropertySearch): boolean {
  return sort !== 'distance' && (filters.near ?? filters.box ?? filters.area) !== undefined;
}

/**
 * The ids of one page, in its order. Statements differ with their filters and go without a name, so that PostgreSQL
 * plans each with its values: a plan for any dates or any price is a bad one for most of them.
 */
export function idsSql({ filters, sort, page: { page, per_page } }: PropertySearch, tsquery: string | null, shape: PlanShape): SqlStatement {
  const values = new Values();
  const skip = (page - 1) * per_page;
  if (sort === 'distance') return { text: `SELECT id FROM (${outwardsSql(filters, tsquery, values, per_page, skip)}) ids ORDER BY nth`, values: values.list };
  const order = ORDERS[sort === 'relevance' ? 'newest' : sort];
  const where = conditions(filters, tsquery, values, shape);
  return { text: `SELECT p.id FROM properties p WHERE ${where} ORDER BY ${order} LIMIT ${String(per_page)} OFFSET ${String(skip)}`, values: values.list };
}

/**
 * The same by price, of many matches that may lie at the sort's other end: the largest homes, cheapest first. The index
 * over all filters is asked for one step of the price after the other, until the page is full.
 */
export function idsByPriceSql({ filters, sort, page: { page, per_page } }: PropertySearch): SqlStatement {
  const values = new Values();
  const skip = (page - 1) * per_page;
  const where = conditions(filters, null, values, 'by steps of the price');
  const [first, last] = priceSteps(filters);
  const steps = sort === 'price_asc' ? [first, last, 1] : [last, first, -1];
  // Not the column itself: PostgreSQL would walk along its index after all.
  const order = (sort === 'price_asc' ? ORDERS.price_asc : ORDERS.price_desc).replace('p.price', 'p.price + 0');
  return {
    text: `SELECT matches.id FROM generate_series(${steps.join(', ')}) AS step CROSS JOIN LATERAL (
        SELECT p.id FROM properties p WHERE ${where} ORDER BY ${order} LIMIT ${String(skip + per_page)}) matches
      LIMIT ${String(per_page)} OFFSET ${String(skip)}`,
    values: values.list,
  };
}

/** A page of ids and how many there are, from one look at the matches. Beyond where counting stops the ids are no page, unless ranked. */
export interface Found {
  readonly ids: readonly string[];
  readonly total: number;
}

/**
 * Of matches that are few: all are fetched and sorted. By relevance those beyond the first thousand are not ranked, unless
 * a page lies there.
 * @param tsquery what `q` became; required for the sort by relevance
 * @param counted how many there are is known: of those to be ranked no more are looked at than are ranked, and `total` is that
 */
export function foundSql(search: PropertySearch, tsquery: string | null, counted = false): SqlStatement {
  const { filters, sort, page: { page, per_page } } = search;
  const values = new Values();
  const skip = (page - 1) * per_page;
  const ranked = tsquery !== null && sort === 'relevance';
  const limit = COUNT_LIMIT + 1;
  const rankable = Math.max(RANKED_MATCHES, skip + per_page);
  const most = ranked ? Math.max(counted ? 0 : limit, rankable) : limit;
  const where = conditions(filters, tsquery, values, tsquery === null ? 'through the filters' : 'through the map');
  // Their vectors are fetched for those only that are ranked, from where they were just found: counting ten thousand would drag them all along.
  const candidates = ranked
    ? `SELECT p.id, p.created_at, ts_rank(p.search_vector, ${values.add(tsquery, 'tsquery')}) AS rank
         FROM (SELECT place FROM matches LIMIT ${String(rankable)}) AS m JOIN properties p ON p.ctid = m.place`
    : 'SELECT * FROM matches';
  const order = ranked ? 'rank DESC, p.created_at DESC, p.id DESC' : ORDERS[sort === 'distance' || sort === 'relevance' ? 'newest' : sort];
  return {
    text: `WITH matches AS MATERIALIZED (
        SELECT ${ranked ? 'p.ctid AS place' : 'p.id, p.price, p.rating, p.created_at'} FROM properties p WHERE ${where} LIMIT ${String(most)})
      SELECT (SELECT count(*)::int FROM matches) AS total, ARRAY(
        SELECT p.id FROM (${candidates}) p
        ORDER BY ${order} LIMIT ${String(per_page)} OFFSET ${String(skip)}) AS ids`,
    values: values.list,
  };
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
 * Undefined for every other search. It knows that whatever it meets fits, which is a sixth less than a walk.
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
export function totalSql({ filters }: PropertySearch, tsquery: string | null, shape: PlanShape): SqlStatement {
  const values = new Values();
  const where = conditions(filters, tsquery, values, shape);
  return { text: `SELECT count(*)::int AS total FROM (SELECT 1 FROM properties p WHERE ${where} LIMIT ${String(COUNT_LIMIT + 1)}) matches`, values: values.list };
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
export interface Shown {
  readonly viewer?: string;
  readonly point?: string;
}

/** The rows of `{id, nth}` as the text of one JSON array; `more` aggregates over them. */
export function jsonSql(ids: string, { viewer, point }: Shown, more = ''): string {
  const distance = point && `coalesce(trim_scale(round((ST_Distance(p.location, ${point}) / 1000)::numeric, 2))::text, 'null')`;
  const json = propertyJson({ images: 'primary', ...(viewer ? { viewer } : {}), ...(distance ? { distance } : {}) });
  return `SELECT concat('[', string_agg(json, ',' ORDER BY nth), ']') AS json${more} FROM (
      SELECT ${json} AS json, ids.nth FROM (${ids}) ids JOIN properties p ON p.id = ids.id ${PROPERTY_JSON_JOINS}) shown`;
}

export function nameOf({ viewer, point }: Shown): string {
  return `${viewer ? '-viewed' : ''}${point ? '-from' : ''}`;
}

/** The texts of fixed statements, each written once: there are few, and they are long. */
const texts = new Map<string, string>();

export function fixed(name: string, write: () => string, values: readonly unknown[]): SqlStatement {
  let text = texts.get(name);
  if (text === undefined) texts.set(name, (text = write()));
  return { name: `properties.${name}`, text, values };
}
