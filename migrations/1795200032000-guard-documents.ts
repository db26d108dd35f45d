import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Private documents, checks of who people are, and a log of what was done and looked at that nobody can rewrite. */
export class GuardDocuments1795200032000 implements MigrationInterface {
  name = 'GuardDocuments1795200032000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_logs (
        id uuid PRIMARY KEY,
        -- Null: from the command line, or by the clock.
        actor_id uuid REFERENCES users (id),
        action varchar(60) NOT NULL,
        subject_type varchar(40) NOT NULL,
        subject_id uuid,
        before jsonb,
        after jsonb,
        client_address inet,
        request_id varchar(128),
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX audit_logs_actor ON audit_logs (actor_id, id DESC) WHERE actor_id IS NOT NULL;
      CREATE INDEX audit_logs_subject ON audit_logs (subject_type, subject_id, id DESC);
      CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'the audit log is append-only: %', TG_OP USING ERRCODE = 'restrict_violation';
      END $$;
      CREATE TRIGGER audit_logs_append_only BEFORE UPDATE OR DELETE ON audit_logs FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
      CREATE TRIGGER audit_logs_never_emptied BEFORE TRUNCATE ON audit_logs EXECUTE FUNCTION refuse_audit_change();

      CREATE TABLE documents (
        id uuid PRIMARY KEY,
        owner_id uuid NOT NULL REFERENCES users (id),
        purpose varchar(20) NOT NULL CHECK (purpose IN ('personal', 'identity')),
        content_type varchar(30) NOT NULL CHECK (content_type IN ('application/pdf', 'image/jpeg')),
        -- Bytes of what a reader gets.
        size integer NOT NULL CHECK (size > 0),
        -- HMAC-SHA-256 of these bytes under the file's own key: it tells nobody which file it is.
        digest bytea NOT NULL CHECK (octet_length(digest) = 32),
        storage_key varchar(120) NOT NULL UNIQUE,
        -- The file's key, sealed by the one of FILES_ENC_KEYS that key_id names.
        wrapped_key bytea NOT NULL,
        key_id varchar(16) NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX documents_owner ON documents (owner_id, id DESC);
      CREATE INDEX documents_key ON documents (key_id, id);

      ALTER TABLE users ADD COLUMN identity_verified_at timestamptz;
      CREATE TABLE identity_verifications (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users (id),
        document_type varchar(20) NOT NULL CHECK (document_type IN ('national_id', 'passport', 'driver_license', 'residence_permit')),
        front_id uuid NOT NULL REFERENCES documents (id),
        back_id uuid REFERENCES documents (id),
        selfie_id uuid NOT NULL REFERENCES documents (id),
        status varchar(20) NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'approved', 'rejected')),
        reason varchar(500),
        decided_by uuid REFERENCES users (id),
        decided_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT identity_verifications_decided CHECK ((status = 'pending') = (decided_at IS NULL) AND (status = 'pending') = (decided_by IS NULL)),
        CONSTRAINT identity_verifications_say_why CHECK (status <> 'rejected' OR reason IS NOT NULL)
      );
      CREATE UNIQUE INDEX identity_verifications_one_pending ON identity_verifications (user_id) WHERE status = 'pending';
      CREATE INDEX identity_verifications_user ON identity_verifications (user_id, id DESC);
      CREATE INDEX identity_verifications_status ON identity_verifications (status, id);
      CREATE INDEX identity_verifications_front ON identity_verifications (front_id);
      CREATE INDEX identity_verifications_back ON identity_verifications (back_id) WHERE back_id IS NOT NULL;
      CREATE INDEX identity_verifications_selfie ON identity_verifications (selfie_id);
      CREATE INDEX identity_verifications_decided_by ON identity_verifications (decided_by) WHERE decided_by IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE identity_verifications;
      ALTER TABLE users DROP COLUMN identity_verified_at;
      DROP TABLE documents;
      DROP TABLE audit_logs;
      DROP FUNCTION refuse_audit_change();
    `);
  }
}
