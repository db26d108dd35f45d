import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Home services become work: who does it, when it was begun and ended, and where providers are. */
export class WorkOnServices1795200030000 implements MigrationInterface {
  name = 'WorkOnServices1795200030000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE service_providers
        ADD COLUMN latitude numeric(9,6),
        ADD COLUMN longitude numeric(9,6),
        ADD COLUMN reviews_count integer NOT NULL DEFAULT 0 CHECK (reviews_count >= 0),
        ADD CONSTRAINT service_providers_place CHECK (num_nonnulls(latitude, longitude) <> 1 AND coalesce(latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180, true));
      UPDATE service_providers p SET reviews_count = (SELECT count(*) FROM reviews r WHERE r.provider_id = p.id);
      CREATE INDEX service_providers_services ON service_providers USING gin (services jsonb_path_ops);
      CREATE INDEX service_providers_location ON service_providers USING gist ((st_makepoint(longitude::float8, latitude::float8)::geography)) WHERE latitude IS NOT NULL;

      ALTER TABLE service_requests
        ADD COLUMN city varchar(100),
        ADD COLUMN provider_id uuid REFERENCES service_providers (id),
        -- The provider's person, kept here because policies read the row's own columns.
        ADD COLUMN provider_user_id uuid REFERENCES users (id),
        ADD COLUMN price numeric(14,2) CHECK (price > 0 AND price < 1000000000),
        ADD COLUMN paid_at timestamptz,
        ADD COLUMN assigned_at timestamptz,
        ADD COLUMN started_at timestamptz,
        -- The provider says so; the requester confirms, or the clock does.
        ADD COLUMN done_at timestamptz,
        ADD COLUMN completed_at timestamptz,
        ADD COLUMN cancelled_at timestamptz;
      UPDATE service_requests r SET city = p.city FROM properties p WHERE p.id = r.property_id;
      UPDATE service_requests r SET provider_id = q.provider_id, provider_user_id = p.user_id, price = q.amount, assigned_at = q.updated_at
        FROM service_quotes q JOIN service_providers p ON p.id = q.provider_id WHERE q.service_request_id = r.id AND q.status = 'accepted';
      UPDATE service_requests SET completed_at = updated_at WHERE status = 'completed';
      UPDATE service_requests SET started_at = assigned_at WHERE status IN ('in_progress', 'completed');
      UPDATE service_requests SET cancelled_at = updated_at WHERE status = 'cancelled';
      ALTER TABLE service_requests ADD CONSTRAINT service_requests_assigned CHECK (
        status NOT IN ('assigned', 'in_progress', 'completed') OR (provider_id IS NOT NULL AND provider_user_id IS NOT NULL AND price IS NOT NULL));
      CREATE INDEX service_requests_provider ON service_requests (provider_id, created_at DESC) WHERE provider_id IS NOT NULL;
      CREATE INDEX service_requests_provider_user ON service_requests (provider_user_id) WHERE provider_user_id IS NOT NULL;
      CREATE INDEX service_requests_to_confirm ON service_requests (done_at) WHERE status = 'in_progress' AND done_at IS NOT NULL;

      CREATE TABLE service_request_transitions (
        id uuid PRIMARY KEY,
        service_request_id uuid NOT NULL REFERENCES service_requests (id),
        transition varchar(20) NOT NULL,
        from_status varchar(20) NOT NULL,
        to_status varchar(20) NOT NULL,
        actor_id uuid REFERENCES users (id),
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX service_request_transitions_request ON service_request_transitions (service_request_id, id);
      CREATE INDEX service_request_transitions_actor ON service_request_transitions (actor_id) WHERE actor_id IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE service_request_transitions;
      DROP INDEX service_requests_to_confirm, service_requests_provider_user, service_requests_provider, service_providers_location, service_providers_services;
      ALTER TABLE service_requests DROP CONSTRAINT service_requests_assigned, DROP COLUMN city, DROP COLUMN provider_id, DROP COLUMN provider_user_id,
        DROP COLUMN price, DROP COLUMN paid_at, DROP COLUMN assigned_at, DROP COLUMN started_at, DROP COLUMN done_at, DROP COLUMN completed_at, DROP COLUMN cancelled_at;
      ALTER TABLE service_providers DROP CONSTRAINT service_providers_place, DROP COLUMN latitude, DROP COLUMN longitude, DROP COLUMN reviews_count;
    `);
  }
}
