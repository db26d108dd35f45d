import { BooleanField, DateField, EnumField, InstantField, IntField, ListField, MoneyField, NumberField, ObjectField, StringField, UuidField } from '../../platform/http/fields.js';
import { CURRENCIES, type Currency } from '../../kernel/money.js';
import { PublicProfileView } from '../users/index.js';
import { CANCELLATION_POLICIES, PROPERTY_TYPES, RENTAL_TYPES, type CancellationPolicy, type PropertyType, type RentalType } from './property.entity.js';
import { PROPERTY_STATUSES, type PropertyStatus } from './property.state.js';

const address = { max: 2048, format: 'uri', example: 'https://api.lokahome.bj/media/properties/0198c5c8/front.jpg' };

export class PropertyImageView {
  @UuidField({ nullable: true, description: 'Null in lists.' }) id: string | null;
  @StringField({ ...address, description: 'At most 1920×1080.' }) image_url: string;
  @StringField({ ...address, description: 'At most 150×150.' }) thumb_url: string;
  @StringField({ ...address, description: 'At most 600×400.' }) medium_url: string;
  @StringField({ ...address, description: 'At most 1200×800.' }) large_url: string;
  @BooleanField({ description: 'The one that lists show.' }) is_primary: boolean;
  @IntField({ max: 9, description: 'Its place, from 0.' }) order_index: number;
}

export class PropertyView {
  @UuidField() id: string;
  @UuidField() owner_id: string;
  @StringField({ max: 255, example: 'Appartement meublé de deux chambres, Haie Vive' }) title: string;
  @StringField({ nullable: true, max: 10_000, example: 'Calme, forage et compteur personnel.' }) description: string | null;
  @EnumField(PROPERTY_TYPES) property_type: PropertyType;
  @EnumField(RENTAL_TYPES) rental_type: RentalType;
  @MoneyField({ description: 'A night (`short_term`) or a month (`long_term`).' }) price: number;
  @EnumField(CURRENCIES) currency: Currency;
  @StringField({ max: 500, example: 'Rue 12.345, derrière la pharmacie' }) address: string;
  @StringField({ max: 100, example: 'Cotonou' }) city: string;
  @StringField({ nullable: true, max: 100, example: 'Haie Vive' }) neighborhood: string | null;
  @StringField({ max: 2, example: 'BJ', description: 'ISO 3166-1 alpha-2.' }) country: string;
  @StringField({ max: 40, example: 'Africa/Porto-Novo', description: 'IANA time zone: whose midnight ends a day here.' }) time_zone: string;
  @NumberField({ nullable: true, min: -90, max: 90, example: 6.3573 }) latitude: number | null;
  @NumberField({ nullable: true, min: -180, max: 180, example: 2.3887 }) longitude: number | null;
  @IntField({ nullable: true, max: 100 }) bedrooms: number | null;
  @IntField({ nullable: true, max: 100 }) bathrooms: number | null;
  @NumberField({ nullable: true, max: 10_000_000, description: 'Square metres.' }) surface_area: number | null;
  @BooleanField() is_furnished: boolean;
  @ListField({ max: 63, example: ['wifi', 'parking'], description: 'Codes of GET /amenities.' }) amenities: string[];
  @StringField({ nullable: true, max: 5000, description: 'House rules.' }) rules: string | null;
  @EnumField(PROPERTY_STATUSES) status: PropertyStatus;
  @DateField({ nullable: true, description: 'Stays start on this day or later.' }) available_from: string | null;
  @DateField({ nullable: true, description: 'Stays end on this day or earlier.' }) available_to: string | null;
  @IntField({ nullable: true, min: 1, max: 1000, description: 'Nights.' }) minimum_stay: number | null;
  @MoneyField({ nullable: true, example: 300_000 }) deposit_amount: number | null;
  @EnumField(CANCELLATION_POLICIES) cancellation_policy: CancellationPolicy;
  @BooleanField() is_featured: boolean;
  @IntField({ max: Number.MAX_SAFE_INTEGER, description: 'Looks at the detail, its owner’s apart; up to a minute old.' }) views_count: number;
  @NumberField({ nullable: true, min: 1, max: 5, example: 4.6, description: 'Average of the reviews; null without any.' }) rating: number | null;
  @IntField({ example: 12 }) reviews_count: number;
  @BooleanField({ nullable: true, description: 'Null for callers who are not signed in.' }) is_favorite: boolean | null;
  @NumberField({ nullable: true, max: 20_100, example: 1.42, description: 'To the point that was asked about, to 2 decimals; null without one.' }) distance_km: number | null;
  @ObjectField(() => PropertyImageView, { list: true, max: 10, description: 'In their order. Lists carry the primary one alone.' }) images: PropertyImageView[];
  @ObjectField(() => PublicProfileView) owner: PublicProfileView;
  @InstantField() created_at: string;
  @InstantField() updated_at: string;
}

export class FavoriteView {
  @BooleanField() is_favorite: boolean;
}

export class UploadedImagesView {
  @ListField({ min: 1, max: 10, items: { type: 'string', format: 'uri' }, example: [address.example] }) uploaded: string[];
}

export class AmenityView {
  @StringField({ max: 40, example: 'wifi' }) code: string;
  @StringField({ max: 80, example: 'Climatisation' }) name_fr: string;
  @StringField({ max: 80, example: 'Air conditioning' }) name_en: string;
  @StringField({ max: 40, example: 'snowflake', description: 'Name of an icon of the Lucide set.' }) icon: string;
}

export const UNAVAILABLE_REASONS = ['booked', 'blocked'] as const;

export class UnavailablePeriodView {
  @DateField() start_date: string;
  @DateField({ description: 'The first day that is free again.' }) end_date: string;
  @EnumField(UNAVAILABLE_REASONS, { description: 'Never by whom. What lies outside of available_from and available_to is `blocked`.' })
  reason: (typeof UNAVAILABLE_REASONS)[number];
}

export class AvailabilityView {
  @UuidField() property_id: string;
  @DateField() from: string;
  @DateField() to: string;
  @BooleanField({ description: 'Free over the whole period.' }) is_available: boolean;
  @ObjectField(() => UnavailablePeriodView, { list: true, max: 1000 }) unavailable: UnavailablePeriodView[];
}

export class BlockSourceView {
  @UuidField() import_id: string;
  @StringField({ max: 2000, example: 'Airbnb', description: 'Its name, or the site.' }) name: string;
}

export class BlockView {
  @UuidField() id: string;
  @UuidField() property_id: string;
  @DateField() start_date: string;
  @DateField({ description: 'The first day that is free again.' }) end_date: string;
  @StringField({ nullable: true, max: 255, description: 'For the owner alone.' }) note: string | null;
  @ObjectField(() => BlockSourceView, { nullable: true, description: 'The calendar that it was brought in from; null for one made by hand.' }) source: BlockSourceView | null;
  @InstantField() created_at: string;
}
