import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Everything that a search can ask of a home as tags in one index, where a combination that is rare costs what its
 * rarest part costs. Numbers of rooms are tags of all smaller numbers, prices of a step of their logarithm;
 * `property.conditions.ts` asks in the same words. Without a list of pending entries: that would be read by every search.
 */
export class FindHomesByRareFilters1795200046001 implements MigrationInterface {
  name = 'FindHomesByRareFilters1795200046001';

  async up(runner: QueryRunner): Promise<void> {
    const rooms = (name: string): string =>
      `coalesce((ARRAY[${Array.from({ length: 10 }, (_, index) => `'${name} ${String(index + 1)}'`).join(', ')}])[1:least(${name}, 10)], '{}')`;
    await runner.query(`
      CREATE FUNCTION property_tags(property_type text, rental_type text, is_furnished boolean, bedrooms smallint, bathrooms smallint, price numeric)
        RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT ARRAY['type ' || property_type, 'rental ' || rental_type, 'furnished ' || is_furnished::text,
          'price ' || floor(log(price::float8) * 8)::int::text] || ${rooms('bedrooms')} || ${rooms('bathrooms')}
      $$;
      CREATE INDEX properties_filters ON properties
        USING gin (city_key, property_tags(property_type, rental_type, is_furnished, bedrooms, bathrooms, price), amenities)
        WITH (fastupdate = off) WHERE status = 'published';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX properties_filters; DROP FUNCTION property_tags(text, text, boolean, smallint, smallint, numeric)');
  }
}
