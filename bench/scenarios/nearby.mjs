import { dice, queryString } from '../lib/draw.mjs';
import { sameAnswers } from '../lib/checks.mjs';

/** The fifty nearest within five kilometres of places where homes are. */
export default {
  id: 'nearby',
  title: 'nearby 5 km, 50',
  grows: 1.5,
  goal: { against: 'raw-json', ratio: 1 },
  async sides({ house, raw, client }) {
    const random = dice(2);
    const { rows } = await client.query(
      `SELECT latitude::float8, longitude::float8 FROM properties TABLESAMPLE SYSTEM (10) REPEATABLE (2)
       WHERE status = 'published' AND location IS NOT NULL ORDER BY id LIMIT 200`,
    );
    // People stand beside a home, not on it.
    const queries = rows.map(({ latitude, longitude }) =>
      queryString({
        latitude: (latitude + (random.next() - 0.5) / 100).toFixed(5), longitude: (longitude + (random.next() - 0.5) / 100).toFixed(5), radius: 5, limit: 50,
      }));
    const requests = (prefix) => queries.map((query) => ({ path: `${prefix}?${query}` }));
    return {
      lokahome: { server: house, requests: requests('/api/v1/properties/nearby') },
      'raw-json': { server: raw, requests: requests('/json/nearby') },
      'raw-rows': { server: raw, requests: requests('/rows/nearby') },
    };
  },
  check: ({ lokahome, ...others }) => sameAnswers(lokahome, others['raw-json']),
};
