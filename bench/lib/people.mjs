import pLimit from 'p-limit';

/** Seeded people who sign in as anybody would: by the API, with the password that all invented people share. */
export const PASSWORD = 'Demo-2026-Cotonou';

/** `{ id, email, token }` of that many tenants. */
export async function signIn(house, client, count, role = 'tenant') {
  const { rows } = await client.query('SELECT id, email FROM users WHERE user_type = $1 AND is_active ORDER BY id LIMIT $2', [role, count]);
  return signInAs(house, rows);
}

export function signInAs(house, accounts) {
  // A few at a time: a thousand at once would be sent away, as a flood is.
  const limit = pLimit(20);
  return Promise.all(accounts.map(({ id, email }) => limit(async () => ({ id, email, token: await tokenOf(house, email) }))));
}

async function tokenOf(house, email) {
  const answer = await fetch(`${house.url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: email, password: PASSWORD }),
  });
  if (!answer.ok) throw new Error(`${email} could not sign in: ${answer.status} ${await answer.text()}`);
  return (await answer.json()).access_token;
}

export const bearer = ({ token }) => ({ authorization: `Bearer ${token}` });
