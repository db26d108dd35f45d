import type { Currency } from '../../../kernel/money.js';
import { EnumField } from '../../../platform/http/fields.js';
import type { CancellationPolicy, PropertyType, RentalType } from '../property.entity.js';
import { PROPERTY_STATUSES, type PropertyStatus } from '../property.state.js';
import { fields } from './property-fields.js';

const optional = { optional: true };
/** What is left as it is has no default. */
const unchanged = { optional: true, default: undefined };

/** A new home. Its owner, status, rating and counters are not the body's to say. */
export class CreatePropertyDto {
  @fields.title() title: string;
  @fields.property_type() property_type: PropertyType;
  @fields.rental_type() rental_type: RentalType;
  @fields.price() price: number;
  @fields.address() address: string;
  @fields.city() city: string;
  @fields.description(optional) description?: string | null;
  @fields.currency(optional) currency?: Currency;
  @fields.neighborhood(optional) neighborhood?: string | null;
  @fields.country(optional) country?: string;
  @fields.time_zone(optional) time_zone?: string;
  @fields.latitude(optional) latitude?: number | null;
  @fields.longitude(optional) longitude?: number | null;
  @fields.bedrooms(optional) bedrooms?: number | null;
  @fields.bathrooms(optional) bathrooms?: number | null;
  @fields.surface_area(optional) surface_area?: number | null;
  @fields.is_furnished(optional) is_furnished?: boolean;
  @fields.amenities(optional) amenities?: string[];
  @fields.rules(optional) rules?: string | null;
  @fields.available_from(optional) available_from?: string | null;
  @fields.available_to(optional) available_to?: string | null;
  @fields.minimum_stay(optional) minimum_stay?: number | null;
  @fields.deposit_amount(optional) deposit_amount?: number | null;
  @fields.cancellation_policy(optional) cancellation_policy?: CancellationPolicy;
}

/** What is given is changed; null empties what may be empty. */
export class UpdatePropertyDto {
  @fields.title(unchanged) title?: string;
  @fields.property_type(unchanged) property_type?: PropertyType;
  @fields.rental_type(unchanged) rental_type?: RentalType;
  @fields.price(unchanged) price?: number;
  @fields.address(unchanged) address?: string;
  @fields.city(unchanged) city?: string;
  @fields.description(unchanged) description?: string | null;
  @fields.currency(unchanged) currency?: Currency;
  @fields.neighborhood(unchanged) neighborhood?: string | null;
  @fields.country(unchanged) country?: string;
  @fields.time_zone(unchanged) time_zone?: string;
  @fields.latitude(unchanged) latitude?: number | null;
  @fields.longitude(unchanged) longitude?: number | null;
  @fields.bedrooms(unchanged) bedrooms?: number | null;
  @fields.bathrooms(unchanged) bathrooms?: number | null;
  @fields.surface_area(unchanged) surface_area?: number | null;
  @fields.is_furnished(unchanged) is_furnished?: boolean;
  @fields.amenities(unchanged) amenities?: string[];
  @fields.rules(unchanged) rules?: string | null;
  @fields.available_from(unchanged) available_from?: string | null;
  @fields.available_to(unchanged) available_to?: string | null;
  @fields.minimum_stay(unchanged) minimum_stay?: number | null;
  @fields.deposit_amount(unchanged) deposit_amount?: number | null;
  @fields.cancellation_policy(unchanged) cancellation_policy?: CancellationPolicy;
  @EnumField(PROPERTY_STATUSES, { ...unchanged, description: 'draft→published, published↔inactive, published↔rented.' }) status?: PropertyStatus;
}
