import type { Area, BoundingBox } from '../../kernel/geo-point.js';
import type { PropertyFilters } from './property.search.js';

/** Homes with more rooms carry the tag of this many. */
const MOST_TAGGED_ROOMS = 10;
/** A range of prices that is wider narrows nothing down. */
const MOST_PRICE_TAGS = 12;
/** A home has the tag of each that its shortest stay does not exceed. */
const TAGGED_NIGHTS = [3, 7, 14, 30, 90];
const TAGS = 'property_tags(p.property_type, p.rental_type, p.is_furnished, p.bedrooms, p.bathrooms, p.price, p.minimum_stay)';

/**
 * How matches are looked for. Few are found through an index of what they have in common, be it a place on the map or
 * the filters, and sorted. Where there are many, fetching them all to show the newest twenty takes seconds at a million
 * homes, and walking along the index of the sort meets enough of them soon.
 */
export type PlanShape = 'through the map' | 'through the filters' | 'by steps of the price' | 'along the sort';

/** The values of one statement and their placeholders. */
export class Values {
  readonly list: unknown[] = [];

  add(value: unknown, type: string): string {
    return `$${String(this.list.push(value))}::${type}`;
  }
}

export type Point = NonNullable<PropertyFilters['near']>['point'];

/** `status = 'published'` stands there literally: a partial index asks for it. */
export function conditions(filters: PropertyFilters, tsquery: string | null, values: Values, shape: PlanShape = 'along the sort'): string {
  const all = [`p.status = 'published'`];
  if (filters.city !== undefined) all.push(`p.city_key = fold_text(${values.add(filters.city, 'text')})`);
  if (filters.neighborhood !== undefined) all.push(`p.neighborhood_key = fold_text(${values.add(filters.neighborhood, 'text')})`);
  if (shape === 'by steps of the price') all.push(...taggedConditions(filters, values, `('price ' || step)`));
  else all.push(...(shape === 'through the filters' ? taggedConditions(filters, values) : plainConditions(filters, values)));
  if (tsquery !== null) all.push(`p.search_vector @@ ${values.add(tsquery, 'tsquery')}`);
  all.push(...stayConditions(filters, values), ...placeConditions(filters, values, shape === 'through the map'));
  return all.join(' AND ');
}

/** On the columns themselves, whose statistics the planner has. */
function plainConditions(filters: PropertyFilters, values: Values): string[] {
  const all: string[] = [];
  const is = (column: string, operator: string, value: unknown, type: string): void => {
    if (value !== undefined) all.push(`p.${column} ${operator} ${values.add(value, type)}`);
  };
  is('property_type', '=', filters.property_type, 'text');
  is('rental_type', '=', filters.rental_type, 'text');
  is('price', '>=', filters.min_price, 'numeric');
  is('price', '<=', filters.max_price, 'numeric');
  is('bedrooms', '>=', filters.bedrooms, 'int');
  is('bathrooms', '>=', filters.bathrooms, 'int');
  is('is_furnished', '=', filters.is_furnished, 'boolean');
  return [...all, ...amenityConditions(filters, values)];
}

/** The tags of what is asked for, as `property_tags()` of the migration gives them to a home; none where nothing is. */
function tagsOf({ property_type, rental_type, is_furnished, bedrooms = 0, bathrooms = 0, stay }: PropertyFilters): string[] {
  const nights = stay && TAGGED_NIGHTS.find((tagged) => tagged >= stay.nights);
  return [
    ...(property_type === undefined ? [] : [`type ${property_type}`]),
    ...(rental_type === undefined ? [] : [`rental ${rental_type}`]),
    ...(is_furnished === undefined ? [] : [`furnished ${String(is_furnished)}`]),
    ...(bedrooms === 0 ? [] : [`bedrooms ${String(Math.min(bedrooms, MOST_TAGGED_ROOMS))}`]),
    ...(bathrooms === 0 ? [] : [`bathrooms ${String(Math.min(bathrooms, MOST_TAGGED_ROOMS))}`]),
    ...(nights === undefined ? [] : [`nights ${String(nights)}`]),
  ];
}

/** By the one index over all filters, which meets where their lists do. What tags cannot say exactly is looked up in the row. */
function taggedConditions(filters: PropertyFilters, values: Values, price?: string): string[] {
  const all: string[] = [];
  const tags = tagsOf(filters);
  if (tags.length > 0 || price) all.push(`${TAGS} @> (${values.add(tags, 'text[]')}${price ? ` || ${price}` : ''})`);
  if (filters.amenities.length > 0) all.push(`p.amenities @> ${values.add(filters.amenities, 'text[]')}`);
  const prices = price ? [] : priceTags(filters);
  if (prices.length > 0 && prices.length <= MOST_PRICE_TAGS) all.push(`${TAGS} && ${values.add(prices, 'text[]')}`);
  if (filters.min_price !== undefined) all.push(`p.price >= ${values.add(filters.min_price, 'numeric')}`);
  if (filters.max_price !== undefined) all.push(`p.price <= ${values.add(filters.max_price, 'numeric')}`);
  for (const rooms of ['bedrooms', 'bathrooms'] as const) {
    const least = filters[rooms];
    if (least !== undefined && (least === 0 || least > MOST_TAGGED_ROOMS)) all.push(`p.${rooms} >= ${values.add(least, 'int')}`);
  }
  return all;
}

/** Eight steps to each tenfold; one more at both ends, because logarithms are not exact. */
export function priceSteps({ min_price = 0.01, max_price = 1e9 }: PropertyFilters): [first: number, last: number] {
  const step = (price: number): number => Math.floor(Math.log10(Math.max(price, 0.01)) * 8);
  return [step(min_price) - 1, step(max_price) + 1];
}

function priceTags(filters: PropertyFilters): string[] {
  if (filters.min_price === undefined && filters.max_price === undefined) return [];
  const [first, last] = priceSteps(filters);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => `price ${String(first + index)}`);
}

function amenityConditions({ amenities }: PropertyFilters, values: Values): string[] {
  return amenities.length === 0 ? [] : [hasAllSql(values.add(amenities, 'text[]'))];
}

/** By their bits; a code that the catalogue does not know is one that no home has. */
export function hasAllSql(codes: string): string {
  const mask = `(SELECT CASE WHEN count(*) = cardinality(${codes}) THEN bit_or(1::bigint << a.bit) END FROM amenities a WHERE a.code = ANY (${codes}))`;
  return `(p.amenity_mask & ${mask}) = ${mask}`;
}

function stayConditions({ stay }: PropertyFilters, values: Values): string[] {
  return stay ? freeSql(values.add(stay.start_date, 'date'), values.add(stay.end_date, 'date'), values.add(stay.nights, 'int')) : [];
}

/** On offer and free over all of it. A hold that has run out does not count. */
export function freeSql(start: string, end: string, nights: string): string[] {
  return [
    `(p.available_from IS NULL OR p.available_from <= ${start})`,
    `(p.available_to IS NULL OR p.available_to >= ${end})`,
    `(p.minimum_stay IS NULL OR p.minimum_stay <= ${nights})`,
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

export function pointSql({ longitude, latitude }: Point, values: Values): string {
  return pointAt(values.add(longitude, 'float8'), values.add(latitude, 'float8'));
}

export function pointAt(longitude: string, latitude: string): string {
  return `ST_SetSRID(ST_MakePoint(${longitude}::float8, ${latitude}::float8), 4326)::geography`;
}
