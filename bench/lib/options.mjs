import { parseArgs } from 'node:util';

import { Explained } from '../../scripts/lib/project.mjs';

const USAGE = `npm run bench -- [options]
  --quick            one size of town, short rounds: about two minutes once it is seeded
  --only <scenario>  only that one, or several separated by commas
  --homes <n>        only towns of that size, or several separated by commas
  --json <file>      keep the results
  --compare <file>   show how they differ from results that were kept
  --list             the scenarios`;

/** What was asked for. @throws Explained with the usage */
export function readOptions(args, scenarios) {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        quick: { type: 'boolean' }, list: { type: 'boolean' }, help: { type: 'boolean' },
        only: { type: 'string' }, homes: { type: 'string' }, json: { type: 'string' }, compare: { type: 'string' },
      },
    }));
  } catch (error) {
    throw new Explained(`${error.message}\n\n${USAGE}`);
  }
  if (values.help) throw new Explained(USAGE);
  const only = values.only?.split(',');
  const unknown = only?.find((id) => !scenarios.some((one) => one.id === id));
  if (unknown) throw new Explained(`There is no scenario ${unknown}: ${scenarios.map(({ id }) => id).join(', ')}`);
  const quick = values.quick ?? false;
  const sizes = values.homes?.split(',').map(Number) ?? (quick ? [100_000] : [10_000, 100_000, 1_000_000]);
  if (!sizes.every((size) => Number.isInteger(size) && size >= 1000 && size <= 2_000_000)) throw new Explained(`--homes: from 1000 to 2000000\n\n${USAGE}`);
  return {
    ...values,
    quick,
    sizes,
    scenarios: scenarios.filter(({ id }) => !only || only.includes(id)),
    rounds: quick ? 2 : 5,
    seconds: quick ? 2 : 4,
  };
}
