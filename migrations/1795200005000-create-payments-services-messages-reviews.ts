import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tables that payments, home services, chat and reviews stand on. */
export class CreatePaymentsServicesMessagesReviews1795200005000 implements MigrationInterface {
  name = 'CreatePaymentsServicesMessagesReviews1795200005000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE services (
        id uuid PRIMARY KEY,
        name varchar(100) NOT NULL,
        description text,
        category varchar(50) NOT NULL,
        icon_url text,
        is_active boolean NOT NULL DEFAULT true,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX services_category ON services (category) WHERE is_active;

      CREATE TABLE service_providers (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users (id),
        company_name varchar(255),
        bio text,
        services jsonb NOT NULL DEFAULT '[]',
        service_areas jsonb NOT NULL DEFAULT '[]',
        hourly_rate numeric(14,2),
        is_verified boolean NOT NULL DEFAULT false,
        rating numeric(3,2),
        total_jobs integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT service_providers_user_key UNIQUE (user_id),
        CONSTRAINT service_providers_hourly_rate CHECK (hourly_rate >= 0 AND hourly_rate < 1000000000),
        CONSTRAINT service_providers_rating CHECK (rating BETWEEN 1 AND 5),
        CONSTRAINT service_providers_total_jobs CHECK (total_jobs >= 0)
      );

      CREATE TABLE service_requests (
        id uuid PRIMARY KEY,
        service_id uuid NOT NULL REFERENCES services (id),
        requester_id uuid NOT NULL REFERENCES users (id),
        property_id uuid REFERENCES properties (id),
        title varchar(255) NOT NULL,
        description text NOT NULL,
        urgency varchar(20) NOT NULL DEFAULT 'normal' CHECK (urgency IN ('low', 'normal', 'high', 'urgent')),
        status varchar(20) NOT NULL DEFAULT 'open'
          CHECK (status IN ('open', 'quoted', 'assigned', 'in_progress', 'completed', 'cancelled')),
        preferred_date timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX service_requests_requester ON service_requests (requester_id, created_at DESC);
      CREATE INDEX service_requests_open ON service_requests (service_id, created_at DESC) WHERE status IN ('open', 'quoted');
      CREATE INDEX service_requests_property ON service_requests (property_id) WHERE property_id IS NOT NULL;

      CREATE TABLE service_quotes (
        id uuid PRIMARY KEY,
        service_request_id uuid NOT NULL REFERENCES service_requests (id),
        provider_id uuid NOT NULL REFERENCES service_providers (id),
        amount numeric(14,2) NOT NULL CHECK (amount > 0 AND amount < 1000000000),
        description text,
        estimated_duration integer CHECK (estimated_duration > 0),
        status varchar(20) NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'accepted', 'rejected')),
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX service_quotes_provider ON service_quotes (provider_id, created_at DESC);
      CREATE UNIQUE INDEX service_quotes_one_live ON service_quotes (service_request_id, provider_id)
        WHERE status IN ('pending', 'accepted');
      CREATE UNIQUE INDEX service_quotes_one_accepted ON service_quotes (service_request_id) WHERE status = 'accepted';

      CREATE TABLE payments (
        id uuid PRIMARY KEY,
        booking_id uuid REFERENCES bookings (id),
        service_request_id uuid REFERENCES service_requests (id),
        payer_id uuid NOT NULL REFERENCES users (id),
        amount numeric(14,2) NOT NULL CHECK (amount > 0 AND amount < 1000000000000),
        refunded_amount numeric(14,2) NOT NULL DEFAULT 0,
        currency char(3) NOT NULL DEFAULT 'XOF' CHECK (currency IN ('XOF', 'EUR', 'USD')),
        payment_method varchar(50) NOT NULL,
        payment_provider varchar(50),
        transaction_id varchar(255) UNIQUE,
        status varchar(20) NOT NULL DEFAULT 'pending'
          CHECK (status IN ('pending', 'processing', 'completed', 'failed', 'refunded')),
        payment_type varchar(20) NOT NULL CHECK (payment_type IN ('rent', 'deposit', 'service')),
        metadata jsonb,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT payments_for_one_thing CHECK (num_nonnulls(booking_id, service_request_id) = 1),
        CONSTRAINT payments_refunded CHECK (refunded_amount BETWEEN 0 AND amount)
      );
      CREATE INDEX payments_payer ON payments (payer_id, created_at DESC);
      CREATE INDEX payments_booking ON payments (booking_id) WHERE booking_id IS NOT NULL;
      CREATE INDEX payments_service_request ON payments (service_request_id) WHERE service_request_id IS NOT NULL;

      CREATE TABLE messages (
        id uuid PRIMARY KEY,
        sender_id uuid NOT NULL REFERENCES users (id),
        receiver_id uuid NOT NULL REFERENCES users (id),
        property_id uuid REFERENCES properties (id),
        service_request_id uuid REFERENCES service_requests (id),
        content text NOT NULL CHECK (char_length(content) BETWEEN 1 AND 5000),
        is_read boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT messages_not_to_oneself CHECK (sender_id <> receiver_id)
      );
      CREATE INDEX messages_sender ON messages (sender_id, receiver_id, id DESC);
      CREATE INDEX messages_receiver ON messages (receiver_id, sender_id, id DESC);
      CREATE INDEX messages_unread ON messages (receiver_id) WHERE NOT is_read;

      CREATE TABLE reviews (
        id uuid PRIMARY KEY,
        reviewer_id uuid NOT NULL REFERENCES users (id),
        property_id uuid REFERENCES properties (id),
        provider_id uuid REFERENCES service_providers (id),
        booking_id uuid REFERENCES bookings (id),
        service_request_id uuid REFERENCES service_requests (id),
        rating smallint NOT NULL CHECK (rating BETWEEN 1 AND 5),
        comment text,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT reviews_of_one_thing CHECK (
          (property_id IS NOT NULL AND booking_id IS NOT NULL AND provider_id IS NULL AND service_request_id IS NULL)
          OR (provider_id IS NOT NULL AND service_request_id IS NOT NULL AND property_id IS NULL AND booking_id IS NULL)),
        CONSTRAINT reviews_one_per_booking UNIQUE (booking_id),
        CONSTRAINT reviews_one_per_request UNIQUE (service_request_id)
      );
      CREATE INDEX reviews_property ON reviews (property_id, created_at DESC) INCLUDE (rating) WHERE property_id IS NOT NULL;
      CREATE INDEX reviews_provider ON reviews (provider_id, created_at DESC) INCLUDE (rating) WHERE provider_id IS NOT NULL;
      CREATE INDEX reviews_reviewer ON reviews (reviewer_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE reviews, messages, payments, service_quotes, service_requests, service_providers, services
    `);
  }
}
