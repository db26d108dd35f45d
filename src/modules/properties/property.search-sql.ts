import { COUNT_LIMIT } from '../../platform/http/answer.js';
import type { PropertyFilters, PropertySearch } from './property.search.js';
import {
  aroundSql, cheapSql, freeSql, hidden, indexedSql, letSql, metresSql, pointSql, priceSql, publishedSql, rowOnlySql, rowSql, Values, type SqlFilters,
} from './search-conditions.js';

/** Matches that a text search ranks: beyond them people narrow the search, and ranking would read every row. */
export const RANKED_MATCHES = 1000;
/** Matches that are gathered and sorted; where there are more of them, walking finds enough. */
export const GATHERED_MATCHES = COUNT_LIMIT;

/** Index entries that a first walk passes (a millisecond), homes it looks at closer, and homes it takes by distance. */
const WALK = 5000;
const CLOSE_LOOKS = 1000;
const WALK_OUTWARDS = 1500;
/** Of a smaller circle the planner knows too little: it expects next to nobody there, and sorts whom it finds. */
const WIDE_KM = 10;

export interface SqlStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Which ids, in which order. */
export interface Window {
  readonly offset: number;
  readonly limit: number;
}

type SortKey = Exclude<PropertySearch['sort'], 'distance' | 'relevance'>;

/** The columns a walk carries up, and the order of each sort over the row `r`. Each has its index. */
const SORTS: Readonly<Record<SortKey, { columns: readonly string[]; order: (r: string) => string }>> = {
  newest: { columns: ['created_at', 'available_from', 'available_to', 'minimum_stay'], order: (r) => `${r}.created_at DESC, ${r}.id DESC` },
  price_asc: { columns: [], order: (r) => `${r}.price, ${r}.id` },
  price_desc: { columns: [], order: (r) => `${r}.price DESC, ${r}.id DESC` },
  rating: { columns: ['rating', 'created_at'], order: (r) => `coalesce(${r}.rating, 0) DESC, ${r}.created_at DESC, ${r}.id DESC` },
};

/**
 * Along the index of the sort until the page is full: the answer to every common mix of filters. A first walk ends after
 * a while, whatever it found (`bounded`). Answers `{id, nth}`: `nth` index entries were passed.
 */
export function walkSql(filters: SqlFilters, sort: SortKey, { offset, limit }: Window, bounded: boolean): SqlStatement {
  const values = new Values();
  const { columns, order } = SORTS[sort];
  const need = offset + limit;
  const some = (count: number): string => (bounded ? `LIMIT ${String(count)}` : '');
  const start = publishedSql(filters, values);
  // Where the price is the order, the walk starts at the price.
  if (sort.startsWith('price')) start.push(...priceSql(filters, 'p', values));
  const entries = `SELECT p.id, p.trait_mask, p.amenity_mask, p.price${columns.map((column) => `, p.${column}`).join('')}
    FROM properties p WHERE ${start.join(' AND ')} ORDER BY ${order('p')} ${some(WALK + 4 * need)}`;
  const isLetHere = columns.includes('minimum_stay');
  const cheap = [...cheapSql(filters, 'w', values), ...(isLetHere ? letSql(filters, 'w', values) : [])];
  const likely = `SELECT * FROM (SELECT *, row_number() OVER (ORDER BY ${order('e')}) AS nth FROM (${entries}) e) w ${where(cheap)}`;
  const close = closeLookSql(filters, 'c', isLetHere ? [] : letSql(filters, 'h', values), values);
  const source = close.length === 0 ? likely : `SELECT * FROM (${likely} ORDER BY ${order('w')} ${some(CLOSE_LOOKS + 4 * need)}) c ${where(close)}`;
  return {
    text: `SELECT id, nth::int FROM (${source}) f ORDER BY ${order('f')} LIMIT ${String(limit)} OFFSET ${String(offset)}`,
    values: values.list,
  };
}

