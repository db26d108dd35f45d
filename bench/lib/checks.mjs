/** Whether answers are right, looked at while they are measured. */
import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { randomInt } from 'node:crypto';

/** The same requests on two servers give the same JSON; ours carries what every answer of the house carries, too. */
export function sameAnswers(ours, theirs, { count = false } = {}) {
  return async () => {
    const nth = randomInt(ours.requests.length);
    const [answer, other] = await Promise.all([ask(ours, nth), ask(theirs, nth)]);
    deepStrictEqual(await answer.json(), await other.json());
    ourHeaders(answer);
    if (count) strictEqual(Number(answer.headers.get('x-total-count')) > 0, true);
    const again = await ask(ours, nth, { 'if-none-match': answer.headers.get('etag') ?? '' });
    await again.body?.cancel();
    if (answer.headers.has('etag')) strictEqual(again.status, 304);
  };
}

/** An answer of ours that satisfies `right(body, request)`. */
export function rightAnswers(ours, right) {
  return async () => {
    const nth = randomInt(ours.requests.length);
    const answer = await ask(ours, nth);
    strictEqual(answer.status, 200);
    ourHeaders(answer);
    const verdict = right(await answer.json(), ours.requests[nth], answer);
    if (verdict !== true) throw new Error(`wrong answer to ${ours.requests[nth].path}: ${String(verdict)}`);
  };
}

function ourHeaders(answer) {
  for (const name of ['x-request-id', 'x-process-time', 'ratelimit', 'content-security-policy']) strictEqual(answer.headers.has(name), true, name);
}

function ask({ server, requests }, nth, headers = {}) {
  const { path, headers: own } = requests[nth];
  return fetch(server.url + path, { headers: { ...own, ...headers } });
}
