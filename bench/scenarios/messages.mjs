import { randomUUID } from 'node:crypto';

import { bearer } from '../lib/people.mjs';

/** A message by REST, stored and pushed to whoever is connected. */
export default {
  id: 'messages',
  title: 'send message by REST',
  writes: true,
  async sides({ house, client, people }) {
    const { rows } = await client.query(`SELECT id FROM users WHERE user_type = 'landlord' AND is_active ORDER BY id LIMIT $1`, [people.length]);
    const requests = people.map((person, nth) => ({
      method: 'POST',
      path: '/api/v1/messages',
      setupRequest: (request) => ({
        ...request,
        headers: { ...bearer(person), 'content-type': 'application/json', 'idempotency-key': randomUUID() },
        body: JSON.stringify({ receiver_id: rows[nth].id, content: 'Le logement est-il encore libre ?' }),
      }),
    }));
    return { lokahome: { server: house, requests } };
  },
};
