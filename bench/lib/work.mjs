/** Programs of `bench/baselines/` that do one thing for a while and print how it went as JSON. */
import process from 'node:process';

import { run } from '../../scripts/lib/processes.mjs';
import { Explained } from '../../scripts/lib/project.mjs';

export async function work(name, args, { signal, env = {} } = {}) {
  const { status, output } = await run(process.execPath, [`bench/baselines/${name}.mjs`, ...args.map(String)], { env: { PATH: process.env.PATH, ...env }, signal });
  signal?.throwIfAborted();
  if (status !== 0) throw new Explained(output);
  return JSON.parse(output.split('\n').at(-1));
}
