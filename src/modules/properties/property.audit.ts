import { audits } from '../../platform/audit/audit.js';
import type { Property } from './property.entity.js';

/** `fields` are the names of what was changed: titles, texts and addresses are told by their name only. */
audits('property', [
  'status', 'is_featured', 'is_deleted', 'property_type', 'rental_type', 'price', 'currency', 'deposit_amount', 'minimum_stay', 'cancellation_policy', 'available_from', 'available_to', 'bedrooms', 'bathrooms',
  'surface_area', 'is_furnished', 'amenities', 'fields', 'images', 'image_id', 'image_ids', 'block_id', 'start_date', 'end_date', 'imports', 'is_export_rotated',
]);

audits('amenity', ['code', 'name_fr', 'name_en', 'icon', 'is_active']);

type Facts = Readonly<Record<string, unknown>>;

/** What a change makes of a home, column by column; null where all of it was so already. */
export function changeOf(property: Property, wanted: Partial<Property>): { before: Facts; after: Facts } | null {
  const fields = (Object.keys(wanted) as (keyof Property)[]).filter((field) => !isSame(property[field], wanted[field]));
  if (fields.length === 0) return null;
  const of = (facts: Partial<Property>): Facts => Object.fromEntries(fields.map((field) => [field, facts[field]]));
  return { before: of(property), after: { ...of(wanted), fields } };
}

/** Numeric columns are text, with more or fewer zeros. */
function isSame(one: unknown, other: unknown): boolean {
  if (typeof one === 'string' && typeof other === 'string' && one !== '' && other !== '' && Number(one) === Number(other)) return true;
  return JSON.stringify(one) === JSON.stringify(other);
}
