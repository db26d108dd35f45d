import { randomBytes } from 'node:crypto';
import { newId } from '../../src/kernel/id.js';
import type { Call } from './route-calls.js';

/** A key of the tenant's; what it opens nobody knows. */
const key: Call = async ({ house, tenant }) => {
  const id = newId();
  await house.build.insert('api_keys', { id, user_id: tenant.id, name: 'Channel manager', start: 'lkh_aaaa', key_hash: randomBytes(32), scopes: ['bookings:read'] });
  return { ids: [id] };
};

/** How the rows about programs are called. */
export const PARTNER_CALLS: Readonly<Record<string, Call>> = {
  'POST /api/v1/users/me/api-keys': () => ({ json: { name: 'Channel manager', scopes: ['bookings:read'] } }),
  'DELETE /api/v1/users/me/api-keys/:id': key,
};
