/** The product's own search over a database that times every statement: what a search costs PostgreSQL. */
import pg from 'pg';

import { root } from '../../scripts/lib/project.mjs';

const built = (path) => import(`${root}/dist/${path}`);

/** @returns `{ search(query), close() }`; `search` answers `{ ms, statements }` of one search by a stranger */
export async function openFinder(url) {
  await import('reflect-metadata');
  const [{ PropertyReader }, { SearchWords }, { ANONYMOUS }] = await Promise.all([
    built('modules/properties/property-reader.js'), built('modules/properties/search-words.js'), built('platform/authz/actor.js'),
  ]);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  let ms = 0;
  let statements = [];
  let turn = Promise.resolve();
  // One after the other, whatever the reader does at once: two at a time would measure each other.
  const read = (statement, values = []) => {
    const query = { ...(typeof statement === 'string' ? { text: statement } : statement), values: [...values] };
    const work = turn.then(async () => {
      const begun = performance.now();
      const { rows } = await client.query(query);
      ms += performance.now() - begun;
      statements.push(query);
      return rows;
    });
    turn = work.catch(() => undefined);
    return work;
  };
  const database = { read, readsFrom: () => Promise.resolve('primary') };
  return {
    async search(query) {
      ms = 0;
      statements = [];
      // A reader of its own for each search: what one has remembered must not make the next one cheap.
      const reader = new PropertyReader(database, {}, {}, new SearchWords(database));
      await reader.search(ANONYMOUS, query);
      return { ms, statements };
    },
    close: () => client.end(),
  };
}
