import { cityFor, dice, queryString } from '../lib/draw.mjs';
import { rightAnswers } from '../lib/checks.mjs';
import { openFinder } from '../lib/finder.mjs';
import { pgbench, spread } from '../lib/statements.mjs';

const TYPES = ['apartment', 'house', 'studio', 'villa'];
const AMENITIES = ['wifi', 'parking', 'air_conditioning', 'pool', 'generator', 'garden', 'sea_view', 'gym'];
const DAY = 86_400_000;

/** Homes of a kind, within a budget and free over a stay: what most people ask for. */
export default {
  id: 'search',
  title: 'advanced search free on dates',
  grows: 1.5,
  goal: { against: 'pgbench', ratio: 0.8 },
  async sides({ house, cities }) {
    return { lokahome: { server: house, requests: commonQueries(cities).map((query) => ({ path: `/api/v1/properties?${queryString(query)}`, query })) } };
  },
  check: ({ lokahome }) =>
    rightAnswers(lokahome, (homes, { query }) =>
      homes.every((home) => home.property_type === query.property_type && home.price <= query.max_price && home.bedrooms >= query.bedrooms)),
  /** The rate of the same statements in PostgreSQL alone, and the worst of many mixes that nobody foresaw. */
  async more({ databaseUrl, servers, cities, seconds, quick }) {
    const finder = await openFinder(databaseUrl);
    try {
      const pages = [];
      for (const query of commonQueries(cities).slice(0, 12)) {
        const { statements } = await finder.search(fitted(query));
        // Totals are kept for half a minute; what each search runs is its page. Few, because each client plans each of them once.
        pages.push(statements.filter(({ text }) => !text.startsWith('SELECT count')));
      }
      const rps = await pgbench(servers.postgres, databaseUrl, pages, { seconds: 2 * seconds });
      const random = dice(11);
      const times = [];
      for (let nth = 0; nth < (quick ? 100 : 200); nth += 1) times.push((await finder.search(fitted(mixedQuery(random, cities)))).ms);
      const { p50, p99, most } = spread(times);
      return [
        { side: 'pgbench', rps },
        { id: 'search-mixes', title: 'any filters, database time', side: 'PostgreSQL', p50, p99, most, goal: { p99: 30 }, grows: 6 },
      ];
    } finally {
      await finder.close();
    }
  },
};

function commonQueries(cities) {
  const random = dice(10);
  return Array.from({ length: 200 }, () => ({
    city: cityFor(random, cities), property_type: random.pick(TYPES), max_price: random.pick([100_000, 200_000, 400_000]), bedrooms: random.int(1, 2), ...stay(random),
  }));
}

function mixedQuery(random, cities) {
  const sometimes = (probability, part) => (random.chance(probability) ? part() : {});
  return {
    ...sometimes(0.7, () => ({ city: random.chance(0.5) ? cityFor(random, cities) : random.pick(cities).city })),
    ...sometimes(0.5, () => ({ property_type: random.pick([...TYPES, 'room', 'shop', 'office', 'hotel', 'land']) })),
    ...sometimes(0.4, () => ({ rental_type: random.pick(['short_term', 'long_term']) })),
    ...sometimes(0.4, () => ({ min_price: random.pick([10_000, 50_000, 150_000]) })),
    ...sometimes(0.5, () => ({ max_price: random.pick([15_000, 60_000, 200_000, 600_000]) })),
    ...sometimes(0.4, () => ({ bedrooms: random.int(1, 6) })),
    ...sometimes(0.3, () => ({ bathrooms: random.int(1, 4) })),
    ...sometimes(0.3, () => ({ is_furnished: random.chance(0.5) })),
    ...sometimes(0.5, () => ({ amenities: [...new Set(Array.from({ length: random.int(1, 4) }, () => random.pick(AMENITIES)))].join(',') })),
    ...sometimes(0.5, () => stay(random)),
    ...sometimes(0.5, () => ({ sort: random.pick(['newest', 'price_asc', 'price_desc', 'rating']) })),
  };
}

function stay(random) {
  const start = Date.now() + random.int(7, 200) * DAY;
  const day = (at) => new Date(at).toISOString().slice(0, 10);
  return { available_from: day(start), available_to: day(start + random.int(2, 14) * DAY) };
}

/** As the reader gets it, after validation. */
function fitted(query) {
  return { ...query, ...(query.amenities ? { amenities: query.amenities.split(',') } : {}) };
}
