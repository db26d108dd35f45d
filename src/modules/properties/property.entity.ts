import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CalendarDate } from '../../kernel/calendar-date.js';
import type { Currency } from '../../kernel/money.js';
import type { PropertyStatus } from './property.state.js';

export const PROPERTY_TYPES = ['house', 'apartment', 'studio', 'room', 'villa', 'shop', 'office', 'warehouse', 'hotel', 'land'] as const;
export type PropertyType = (typeof PROPERTY_TYPES)[number];

export const RENTAL_TYPES = ['short_term', 'long_term'] as const;
export type RentalType = (typeof RENTAL_TYPES)[number];

export const CANCELLATION_POLICIES = ['flexible', 'moderate', 'strict'] as const;
export type CancellationPolicy = (typeof CANCELLATION_POLICIES)[number];

/**
 * A home that somebody lets. What searches lean on (folded names, the point, the text vector, the mask of
 * amenities) is computed by PostgreSQL and stays there. Amounts and coordinates are numeric text.
 */
@Entity('properties')
export class Property {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') owner_id: string;
  @Column('varchar', { length: 255 }) title: string;
  @Column('text', { nullable: true }) description: string | null;
  @Column('varchar', { length: 50 }) property_type: PropertyType;
  @Column('varchar', { length: 20 }) rental_type: RentalType;
  /** A night's price for short terms, a month's for long ones. */
  @Column('numeric', { precision: 14, scale: 2 }) price: string;
  @Column('char', { length: 3, default: 'XOF' }) currency: Currency;
  @Column('text') address: string;
  @Column('varchar', { length: 100 }) city: string;
  @Column('varchar', { length: 100, nullable: true }) neighborhood: string | null;
  /** ISO 3166-1 alpha-2. */
  @Column('char', { length: 2, default: 'BJ' }) country: string;
  /** IANA name: whose midnight ends a day here. */
  @Column('varchar', { length: 40, default: 'Africa/Porto-Novo' }) time_zone: string;
  @Column('numeric', { precision: 10, scale: 8, nullable: true }) latitude: string | null;
  @Column('numeric', { precision: 11, scale: 8, nullable: true }) longitude: string | null;
  /** Its coordinates were found out from its address, and follow it. */
  @Column('boolean', { default: false }) is_geocoded: boolean;
  @Column('smallint', { nullable: true }) bedrooms: number | null;
  @Column('smallint', { nullable: true }) bathrooms: number | null;
  /** Square metres. */
  @Column('numeric', { precision: 10, scale: 2, nullable: true }) surface_area: string | null;
  @Column('boolean', { default: false }) is_furnished: boolean;
  @Column('text', { array: true, default: '{}' }) amenities: string[];
  @Column('text', { nullable: true }) rules: string | null;
  @Column('varchar', { length: 20, default: 'draft' }) status: PropertyStatus;
  /** Stays lie within `[available_from, available_to)`, where these are set. */
  @Column('date', { nullable: true }) available_from: CalendarDate | null;
  @Column('date', { nullable: true }) available_to: CalendarDate | null;
  /** Nights. */
  @Column('smallint', { nullable: true }) minimum_stay: number | null;
  @Column('numeric', { precision: 14, scale: 2, nullable: true }) deposit_amount: string | null;
  @Column('varchar', { length: 10, default: 'moderate' }) cancellation_policy: CancellationPolicy;
  @Column('boolean', { default: false }) is_featured: boolean;
  /** The first image, kept here so that lists need no join. */
  @Column('text', { nullable: true }) primary_image_url: string | null;
  /** Kept average of the reviews, 1..5; numeric text. */
  @Column('numeric', { precision: 3, scale: 2, nullable: true }) rating: string | null;
  @Column('integer', { default: 0 }) reviews_count: number;
  @Column('timestamptz', { nullable: true }) published_at: Date | null;
  /** Why an admin took it off, the last time that one did. */
  @Column('text', { nullable: true }) withdrawal_reason: string | null;
  /** Deleted homes are inactive; only past stays still show them. */
  @Column('timestamptz', { nullable: true }) deleted_at: Date | null;
  @Column('timestamptz', { default: () => 'now()' }) created_at: Date;
  @Column('timestamptz', { default: () => 'now()' }) updated_at: Date;
}
