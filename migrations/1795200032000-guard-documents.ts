import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A log of what was done and looked at that nobody can rewrite. */
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
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE audit_logs;
      DROP FUNCTION refuse_audit_change();
    `);
  }
}
