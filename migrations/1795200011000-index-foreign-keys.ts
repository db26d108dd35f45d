import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A row that others point at is found from either side: without these, each change of it reads the whole other table. */
export class IndexForeignKeys1795200011000 implements MigrationInterface {
  name = 'IndexForeignKeys1795200011000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX booking_transitions_actor ON booking_transitions (actor_id) WHERE actor_id IS NOT NULL;
      CREATE INDEX messages_property ON messages (property_id) WHERE property_id IS NOT NULL;
      CREATE INDEX messages_service_request ON messages (service_request_id) WHERE service_request_id IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX messages_service_request, messages_property, booking_transitions_actor`);
  }
}
