import { cityFor, dice, queryString } from '../lib/draw.mjs';
import { sameAnswers } from '../lib/checks.mjs';

/** The newest twenty of a city: the page that everybody opens first. */
export default {
  id: 'list',
  title: 'list by city, 20',
  grows: 1.5,
  goal: { against: 'raw-json', ratio: 1, p99_more: 5 },
  sides({ house, raw, cities }) {
    const random = dice(1);
    const queries = Array.from({ length: 200 }, () => queryString({ city: cityFor(random, cities) }));
    const requests = (prefix) => queries.map((query) => ({ path: `${prefix}?${query}` }));
    return {
      lokahome: { server: house, requests: requests('/api/v1/properties') },
      'raw-json': { server: raw, requests: requests('/json/list') },
      'raw-rows': { server: raw, requests: requests('/rows/list') },
    };
  },
  check: ({ lokahome, ...others }) => sameAnswers(lokahome, others['raw-json'], { count: true }),
};
