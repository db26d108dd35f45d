/** `argon2 <seconds>`: how many passwords a second the library alone checks on these cores, as the product has it hash them. */
import { availableParallelism } from 'node:os';
import process from 'node:process';

import { hash, verify } from '@node-rs/argon2';

const [seconds] = process.argv.slice(2).map(Number);
const stored = await hash('Demo-2026-Cotonou', { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 });
const begun = performance.now();
let checked = 0;
await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    while (performance.now() - begun < seconds * 1000) {
      if (!(await verify(stored, 'Demo-2026-Cotonou'))) throw new Error('the right password is wrong');
      checked += 1;
    }
  }),
);
process.stdout.write(`${JSON.stringify({ rps: checked / ((performance.now() - begun) / 1000) })}\n`);
