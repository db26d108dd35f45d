import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a search may ask of a home, beside what an index is sorted by. */
const ASKED = [
  'property_type', 'rental_type', 'price', 'bedrooms', 'bathrooms', 'is_furnished', 'amenity_mask', 'neighborhood_key', 'available_from', 'available_to', 'minimum_stay',
];
const TAGGED = 'property_type, rental_type, is_furnished, bedrooms, bathrooms, price';
const NEWEST = 'created_at DESC, id DESC';
const BEST = `coalesce(rating, 0) DESC, ${NEWEST}`;

/** `properties_city_price`: that index's name until now, and its key. */
const SORTS: Readonly<Record<string, string>> = {
  newest: NEWEST,
  city_newest: `city_key, ${NEWEST}`,
  city_type_newest: `city_key, property_type, ${NEWEST}`,
  price: 'price, id',
  city_price: 'city_key, price, id',
  rating_best: BEST,
  city_rating: `city_key, ${BEST}`,
};

/**
 * Each sort's index carries all that filters look at: whoever walks along it, or counts in it, reads no row of a home
 * (each of them lies on a page of its own) before it is shown. Shortest stays become tags of the index over all filters
 * too: homes let by the year are half of them, and none of those is for a week. The old indexes go once the new ones are
 * there; what the version before asks for, these answer.
 *
 * The planner knows nothing of what a partial index holds, hence the statistics; nor what a function costs that it has
 * taken apart, hence PL/pgSQL: it would compute the tags of a million homes rather than look them up. A restore knows no
 * schema by itself, hence `public.`.
 */
export class AnswerSearchesFromIndexes1795200060000 implements MigrationInterface {
  name = 'AnswerSearchesFromIndexes1795200060000';

  async up(runner: QueryRunner): Promise<void> {
    for (const [sort, key] of Object.entries(SORTS)) {
      const carried = ASKED.filter((column) => !key.split(/[ ,]+/).includes(column));
      if (key.includes('rating')) carried.unshift('rating');
      await runner.query(`CREATE INDEX properties_${sort}_asked ON properties (${key}) INCLUDE (${carried.join(', ')}) WHERE status = 'published'`);
    }
    await runner.query(`
      CREATE FUNCTION property_tags(property_type text, rental_type text, is_furnished boolean, bedrooms smallint, bathrooms smallint, price numeric, minimum_stay smallint)
        RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 1000 AS $$
        BEGIN
          RETURN public.property_tags(property_type, rental_type, is_furnished, bedrooms, bathrooms, price)
            || (ARRAY['nights 90', 'nights 30', 'nights 14', 'nights 7', 'nights 3'])[1:5 - width_bucket(coalesce(minimum_stay, 1)::int, ARRAY[4, 8, 15, 31, 91])];
        END $$;
      CREATE INDEX properties_filters_asked ON properties USING gin (city_key, property_tags(${TAGGED}, minimum_stay), amenities)
        WITH (fastupdate = off) WHERE status = 'published';
      CREATE STATISTICS properties_tags ON (property_tags(${TAGGED}, minimum_stay)) FROM properties;
      ANALYZE properties;
      DROP INDEX properties_filters, ${Object.keys(SORTS).map((sort) => `properties_${sort}`).join(', ')};
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [sort, key] of Object.entries(SORTS)) {
      const carried = sort === 'city_type_newest' ? 'INCLUDE (price, bedrooms, bathrooms, is_furnished, amenity_mask, rental_type)' : '';
      await runner.query(`CREATE INDEX properties_${sort} ON properties (${key}) ${carried} WHERE status = 'published'`);
    }
    await runner.query(`
      CREATE INDEX properties_filters ON properties USING gin (city_key, property_tags(${TAGGED}), amenities) WITH (fastupdate = off) WHERE status = 'published';
      DROP INDEX properties_filters_asked, ${Object.keys(SORTS).map((sort) => `properties_${sort}_asked`).join(', ')};
      DROP STATISTICS properties_tags;
      DROP FUNCTION property_tags(text, text, boolean, smallint, smallint, numeric, smallint);
    `);
  }
}
