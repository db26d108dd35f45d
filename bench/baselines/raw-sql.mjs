/** The columns of a home and of an account for the bare handlers, as PostgreSQL's own JSON functions and as rows. */

const instant = (column) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const picture = (size) => `left(i.image_url, -4) || '_${size}.jpg'`;

const OWNER = `json_build_object('id', u.id, 'first_name', u.first_name,
  'last_name', CASE WHEN u.user_type = 'tenant' AND u.erased_at IS NULL THEN upper(left(u.last_name, 1)) || '.' ELSE u.last_name END,
  'avatar_url', u.avatar_url, 'user_type', u.user_type, 'is_verified', u.is_verified, 'is_identity_verified', u.identity_verified_at IS NOT NULL,
  'rating', u.rating::float8, 'reviews_count', u.reviews_count, 'created_at', ${instant('u.created_at')})`;

const IMAGE = (id, order) => `json_build_object('id', ${id}, 'image_url', i.image_url, 'thumb_url', ${picture('thumb')}, 'medium_url', ${picture('medium')},
  'large_url', ${picture('large')}, 'is_primary', i.is_primary, 'order_index', ${order})`;

const IMAGES = {
  all: `(SELECT coalesce(json_agg(${IMAGE('i.id', 'i.order_index')} ORDER BY i.order_index), '[]') FROM property_images i WHERE i.property_id = p.id)`,
  primary: `(SELECT coalesce(json_agg(${IMAGE('null', '0')}), '[]') FROM (SELECT p.primary_image_url AS image_url, true AS is_primary WHERE p.primary_image_url IS NOT NULL) i)`,
};

const COLUMNS = [
  'id', 'owner_id', 'title', 'description', 'property_type', 'rental_type', 'price', 'currency', 'address', 'city', 'neighborhood', 'country', 'time_zone',
  'latitude', 'longitude', 'bedrooms', 'bathrooms', 'surface_area', 'is_furnished', 'amenities', 'rules', 'status', 'available_from', 'available_to',
  'minimum_stay', 'deposit_amount', 'cancellation_policy', 'is_featured',
];
const NUMBERS = new Set(['price', 'latitude', 'longitude', 'surface_area', 'deposit_amount']);
const typed = (column) => (NUMBERS.has(column) ? `p.${column}::float8` : `p.${column}`);

/** `json_build_object` of a home as the product answers it. */
export function listObject({ images, metres }) {
  const fields = COLUMNS.map((column) => `'${column}', ${typed(column)}`);
  return `json_build_object(${fields.join(', ')}, 'views_count', coalesce(v.views_count, 0), 'rating', p.rating::float8, 'reviews_count', p.reviews_count,
    'is_favorite', null, 'distance_km', ${metres ? `round((${metres} / 1000)::numeric, 2)::float8` : 'null'}, 'images', ${IMAGES[images]}, 'owner', ${OWNER},
    'created_at', ${instant('p.created_at')}, 'updated_at', ${instant('p.updated_at')})`;
}

/** The same as columns of a row. */
export function homeColumns() {
  return `${COLUMNS.map((column) => `${typed(column)} AS ${column}`).join(', ')}, coalesce(v.views_count, 0)::int AS views_count, p.rating::float8 AS rating,
    p.reviews_count, p.primary_image_url, p.created_at, p.updated_at,
    u.id AS u_id, u.first_name, CASE WHEN u.user_type = 'tenant' AND u.erased_at IS NULL THEN upper(left(u.last_name, 1)) || '.' ELSE u.last_name END AS last_name,
    u.avatar_url, u.user_type, u.is_verified, u.identity_verified_at IS NOT NULL AS is_identity_verified, u.rating::float8 AS u_rating,
    u.reviews_count AS u_reviews_count, u.created_at AS u_created_at`;
}

export function homeFromRow(row) {
  const { primary_image_url: url, metres, u_id, first_name, last_name, avatar_url, user_type, is_verified, is_identity_verified, ...rest } = row;
  const { u_rating, u_reviews_count, u_created_at, created_at, updated_at, ...home } = rest;
  const stem = url?.slice(0, -4);
  return {
    ...home,
    is_favorite: null,
    distance_km: metres === undefined ? null : Math.round(metres / 10) / 100,
    images: url === null ? [] : [{
      id: null, image_url: url, thumb_url: `${stem}_thumb.jpg`, medium_url: `${stem}_medium.jpg`, large_url: `${stem}_large.jpg`, is_primary: true, order_index: 0,
    }],
    owner: {
      id: u_id, first_name, last_name, avatar_url, user_type, is_verified, is_identity_verified, rating: u_rating, reviews_count: u_reviews_count, created_at: u_created_at,
    },
    created_at,
    updated_at,
  };
}

export function meObject() {
  return `json_build_object('id', id, 'email', email, 'phone', phone, 'first_name', first_name, 'last_name', last_name, 'user_type', user_type,
    'avatar_url', avatar_url, 'is_active', is_active, 'is_verified', is_verified, 'is_phone_verified', is_phone_verified,
    'is_identity_verified', identity_verified_at IS NOT NULL, 'created_at', ${instant('created_at')}, 'locale', locale, 'referral_code', referral_code,
    'rating', rating::float8, 'reviews_count', reviews_count, 'updated_at', ${instant('updated_at')})`;
}
