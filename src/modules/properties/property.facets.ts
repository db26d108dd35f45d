import type { BoundingBox } from '../../kernel/geo-point.js';
import { PROPERTY_TYPES } from './property.entity.js';
import { boxesOf } from './search-places.js';
import type { PropertyFilters } from './property.search.js';

/** Bits of `trait_mask`, as the SQL function `property_traits` sets them. */
const RENTAL_BITS = { short_term: 10, long_term: 11 };
const FURNISHED_BIT = 12;
const UNFURNISHED_BIT = 13;
const BEDROOM_BITS = 14;
const BATHROOM_BITS = 26;
/** Homes with more rooms have the bits of twelve. */
export const MOST_ROOMS = 12;

/** Codes of the SQL function `property_facets`: amenity bits as they are, then traits, steps of the price, and places. */
const TRAIT_CODES = 64;
const PRICE_CODES = 200;
/** Squares of the map, by their side in degrees: a place is in one of each size. */
const SQUARES = [
  { perDegree: 100, codes: 1_000_000_000 },
  { perDegree: 10, codes: 100_000_000 },
  { perDegree: 1, codes: 10_000_000 },
];
const MOST_SQUARES = 120;
const LOWEST_PRICE = 0.01;
const HIGHEST_PRICE = 1_000_000_000;

export interface FacetFilters {
  /** Decimal texts of the bits that must all be set; null where none must. */
  readonly trait_mask: string | null;
  readonly amenity_mask: string | null;
  /** The same as codes. */
  readonly codes: readonly number[];
  /** The steps of the price scale that the range touches; null without a range. */
  readonly price_codes: readonly number[] | null;
  /** The squares of the map that the places touch, one list per place; none for places that are too large for it. */
  readonly square_codes: readonly (readonly number[])[];
}

/**
 * What of the filters is told by bits. A home carries its traits and amenities twice: as two numbers, which a walk along
 * an index compares at once, and as codes in an inverted index, which finds the few homes of a rare mix.
 */
export function facetsOf(filters: PropertyFilters, amenityBits: readonly number[]): FacetFilters {
  const { property_type, rental_type, is_furnished, bedrooms = 0, bathrooms = 0 } = filters;
  const traits: number[] = [];
  if (property_type) traits.push(PROPERTY_TYPES.indexOf(property_type));
  if (rental_type) traits.push(RENTAL_BITS[rental_type]);
  if (is_furnished !== undefined) traits.push(is_furnished ? FURNISHED_BIT : UNFURNISHED_BIT);
  // A home of three bedrooms has at least one, at least two …: the highest bit says it all.
  if (bedrooms > 0) traits.push(BEDROOM_BITS + Math.min(bedrooms, MOST_ROOMS) - 1);
  if (bathrooms > 0) traits.push(BATHROOM_BITS + Math.min(bathrooms, MOST_ROOMS) - 1);
  return {
    trait_mask: maskOf(traits),
    amenity_mask: maskOf(amenityBits),
    codes: [...amenityBits, ...traits.map((bit) => TRAIT_CODES + bit)],
    price_codes: priceCodes(filters),
    square_codes: boxesOf(filters).map(squareCodes).filter((codes) => codes !== null),
  };
}

function maskOf(bits: readonly number[]): string | null {
  return bits.length === 0 ? null : String(bits.reduce((mask, bit) => mask | (1n << BigInt(bit)), 0n));
}

/** Four steps to a doubling; one more on either side for what numeric and floating point logarithms round apart. */
function priceCodes({ min_price, max_price }: PropertyFilters): number[] | null {
  if (min_price === undefined && max_price === undefined) return null;
  const first = stepOf(min_price ?? LOWEST_PRICE) - 1;
  const last = stepOf(max_price ?? HIGHEST_PRICE) + 1;
  return Array.from({ length: Math.max(1, last - first + 1) }, (_, index) => PRICE_CODES + first + index);
}

/** The smallest squares that cover the box with few enough of them. */
function squareCodes({ west, south, east, north }: BoundingBox): number[] | null {
  for (const { perDegree, codes } of SQUARES) {
    const column = (longitude: number, margin: number): number => Math.floor((longitude + 180) * perDegree + margin);
    const row = (latitude: number, margin: number): number => Math.floor((latitude + 90) * perDegree + margin);
    const [left, right, bottom, top] = [column(west, -1e-6), column(east, 1e-6), row(south, -1e-6), row(north, 1e-6)];
    const width = right - left + 1;
    if (width * (top - bottom + 1) > MOST_SQUARES) continue;
    return Array.from({ length: width * (top - bottom + 1) }, (_, index) =>
      codes + (bottom + Math.floor(index / width)) * (360 * perDegree + 1) + left + (index % width));
  }
  return null;
}

function stepOf(price: number): number {
  return Math.floor(4 * Math.log2(Math.min(Math.max(price, LOWEST_PRICE), HIGHEST_PRICE)));
}
