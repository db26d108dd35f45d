import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People, their sessions and codes, and what belongs to an account. */
export class CreateUsers1795200002000 implements MigrationInterface {
  name = 'CreateUsers1795200002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE users (
        id uuid PRIMARY KEY,
        email varchar(255) NOT NULL,
        phone varchar(20),
        password_hash varchar(255) NOT NULL,
        first_name varchar(100) NOT NULL,
        last_name varchar(100) NOT NULL,
        user_type varchar(20) NOT NULL,
        avatar_url text,
        locale varchar(2) NOT NULL DEFAULT 'fr',
        is_active boolean NOT NULL DEFAULT true,
        is_verified boolean NOT NULL DEFAULT false,
        is_phone_verified boolean NOT NULL DEFAULT false,
        referral_code varchar(12) NOT NULL,
        referred_by uuid REFERENCES users (id),
        rating numeric(3,2),
        reviews_count integer NOT NULL DEFAULT 0,
        erased_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT users_email_key UNIQUE (email),
        CONSTRAINT users_phone_key UNIQUE (phone),
        CONSTRAINT users_referral_code_key UNIQUE (referral_code),
        CONSTRAINT users_email_lower_case CHECK (email = lower(email)),
        CONSTRAINT users_phone_e164 CHECK (phone ~ '^\\+[1-9][0-9]{6,14}$'),
        CONSTRAINT users_user_type CHECK (user_type IN ('tenant', 'landlord', 'provider', 'admin')),
        CONSTRAINT users_locale CHECK (locale IN ('fr', 'en')),
        CONSTRAINT users_rating CHECK (rating BETWEEN 1 AND 5),
        CONSTRAINT users_reviews_count CHECK (reviews_count >= 0)
      );
      CREATE INDEX users_referred_by ON users (referred_by) WHERE referred_by IS NOT NULL;

      CREATE TABLE auth_sessions (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        refresh_generation integer NOT NULL DEFAULT 1,
        user_agent varchar(255),
        ip_address inet,
        created_at timestamptz NOT NULL DEFAULT now(),
        last_used_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        ended_at timestamptz,
        ended_reason varchar(40)
      );
      CREATE INDEX auth_sessions_live ON auth_sessions (user_id, last_used_at DESC) WHERE ended_at IS NULL;
      CREATE INDEX auth_sessions_expiry ON auth_sessions (expires_at);

      -- The secret part of a link or code is an HMAC of the row's id: nothing here opens anything.
      CREATE TABLE auth_links (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        purpose varchar(20) NOT NULL CHECK (purpose IN ('verify_email', 'reset_password')),
        email varchar(255) NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        used_at timestamptz
      );
      CREATE INDEX auth_links_user ON auth_links (user_id, purpose);
      CREATE INDEX auth_links_expiry ON auth_links (expires_at);

      CREATE TABLE auth_codes (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        phone varchar(20) NOT NULL,
        requested_from inet,
        tries integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        CONSTRAINT auth_codes_three_tries CHECK (tries BETWEEN 0 AND 3)
      );
      CREATE INDEX auth_codes_phone ON auth_codes (phone, created_at DESC);
      CREATE INDEX auth_codes_user ON auth_codes (user_id);
      CREATE INDEX auth_codes_address ON auth_codes (requested_from, created_at DESC);

      CREATE TABLE user_addresses (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        label varchar(60),
        address text NOT NULL,
        city varchar(100) NOT NULL,
        neighborhood varchar(100),
        country char(2) NOT NULL DEFAULT 'BJ',
        latitude numeric(10,8),
        longitude numeric(11,8),
        is_default boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT user_addresses_latitude CHECK (latitude BETWEEN -90 AND 90),
        CONSTRAINT user_addresses_longitude CHECK (longitude BETWEEN -180 AND 180),
        CONSTRAINT user_addresses_point CHECK ((latitude IS NULL) = (longitude IS NULL))
      );
      CREATE INDEX user_addresses_user ON user_addresses (user_id, created_at);
      CREATE UNIQUE INDEX user_addresses_one_default ON user_addresses (user_id) WHERE is_default;

      CREATE TABLE user_devices (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        token varchar(4096) NOT NULL,
        platform varchar(10) NOT NULL CHECK (platform IN ('android', 'ios', 'web')),
        created_at timestamptz NOT NULL DEFAULT now(),
        last_seen_at timestamptz NOT NULL DEFAULT now()
      );
      -- A push token may pass the size a btree entry can hold.
      CREATE UNIQUE INDEX user_devices_token ON user_devices (md5(token));
      CREATE INDEX user_devices_user ON user_devices (user_id);

      CREATE TABLE notification_preferences (
        user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        type varchar(50) NOT NULL,
        push boolean NOT NULL DEFAULT true,
        email boolean NOT NULL DEFAULT true,
        sms boolean NOT NULL DEFAULT true,
        PRIMARY KEY (user_id, type)
      );

      CREATE TABLE notifications (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        event_id uuid NOT NULL,
        title varchar(255) NOT NULL,
        content text NOT NULL,
        type varchar(50) NOT NULL,
        related_id uuid,
        is_read boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT notifications_once UNIQUE (user_id, event_id)
      );
      CREATE INDEX notifications_feed ON notifications (user_id, id DESC);
      CREATE INDEX notifications_unread ON notifications (user_id) WHERE NOT is_read;

      -- One message to one person over one channel. What it says is rendered when it is sent.
      CREATE TABLE deliveries (
        id uuid PRIMARY KEY,
        event_id uuid NOT NULL,
        user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        channel varchar(10) NOT NULL CHECK (channel IN ('email', 'sms', 'push')),
        template varchar(60) NOT NULL,
        recipient varchar(320) NOT NULL,
        facts jsonb NOT NULL,
        status varchar(10) NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'sent', 'skipped', 'failed')),
        provider_id varchar(255),
        last_error text,
        created_at timestamptz NOT NULL DEFAULT now(),
        sent_at timestamptz,
        CONSTRAINT deliveries_once UNIQUE (event_id, user_id, channel)
      );
      CREATE INDEX deliveries_user ON deliveries (user_id, created_at DESC);
      CREATE INDEX deliveries_failed ON deliveries (created_at) WHERE status = 'failed';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE deliveries, notifications, notification_preferences, user_devices, user_addresses,
        auth_codes, auth_links, auth_sessions, users
    `);
  }
}
