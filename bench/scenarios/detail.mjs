import { sameAnswers } from '../lib/checks.mjs';

/** One home with its pictures and its owner, of two thousand that are looked at. */
export default {
  id: 'detail',
  title: 'detail with images and rating',
  grows: 1.5,
  goal: { against: 'raw-json', ratio: 0.85 },
  async sides({ house, raw, client }) {
    const { rows } = await client.query(
      `SELECT id FROM properties TABLESAMPLE SYSTEM (25) REPEATABLE (3) WHERE status = 'published' ORDER BY id LIMIT 2000`,
    );
    const requests = (prefix) => rows.map(({ id }) => ({ path: `${prefix}/${id}` }));
    return {
      lokahome: { server: house, requests: requests('/api/v1/properties') },
      'raw-json': { server: raw, requests: requests('/json/detail') },
    };
  },
  check: ({ lokahome, ...others }) => sameAnswers(lokahome, others['raw-json']),
};
