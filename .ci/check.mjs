/** What `.ci/run` asks in JavaScript, because a bare machine has neither curl nor ps: `node .ci/check.mjs <question> …` */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

import { freePort } from '../scripts/lib/ports.mjs';
import { commandOf, identityOf, processesOf, until } from '../scripts/lib/processes.mjs';
import { stateDir } from '../scripts/lib/project.mjs';

const questions = {
  /** A free port. */
  async port() {
    console.log(await freePort());
  },

  /** How many tests passed and failed, from Jest's JSON; none when it did not get that far. */
  count(file) {
    const result = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
    console.log(result.numPassedTests ?? 0, result.numFailedTests ?? 0);
  },

  /** Which tests failed, and the first line of why. */
  failures(file) {
    const suites = JSON.parse(readFileSync(file, 'utf8')).testResults;
    const failed = suites.flatMap((suite) => suite.assertionResults.filter(({ status }) => status === 'failed'));
    for (const { fullName, failureMessages } of failed.slice(0, 40))
      console.log(`${fullName}: ${failureMessages[0]?.split('\n')[0] ?? ''}`);
    if (failed.length > 40) console.log(`… and ${failed.length - 40} more`);
  },

  /** Waits until the application is ready, or its process gone. */
  async ready(url, pid) {
    const answers = async () => (await fetch(`${url}/ready`).catch(() => undefined))?.status === 200;
    const came = await until(async () => (await answers()) || !identityOf(Number(pid)), 170_000, 200);
    assert.ok(came && identityOf(Number(pid)), 'the application did not become ready');
  },

  /** An answer with status 200 and a body of that kind. */
  async get(url, kind) {
    const response = await fetch(url, { signal: AbortSignal.timeout(20_000) });
    const body = await response.text();
    assert.equal(response.status, 200, `${url} answered ${response.status}: ${body.slice(0, 500)}`);
    if (kind === 'json') JSON.parse(body);
    else assert.match(body, /<html/i);
  },

  /** There are homes, and as many as the time before. */
  async homes(url, file) {
    const response = await fetch(`${url}/api/v1/properties`, { signal: AbortSignal.timeout(20_000) });
    const total = Number(response.headers.get('x-total-count'));
    assert.ok(total > 0, `status ${response.status}, X-Total-Count ${response.headers.get('x-total-count')}`);
    if (existsSync(file)) assert.equal(total, Number(readFileSync(file, 'utf8')));
    writeFileSync(file, String(total));
  },

  /** No process of that run, and none at work in the directories of the private servers. */
  async leftover(mark) {
    const elsewhere = join(stateDir, 'elsewhere');
    const dirs = [stateDir, ...(existsSync(elsewhere) ? [readFileSync(elsewhere, 'utf8')] : [])];
    const left = () => processesOf({ mark, dirs });
    await until(() => left().length === 0, 2000, 100);
    assert.deepEqual(left().map(commandOf), []);
  },
};

const [question, ...args] = process.argv.slice(2);
try {
  await questions[question](...args);
} catch (error) {
  console.error(`${error.message}${error.cause ? `: ${error.cause.message}` : ''}`);
  process.exitCode = 1;
}
