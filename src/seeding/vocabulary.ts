import type { ClientBase } from 'pg';

const LONGEST_WORD = 60;

/** Adds the words of these texts to those that searches are corrected with. Inside the caller's transaction. */
export async function learnWords(client: ClientBase, texts: readonly string[]): Promise<void> {
  await client.query(
    `INSERT INTO search_words (word)
     SELECT DISTINCT lexeme FROM unnest($1::text[]) AS line, unnest(to_tsvector('public.lokahome_words', line))
      WHERE char_length(lexeme) BETWEEN 3 AND ${LONGEST_WORD} AND lexeme !~ '^[0-9]+$'
     ON CONFLICT (word) DO NOTHING`,
    [texts],
  );
}
