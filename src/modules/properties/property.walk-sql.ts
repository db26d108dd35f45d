import { freeSql, hasAllSql, Values } from './property.conditions.js';
import type { PropertyFilters, PropertySearch } from './property.search.js';
import { fixed, jsonSql, nameOf, ORDERS, type Shown, type SqlStatement } from './property.search-sql.js';

/**
 * Walking along the index of a sort until a page is full. The index carries all that filters look at, so that a home
 * which does not fit costs a fifth of a microsecond; and the way is the same whatever is asked for, so that each
 * statement is prepared. What is rare is not met within a bearable walk: `foundSql` fetches it.
 */
export interface Walked {
  readonly json: string | Buffer;
  readonly n: number;
  /** How many homes of the sort were looked at until the last one of the page. */
  readonly seen: number | null;
  /** Whether all homes were looked at; null where the page is full. */
  readonly complete: boolean | null;
}

/** So many homes of the sort are looked at for the first page, and for pages further down. */
const [STEPS, FAR_STEPS] = [5000, 40_000];
/** Of so many homes a page has unless it is told otherwise: what is asked for in any other size is not prepared. */
const PREPARED_SIZE = 20;
/** From one fitting home in so many on, counting along an index is cheaper than fetching all that fit. */
const COMMON = 16;

/** What is looked at on the walk, and nothing else: each step would write a row of all columns. */
const CARRIED = [
  'id', 'created_at', 'price', 'neighborhood_key', 'property_type', 'rental_type', 'bedrooms', 'bathrooms', 'is_furnished', 'amenity_mask',
  'available_from', 'available_to', 'minimum_stay',
].map((column) => `p.${column}`).join(', ');

interface Asked {
  readonly name: string;
  readonly type: string;
  readonly of: (filters: PropertyFilters) => unknown;
  readonly sql: (value: string) => string;
  /** Whether it is a part of the index's key, and so a part of the statement where it is asked for. */
  readonly isKey?: (search: PropertySearch) => boolean;
}

const byPrice = ({ sort }: PropertySearch): boolean => sort.startsWith('price');

/** All that does not lie on the map or in words. */
const ASKED: readonly Asked[] = [
  { name: 'city', type: 'text', of: ({ city }) => city, sql: (value) => `p.city_key = fold_text(${value})`, isKey: () => true },
  {
    name: 'type', type: 'text', of: ({ property_type }) => property_type, sql: (value) => `p.property_type = ${value}`,
    isKey: ({ filters, sort }) => filters.city !== undefined && sort === 'newest',
  },
  { name: 'above', type: 'numeric', of: ({ min_price }) => min_price, sql: (value) => `p.price >= ${value}`, isKey: byPrice },
  { name: 'below', type: 'numeric', of: ({ max_price }) => max_price, sql: (value) => `p.price <= ${value}`, isKey: byPrice },
  { name: 'rental', type: 'text', of: ({ rental_type }) => rental_type, sql: (value) => `p.rental_type = ${value}` },
  { name: 'bedrooms', type: 'int', of: ({ bedrooms }) => bedrooms, sql: (value) => `p.bedrooms >= ${value}` },
  { name: 'bathrooms', type: 'int', of: ({ bathrooms }) => bathrooms, sql: (value) => `p.bathrooms >= ${value}` },
  { name: 'furnished', type: 'boolean', of: ({ is_furnished }) => is_furnished, sql: (value) => `p.is_furnished = ${value}` },
  { name: 'quarter', type: 'text', of: ({ neighborhood }) => neighborhood, sql: (value) => `p.neighborhood_key = fold_text(${value})` },
  { name: 'amenities', type: 'text[]', of: ({ amenities }) => (amenities.length > 0 ? amenities : undefined), sql: hasAllSql },
];

/** Whether nothing is asked for but what the indexes of the sorts carry. */
export function canWalk({ filters: { near, box, area }, sort }: PropertySearch): boolean {
  return (near ?? box ?? area) === undefined && sort !== 'distance';
}

/** One page, as far as it is met on the walk. */
export function walkSql(search: PropertySearch, viewer: string | null): SqlStatement {
  const { page, per_page } = search.page;
  const values = new Values();
  const { name, within, fits } = parts(search, values);
  // Written into the statement: unknown to the planner they would be taken for thousands.
  const [size, steps] = [String(per_page), String(page === 1 ? STEPS : FAR_STEPS)];
  const offset = page === 1 ? '0' : hidden(values.add((page - 1) * per_page, 'int'));
  const shown: Shown = viewer === null ? {} : { viewer: values.add(viewer, 'uuid') };
  const write = (): string => {
    const order = ORDERS[search.sort as keyof typeof ORDERS];
    // By its name outside, where PostgreSQL would not know the expression again and sort what is sorted.
    const outside = order.replace(/coalesce\(.*?\)/, 'p.stars');
    const ids = `SELECT p.id, p.nth FROM (
        SELECT ${CARRIED}, coalesce(p.rating, 0) AS stars, row_number() OVER (ORDER BY ${order}) AS nth FROM properties p WHERE ${within} ORDER BY ${order} LIMIT ${steps}) p
      WHERE ${fits} ORDER BY ${outside} LIMIT ${size} OFFSET ${offset}`;
    const complete = `CASE WHEN count(*) < ${size} THEN (SELECT count(*) FROM (SELECT 1 FROM properties p WHERE ${within} ORDER BY ${order} LIMIT ${steps} + 1) met) <= ${steps} END`;
    return jsonSql(ids, shown, `, count(*)::int AS n, max(nth)::int AS seen, ${complete} AS complete`);
  };
  if (per_page !== PREPARED_SIZE) return { text: write(), values: values.list };
  return fixed(`walk-${name}${page === 1 ? '' : '-far'}${nameOf(shown)}`, write, values.list);
}

/** Whether fitting homes are so many that they are best counted by walking past them. */
export function isCommon({ page: { page, per_page } }: PropertySearch, { n, seen }: Walked): boolean {
  return ((page - 1) * per_page + n) * COMMON >= (seen ?? Infinity);
}

/** What the statement says. Filters that are no key all stand in it where one is asked for: few statements, each prepared once. */
function parts(search: PropertySearch, values: Values): { name: string; within: string; fits: string } {
  const { filters, sort } = search;
  const given = ASKED.filter(({ of }) => of(filters) !== undefined);
  const keys = given.filter(({ isKey }) => isKey?.(search));
  // Where no city is asked for, the index does not carry it.
  const others = given.length > keys.length ? ASKED.filter((one) => !keys.includes(one) && one.name !== 'city') : [];
  const within = [`p.status = 'published'`, ...keys.map(({ of, type, sql }) => sql(hidden(values.add(of(filters), type))))];
  const fits = others.map(({ of, type, sql }) => {
    const value = hidden(values.add(of(filters) ?? null, type));
    return `(${value} IS NULL OR ${sql(value)})`;
  });
  const { stay } = filters;
  if (stay) fits.push(...freeSql(hidden(values.add(stay.start_date, 'date')), hidden(values.add(stay.end_date, 'date')), hidden(values.add(stay.nights, 'int'))));
  return {
    name: [sort, ...keys.map(({ name }) => name), ...(others.length > 0 ? ['filtered'] : []), ...(stay ? ['free'] : [])].join('-'),
    within: within.join(' AND '),
    fits: fits.length > 0 ? fits.join(' AND ') : 'TRUE',
  };
}

/** PostgreSQL would plan anew for each value, finding that cheaper than a plan for all: it is not shown them. */
function hidden(value: string): string {
  const [, type = ''] = value.split('::');
  return `(SELECT ${value})::${type}`;
}