/**
 * Outwards from the point. The index goes by distances on a sphere, which differ from the true ones by up to half a per
 * cent: some more are taken than are shown, and put into their true order outside.
 */
export function outwardsSql(filters: SqlFilters, { offset, limit }: Window, bounded: boolean): SqlStatement {
  const values = new Values();
  const point = pointOf(filters);
  const need = offset + limit;
  const taken = need + Math.ceil(need / 10) + 10;
  // The town is asked of the row as well: with an index of its own beside the map's the planner would sort the whole town.
  const { city, ...elsewhere } = { ...filters, near: undefined };
  const inTown = city === undefined ? [] : [`h.city_key = fold_text(${values.add(city, 'text')})`];
  const others = [...cheapSql(filters, 'w', values), ...closeLookSql(elsewhere, 'w', [...inTown, ...letSql(filters, 'h', values)], values)];
  const most = others.length === 0 ? taken : WALK_OUTWARDS + taken;
  const entries = `SELECT p.id, p.trait_mask, p.amenity_mask, p.price, ${metresSql(point, 'p', values)} AS metres,
      p.location <-> ${pointSql(point, values)} AS steps FROM properties p
    WHERE ${[...publishedSql(elsewhere, values), ...aroundSql({ near: { point, radius_km: Math.max(radiusOf(filters) / 1000, WIDE_KM) } }, values)].join(' AND ')}
    ORDER BY steps ${bounded || others.length === 0 ? `LIMIT ${String(most)}` : ''}`;
  return {
    text: `SELECT id FROM (SELECT w.id, w.metres FROM (${entries}) w
        ${where([`w.metres <= ${values.add(radiusOf(filters), 'float8')}`, ...others])} ORDER BY w.steps LIMIT ${String(taken)}) f
      ORDER BY metres, id LIMIT ${String(limit)} OFFSET ${String(offset)}`,
    values: values.list,
  };
}

/**
 * All matches through the inverted index, then their order: the answer to rare mixes. Answers `{id, gathered}`; more than
 * `GATHERED_MATCHES` means that the page may be wrong. Null where no filter has a place in that index.
 */
export function gatherSql(filters: SqlFilters, sort: SortKey | 'distance', { offset, limit }: Window): SqlStatement | null {
  const values = new Values();
  const indexed = indexedSql(filters, values);
  if (indexed.length === 0) return null;
  const exact = hidden(exactSql(filters, values));
  const metres = sort === 'distance' ? `, ${metresSql(pointOf(filters), 'p', values)} AS metres` : '';
  const order = sort === 'distance' ? 'm.metres, m.id' : SORTS[sort].order('m');
  const free = freeSql(filters, 's.id', values);
  return {
    text: `WITH matches AS MATERIALIZED (SELECT p.id, p.created_at, p.price, p.rating${metres} FROM properties p
        WHERE ${[...publishedSql(filters, values), ...indexed, ...exact].join(' AND ')} LIMIT ${String(GATHERED_MATCHES + 1)})
      SELECT s.id, (SELECT count(*)::int FROM matches) AS gathered FROM (SELECT m.id FROM matches m ORDER BY ${order} OFFSET 0) s
      ${where(free)} LIMIT ${String(limit)} OFFSET ${String(offset)}`,
    values: values.list,
  };
}

