/** What others feel while something heavy goes on: the list of a city, asked for at a quiet, steady pace. */
import autocannon from 'autocannon';

import { median } from './drive.mjs';

const PACE = 100;

/** p99 of the list alone and during `flood`, in turn; `flood(seconds)` resolves when it is over. */
export async function feltMeanwhile(house, flood, { rounds, seconds }) {
  const alone = [];
  const during = [];
  for (let round = 0; round < rounds; round += 1) {
    alone.push(await listP99(house, seconds));
    const [, p99] = await Promise.all([flood(seconds), listP99(house, seconds)]);
    during.push(p99);
  }
  return { alone: median(alone), during: median(during) };
}

async function listP99({ url, name }, seconds) {
  const result = await autocannon({ url: `${url}/api/v1/properties?city=Cotonou`, connections: 5, overallRate: PACE, duration: seconds });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${name} failed a list: ${result.non2xx} refused, ${result.errors} errors`);
  return result.latency.p99;
}

/** The two rows that tell it. */
export function feltRows(id, title, { alone, during }) {
  return [
    { id, title, side: 'lokahome', p99: during, goal: { against: 'alone', at_most: 2, of: 'p99' } },
    { id, title, side: 'alone', p99: alone },
  ];
}
