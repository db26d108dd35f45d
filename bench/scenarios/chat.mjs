import { gather } from '../lib/crowd.mjs';
import { median } from '../lib/drive.mjs';
import { startBaseline, startHouse } from '../lib/house.mjs';
import { signIn } from '../lib/people.mjs';

const AT_ONCE = 100;

/** Messages stored and delivered across two instances; then at the pace of a large town. */
export default {
  id: 'chat',
  title: 'chat, stored and delivered across two instances',
  writes: true,
  async more({ servers, databaseUrl, house, client, rounds, seconds, quick }) {
    const people = await signIn(house, client, quick ? 200 : 1000);
    const env = { REDIS_URL: servers.redis.url };
    const other = await startHouse(servers, databaseUrl, { name: 'api-2' });
    const bare = [await startBaseline('chat', databaseUrl, env), await startBaseline('chat', databaseUrl, env)];
    const crowds = [];
    try {
      const ours = await gather([house.url, other.url], people);
      const theirs = await gather(bare.map(({ url }) => url), people);
      crowds.push(ours, theirs);
      const [stored, passed] = [[], []];
      await ours.flat(2, AT_ONCE);
      await theirs.flat(2, AT_ONCE);
      for (let round = 0; round < Math.min(rounds, 3); round += 1) {
        stored.push(await ours.flat(seconds, AT_ONCE));
        passed.push(await theirs.flat(seconds, AT_ONCE));
      }
      const pace = quick ? 200 : 2000;
      const paced = await ours.paced(seconds * 2, pace);
      const of = (results, field) => median(results.map((one) => one[field]));
      return [
        { side: 'lokahome', rps: of(stored, 'rps'), p50: of(stored, 'p50'), p99: of(stored, 'p99'), memory_mb: house.memory.now, goal: { against: 'bare socket.io', ratio: 0.5 } },
        { side: 'bare socket.io', rps: of(passed, 'rps'), p50: of(passed, 'p50'), p99: of(passed, 'p99') },
        { id: 'chat-pace', title: `acknowledgement at ${pace} messages a second, ${people.length} sockets`, side: 'lokahome', rps: paced.rps, p50: paced.p50, p99: paced.p99, goal: { p99: 25 } },
      ];
    } finally {
      for (const crowd of crowds) crowd.close();
      await Promise.all([other, ...bare].map((server) => server.stop()));
    }
  },
};
