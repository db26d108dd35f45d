import { CURRENCIES } from '../../../kernel/money.js';
import {
  BooleanField, DateField, EnumField, IntField, ListField, MoneyField, NumberField, StringField, type FieldOptions,
} from '../../../platform/http/fields.js';
import { CANCELLATION_POLICIES, PROPERTY_TYPES, RENTAL_TYPES } from '../property.entity.js';

type Field = (options?: FieldOptions) => PropertyDecorator;

export const AMENITY_CODE = /^[a-z][a-z0-9_]*$/;
const isAmenityCode = (value: unknown): boolean => typeof value === 'string' && value.length <= 40 && AMENITY_CODE.test(value);

const isTimeZone = (() => {
  const zones = new Set(Intl.supportedValuesOf('timeZone'));
  return (value: string): boolean => zones.has(value);
})();
export { isTimeZone };

/** Each field of a home as it comes in, once: making one requires some of them, changing one none. */
export const fields = named({
  title: (o) => StringField({ min: 1, max: 255, example: 'Appartement meublé de deux chambres, Haie Vive', ...o }),
  description: (o) => StringField({ max: 10_000, nullable: true, example: 'Calme, forage et compteur personnel.', ...o }),
  property_type: (o) => EnumField(PROPERTY_TYPES, { example: 'apartment', ...o }),
  rental_type: (o) => EnumField(RENTAL_TYPES, { example: 'short_term', ...o }),
  price: (o) => MoneyField({ min: 0.01, example: 25_000, description: 'A night (`short_term`) or a month (`long_term`).', ...o }),
  currency: (o) => EnumField(CURRENCIES, { default: 'XOF', ...o }),
  address: (o) => StringField({ min: 1, max: 500, example: 'Rue 12.345, derrière la pharmacie', ...o }),
  city: (o) => StringField({ min: 1, max: 100, example: 'Cotonou', ...o }),
  neighborhood: (o) => StringField({ min: 1, max: 100, nullable: true, example: 'Haie Vive', ...o }),
  country: (o) => StringField({ min: 2, max: 2, pattern: /^[A-Z]{2}$/, example: 'BJ', default: 'BJ', description: 'ISO 3166-1 alpha-2.', ...o }),
  time_zone: (o) => StringField({ min: 1, max: 40, pattern: /^[A-Za-z0-9_+/-]+$/, example: 'Africa/Porto-Novo', default: 'Africa/Porto-Novo', ...o }),
  latitude: (o) => NumberField({ min: -90, max: 90, nullable: true, example: 6.3573, ...o }),
  longitude: (o) => NumberField({ min: -180, max: 180, nullable: true, example: 2.3887, ...o }),
  bedrooms: (o) => IntField({ max: 100, nullable: true, example: 2, ...o }),
  bathrooms: (o) => IntField({ max: 100, nullable: true, example: 1, ...o }),
  surface_area: (o) => NumberField({ min: 0.01, max: 9_999_999, decimals: 2, nullable: true, example: 85, description: 'Square metres.', ...o }),
  is_furnished: (o) => BooleanField({ default: false, ...o }),
  amenities: (o) =>
    ListField({ max: 63, unique: true, each: { code: 'invalid', test: isAmenityCode }, example: ['wifi', 'parking'], description: 'Codes of GET /amenities.', ...o }),
  rules: (o) => StringField({ max: 5000, nullable: true, description: 'House rules.', ...o }),
  available_from: (o) => DateField({ nullable: true, description: 'Stays start on this day or later.', ...o }),
  available_to: (o) => DateField({ nullable: true, description: 'Stays end on this day or earlier; after available_from.', ...o }),
  minimum_stay: (o) => IntField({ min: 1, max: 1000, nullable: true, example: 2, description: 'Nights.', ...o }),
  deposit_amount: (o) => MoneyField({ nullable: true, example: 50_000, ...o }),
  cancellation_policy: (o) => EnumField(CANCELLATION_POLICIES, { default: 'moderate', ...o }),
});

function named<K extends string>(each: Record<K, Field>): Record<K, Field> {
  return each;
}
