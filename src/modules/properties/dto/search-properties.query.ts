import {
  BooleanField, DateField, EnumField, IntField, ListField, MoneyField, NumberField, StringField,
} from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/page-query.js';
import { PROPERTY_TYPES, RENTAL_TYPES, type PropertyType, type RentalType } from '../property.entity.js';
import { SORTS, type PropertySort } from '../property.search.js';

const given = { optional: true, query: true };

export class ListPropertiesQuery extends PageQuery {
  @StringField({ ...given, max: 100, example: 'Cotonou', description: 'Case and accents do not matter.' }) city?: string;
  @StringField({ ...given, max: 100, example: 'Haie Vive', description: 'Case and accents do not matter.' }) neighborhood?: string;
  @EnumField(PROPERTY_TYPES, given) property_type?: PropertyType;
  @EnumField(RENTAL_TYPES, given) rental_type?: RentalType;
  @MoneyField({ ...given, example: 50_000 }) min_price?: number;
  @MoneyField({ ...given, example: 200_000 }) max_price?: number;
  @IntField({ ...given, max: 100, description: 'At least so many.' }) bedrooms?: number;
  @IntField({ ...given, max: 100, description: 'At least so many.' }) bathrooms?: number;
  @BooleanField(given) is_furnished?: boolean;
  @ListField({ ...given, max: 63, example: 'wifi,parking', description: 'Codes separated by commas; all must be there.' }) amenities?: string[];
  @DateField({ ...given, description: 'Free over a whole stay: its first day. With available_to.' }) available_from?: string;
  @DateField({ ...given, description: 'The day of departure. With available_from.' }) available_to?: string;
  @NumberField({ ...given, min: -90, max: 90, example: 6.3573, description: 'With longitude: within `radius` of this point.' }) latitude?: number;
  @NumberField({ ...given, min: -180, max: 180, example: 2.3887 }) longitude?: number;
  @NumberField({ ...given, min: 0.1, max: 50, default: 5, description: 'Kilometres.' }) radius?: number;
  @EnumField(SORTS, { ...given, description: '`newest` unless there is a `q`, which ranks by relevance; `distance` needs a point.' }) sort?: PropertySort;
}

export class SearchPropertiesQuery extends ListPropertiesQuery {
  @StringField({ ...given, max: 200, example: 'appartement meublé cotonou', description: 'Words in French or English; small typos do not matter.' }) q?: string;
  @StringField({ ...given, max: 200, example: '2.30,6.33,2.50,6.42', description: 'west,south,east,north in degrees.' }) bbox?: string;
  @StringField({
    ...given, max: 15_000, description: 'A GeoJSON Polygon or MultiPolygon of at most 1000 points.',
    example: '{"type":"Polygon","coordinates":[[[2.3,6.3],[2.5,6.3],[2.5,6.5],[2.3,6.3]]]}',
  })
  polygon?: string;
  @BooleanField({ ...given, default: false, description: 'Count by type, city and amenity into the header `X-Facets`.' }) facets?: boolean;
}

export class NearbyPropertiesQuery {
  @NumberField({ query: true, min: -90, max: 90, example: 6.3573 }) latitude: number;
  @NumberField({ query: true, min: -180, max: 180, example: 2.3887 }) longitude: number;
  @NumberField({ ...given, min: 0.1, max: 50, default: 5, description: 'Kilometres.' }) radius?: number;
  @IntField({ ...given, min: 1, max: 100, default: 50 }) limit?: number;
}
