import { statSync } from 'node:fs';

/** Mostly waiting, for minutes: started first, they cost the others hardly anything. */
const PATIENT = /test\/faults\/payments-/;

/** The order of the suite: what takes longest first, so that nobody waits for it at the end. */
export default class Sequencer {
  sort(tests) {
    const weight = ({ path }) => (PATIENT.test(path) ? Number.MAX_SAFE_INTEGER : statSync(path).size * (path.includes('e2e-spec') ? 10 : 1));
    return [...tests].sort((a, b) => weight(b) - weight(a) || a.path.localeCompare(b.path));
  }

  allFailedTests(tests) {
    return tests;
  }

  shard(tests) {
    return tests;
  }

  cacheResults() {}
}
