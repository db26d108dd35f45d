import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Coordinates that came from the address follow it; those that the owner gave stay. */
export class RememberWhoPlacedAHome1795200034000 implements MigrationInterface {
  name = 'RememberWhoPlacedAHome1795200034000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE properties ADD COLUMN is_geocoded boolean NOT NULL DEFAULT false;
      UPDATE properties p SET is_geocoded = true FROM geocoded_places g WHERE g.latitude = p.latitude AND g.longitude = p.longitude;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE properties DROP COLUMN is_geocoded');
  }
}
