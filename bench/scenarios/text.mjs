import { cityFor, dice, queryString } from '../lib/draw.mjs';
import { rightAnswers } from '../lib/checks.mjs';
import { openFinder } from '../lib/finder.mjs';
import { spread } from '../lib/statements.mjs';

const WORDS = [
  'studio meublé près de la plage', 'villa avec piscine', 'appartement climatisé', 'maison avec jardin', 'chambre pas chère', 'bureau centre ville',
  'house with garden', 'furnished apartment', 'duplex moderne', 'gardien et parking', 'sea view', 'boutique', 'groupe électrogène', 'terrasse',
];
const TYPOS = ['apartemant climatisé', 'vila piscinne', 'estudio meublé', 'maizon jardin', 'furnised apartmant', 'terasse', 'parkin gardien', 'cotonu studio'];

/** Words in French and English, in a city or anywhere. */
export default {
  id: 'text',
  title: 'full text',
  grows: 6,
  sides({ house, cities }) {
    const requests = queries(cities, WORDS).map((query) => ({ path: `/api/v1/properties/search?${queryString(query)}`, query }));
    return { lokahome: { server: house, requests } };
  },
  check: ({ lokahome }) => rightAnswers(lokahome, (homes, { query }) => !query.city || homes.every(({ city }) => city === query.city)),
  async more({ databaseUrl, cities }) {
    const finder = await openFinder(databaseUrl);
    try {
      const rows = [];
      for (const [id, title, words, goal] of [['text-words', 'full text, database time', WORDS, 10], ['text-typos', 'with a typo, database time', TYPOS, 15]]) {
        const times = [];
        for (const query of queries(cities, words)) times.push((await finder.search(query)).ms);
        const { p50, p99, most } = spread(times);
        rows.push({ id, title, side: 'PostgreSQL', p50, p99, most, goal: { p50: goal, most: 100 }, grows: 6 });
      }
      return rows;
    } finally {
      await finder.close();
    }
  },
};

function queries(cities, words) {
  const random = dice(20);
  return words.flatMap((q) => [{ q }, { q, city: cityFor(random, cities) }, { q, city: random.pick(cities.slice(0, 8)).city }]);
}
