import { bearer, signInAs } from '../lib/people.mjs';
import { rightAnswers } from '../lib/checks.mjs';

/** The stays of tenants who have some. */
export default {
  id: 'my-bookings',
  title: 'my-bookings, signed in',
  async sides({ house, client }) {
    const { rows } = await client.query(
      `SELECT u.id, u.email FROM users u WHERE u.user_type = 'tenant' AND EXISTS (SELECT 1 FROM bookings b WHERE b.tenant_id = u.id) ORDER BY u.id LIMIT 50`,
    );
    const people = await signInAs(house, rows);
    return { lokahome: { server: house, requests: people.map((person) => ({ path: '/api/v1/bookings/my-bookings', headers: bearer(person), person })) } };
  },
  check: ({ lokahome }) =>
    rightAnswers(lokahome, (stays, { person }) => stays.length > 0 && stays.every(({ tenant_id }) => tenant_id === person.id)),
};
