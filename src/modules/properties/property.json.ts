import { publicProfileSql } from '../users/index.js';
import { jsonField, jsonListText, jsonObjectText, type JsonField } from './json-text.js';

/** What one answer needs beside the row itself. Each is a SQL expression over `p`, or absent. */
export interface PropertyJsonOptions {
  /** SQL of the caller's id, null for strangers; absent where only strangers ask. */
  readonly viewer?: string;
  /** Kilometres to 2 decimals. */
  readonly distance?: string;
  readonly images: 'all' | 'primary';
}

/** The tables that `propertyJson` reads beside `properties p`. */
export const PROPERTY_JSON_JOINS = 'JOIN users u ON u.id = p.owner_id LEFT JOIN property_views v ON v.property_id = p.id';

/** JSON text of one `PropertyView`, built by PostgreSQL. */
export function propertyJson({ viewer, distance, images }: PropertyJsonOptions): string {
  return jsonObjectText([
    ...COLUMNS,
    jsonField('is_favorite', viewer ? isFavorite(viewer) : `'null'`, 'json'),
    jsonField('distance_km', distance ? `${distance}::text` : `'null'`, 'json'),
    jsonField('images', images === 'all' ? ALL_IMAGES : PRIMARY_IMAGE, 'json'),
    jsonField('owner', `${publicProfileSql('u')}::text`, 'json'),
    jsonField('created_at', 'p.created_at', 'instant'),
    jsonField('updated_at', 'p.updated_at', 'instant'),
  ]);
}

function isFavorite(viewer: string): string {
  const favorite = `EXISTS (SELECT 1 FROM favorites f WHERE f.user_id = ${viewer}::uuid AND f.property_id = p.id)`;
  return `CASE WHEN ${viewer}::uuid IS NULL THEN 'null' ELSE ${favorite}::text END`;
}

/** JSON text of a list of `PropertyImageView`, for the rows `i` of `property_images` in scope. */
export function imagesJson(): string {
  return jsonListText(imageJson({ id: jsonField('id', 'i.id', 'plain'), url: 'i.image_url', primary: 'i.is_primary', order: 'i.order_index' }), 'i.order_index');
}

const COLUMNS: readonly JsonField[] = [
  jsonField('id', 'p.id', 'plain'),
  jsonField('owner_id', 'p.owner_id', 'plain'),
  jsonField('title', 'p.title', 'text'),
  jsonField('description', 'p.description', 'text', true),
  jsonField('property_type', 'p.property_type', 'plain'),
  jsonField('rental_type', 'p.rental_type', 'plain'),
  jsonField('price', 'p.price', 'number'),
  jsonField('currency', 'p.currency', 'plain'),
  jsonField('address', 'p.address', 'text'),
  jsonField('city', 'p.city', 'text'),
  jsonField('neighborhood', 'p.neighborhood', 'text', true),
  jsonField('country', 'p.country', 'text'),
  jsonField('time_zone', 'p.time_zone', 'text'),
  jsonField('latitude', 'p.latitude', 'number', true),
  jsonField('longitude', 'p.longitude', 'number', true),
  jsonField('bedrooms', 'p.bedrooms::text', 'json', true),
  jsonField('bathrooms', 'p.bathrooms::text', 'json', true),
  jsonField('surface_area', 'p.surface_area', 'number', true),
  jsonField('is_furnished', 'p.is_furnished', 'boolean'),
  jsonField('amenities', 'to_json(p.amenities)::text', 'json'),
  jsonField('rules', 'p.rules', 'text', true),
  jsonField('status', 'p.status', 'plain'),
  jsonField('available_from', 'p.available_from', 'plain', true),
  jsonField('available_to', 'p.available_to', 'plain', true),
  jsonField('minimum_stay', 'p.minimum_stay::text', 'json', true),
  jsonField('deposit_amount', 'p.deposit_amount', 'number', true),
  jsonField('cancellation_policy', 'p.cancellation_policy', 'plain'),
  jsonField('is_featured', 'p.is_featured', 'boolean'),
  jsonField('views_count', 'coalesce(v.views_count, 0)::text', 'json'),
  jsonField('rating', 'p.rating', 'number', true),
  jsonField('reviews_count', 'p.reviews_count', 'json'),
];

/** The sizes of a picture stand beside it: `front.jpg`, `front_thumb.jpg`. */
function imageJson({ id, url, primary, order }: { id: JsonField; url: string; primary: string; order: string }): string {
  const stem = `left(${url}, -4)`;
  return jsonObjectText([
    id,
    jsonField('image_url', url, 'plain'),
    ...['thumb', 'medium', 'large'].map((size) => jsonField(`${size}_url`, `${stem} || '_${size}.jpg'`, 'plain')),
    jsonField('is_primary', primary, 'boolean'),
    jsonField('order_index', order, 'json'),
  ]);
}

const ALL_IMAGES = `(SELECT ${imagesJson()} FROM property_images i WHERE i.property_id = p.id)`;

const PRIMARY_IMAGE = `CASE WHEN p.primary_image_url IS NULL THEN '[]' ELSE concat('[', ${imageJson({
  id: jsonField('id', `'null'`, 'json'),
  url: 'p.primary_image_url',
  primary: 'true',
  order: '0',
})}, ']') END`;
