const EARTH_RADIUS_KM = 6371.0088;
const MAX_POLYGON_POINTS = 1_000;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** A place in WGS 84 degrees. Throws `RangeError` unless latitude is in -90..90 and longitude in -180..180. */
export class GeoPoint {
  constructor(
    readonly latitude: number,
    readonly longitude: number,
  ) {
    if (!isLatitude(latitude)) throw new RangeError('latitude is out of range');
    if (!isLongitude(longitude)) throw new RangeError('longitude is out of range');
  }
}

/** Degrees; south < north and west < east: a box over the 180th meridian is two boxes. */
export interface BoundingBox {
  west: number;
  south: number;
  east: number;
  north: number;
}

/** GeoJSON order: longitude, latitude. */
export type Position = [longitude: number, latitude: number];

/** RFC 7946, without extra dimensions: rings of at least four positions, the last of which repeats the first. */
export type Area =
  { type: 'Polygon'; coordinates: Position[][] } | { type: 'MultiPolygon'; coordinates: Position[][][] };

/** Reads 'west,south,east,north' in degrees; null when that is no box on the map. */
export function parseBoundingBox(text: string): BoundingBox | null {
  const parts = typeof text === 'string' ? text.split(',', 5).map((part) => part.trim()) : [];
  if (parts.length !== 4 || !parts.every((part) => NUMBER.test(part))) return null;
  const [west, south, east, north] = parts.map(Number);
  if (!isLongitude(west) || !isLongitude(east) || !isLatitude(south) || !isLatitude(north)) return null;
  return south < north && west < east ? { west, south, east, north } : null;
}

/**
 * Reads a GeoJSON Polygon or MultiPolygon, or a Feature of one, of at most 1000 points in all; null when it is
 * anything else. Only the form is checked: whether rings cross each other is for PostGIS to see and mend.
 */
export function parsePolygon(geojson: string): Area | null {
  const root = parseJson(geojson);
  const geometry = isObject(root) && root.type === 'Feature' ? root.geometry : root;
  if (!isObject(geometry)) return null;
  const budget = { points: MAX_POLYGON_POINTS };
  if (geometry.type === 'Polygon') {
    const coordinates = polygon(geometry.coordinates, budget);
    return coordinates && { type: 'Polygon', coordinates };
  }
  if (geometry.type === 'MultiPolygon') {
    const coordinates = listOf(geometry.coordinates, (part) => polygon(part, budget));
    return coordinates && { type: 'MultiPolygon', coordinates };
  }
  return null;
}

/** Kilometres over the globe as a sphere (haversine): within half a per cent of what PostGIS answers. */
export function distanceKm(a: GeoPoint, b: GeoPoint): number {
  const halfLatitude = Math.sin(radians(b.latitude - a.latitude) / 2);
  const halfLongitude = Math.sin(radians(b.longitude - a.longitude) / 2);
  const h = halfLatitude ** 2 + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * halfLongitude ** 2;
  // Rounding may lift h a hair above 1 between antipodes, where asin is NaN.
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(h)));
}

function polygon(value: unknown, budget: { points: number }): Position[][] | null {
  return listOf(value, (part) => ring(part, budget));
}

function ring(value: unknown, budget: { points: number }): Position[] | null {
  const points = listOf(value, (part) => (budget.points-- > 0 ? position(part) : null));
  if (!points || points.length < 4) return null;
  const [first, last] = [points[0], points[points.length - 1]];
  return first[0] === last[0] && first[1] === last[1] ? points : null;
}

function position(value: unknown): Position | null {
  if (!Array.isArray(value)) return null;
  const [longitude, latitude] = value as unknown[];
  return isLongitude(longitude) && isLatitude(latitude) ? [longitude, latitude] : null;
}

/** Reads every element, null as soon as one is not what it should be or when there is none. */
function listOf<T>(value: unknown, read: (part: unknown) => T | null): T[] | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const list: T[] = [];
  for (const part of value as unknown[]) {
    const item = read(part);
    if (item === null) return null;
    list.push(item);
  }
  return list;
}

function parseJson(text: string): unknown {
  if (typeof text !== 'string') return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isLatitude(value: unknown): value is number {
  return typeof value === 'number' && value >= -90 && value <= 90;
}

function isLongitude(value: unknown): value is number {
  return typeof value === 'number' && value >= -180 && value <= 180;
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
