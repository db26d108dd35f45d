import { EnumField, StringField, UuidField } from '../../platform/http/fields.js';
import { PROPERTY_TYPES, RENTAL_TYPES, type PropertyType, type RentalType } from './property.entity.js';

/** A home as others mention it: in a booking, a message, a notification. */
export class PropertySummaryView {
  @UuidField() id: string;
  @StringField({ example: 'Appartement meublé à Cotonou' }) title: string;
  @StringField({ example: 'Cotonou', max: 100 }) city: string;
  @StringField({ example: 'Haie Vive', max: 100, nullable: true }) neighborhood: string | null;
  @StringField({ example: 'Rue 12.345, derrière la pharmacie', max: 500 }) address: string;
  @EnumField(PROPERTY_TYPES) property_type: PropertyType;
  @EnumField(RENTAL_TYPES) rental_type: RentalType;
  @StringField({ nullable: true, max: 2000, format: 'uri' }) primary_image_url: string | null;
  @UuidField() owner_id: string;
}

/** SQL that builds a `PropertySummaryView` (jsonb) from the columns of `properties` under `alias`. */
export function propertySummaryJson(alias: string): string {
  if (!/^[a-z_]+$/.test(alias)) throw new Error(`not an alias: ${alias}`);
  const columns = ['id', 'title', 'city', 'neighborhood', 'address', 'property_type', 'rental_type', 'primary_image_url', 'owner_id'];
  return `jsonb_build_object(${columns.map((column) => `'${column}', ${alias}.${column}`).join(', ')})`;
}
