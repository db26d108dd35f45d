import { distanceKm, GeoPoint, type Area, type BoundingBox } from '../../kernel/geo-point.js';
import type { PropertyFilters } from './property.search.js';

const KM_PER_DEGREE = 110.5;

type Places = Pick<PropertyFilters, 'near' | 'box' | 'area'>;

/** A box around each place that is searched in. A circle over the edge of the map has none: it is left to the exact test. */
export function boxesOf({ near, box, area }: Places): BoundingBox[] {
  const boxes = [...(box ? [box] : []), ...(area ? [boxOf(area)] : [])];
  const circle = near && boxAround(near.point, near.radius_km);
  return circle ? [circle, ...boxes] : boxes;
}

/** A circle around each place that is searched in. */
export function circlesOf({ near, box, area }: Places): { centre: GeoPoint; km: number }[] {
  const boxes = [...(box ? [box] : []), ...(area ? [boxOf(area)] : [])];
  return [...(near ? [{ centre: near.point, km: near.radius_km }] : []), ...boxes.map(circleAround)];
}

function boxAround({ latitude, longitude }: GeoPoint, km: number): BoundingBox | null {
  const high = km / KM_PER_DEGREE;
  const wide = high / Math.cos(((Math.abs(latitude) + high) * Math.PI) / 180);
  const box = { west: longitude - wide, east: longitude + wide, south: latitude - high, north: latitude + high };
  return box.west >= -180 && box.east <= 180 && box.south > -89 && box.north < 89 ? box : null;
}

function circleAround({ west, south, east, north }: BoundingBox): { centre: GeoPoint; km: number } {
  const centre = new GeoPoint((south + north) / 2, (west + east) / 2);
  const corners = [new GeoPoint(south, west), new GeoPoint(north, west)];
  return { centre, km: Math.max(...corners.map((corner) => distanceKm(centre, corner))) };
}

function boxOf(area: Area): BoundingBox {
  const points = (area.type === 'Polygon' ? [area.coordinates] : area.coordinates).flat(2);
  const longitudes = points.map(([longitude]) => longitude);
  const latitudes = points.map(([, latitude]) => latitude);
  return { west: Math.min(...longitudes), east: Math.max(...longitudes), south: Math.min(...latitudes), north: Math.max(...latitudes) };
}
