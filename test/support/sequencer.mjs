import { statSync } from 'node:fs';

/**
 * What takes longest, in this order: the fault tests mostly wait, for a minute or more, and cost the others hardly anything.
 * Everything else goes by size.
 */
const FIRST = [
  'faults/payments-broken', 'faults/payments-killed', 'security/route-matrix', 'security/malformed-input', 'faults/redis-killed', 'faults/database-killed', 'limits', 'security/mass-assignment',
  'faults/processes-ended', 'seeding', 'payments-model', 'auth-guessing', 'security/secrets', 'faults/worker-killed', 'faults/overload', 'reminders',
];

/** The order of the suite, so that nobody waits at the end for what was started last. */
export default class Sequencer {
  sort(tests) {
    const place = ({ path }) => {
      const found = FIRST.findIndex((name) => path.endsWith(`/test/${name}.e2e-spec.ts`));
      if (found !== -1) return found;
      return path.includes('/groups/') ? FIRST.length : FIRST.length + 1;
    };
    const weight = ({ path }) => statSync(path).size * (path.includes('e2e-spec') ? 10 : 1);
    return [...tests].sort((a, b) => place(a) - place(b) || weight(b) - weight(a) || a.path.localeCompare(b.path));
  }

  allFailedTests(tests) {
    return tests;
  }

  shard(tests) {
    return tests;
  }

  cacheResults() {}
}