/** The best of the first matches; whoever leafs on past them gets the others as they come. Answers `{id, gathered}`. */
export function rankedSql(filters: SqlFilters, { offset, limit }: Window): SqlStatement {
  const values = new Values();
  const query = values.add(filters.text_query ?? '', 'tsquery');
  const conditions = [
    ...publishedSql(filters, values), ...indexedSql(filters, values),
    ...hidden(exactSql(filters, values)), ...freeSql(filters, 'p.id', values),
  ];
  const most = Math.max(RANKED_MATCHES, offset + limit);
  return {
    text: `WITH matches AS MATERIALIZED (SELECT p.id, p.created_at, p.search_vector FROM properties p WHERE ${conditions.join(' AND ')} LIMIT ${String(most)}),
        numbered AS (SELECT *, row_number() OVER () AS nth FROM matches),
        ranked AS (SELECT id, created_at, nth, CASE WHEN nth <= ${String(RANKED_MATCHES)} THEN ts_rank(search_vector, ${query}) END AS rank FROM numbered)
      SELECT id, (SELECT count(*)::int FROM matches) AS gathered FROM ranked
      ORDER BY rank DESC NULLS LAST, CASE WHEN rank IS NOT NULL THEN created_at END DESC, nth LIMIT ${String(limit)} OFFSET ${String(offset)}`,
    values: values.list,
  };
}

/** How many there are; counting stops just beyond the limit. `rare`: through the inverted index, where there is a way. */
export function countSql(filters: SqlFilters, rare: boolean): SqlStatement {
  const values = new Values();
  return {
    text: `SELECT count(*)::int AS total FROM (SELECT 1 FROM properties p WHERE ${matchingSql(filters, rare, values)} LIMIT ${String(COUNT_LIMIT + 1)}) matches`,
    values: values.list,
  };
}

/** How many there are, and of which kind, counted over so many of them. */
export function facetsSql(filters: SqlFilters, rare: boolean): SqlStatement {
  const values = new Values();
  const counts = (key: string, source: string, limit: number): string =>
    `(SELECT coalesce(json_object_agg(key, n ORDER BY n DESC, key), '{}') FROM
       (SELECT ${key} AS key, count(*)::int AS n FROM ${source} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${String(limit)}) counted)`;
  return {
    text: `WITH ids AS MATERIALIZED (SELECT p.id FROM properties p WHERE ${matchingSql(filters, rare, values)} LIMIT ${String(COUNT_LIMIT + 1)}),
        matches AS MATERIALIZED (SELECT p.property_type, p.city, p.amenities FROM ids JOIN properties p ON p.id = ids.id LIMIT ${String(COUNT_LIMIT)})
      SELECT (SELECT count(*)::int FROM ids) AS total,
        json_build_object('type', ${counts('property_type', 'matches', 10)}, 'city', ${counts('city', 'matches', 50)},
          'amenity', ${counts('code', 'matches, unnest(amenities) AS code', 63)}) AS facets`,
    values: values.list,
  };
}

function matchingSql(filters: SqlFilters, rare: boolean, values: Values): string {
  const published = publishedSql(filters, values);
  const indexed = rare ? indexedSql(filters, values) : [];
  if (indexed.length > 0) {
    const exact = hidden(exactSql(filters, values));
    return [...published, ...indexed, ...exact, ...freeSql(filters, 'p.id', values)].join(' AND ');
  }
  return [...published, ...cheapSql(filters, 'p', values), ...letSql(filters, 'p', values), ...closeLookSql(filters, 'p', [], values)].join(' AND ');
}

/** All that is told by the row `p` itself. */
function exactSql(filters: SqlFilters, values: Values): string[] {
  return [...cheapSql(filters, 'p', values), ...letSql(filters, 'p', values), ...rowSql(filters, 'p', values)];
}

/** The row `h` is read for those alone that have passed everything cheaper. */
function closeLookSql(filters: SqlFilters, entry: string, more: readonly string[], values: Values): string[] {
  const row = [...more, ...rowOnlySql(filters, 'h', values)];
  const look = row.length === 0 ? [] : [`coalesce((SELECT ${row.join(' AND ')} FROM properties h WHERE h.id = ${entry}.id), false)`];
  return [...look, ...freeSql(filters, `${entry}.id`, values)];
}

function where(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
}

function pointOf({ near }: PropertyFilters): NonNullable<PropertyFilters['near']>['point'] {
  if (!near) throw new Error('distance to what?');
  return near.point;
}

function radiusOf({ near }: PropertyFilters): number {
  return (near?.radius_km ?? 0) * 1000;
}
