/** What every drill is: one command that prints what held and what did not, ends in time and leaves nothing running. */
import { join } from 'node:path';
import process from 'node:process';

import { commandOf, endProcess, identityOf, processesOf, until } from '../../lib/processes.mjs';
import { report, root } from '../../lib/project.mjs';

/**
 * Runs a drill to its end and exits: status 0 only when all that it checked held.
 * @param {{ name: string, within_ms: number }} options a drill that takes longer has failed
 * @param {(drill: Drill) => Promise<void>} work
 */
export async function runDrill({ name, within_ms }, work) {
  const mark = `${name}-${process.pid}-${Date.now()}`;
  process.env.LOKAHOME_RUN = mark; // on whatever is started, so that nothing is forgotten
  const drill = new Drill();
  const began = Date.now();
  const given = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => given.abort(new Error('interrupted')));
  for (const event of ['uncaughtException', 'unhandledRejection']) process.on(event, (error) => given.abort(error));
  const timer = setTimeout(() => given.abort(new Error(`not done within ${within_ms / 1000} s`)), within_ms);
  const stopped = new Promise((_, reject) => given.signal.addEventListener('abort', () => reject(given.signal.reason)));
  try {
    await Promise.race([work(drill), stopped]);
  } catch (error) {
    drill.fail('the drill itself', error.message);
    report(error);
  } finally {
    clearTimeout(timer);
    for (const step of drill.undo.reverse()) await step().catch((error) => drill.fail('tidying up', error.message));
  }
  const left = () => processesOf({ mark }).filter((pid) => pid !== process.pid);
  await until(() => left().length === 0, 3000, 100);
  for (const pid of left()) {
    drill.fail('nothing is left running', commandOf(pid));
    await endProcess(identityOf(pid), [['SIGKILL', 2000]]);
  }
  console.log(`\n${name}: ${drill.passed} held, ${drill.failed} did not, ${((Date.now() - began) / 1000).toFixed(1)} s`);
  process.exit(drill.failed === 0 && drill.passed > 0 ? 0 : 1);
}

class Drill {
  passed = 0;
  failed = 0;
  /** What to do at the end, last first. */
  undo = [];
  began = Date.now();

  say(line) {
    console.log(`${((Date.now() - this.began) / 1000).toFixed(1).padStart(6)} s  ${line}`);
  }

  /** One thing that must hold; `facts` are printed beside it. */
  check(what, holds, facts) {
    if (!holds) return this.fail(what, facts);
    this.passed += 1;
    this.say(`ok    ${what}${told(facts)}`);
  }

  fail(what, facts) {
    this.failed += 1;
    this.say(`FAIL  ${what}${told(facts)}`);
  }
}

function told(facts) {
  if (facts === undefined || facts === '') return '';
  if (Array.isArray(facts) && facts.length === 0) return '';
  const text = typeof facts === 'string' ? facts : JSON.stringify(facts);
  return `: ${text.replaceAll(root, '.').slice(0, 2000)}`;
}

/** A module of the tests, TypeScript as it is: the drills bring up the same house as the fault tests. */
export async function fromTests(path) {
  await import('../../lib/typescript.mjs');
  return import(join(root, 'test', path));
}
