import type { TableColumns } from './copy.js';

/** The columns that the seeder fills, in the order in which rows give them. Everything else has its default. */
export const USERS: TableColumns = {
  table: 'users',
  columns: [
    'id', 'email', 'phone', 'password_hash', 'first_name', 'last_name', 'user_type', 'is_verified', 'is_phone_verified',
    'referral_code', 'rating', 'reviews_count', 'created_at', 'updated_at',
  ],
};
export const PROPERTIES: TableColumns = {
  table: 'properties',
  columns: [
    'id', 'owner_id', 'title', 'description', 'property_type', 'rental_type', 'price', 'address', 'city', 'neighborhood', 'latitude',
    'longitude', 'bedrooms', 'bathrooms', 'surface_area', 'is_furnished', 'amenities', 'amenity_mask', 'rules', 'status', 'available_from',
    'available_to', 'minimum_stay', 'deposit_amount', 'cancellation_policy', 'is_featured', 'primary_image_url', 'rating', 'reviews_count',
    'published_at', 'created_at', 'updated_at',
  ],
};
export const PROPERTY_IMAGES: TableColumns = {
  table: 'property_images',
  columns: ['id', 'property_id', 'image_url', 'is_primary', 'order_index', 'created_at'],
};
export const PROPERTY_VIEWS: TableColumns = { table: 'property_views', columns: ['property_id', 'views_count'] };
export const PROPERTY_BLOCKS: TableColumns = {
  table: 'property_blocks',
  columns: ['id', 'property_id', 'start_date', 'end_date', 'note', 'created_at'],
};
export const FAVORITES: TableColumns = { table: 'favorites', columns: ['user_id', 'property_id', 'created_at'] };
export const BOOKINGS: TableColumns = {
  table: 'bookings',
  columns: [
    'id', 'property_id', 'tenant_id', 'owner_id', 'start_date', 'end_date', 'guests', 'message', 'rental_type', 'total_amount', 'currency',
    'price_breakdown', 'deposit_amount', 'deposit_paid', 'cancellation_policy', 'time_zone', 'status', 'cancelled_by', 'cancellation_reason',
    'refund_amount', 'expires_at', 'created_at', 'updated_at',
  ],
};
export const BOOKING_TRANSITIONS: TableColumns = {
  table: 'booking_transitions',
  columns: ['id', 'booking_id', 'from_status', 'to_status', 'transition', 'actor_id', 'actor_role', 'reason', 'created_at'],
};
export const INSTALLMENTS: TableColumns = {
  table: 'installments',
  columns: [
    'id', 'booking_id', 'tenant_id', 'owner_id', 'sequence', 'period_start', 'period_end', 'due_date', 'amount', 'paid_amount', 'currency', 'status',
    'created_at', 'updated_at',
  ],
};
export const REVIEWS: TableColumns = {
  table: 'reviews',
  columns: [
    'id', 'reviewer_id', 'property_id', 'booking_id', 'provider_id', 'service_request_id', 'rating', 'comment', 'created_at', 'updated_at',
  ],
};
