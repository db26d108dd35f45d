/** Draws that are the same in every run: two runs measure the same requests. */

/** A small generator (mulberry32) from a seed. */
export function dice(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    int: (from, to) => from + Math.floor(next() * (to - from + 1)),
    pick: (list) => list[Math.floor(next() * list.length)],
    chance: (probability) => next() < probability,
  };
}

/** The cities by how many homes they have: `{ city, share }`, largest first. */
export async function citiesOf(client) {
  const { rows } = await client.query(
    `SELECT city, count(*)::float8 / sum(count(*)) OVER () AS share FROM properties TABLESAMPLE SYSTEM (10) REPEATABLE (1)
     WHERE status = 'published' GROUP BY city ORDER BY share DESC`,
  );
  return rows;
}

/** A city as people ask for them: the larger, the more often. */
export function cityFor(random, cities) {
  let left = random.next();
  for (const { city, share } of cities) if ((left -= share) <= 0) return city;
  return cities[0].city;
}

export function queryString(query) {
  return new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)])).toString();
}
