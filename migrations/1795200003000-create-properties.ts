import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Homes and what hangs on them. A counter that moves with every look (views) lives beside the row:
 * an update of the row would touch each of its indexes.
 */
export class CreateProperties1795200003000 implements MigrationInterface {
  name = 'CreateProperties1795200003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE amenities (
        code varchar(40) PRIMARY KEY CHECK (code ~ '^[a-z][a-z0-9_]*$'),
        name_fr varchar(80) NOT NULL,
        name_en varchar(80) NOT NULL,
        icon varchar(40) NOT NULL,
        bit smallint NOT NULL UNIQUE CHECK (bit BETWEEN 0 AND 62),
        is_active boolean NOT NULL DEFAULT true
      );
      INSERT INTO amenities (code, name_fr, name_en, icon, bit) VALUES
        ('wifi', 'Wi-Fi', 'Wi-Fi', 'wifi', 0),
        ('air_conditioning', 'Climatisation', 'Air conditioning', 'snowflake', 1),
        ('fan', 'Brasseur d’air', 'Fan', 'fan', 2),
        ('parking', 'Parking', 'Parking', 'car', 3),
        ('garage', 'Garage', 'Garage', 'warehouse', 4),
        ('generator', 'Groupe électrogène', 'Generator', 'zap', 5),
        ('solar_power', 'Panneaux solaires', 'Solar power', 'sun', 6),
        ('running_water', 'Eau courante (SONEB)', 'Running water', 'droplet', 7),
        ('borehole', 'Forage', 'Borehole', 'droplets', 8),
        ('water_tank', 'Réservoir d’eau', 'Water tank', 'cylinder', 9),
        ('hot_water', 'Eau chaude', 'Hot water', 'thermometer', 10),
        ('prepaid_meter', 'Compteur électrique personnel', 'Own electricity meter', 'gauge', 11),
        ('kitchen', 'Cuisine équipée', 'Equipped kitchen', 'utensils', 12),
        ('refrigerator', 'Réfrigérateur', 'Refrigerator', 'refrigerator', 13),
        ('washing_machine', 'Machine à laver', 'Washing machine', 'washing-machine', 14),
        ('television', 'Télévision', 'Television', 'tv', 15),
        ('canal_plus', 'Canal+', 'Canal+', 'satellite', 16),
        ('security_guard', 'Gardien', 'Security guard', 'shield', 17),
        ('cctv', 'Vidéosurveillance', 'Video surveillance', 'cctv', 18),
        ('fenced', 'Clôture', 'Fenced', 'fence', 19),
        ('balcony', 'Balcon', 'Balcony', 'door-open', 20),
        ('terrace', 'Terrasse', 'Terrace', 'umbrella', 21),
        ('garden', 'Jardin', 'Garden', 'trees', 22),
        ('courtyard', 'Cour', 'Courtyard', 'square', 23),
        ('pool', 'Piscine', 'Swimming pool', 'waves', 24),
        ('gym', 'Salle de sport', 'Gym', 'dumbbell', 25),
        ('elevator', 'Ascenseur', 'Elevator', 'arrow-up-down', 26),
        ('sea_view', 'Vue sur la mer', 'Sea view', 'waves', 27),
        ('near_beach', 'Proche de la plage', 'Near the beach', 'umbrella', 28),
        ('paved_road', 'Accès par voie pavée', 'Paved road access', 'road', 29),
        ('wheelchair_access', 'Accès fauteuil roulant', 'Wheelchair access', 'accessibility', 30),
        ('pets_allowed', 'Animaux acceptés', 'Pets allowed', 'paw-print', 31),
        ('cleaning', 'Ménage inclus', 'Cleaning included', 'sparkles', 32),
        ('workspace', 'Espace de travail', 'Workspace', 'laptop', 33);

      CREATE TABLE properties (
        id uuid PRIMARY KEY,
        owner_id uuid NOT NULL REFERENCES users (id),
        title varchar(255) NOT NULL,
        description text,
        property_type varchar(50) NOT NULL,
        rental_type varchar(20) NOT NULL,
        price numeric(14,2) NOT NULL,
        currency char(3) NOT NULL DEFAULT 'XOF',
        address text NOT NULL,
        city varchar(100) NOT NULL,
        neighborhood varchar(100),
        country char(2) NOT NULL DEFAULT 'BJ',
        time_zone varchar(40) NOT NULL DEFAULT 'Africa/Porto-Novo',
        latitude numeric(10,8),
        longitude numeric(11,8),
        bedrooms smallint,
        bathrooms smallint,
        surface_area numeric(10,2),
        is_furnished boolean NOT NULL DEFAULT false,
        amenities text[] NOT NULL DEFAULT '{}',
        rules text,
        status varchar(20) NOT NULL DEFAULT 'draft',
        available_from date,
        available_to date,
        minimum_stay smallint,
        deposit_amount numeric(14,2),
        cancellation_policy varchar(10) NOT NULL DEFAULT 'moderate',
        is_featured boolean NOT NULL DEFAULT false,
        primary_image_url text,
        rating numeric(3,2),
        reviews_count integer NOT NULL DEFAULT 0,
        published_at timestamptz,
        deleted_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        amenity_mask bigint NOT NULL DEFAULT 0,
        city_key text NOT NULL GENERATED ALWAYS AS (fold_text(city)) STORED,
        neighborhood_key text GENERATED ALWAYS AS (fold_text(neighborhood)) STORED,
        location geography(Point, 4326) GENERATED ALWAYS AS
          (ST_SetSRID(ST_MakePoint(longitude::float8, latitude::float8), 4326)::geography) STORED,
        search_vector tsvector NOT NULL GENERATED ALWAYS AS (
          setweight(to_tsvector('public.lokahome_fr'::regconfig, title), 'A')
          || setweight(to_tsvector('public.lokahome_en'::regconfig, title), 'A')
          || setweight(to_tsvector('public.lokahome_fr'::regconfig, city || ' ' || coalesce(neighborhood, '')), 'B')
          || setweight(to_tsvector('public.lokahome_fr'::regconfig, coalesce(description, '')), 'C')
          || setweight(to_tsvector('public.lokahome_en'::regconfig, coalesce(description, '')), 'C')
        ) STORED,
        CONSTRAINT properties_property_type CHECK (property_type IN
          ('house', 'apartment', 'studio', 'room', 'villa', 'shop', 'office', 'warehouse', 'hotel', 'land')),
        CONSTRAINT properties_rental_type CHECK (rental_type IN ('short_term', 'long_term')),
        CONSTRAINT properties_status CHECK (status IN ('draft', 'published', 'rented', 'inactive')),
        CONSTRAINT properties_cancellation_policy CHECK (cancellation_policy IN ('flexible', 'moderate', 'strict')),
        CONSTRAINT properties_currency CHECK (currency IN ('XOF', 'EUR', 'USD')),
        -- NaN sorts above every number, so an upper bound keeps it out.
        CONSTRAINT properties_price CHECK (price > 0 AND price < 1000000000),
        CONSTRAINT properties_deposit CHECK (deposit_amount >= 0 AND deposit_amount < 1000000000),
        CONSTRAINT properties_whole_francs CHECK
          (currency <> 'XOF' OR (price = trunc(price) AND coalesce(deposit_amount = trunc(deposit_amount), true))),
        CONSTRAINT properties_latitude CHECK (latitude BETWEEN -90 AND 90),
        CONSTRAINT properties_longitude CHECK (longitude BETWEEN -180 AND 180),
        CONSTRAINT properties_point CHECK ((latitude IS NULL) = (longitude IS NULL)),
        CONSTRAINT properties_rooms CHECK (bedrooms BETWEEN 0 AND 100 AND bathrooms BETWEEN 0 AND 100),
        CONSTRAINT properties_surface CHECK (surface_area > 0 AND surface_area < 10000000),
        CONSTRAINT properties_minimum_stay CHECK (minimum_stay BETWEEN 1 AND 1000),
        CONSTRAINT properties_available CHECK (available_to > available_from),
        CONSTRAINT properties_available_finite CHECK (isfinite(available_from) AND isfinite(available_to)),
        CONSTRAINT properties_rating CHECK (rating BETWEEN 1 AND 5),
        CONSTRAINT properties_reviews_count CHECK (reviews_count >= 0),
        CONSTRAINT properties_deleted_is_hidden CHECK (deleted_at IS NULL OR status = 'inactive')
      );
      CREATE INDEX properties_owner ON properties (owner_id, created_at DESC, id DESC);
      CREATE INDEX properties_newest ON properties (created_at DESC, id DESC) WHERE status = 'published';
      CREATE INDEX properties_city_newest ON properties (city_key, created_at DESC, id DESC) WHERE status = 'published';
      CREATE INDEX properties_city_type_newest ON properties
        (city_key, property_type, created_at DESC, id DESC)
        INCLUDE (price, bedrooms, bathrooms, is_furnished, amenity_mask, rental_type) WHERE status = 'published';
      CREATE INDEX properties_city_price ON properties (city_key, price, id) WHERE status = 'published';
      CREATE INDEX properties_price ON properties (price, id) WHERE status = 'published';
      CREATE INDEX properties_city_rating ON properties
        (city_key, (coalesce(rating, 0)) DESC, created_at DESC, id DESC) WHERE status = 'published';
      CREATE INDEX properties_rating_best ON properties
        ((coalesce(rating, 0)) DESC, created_at DESC, id DESC) WHERE status = 'published';
      CREATE INDEX properties_location ON properties USING gist (location) WHERE status = 'published';
      CREATE INDEX properties_search ON properties USING gin (city_key, search_vector) WHERE status = 'published';

      CREATE FUNCTION mask_amenities() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE known integer;
      BEGIN
        SELECT coalesce(bit_or(1::bigint << a.bit), 0), count(*) INTO NEW.amenity_mask, known
          FROM amenities a WHERE a.code = ANY (NEW.amenities);
        IF known <> cardinality(NEW.amenities) THEN
          RAISE EXCEPTION 'unknown or repeated amenity' USING ERRCODE = '23514', CONSTRAINT = 'properties_amenities';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER properties_mask_amenities BEFORE INSERT OR UPDATE OF amenities, amenity_mask ON properties
        FOR EACH ROW EXECUTE FUNCTION mask_amenities();

      CREATE TABLE property_images (
        id uuid PRIMARY KEY,
        property_id uuid NOT NULL REFERENCES properties (id) ON DELETE CASCADE,
        image_url text NOT NULL,
        is_primary boolean NOT NULL DEFAULT false,
        order_index integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT property_images_order UNIQUE (property_id, order_index) DEFERRABLE INITIALLY DEFERRED,
        CONSTRAINT property_images_at_most_ten CHECK (order_index BETWEEN 0 AND 9),
        CONSTRAINT property_images_first_is_primary CHECK (is_primary = (order_index = 0))
      );

      CREATE TABLE property_views (
        property_id uuid PRIMARY KEY REFERENCES properties (id) ON DELETE CASCADE,
        views_count bigint NOT NULL DEFAULT 0 CHECK (views_count >= 0)
      );
      -- A batch of views that was taken over from Redis: counted once, also when the job dies half-way.
      CREATE TABLE property_view_batches (
        id uuid PRIMARY KEY,
        counted_at timestamptz NOT NULL DEFAULT now()
      );

      CREATE TABLE property_blocks (
        id uuid PRIMARY KEY,
        property_id uuid NOT NULL REFERENCES properties (id) ON DELETE CASCADE,
        start_date date NOT NULL,
        end_date date NOT NULL,
        note varchar(255),
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT property_blocks_dates CHECK (end_date > start_date AND isfinite(start_date) AND isfinite(end_date)),
        CONSTRAINT property_blocks_no_overlap EXCLUDE USING gist
          (property_id WITH =, daterange(start_date, end_date, '[)') WITH &&)
      );

      CREATE INDEX property_blocks_nights ON property_blocks (property_id, start_date, end_date);

      CREATE TABLE favorites (
        user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        property_id uuid NOT NULL REFERENCES properties (id) ON DELETE CASCADE,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (user_id, property_id)
      );
      CREATE INDEX favorites_property ON favorites (property_id);

      -- The words in use, to correct what people type.
      CREATE TABLE search_words (
        word varchar(60) PRIMARY KEY
      );
      CREATE INDEX search_words_trigrams ON search_words USING gist (word gist_trgm_ops);

      -- Places found by the geocoder, kept so that it is asked once about each.
      CREATE TABLE geocoded_places (
        query_key varchar(500) PRIMARY KEY,
        latitude numeric(10,8),
        longitude numeric(11,8),
        asked_at timestamptz NOT NULL DEFAULT now()
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE geocoded_places, search_words, favorites, property_blocks, property_view_batches, property_views,
        property_images, properties, amenities;
      DROP FUNCTION mask_amenities();
    `);
  }
}
