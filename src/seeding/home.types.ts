import type { Place, Point } from './places.js';

export const PROPERTY_TYPES = [
  'house', 'apartment', 'studio', 'room', 'villa', 'shop', 'office', 'warehouse', 'hotel', 'land',
] as const;
export type PropertyType = (typeof PROPERTY_TYPES)[number];
export type RentalType = 'short_term' | 'long_term';
export type CancellationPolicy = 'flexible' | 'moderate' | 'strict';
export type HomeStatus = 'draft' | 'published' | 'rented' | 'inactive';

/** What a home is, before anyone writes about it. Amounts are whole francs. */
export interface HomeFacts {
  place: Place;
  type: PropertyType;
  rental: RentalType;
  furnished: boolean;
  bedrooms: number | null;
  bathrooms: number | null;
  /** Square metres. */
  surface: number;
  /** Codes of the catalogue, each once. */
  amenities: readonly string[];
  /** "du marché de Gbégamey": something next door. */
  near: string;
}

/** A home as it is offered; who owns it and in what state it is, is decided elsewhere. */
export interface Home extends HomeFacts, Point {
  title: string;
  description: string;
  address: string;
  /** Per night or per month, by `rental`. */
  price: number;
  deposit: number | null;
  minimumStay: number | null;
  cancellationPolicy: CancellationPolicy;
  rules: string | null;
}
