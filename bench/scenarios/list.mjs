import { cityFor, dice, queryString } from '../lib/draw.mjs';
import { sameAnswers } from '../lib/checks.mjs';
import { openFinder } from '../lib/finder.mjs';
import { spread } from '../lib/statements.mjs';

/** Of twenty homes. */
const FAR = 100;

/** The newest twenty of a city: the page that everybody opens first. */
export default {
  id: 'list',
  title: 'list by city, 20',
  grows: 1.5,
  goal: { against: 'raw-json', ratio: 1, p99_more: 5 },
  sides({ house, raw, cities, quick }) {
    const random = dice(1);
    const queries = Array.from({ length: 200 }, () => queryString({ city: cityFor(random, cities) }));
    const requests = (prefix) => queries.map((query) => ({ path: `${prefix}?${query}` }));
    return {
      lokahome: { server: house, requests: requests('/api/v1/properties') },
      'raw-json': { server: raw, requests: requests('/json/list') },
      ...(quick ? {} : { 'raw-rows': { server: raw, requests: requests('/rows/list') } }),
    };
  },
  check: ({ lokahome, ...others }) => sameAnswers(lokahome, others['raw-json'], { count: true }),
  /** Far down the list of the larger cities. */
  async more({ databaseUrl, cities, homes }) {
    const finder = await openFinder(databaseUrl);
    try {
      const rows = [];
      for (const page of [1, FAR]) {
        const times = [];
        for (const { city } of cities.filter(({ share }) => share * homes > FAR * 30)) {
          // Statements are planned anew the first five times.
          for (let nth = 0; nth < 15; nth += 1) times.push((await finder.search({ city, page })).ms);
        }
        if (times.length > 0) rows.push({ id: 'list-far', title: 'list far down, database time', side: `page ${page}`, ...spread(times) });
      }
      return rows.map((row) => (row.side === 'page 1' ? row : { ...row, goal: { against: 'page 1', of: 'p50', at_most: 3 } }));
    } finally {
      await finder.close();
    }
  },
};
