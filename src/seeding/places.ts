import { CITIES, type CityData, type QuarterData, type Trait } from './places.data.js';
import { type Random, WeightedList } from './random.js';

/** A quarter together with its town. */
export interface Place {
  readonly city: CityData;
  readonly quarter: QuarterData;
}

export interface Point {
  readonly latitude: number;
  readonly longitude: number;
}

const METRES_PER_DEGREE = 111_195;

/** A box around the country; only the coast needs more care than that. */
export const BENIN = { south: 6.2, north: 12.42, west: 0.77, east: 3.86 } as const;

/** The shore from Togo to Nigeria, the port of Cotonou taken as water. Longitude, latitude. */
const SHORE: readonly (readonly [number, number])[] = [
  [1.6, 6.2265], [1.69, 6.245], [1.826, 6.2735], [1.9, 6.288], [2.0, 6.305], [2.09, 6.3215], [2.2, 6.333],
  [2.3, 6.3405], [2.365, 6.3445], [2.4, 6.3475], [2.408, 6.3485], [2.414, 6.3515], [2.44, 6.3535], [2.446, 6.355],
  [2.47, 6.3595], [2.52, 6.363], [2.6, 6.3665], [2.72, 6.372], [2.8, 6.376],
];
/** Nobody builds on the sand: homes keep this far from the shore, in degrees (some 130 m). */
const BEACH_WIDTH = 0.0012;

export const PLACES: readonly Place[] = CITIES.flatMap((city) => city.quarters.map((quarter) => ({ city, quarter })));

const QUARTERS_OF = new Map(CITIES.map((city) => [city, new WeightedList(city.quarters, (quarter) => quarter.weight)]));
const CITIES_BY_WEIGHT = new WeightedList(CITIES, (city) => city.weight);

/** A quarter of the country, the likelier the more people live there. */
export function pickPlace(random: Random): Place {
  const city = CITIES_BY_WEIGHT.pick(random);
  const quarters = QUARTERS_OF.get(city);
  if (!quarters) throw new Error(`No quarters in ${city.name}`);
  return { city, quarter: quarters.pick(random) };
}

export function findPlace(city: string, quarter: string): Place {
  const found = PLACES.find((place) => place.city.name === city && place.quarter.name === quarter);
  if (!found) throw new Error(`Unknown quarter: ${quarter}, ${city}`);
  return found;
}

export function hasTrait(place: Place, trait: Trait): boolean {
  return place.quarter.traits.includes(trait);
}

/** "à Fidjrossè", "aux Cocotiers". */
export function atQuarter(place: Place): string {
  return place.quarter.at ?? `à ${place.quarter.name}`;
}

/** Latitude of the water's edge at that longitude. */
export function shoreLatitude(longitude: number): number {
  for (let index = 1; index < SHORE.length; index++) {
    const [west, from] = SHORE[index - 1] ?? [0, 0];
    const [east, to] = SHORE[index] ?? [0, 0];
    if (longitude >= west && longitude <= east) return from + ((longitude - west) / (east - west)) * (to - from);
  }
  return -90;
}

export function isOnLand(point: Point): boolean {
  return point.latitude >= shoreLatitude(point.longitude) + BEACH_WIDTH;
}

export function metresBetween(one: Point, other: Point): number {
  const north = (other.latitude - one.latitude) * METRES_PER_DEGREE;
  const middle = ((one.latitude + other.latitude) / 2) * (Math.PI / 180);
  const east = (other.longitude - one.longitude) * METRES_PER_DEGREE * Math.cos(middle);
  return Math.hypot(north, east);
}

/** A point in the quarter, dense in its middle, never beyond its reach and never in the sea. */
export function pointIn(place: Place, random: Random): Point {
  const { quarter } = place;
  const perDegreeEast = METRES_PER_DEGREE * Math.cos(quarter.latitude * (Math.PI / 180));
  for (let attempt = 0; attempt < 50; attempt++) {
    const north = random.gaussian() * quarter.reach * 0.45;
    const east = random.gaussian() * quarter.reach * 0.45;
    if (Math.hypot(north, east) > quarter.reach) continue;
    const point = {
      latitude: round(quarter.latitude + north / METRES_PER_DEGREE),
      longitude: round(quarter.longitude + east / perDegreeEast),
    };
    if (isOnLand(point)) return point;
  }
  return { latitude: quarter.latitude, longitude: quarter.longitude };
}

/** Six decimals are ten centimetres. */
function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
