import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Extensions and the few SQL functions that the tables lean on. Extensions stay on `down`: other
 * databases of the cluster never see them, and dropping PostGIS would take columns with it.
 */
export class InstallExtensions1795200000000 implements MigrationInterface {
  name = 'InstallExtensions1795200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE EXTENSION IF NOT EXISTS postgis;
      CREATE EXTENSION IF NOT EXISTS btree_gist;
      CREATE EXTENSION IF NOT EXISTS btree_gin;
      CREATE EXTENSION IF NOT EXISTS pg_trgm;
      CREATE EXTENSION IF NOT EXISTS unaccent;
    `);
    await runner.query(`
      -- unaccent() is only STABLE because its dictionary could be swapped; ours is named and never is.
      CREATE FUNCTION fold_text(value text) RETURNS text
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, btrim(value))) $$;
      COMMENT ON FUNCTION fold_text IS 'Lower case without accents or outer blanks: how names are compared.';

      CREATE TEXT SEARCH CONFIGURATION lokahome_fr (COPY = pg_catalog.french);
      ALTER TEXT SEARCH CONFIGURATION lokahome_fr
        ALTER MAPPING FOR hword, hword_part, word WITH unaccent, french_stem;
      CREATE TEXT SEARCH CONFIGURATION lokahome_en (COPY = pg_catalog.english);
      ALTER TEXT SEARCH CONFIGURATION lokahome_en
        ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
      CREATE TEXT SEARCH CONFIGURATION lokahome_words (COPY = pg_catalog.simple);
      ALTER TEXT SEARCH CONFIGURATION lokahome_words
        ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TEXT SEARCH CONFIGURATION lokahome_words;
      DROP TEXT SEARCH CONFIGURATION lokahome_en;
      DROP TEXT SEARCH CONFIGURATION lokahome_fr;
      DROP FUNCTION fold_text(text);
    `);
  }
}
