import { gather } from '../lib/crowd.mjs';
import { signIn } from '../lib/people.mjs';
import { ManySockets } from '../lib/sockets.mjs';

/** As many as one person may have open on an instance. */
const EACH = 10;
const TALKING = 100;
/** Longer than a sign of life and its answer take: whoever is not kept alive is gone by then. */
const HELD_SECONDS = 40;

/** A process full of people who are online, some of whom write to each other. */
export default {
  id: 'sockets',
  title: 'people online on one process',
  writes: true,
  async more({ house, client, quick }) {
    const people = await signIn(house, client, (quick ? 1500 : 15_000) / EACH + TALKING);
    // A small town has not so many people.
    const count = (people.length - TALKING) * EACH;
    const before = house.memory.now;
    const online = new ManySockets();
    let crowd;
    try {
      const begun = performance.now();
      await online.connect(house.url, people.slice(TALKING), count);
      const seconds = (performance.now() - begun) / 1000;
      crowd = await gather([house.url, house.url], people.slice(0, TALKING));
      const { rps, p50, p99 } = await crowd.paced(quick ? 5 : HELD_SECONDS, TALKING);
      if (online.open < count) throw new Error(`${online.open} of ${count} sockets are still open`);
      const memory_mb = house.memory.now;
      return [
        { id: 'sockets-in', title: `${count} sockets let in, a second`, side: 'lokahome', rps: count / seconds, memory_mb },
        { title: `acknowledgement among ${count} sockets, ${Math.round(((memory_mb - before) / count) * 1024)} kB each`, side: 'lokahome', rps, p50, p99, memory_mb },
      ];
    } finally {
      crowd?.close();
      online.close();
    }
  },
};
