import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';

/** How alike a word in use must be to what was typed (pg_trgm, 0..1) to stand in for it. */
const ALIKE = 0.35;
const MOST_WORDS = 12;

/**
 * What people typed as a query for the text index: each word in French or English, and where nobody uses such a word,
 * the one in use that is most like it. Stop words of either language are left out: to English, "avec" and "pas" are words
 * like others, and half of all homes have them.
 */
@Injectable()
export class SearchWords {
  constructor(private readonly database: Database) {}

  /** One alternative per word; none where there is nothing to look for. */
  async read(q: string): Promise<string[]> {
    const rows = await this.database.read<{ query: string }>(
      {
        name: 'properties.search-words',
        text: `
          SELECT (${either('t.fr', 't.en')} || coalesce(${either(`plainto_tsquery('lokahome_fr', near.word)`, `plainto_tsquery('lokahome_en', near.word)`)}, ''::tsquery))::text AS query
          FROM (SELECT lexeme AS word, positions[1] AS place, plainto_tsquery('lokahome_fr', lexeme) AS fr, plainto_tsquery('lokahome_en', lexeme) AS en
            FROM unnest(to_tsvector('lokahome_words', $1)) ORDER BY positions[1] LIMIT ${String(MOST_WORDS)}) t
          LEFT JOIN LATERAL (
            SELECT s.word, similarity(s.word, t.word) AS alike FROM search_words s
            WHERE length(t.word) > 3 AND NOT EXISTS (SELECT 1 FROM search_words k WHERE k.word = t.word)
            ORDER BY s.word <-> t.word LIMIT 1) near ON near.alike >= ${String(ALIKE)}
          WHERE numnode(t.fr) > 0 AND numnode(t.en) > 0
          ORDER BY t.place`,
      },
      [q],
    );
    return rows.map(({ query }) => query).filter((query) => query !== '');
  }
}

/** The same stem in both languages is looked up once. */
function either(fr: string, en: string): string {
  return `CASE WHEN ${fr} = ${en} THEN ${fr} ELSE ${fr} || ${en} END`;
}

/** Every word must be there. */
export const allOf = (words: readonly string[]): string => words.map((word) => `(${word})`).join(' & ');

/** One of them must; those with more of them rank higher. */
export const anyOf = (words: readonly string[]): string => words.map((word) => `(${word})`).join(' | ');
