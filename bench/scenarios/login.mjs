import { median, shoot } from '../lib/drive.mjs';
import { feltMeanwhile, feltRows } from '../lib/meanwhile.mjs';
import { PASSWORD } from '../lib/people.mjs';
import { work } from '../lib/work.mjs';

/** Signing in with the right password: the hash, its count of guesses, the session and its tokens. */
export default {
  id: 'login',
  title: 'login',
  writes: true,
  async more({ quick, house, servers, client, rounds, seconds, warmSeconds, signal }) {
    const { rows } = await client.query(`SELECT email FROM users WHERE user_type = 'tenant' AND is_active ORDER BY id DESC LIMIT 1000`);
    const requests = rows.map(({ email }) => ({
      method: 'POST', path: '/api/v1/auth/login', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username: email, password: PASSWORD }),
    }));
    const flood = (duration) => shoot({ server: house, requests }, { seconds: duration, servers, connections: 50, each: 20 });
    await flood(warmSeconds);
    const ours = [];
    const alone = [];
    for (let round = 0; round < rounds; round += 1) {
      ours.push(await flood(seconds));
      alone.push((await work('argon2', [seconds], { signal })).rps);
    }
    const of = (field) => median(ours.map((one) => one[field]));
    return [
      { side: 'lokahome', rps: of('rps'), p50: of('p50'), p99: of('p99'), cpu_us: of('cpu_us'), memory_mb: of('memory_mb'), goal: { against: 'argon2id alone', ratio: 0.8 } },
      { side: 'argon2id alone', rps: median(alone) },
      ...feltRows('login-flood', 'the list while logins flood in', await feltMeanwhile(house, flood, { rounds: quick ? 1 : 3, seconds: Math.max(seconds, 2) })),
    ];
  },
};
