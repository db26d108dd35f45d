import { bearer } from '../lib/people.mjs';
import { sameAnswers } from '../lib/checks.mjs';

/** The caller's own account, of fifty who are signed in. */
export default {
  id: 'me',
  title: 'users/me, signed in',
  goal: { against: 'bare + JWT', ratio: 0.8 },
  sides({ house, raw, people }) {
    const requests = (path) => people.map((person) => ({ path, headers: bearer(person) }));
    return {
      lokahome: { server: house, requests: requests('/api/v1/users/me') },
      'bare + JWT': { server: raw, requests: requests('/me') },
    };
  },
  check: ({ lokahome, ...others }) => sameAnswers(lokahome, others['bare + JWT']),
};
